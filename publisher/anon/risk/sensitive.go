package risk

import "context"

// A Distribution is how often each value of a sensitive column occurs among
// some rows: the codes that occur, in increasing order, and their counts, all
// above 0.
type Distribution struct {
	Codes  []uint32
	Counts []int64
}

// Rows returns the sum of the counts.
func (d Distribution) Rows() (n int64) {
	for _, c := range d.Counts {
		n += c
	}
	return n
}

// A Sensitive is the distributions of a sensitive column: in the whole table
// and in each class. Rows without a value are left out.
type Sensitive struct {
	Column int          // index in the table
	Whole  Distribution // of the table

	start  []int // of each class and one more, where its codes begin
	codes  []uint32
	counts []int64
}

// Sensitive counts the values of a column in each class, in time linear in
// rows.
func (c *Classes) Sensitive(ctx context.Context, column int) (*Sensitive, error) {
	if err := check(c.Table, []int{column}); err != nil {
		return nil, err
	}
	values := c.Table.Columns[column]
	g, err := group(ctx, c.Table.Rows, []codeColumn{{c.Of, c.Len()}, {values.Codes, len(values.Values)}}, nil)
	if err != nil {
		return nil, err
	}
	s := &Sensitive{Column: column, start: make([]int, c.Len()+1)}

	// Sort the pairs of class and code by counting: by code, then by class.
	byCode := make([]int, len(values.Values)+1)
	total := make([]int64, len(values.Values))
	pairs := 0
	for i, row := range g.first {
		if code := values.Codes[row]; int(code) < len(total) {
			byCode[code+1]++
			total[code] += g.sizes[i]
			s.start[c.Of[row]+1]++
			pairs++
		}
	}
	accumulate(byCode)
	accumulate(s.start)
	order := make([]uint32, pairs)
	for i, row := range g.first {
		if code := values.Codes[row]; int(code) < len(total) {
			order[byCode[code]] = uint32(i)
			byCode[code]++
		}
	}
	s.codes, s.counts = make([]uint32, pairs), make([]int64, pairs)
	next := append([]int(nil), s.start...)
	for _, i := range order {
		row := g.first[i]
		at := next[c.Of[row]]
		next[c.Of[row]]++
		s.codes[at], s.counts[at] = values.Codes[row], g.sizes[i]
	}
	s.Whole = sparse(total)
	return s, nil
}

// sparse leaves out the codes that do not occur.
func sparse(total []int64) (d Distribution) {
	for code, n := range total {
		if n > 0 {
			d.Codes, d.Counts = append(d.Codes, uint32(code)), append(d.Counts, n)
		}
	}
	return d
}

// accumulate replaces counts by their sums up to each.
func accumulate(n []int) {
	for i := 1; i < len(n); i++ {
		n[i] += n[i-1]
	}
}

// Class returns the distribution in a class. It is empty if no row of the
// class has a value.
func (s *Sensitive) Class(i int) Distribution {
	lo, hi := s.start[i], s.start[i+1]
	return Distribution{s.codes[lo:hi], s.counts[lo:hi]}
}

// A Worst is the value of a measure in the class that is worst by it.
type Worst struct {
	Value float64
	Class int // the first of the worst classes
}

// Least returns the class in which a measure is least, of the classes that
// have a value. ok is false if there are none.
func (s *Sensitive) Least(measure func(Distribution) float64) (w Worst, ok bool) {
	return s.worst(measure, func(a, b float64) bool { return a < b })
}

// Most returns the class in which a measure is greatest, of the classes that
// have a value. ok is false if there are none.
func (s *Sensitive) Most(measure func(Distribution) float64) (w Worst, ok bool) {
	return s.worst(measure, func(a, b float64) bool { return a > b })
}

func (s *Sensitive) worst(measure func(Distribution) float64, worse func(a, b float64) bool) (w Worst, ok bool) {
	for i := range len(s.start) - 1 {
		d := s.Class(i)
		if len(d.Codes) == 0 {
			continue
		}
		if v := measure(d); !ok || worse(v, w.Value) {
			w, ok = Worst{v, i}, true
		}
	}
	return w, ok
}
