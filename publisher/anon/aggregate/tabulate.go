package aggregate

import (
	"cmp"
	"context"

	"nguon/publisher/anon/micro"
)

// pause is the number of additions between two looks at the context.
const pause = 1 << 16

// New counts the rows of microdata. It returns an [*Error], or that of ctx.
// Missing amounts count as rows and contributors, with an amount of 0.
func New(ctx context.Context, s *Spec) (*Table, error) {
	if len(s.By) == 0 {
		return nil, &Error{Code: NoDimension}
	}
	rows := len(s.By[0].Column.Codes)
	if err := s.even(rows); err != nil {
		return nil, err
	}
	t := &Table{summed: s.Value != nil}
	paths := make([][][]int, len(s.By))
	cells, limit := 1, cmp.Or(s.Limit, 250_000)
	for i := range s.By {
		axis, p, err := newAxis(&s.By[i])
		if err != nil {
			return nil, err
		}
		t.Axes, paths[i] = append(t.Axes, axis), p
		t.strides = append(t.strides, cells)
		if cells *= len(axis.Nodes); cells > limit {
			return nil, &Error{Code: TooManyCells, Column: axis.Name, Got: int64(cells), Want: int64(limit)}
		}
	}
	t.Cells = make([]Cell, cells)
	for i := range t.Cells {
		t.Cells[i].allWaive = true
	}
	var values []int64
	if s.Value != nil {
		var err error
		if values, t.Scale, err = amounts(s.Value); err != nil {
			return nil, err
		}
	}
	f := filler{t: t, s: s, largest: max(s.Largest, 2), owned: make(map[owner]*holding)}
	nodes := make([][]int, len(s.By))
	total := int64(0)
	for row := range rows {
		if f.added >= pause || row == 0 { // deep hierarchies make one row many
			if f.added = 0; ctx.Err() != nil {
				return nil, ctx.Err()
			}
		}
		for i, d := range s.By {
			nodes[i] = paths[i][min(int(d.Column.Codes[row]), len(d.Column.Values))]
		}
		amount := int64(0)
		if s.Value != nil && s.Value.Codes[row] != micro.Missing {
			if int(s.Value.Codes[row]) >= len(values) {
				return nil, &Error{Code: Hole, Column: s.Value.Name, Got: int64(s.Value.Codes[row]), Want: int64(len(values))}
			}
			amount = values[s.Value.Codes[row]]
		}
		if amount > largestSum || total > largestSum-amount {
			return nil, &Error{Code: TooLarge, Column: s.Value.Name}
		}
		total += amount
		f.add(row, amount, nodes, 0, 0)
	}
	f.settle()
	return t, nil
}

func (s *Spec) even(rows int) error {
	columns := []*micro.Column{s.Value, s.Owner}
	for i := range s.By {
		columns = append(columns, s.By[i].Column)
	}
	for _, c := range columns {
		if c != nil && len(c.Codes) != rows {
			return &Error{Code: UnevenRows, Column: c.Name, Got: int64(len(c.Codes)), Want: int64(rows)}
		}
	}
	if s.Waived != nil && len(s.Waived) != rows {
		return &Error{Code: UnevenRows, Value: "waived", Got: int64(len(s.Waived)), Want: int64(rows)}
	}
	if s.Keys != nil && len(s.Keys) != rows {
		return &Error{Code: UnevenRows, Value: "keys", Got: int64(len(s.Keys)), Want: int64(rows)}
	}
	return nil
}

// filler adds rows to the cells of all combinations of their nodes.
type filler struct {
	t       *Table
	s       *Spec
	largest int
	owned   map[owner]*holding
	order   []owner // as they were met, so that nothing depends on the map
	added   int     // to cells, since the context was looked at
}

type owner struct {
	cell int
	code uint32
}

// holding is what one owner contributes to a cell. It is waived if every row is.
type holding struct {
	amount int64
	waived bool
}

func (f *filler) add(row int, amount int64, nodes [][]int, axis, cell int) {
	if axis < len(nodes) {
		for _, n := range nodes[axis] {
			f.add(row, amount, nodes, axis+1, cell+n*f.t.strides[axis])
		}
		return
	}
	f.added++
	c := &f.t.Cells[cell]
	c.Count++
	c.Sum += amount
	if f.s.Keys != nil {
		c.key += f.s.Keys[row]
	}
	waived := f.s.Waived != nil && f.s.Waived[row]
	if f.s.Owner == nil || f.s.Owner.Codes[row] == micro.Missing {
		f.contribute(c, amount, waived)
		return
	}
	who := owner{cell, f.s.Owner.Codes[row]}
	h := f.owned[who]
	if h == nil {
		h = &holding{waived: true}
		f.owned[who] = h
		f.order = append(f.order, who)
	}
	h.amount += amount
	h.waived = h.waived && waived
}

// settle counts the owners once all their rows are known.
func (f *filler) settle() {
	for _, who := range f.order {
		h := f.owned[who]
		f.contribute(&f.t.Cells[who.cell], h.amount, h.waived)
	}
}

func (f *filler) contribute(c *Cell, amount int64, waived bool) {
	c.Contributors++
	if amount > c.top[0] {
		c.top[0], c.top[1] = amount, c.top[0]
	} else {
		c.top[1] = max(c.top[1], amount)
	}
	if waived {
		return
	}
	c.allWaive = false
	if !f.t.summed {
		return
	}
	at := len(c.largest)
	for at > 0 && c.largest[at-1] < amount {
		at--
	}
	if at == f.largest {
		return
	}
	if len(c.largest) < f.largest {
		c.largest = append(c.largest, 0)
	}
	copy(c.largest[at+1:], c.largest[at:])
	c.largest[at] = amount
}
