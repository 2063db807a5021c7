package profile

import (
	"math"
	"slices"

	"nguon/catalog"
	"nguon/publisher/table"
)

// bins count values between bounds that are known before the first value.
// Those of integers and dates are whole numbers wide, so that each holds
// equally many different values.
type bins struct {
	from, width float64
	unit        float64 // of the column, in a unit of the histogram
	counts      []int64
}

func newBins(c *table.Column) bins {
	b := bins{from: c.Min, unit: 1}
	switch c.Type {
	case table.Date:
		b.unit = 86400
	case table.DateTime, table.Time, table.Duration:
		b.unit = 1e-6
	case table.Decimal:
		b.unit = math.Pow10(-c.Scale)
	}
	span := c.Max - c.Min
	if !(span >= 0) || math.IsInf(span, 0) {
		return bins{unit: b.unit}
	}
	n := binCount
	switch {
	case c.Type == table.Integer || c.Type == table.Date:
		b.width = math.Ceil((span + 1) / binCount)
		n = int(math.Ceil((span + 1) / b.width))
	case span == 0:
		n, b.width = 1, 1
	default:
		b.width = span / binCount
	}
	b.counts = make([]int64, n)
	return b
}

func (b *bins) add(f float64, n int64) {
	if len(b.counts) == 0 {
		return
	}
	i := int((f - b.from) / b.width)
	b.counts[min(max(i, 0), len(b.counts)-1)] += n
}

func (b *bins) clone() bins {
	c := *b
	c.counts = slices.Clone(b.counts)
	return c
}

func (b *bins) histogram() []catalog.Bin {
	all := make([]catalog.Bin, len(b.counts))
	for i, n := range b.counts {
		all[i] = catalog.Bin{
			From: (b.from + float64(i)*b.width) * b.unit, Until: (b.from + float64(i+1)*b.width) * b.unit, Count: n,
		}
	}
	return all
}
