package profile

import (
	"cmp"
	"math"
	"slices"

	"github.com/axiomhq/hyperloglog"

	"nguon/catalog"
	"nguon/publisher/table"
)

// numbers gathers integers, decimals, numbers, dates and times. It counts values in
// dense while they are integers within the range that the plan knows, else in
// few while they are, and else only estimates how many are distinct.
type numbers struct {
	room  room
	of    *table.Column
	nulls int64
	bins  bins

	first int64   // the value that dense begins with
	dense []int64 // nil if the range is too large

	few  *tally
	many *hyperloglog.Sketch

	count    int64 // below: of values that are not in dense or few any more
	sum      float64
	min, max uint64 // keys
}

func newNumbers(p *table.Column, r room) *numbers {
	c := &numbers{room: r, of: p, few: &tally{most: r.values}, bins: newBins(p)}
	if p.Type != table.Number && p.Min <= p.Max && p.Max-p.Min < float64(r.span) && math.Abs(p.Min) < 1<<53 {
		c.first = int64(p.Min)
		c.dense = make([]int64, int64(p.Max)-c.first+1)
	}
	return c
}

// Keys stand for values: the bits of the integer or of the double.

func (c *numbers) float(key uint64) float64 {
	if c.of.Type == table.Number {
		return math.Float64frombits(key)
	}
	return float64(int64(key))
}

func (c *numbers) compare(a, b uint64) int {
	if c.of.Type == table.Number {
		return cmp.Compare(math.Float64frombits(a), math.Float64frombits(b))
	}
	return cmp.Compare(int64(a), int64(b))
}

func (c *numbers) add(v *table.Vector) {
	c.nulls += int64(v.NullCount)
	switch {
	case c.of.Type == table.Number:
		for i, f := range v.Floats {
			if !v.Null(i) {
				c.one(math.Float64bits(f+0), 1) // one zero, not two
			}
		}
	case c.dense != nil && v.NullCount == 0:
		for _, x := range v.Ints {
			if i := uint64(x - c.first); i < uint64(len(c.dense)) {
				c.dense[i]++
			} else {
				c.one(uint64(x), 1)
			}
		}
	default:
		for i, x := range v.Ints {
			if v.Null(i) {
				continue
			}
			if i := uint64(x - c.first); i < uint64(len(c.dense)) {
				c.dense[i]++
			} else {
				c.one(uint64(x), 1)
			}
		}
	}
}

// one counts a value n times.
func (c *numbers) one(key uint64, n int64) {
	hash := table.Hash(key)
	if c.few != nil {
		if c.few.add(key, hash, n) {
			return
		}
		c.spill()
	}
	c.many.InsertHash(hash)
	c.tail(key, n)
}

// spill goes over from counting to estimating.
func (c *numbers) spill() {
	c.many = c.room.sketch()
	few := c.few
	c.few = nil
	for key, n := range few.all {
		c.many.InsertHash(table.Hash(key))
		c.tail(key, n)
	}
}

// tail takes in a value that no counter keeps.
func (c *numbers) tail(key uint64, n int64) {
	if c.count == 0 {
		c.min, c.max = key, key
	}
	f := c.float(key)
	c.count += n
	c.sum += f * float64(n)
	if c.compare(key, c.min) < 0 {
		c.min = key
	}
	if c.compare(key, c.max) > 0 {
		c.max = key
	}
	c.bins.add(f, n)
}

// counted returns the values that have counters, in their order.
func (c *numbers) counted() []tallied {
	var all []tallied
	for i, n := range c.dense {
		if n > 0 {
			all = append(all, tallied{uint64(c.first + int64(i)), n})
		}
	}
	if c.few != nil {
		for key, n := range c.few.all {
			all = append(all, tallied{key, n})
		}
		slices.SortFunc(all, func(a, b tallied) int { return c.compare(a.key, b.key) })
	}
	return all
}

func (c *numbers) stats() catalog.Stats {
	s := catalog.Stats{Nulls: c.nulls, Exact: c.many == nil}
	counted := c.counted()
	s.Distinct = int64(len(counted))
	least, greatest, count, sum := c.min, c.max, c.count, c.sum
	if n := len(counted); n > 0 && count == 0 {
		least, greatest = counted[0].key, counted[n-1].key
	} else if n > 0 {
		least = slices.MinFunc([]uint64{least, counted[0].key}, c.compare)
		greatest = slices.MaxFunc([]uint64{greatest, counted[n-1].key}, c.compare)
	}
	bins := c.bins.clone()
	values := make([]catalog.ValueCount, 0, len(counted))
	for _, v := range counted {
		count += v.count
		sum += c.float(v.key) * float64(v.count)
		bins.add(c.float(v.key), v.count)
		if len(counted) <= topDistinct {
			values = append(values, catalog.ValueCount{Value: c.of.Form(v.key), Count: v.count})
		}
	}
	if count == 0 {
		return s
	}
	if c.many != nil {
		s.Distinct = min(s.Distinct+int64(c.many.Estimate()), count)
	} else {
		s.Top = top(values)
	}
	lo, hi := c.of.Form(least), c.of.Form(greatest)
	s.Min, s.Max = &lo, &hi
	switch c.of.Type {
	case table.Integer, table.Number, table.Decimal:
		mean := sum / float64(count) / math.Pow10(c.of.Scale)
		s.Mean = &mean
	}
	s.Histogram = bins.histogram()
	return s
}
