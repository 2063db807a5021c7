package risk

import (
	"context"

	"nguon/publisher/anon/micro"
)

// Classes are the equivalence classes of the rows of a table: rows that are
// alike in all Columns are in one class. Classes are numbered in the order of
// their first rows. They are not changed once they are made.
type Classes struct {
	Table   *micro.Table
	Columns []int    // the quasi-identifiers, as indexes of Table.Columns; none puts all rows in one class
	Sizes   []int64  // of each class, its number of rows
	First   []uint32 // of each class, its first row, which stands for it
	Of      []uint32 // of each row, its class
}

// Group finds the classes of t over columns, in time linear in rows.
func Group(ctx context.Context, t *micro.Table, columns []int) (*Classes, error) {
	if err := check(t, columns); err != nil {
		return nil, err
	}
	by := make([]codeColumn, len(columns))
	for i, c := range columns {
		by[i] = codeColumn{t.Columns[c].Codes, len(t.Columns[c].Values)}
	}
	g, err := group(ctx, t.Rows, by, nil)
	if err != nil {
		return nil, err
	}
	return &Classes{Table: t, Columns: columns, Sizes: g.sizes, First: g.first, Of: g.of}, nil
}

// Len returns the number of classes.
func (c *Classes) Len() int { return len(c.Sizes) }

// Code returns the code that all rows of a class have in a column of Columns,
// given as an index of the table's columns.
func (c *Classes) Code(class, column int) uint32 {
	return c.Table.Columns[column].Codes[c.First[class]]
}

// Smallest returns the size of the smallest class: the k of k-anonymity, if
// no cell was suppressed (see [Suppression]). ok is false if there are no rows.
func (c *Classes) Smallest() (k int64, ok bool) { return c.Histogram().Smallest() }

// Histogram returns how many rows are in classes of which size.
func (c *Classes) Histogram() Histogram {
	var h counter
	for _, n := range c.Sizes {
		h.add(n, n)
	}
	return h.histogram()
}

// Sums adds up weights, one for each row, by class: the frequencies that a
// sample with these weights estimates for the population (F of the individual
// risk).
func (c *Classes) Sums(weights []float64) ([]float64, error) {
	if len(weights) != c.Table.Rows {
		return nil, &Error{Code: NotAligned, Got: int64(len(weights)), Want: int64(c.Table.Rows)}
	}
	sums := make([]float64, c.Len())
	for i, w := range weights {
		sums[c.Of[i]] += w
	}
	return sums, nil
}

// distinct returns the columns of the classes with one item for each class,
// so that coarser classes are found without going back to the rows.
func (c *Classes) distinct(ctx context.Context) ([]codeColumn, error) {
	columns := make([]codeColumn, len(c.Columns))
	for i, at := range c.Columns {
		from := c.Table.Columns[at]
		to := make([]uint32, c.Len())
		err := parallel(ctx, len(to), func(lo, hi int) {
			for class := lo; class < hi; class++ {
				to[class] = from.Codes[c.First[class]]
			}
		})
		if err != nil {
			return nil, err
		}
		columns[i] = codeColumn{to, len(from.Values)}
	}
	return columns, nil
}
