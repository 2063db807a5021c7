package personal

import (
	"time"

	"nguon/publisher/table"
)

// Options of [New]. The zero value works.
type Options struct {
	Allow []Allow
	Now   time.Time // bounds years of birth; zero is the present
}

// A Scanner looks for personal data in the rows of one table. It is not safe
// for concurrent use.
type Scanner struct {
	plan    *table.Plan
	o       Options
	year    int
	columns []*column
	r       *reader
	ages    []ageMatch
}

// New returns a scanner of no rows of the table that plan describes.
func New(plan *table.Plan, o Options) *Scanner {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	s := &Scanner{plan: plan, o: o, year: o.Now.Year(), r: newReader(o.Now.Year())}
	if len(plan.Columns) > manyColumns {
		s.r.distinctWords = fewerWords
	}
	for i := range plan.Columns {
		s.columns = append(s.columns, newColumn(&plan.Columns[i], s.r))
		s.columns[i].repeat.salt = table.Hash(uint64(i))
	}
	s.ages = s.agePairs()
	return s
}

// Add takes in the rows of a batch. It keeps nothing of it but masked examples
// and hashes.
func (s *Scanner) Add(b *table.Batch) {
	for i, c := range s.columns {
		c.add(&b.Columns[i], b.First)
	}
	for i := range s.ages {
		s.ages[i].add(b)
	}
	if b.First < proofRows {
		s.prove(b)
	}
}

// A column counts what the cells of one column look like.
type column struct {
	c       *table.Column
	h       header
	r       *reader
	idle    bool  // its type and range leave nothing to look for
	cells   int64 // not missing
	letters int64 // that hold letters
	lengths [20]int64
	loose   int64 // 12-digit numbers in text
	tallies [ruleCount]*tally

	days         int64 // dates that a living person may be born on
	lat, lon     int64 // coordinates in Viet Nam with four decimals and more
	areas, asked int64 // cells that were compared with names of communes, and are one
	digests      *digests

	cell        []byte // that is looked at
	cuts        *cuts  // where rules hit; nil if nobody asks
	addressFrom int    // where in the cell the address begins

	events int64 // that the cells gave rise to: what of them is more than that they are
	repeat repeat
}

// A tally is the hits of one rule.
type tally struct {
	count    int64
	rows     []int64
	examples []string
	values   distinct
	places   int64     // names that are those of places too
	personal int64     // names with a middle name
	spread   [2]uint64 // which of 100 prefixes or years occur
}

const (
	keepRows     = 5
	keepExamples = 3
	keepColumns  = 8 // that a finding names beside its own
)

// hit counts a hit of a rule by v, which stands in the given row, from 0.
func (c *column) hit(r rule, v []byte, row int64) *tally {
	t := c.tallies[r]
	if t == nil {
		t = &tally{values: distinct{make([]uint64, c.r.distinctWords)}}
		c.tallies[r] = t
	}
	t.count++
	c.events++
	c.cut(r, v)
	if len(t.rows) < keepRows && (len(t.rows) == 0 || t.rows[len(t.rows)-1] != row+1) {
		t.rows = append(t.rows, row+1)
	}
	if len(t.examples) < keepExamples {
		t.examples = append(t.examples, mask(v))
	}
	t.values.add(table.HashBytes(v))
	return t
}

func (t *tally) mark(prefix int) { t.spread[prefix>>6] |= 1 << (prefix & 63) }

func (c *column) count(of ...rule) int64 {
	n := int64(0)
	for _, r := range of {
		if t := c.tallies[r]; t != nil {
			n += t.count
		}
	}
	return n
}

func newColumn(of *table.Column, r *reader) *column {
	c := &column{c: of, h: headerOf(of), r: r}
	switch of.Type {
	case table.Boolean, table.Time, table.Duration:
		c.idle = true
	case table.Integer:
		c.idle = of.Min > of.Max || of.Max < 100_000
	}
	return c
}

// add takes in values, the first of which is in the given row.
func (c *column) add(v *table.Vector, first int64) {
	switch v.Type {
	case table.String:
		from := uint32(0)
		for i, end := range v.Ends {
			cell := v.Data[from:end]
			from = end
			if !v.Null(i) {
				c.text(cell, first+int64(i))
			}
		}
	case table.Geometry:
		c.cells += int64(len(v.Ends) - v.NullCount)
	case table.Number:
		c.floats(v, first)
	case table.Integer:
		c.cells += int64(len(v.Ints) - v.NullCount)
		if !c.idle {
			c.integers(v, first)
		}
	case table.Decimal:
		c.decimals(v)
	case table.Date, table.DateTime:
		c.dates(v)
	case table.Boolean:
		c.cells += int64(len(v.Bools) - v.NullCount)
	default:
		c.cells += int64(len(v.Ints) - v.NullCount)
	}
}
