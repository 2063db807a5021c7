// Package profile computes what a reader wants to know of a column before
// looking at rows: missing and distinct values, least and greatest, mean,
// histogram and the most frequent values.
//
// A [Profile] takes in batches as they stream by, in memory bounded by the
// number of columns. Columns of integers and dates in a small range, which is
// most of them, are counted in an array with one counter a value, from which
// all statistics follow; others are counted exactly while they have few
// distinct values, and estimated (HyperLogLog) from then on.
package profile

import (
	"github.com/axiomhq/hyperloglog"

	"nguon/catalog"
	"nguon/publisher/table"
)

// Bounds of what is counted and published.
const (
	topValues   = 20   // most frequent values that are published,
	topDistinct = 1000 // if the column has at most so many distinct values
	restShare   = 32   // part of the bytes of a column that values beyond those take at most: 32 kB in a narrow table
	binCount    = 20   // bins of a histogram, at most
	textBytes   = 256  // values longer than this are not published as least, greatest or frequent
)

// A Profile gathers statistics of the columns of a table. It is not safe for
// concurrent use.
type Profile struct {
	columns []column
}

// A column gathers statistics of one column.
type column interface {
	add(v *table.Vector)
	stats() catalog.Stats
}

// New returns a profile of no rows of the table that plan describes. The
// ranges that the plan knows place the bins of the histograms.
func New(plan *table.Plan) *Profile {
	p := &Profile{columns: make([]column, len(plan.Columns))}
	r := roomFor(len(plan.Columns))
	for i := range plan.Columns {
		switch c := &plan.Columns[i]; c.Type {
		case table.String:
			p.columns[i] = newTexts(r)
		case table.Boolean:
			p.columns[i] = &booleans{}
		case table.Geometry:
			p.columns[i] = &geometries{}
		default:
			p.columns[i] = newNumbers(c, r)
		}
	}
	return p
}

// room bounds what one column may count exactly, so that the columns of a wide
// table take no more memory together than those of a narrow one.
type room struct {
	span   int  // integers of such a range have a counter each
	values int  // distinct values that are counted exactly otherwise
	bytes  int  // of texts that are
	sparse bool // estimates begin small
}

// roomFor shares the memory among columns: all of it up to sixty-four.
func roomFor(columns int) room {
	const shared = 64
	part := func(most, least int) int { return max(most*shared/max(columns, shared), least) }
	return room{span: part(1<<16, 256), values: part(4096, 64), bytes: part(1<<20, 4096), sparse: columns > 1000}
}

// sketch begins an estimate.
func (r room) sketch() *hyperloglog.Sketch {
	if r.sparse {
		return hyperloglog.New()
	}
	return hyperloglog.NewNoSparse()
}

// Add takes in the rows of a batch. The same batches in the same order give
// the same statistics to the last bit.
func (p *Profile) Add(b *table.Batch) {
	for i := range p.columns {
		p.columns[i].add(&b.Columns[i])
	}
}

// Stats returns the statistics of all columns, in their order.
func (p *Profile) Stats() []catalog.Stats {
	all := make([]catalog.Stats, len(p.columns))
	for i, c := range p.columns {
		all[i] = c.stats()
	}
	return all
}

// booleans gathers truth values.
type booleans struct{ nulls, no, yes int64 }

func (c *booleans) add(v *table.Vector) {
	yes := 0
	for _, b := range v.Bools {
		if b {
			yes++
		}
	}
	c.nulls += int64(v.NullCount)
	c.yes += int64(yes)
	c.no += int64(len(v.Bools) - v.NullCount - yes)
}

func (c *booleans) stats() catalog.Stats {
	s := catalog.Stats{Nulls: c.nulls, Exact: true}
	var values []catalog.ValueCount
	for _, v := range []catalog.ValueCount{{Value: "false", Count: c.no}, {Value: "true", Count: c.yes}} {
		if v.Count > 0 {
			values = append(values, v)
		}
	}
	if s.Distinct = int64(len(values)); s.Distinct > 0 {
		s.Min, s.Max = &values[0].Value, &values[len(values)-1].Value
	}
	s.Top = top(values)
	return s
}
