package profile

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"github.com/axiomhq/hyperloglog"

	"nguon/catalog"
	"nguon/publisher/table"
)

// texts gathers strings.
type texts struct {
	room  room
	nulls int64
	few   map[string]*int64 // nil once there are too many
	size  int               // bytes of the keys of few

	many     *hyperloglog.Sketch
	count    int64 // of values that are in many
	min, max []byte
}

func newTexts(r room) *texts { return &texts{room: r, few: make(map[string]*int64)} }

func (c *texts) add(v *table.Vector) {
	c.nulls += int64(v.NullCount)
	from := uint32(0)
	for i, end := range v.Ends {
		value := v.Data[from:end]
		from = end
		if !v.Null(i) {
			c.one(value, 1)
		}
	}
}

func (c *texts) one(value []byte, n int64) {
	if c.few != nil {
		if count := c.few[string(value)]; count != nil {
			*count += n
			return
		}
		if len(c.few) < c.room.values && c.size+len(value) <= c.room.bytes {
			c.size += len(value)
			count := n // not &n, which would put every n on the heap
			c.few[string(value)] = &count
			return
		}
		c.spill()
	}
	c.tail(value, n)
}

// spill goes over from counting to estimating.
func (c *texts) spill() {
	c.many = c.room.sketch()
	for value, n := range c.few {
		c.tail([]byte(value), *n)
	}
	c.few = nil
}

func (c *texts) tail(value []byte, n int64) {
	c.many.InsertHash(table.HashBytes(value))
	if c.count == 0 {
		c.min, c.max = bytes.Clone(value), bytes.Clone(value)
	}
	c.count += n
	if bytes.Compare(value, c.min) < 0 {
		c.min = append(c.min[:0], value...)
	} else if bytes.Compare(value, c.max) > 0 {
		c.max = append(c.max[:0], value...)
	}
}

func (c *texts) stats() catalog.Stats {
	s := catalog.Stats{Nulls: c.nulls, Exact: c.few != nil}
	if c.few == nil {
		s.Distinct = min(int64(c.many.Estimate()), c.count)
		s.Min, s.Max = short(string(c.min)), short(string(c.max))
		return s
	}
	s.Distinct = int64(len(c.few))
	if len(c.few) == 0 {
		return s
	}
	values := make([]catalog.ValueCount, 0, len(c.few))
	for _, value := range slices.Sorted(maps.Keys(c.few)) {
		values = append(values, catalog.ValueCount{Value: value, Count: *c.few[value]})
	}
	s.Min, s.Max = short(values[0].Value), short(values[len(values)-1].Value)
	s.Top = top(values)
	s.Rest = c.rest(values, len(s.Top))
	return s
}

// rest returns the values after the first few, the most frequent first, if
// there are few and they are short.
func (c *texts) rest(values []catalog.ValueCount, first int) []string {
	if first == 0 || len(values) == first {
		return nil
	}
	values = slices.Clone(values)
	slices.SortStableFunc(values, func(a, b catalog.ValueCount) int { return cmp.Compare(b.Count, a.Count) })
	room := c.room.bytes / restShare
	var all []string
	for _, v := range values[first:] {
		if room -= len(v.Value); room < 0 {
			break
		}
		all = append(all, v.Value)
	}
	return all
}

// short returns nil for a text too long to be shown as a value.
func short(s string) *string {
	if len(s) > textBytes {
		return nil
	}
	return &s
}
