package anon

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"sync"

	"nguon/publisher/anon/micro"
	"nguon/publisher/table"
)

// A Loader gathers columns of a table as microdata from batches that stream
// by, in memory of four bytes a cell and one copy of each different value. It
// is not safe for concurrent use.
type Loader struct {
	rows    int
	columns []loading
}

// A loading is one column on its way.
type loading struct {
	from   int // in the batch
	name   string
	column *table.Column
	codes  []uint32
	texts  map[string]uint32
	bits   map[uint64]uint32
	dense  []uint32 // code + 1 of each integer in a small range
	first  int64    // that dense begins with
	seen   []uint64 // the bits of each code
	words  []string // the text of each code
}

// denseRange is the greatest range of integers that are looked up in an array.
const denseRange = 1 << 18

// NewLoader returns a loader of the columns of plan with the given indexes;
// names are what the table calls them.
func NewLoader(plan *table.Plan, columns []int, names []string) *Loader {
	l := &Loader{columns: make([]loading, len(columns))}
	for i, from := range columns {
		c := &plan.Columns[from]
		n := loading{from: from, name: names[i], column: c, codes: make([]uint32, 0, plan.Rows)}
		switch {
		case c.Type == table.String:
			n.texts = make(map[string]uint32)
		case c.Type != table.Number && c.Min <= c.Max && c.Max-c.Min < denseRange && math.Abs(c.Min) < 1<<53:
			n.first = int64(c.Min)
			n.dense = make([]uint32, int64(c.Max)-n.first+1)
		default:
			n.bits = make(map[uint64]uint32)
		}
		l.columns[i] = n
	}
	return l
}

// Add takes in the rows of b. Columns are worked on side by side.
func (l *Loader) Add(b *table.Batch) {
	l.rows += b.Rows
	var wg sync.WaitGroup
	half := (len(l.columns) + 1) / 2
	for part := range slices.Chunk(l.columns, max(half, 1)) {
		wg.Go(func() {
			for i := range part {
				part[i].add(&b.Columns[part[i].from], b.Rows)
			}
		})
	}
	wg.Wait()
}

// Table returns what was gathered, with each dictionary in the order of its
// type: numbers and dates by size, texts by their bytes. The loader must not be
// used any more.
func (l *Loader) Table() *micro.Table {
	t := &micro.Table{Rows: l.rows, Columns: make([]micro.Column, len(l.columns))}
	var wg sync.WaitGroup
	for i := range l.columns {
		wg.Go(func() { t.Columns[i] = l.columns[i].finish() })
	}
	wg.Wait()
	l.columns = nil
	return t
}

func (n *loading) add(v *table.Vector, rows int) {
	for i := range rows {
		if v.Null(i) {
			n.codes = append(n.codes, micro.Missing)
			continue
		}
		switch {
		case n.texts != nil:
			n.codes = append(n.codes, n.text(v.Bytes(i)))
		case n.dense != nil:
			n.codes = append(n.codes, n.small(v.Ints[i]))
		default:
			n.codes = append(n.codes, n.any(bits(v, i)))
		}
	}
}

// bits are what a value is told by.
func bits(v *table.Vector, i int) uint64 {
	switch {
	case v.Type == table.Number:
		return math.Float64bits(v.Floats[i] + 0) // one zero, not two
	case v.Type != table.Boolean:
		return uint64(v.Ints[i])
	case v.Bools[i]:
		return 1
	}
	return 0
}

func (n *loading) text(b []byte) uint32 {
	if code, ok := n.texts[string(b)]; ok {
		return code
	}
	code := uint32(len(n.words))
	word := string(bytes.Clone(b))
	n.texts[word] = code
	n.words = append(n.words, word)
	return code
}

func (n *loading) small(value int64) uint32 {
	at := &n.dense[value-n.first]
	if *at == 0 {
		n.seen = append(n.seen, uint64(value))
		*at = uint32(len(n.seen))
	}
	return *at - 1
}

func (n *loading) any(b uint64) uint32 {
	code, ok := n.bits[b]
	if !ok {
		code = uint32(len(n.seen))
		n.bits[b] = code
		n.seen = append(n.seen, b)
	}
	return code
}

// finish puts the dictionary in order.
func (n *loading) finish() micro.Column {
	order := make([]uint32, max(len(n.seen), len(n.words)))
	for i := range order {
		order[i] = uint32(i)
	}
	n.texts, n.bits, n.dense = nil, nil, nil
	slices.SortFunc(order, func(a, b uint32) int {
		switch n.column.Type {
		case table.String:
			return cmp.Compare(n.words[a], n.words[b])
		case table.Number:
			return cmp.Compare(math.Float64frombits(n.seen[a]), math.Float64frombits(n.seen[b]))
		}
		return cmp.Compare(int64(n.seen[a]), int64(n.seen[b]))
	})
	c := micro.Column{Name: n.name, Codes: n.codes, Values: make([]string, len(order))}
	move := make([]uint32, len(order))
	for to, from := range order {
		move[from] = uint32(to)
		if n.words != nil {
			c.Values[to] = n.words[from]
		} else {
			c.Values[to] = n.column.Form(n.seen[from])
		}
	}
	for i, code := range c.Codes {
		if code != micro.Missing {
			c.Codes[i] = move[code]
		}
	}
	return c
}
