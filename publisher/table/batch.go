package table

import (
	"slices"
	"sync/atomic"
)

// A Batch is some consecutive rows of a table. It is reused after the function
// that it was handed to returns.
type Batch struct {
	First   int64 // number of its first row, from 0
	Rows    int
	Columns []Vector

	seq   int
	bytes int64 // of input
	refs  atomic.Int32
}

// A Vector holds the values of one column in a batch, one element a row. Of a
// missing value the element is zero.
type Vector struct {
	Type      Type
	NullCount int
	Nulls     []bool    // which values are missing; only valid if NullCount > 0
	Ints      []int64   // Integer; Decimal without its decimal sign; Date: days since 1970-01-01; DateTime: microseconds since then, UTC; Time and Duration: microseconds
	Floats    []float64 // Number
	Bools     []bool    // Boolean
	Data      []byte    // String and Geometry: all values, one after the other
	Ends      []uint32  // String and Geometry: where each value ends in Data
}

// Null reports whether value i is missing.
func (v *Vector) Null(i int) bool { return v.NullCount > 0 && v.Nulls[i] }

// Bytes returns value i of a String vector. It must not be kept.
func (v *Vector) Bytes(i int) []byte {
	if i == 0 {
		return v.Data[:v.Ends[0]]
	}
	return v.Data[v.Ends[i-1]:v.Ends[i]]
}

// reset empties v for values of type t.
func (v *Vector) reset(t Type) {
	*v = Vector{
		Type: t, Nulls: v.Nulls[:0], Ints: v.Ints[:0], Floats: v.Floats[:0], Bools: v.Bools[:0],
		Data: v.Data[:0], Ends: v.Ends[:0],
	}
}

// missing appends a missing value. The lengths of the other slices say how
// many values came before.
func (v *Vector) missing() {
	n := v.len()
	for len(v.Nulls) < n {
		v.Nulls = append(v.Nulls, false)
	}
	v.Nulls = append(v.Nulls, true)
	v.NullCount++
	switch v.Type {
	case Number:
		v.Floats = append(v.Floats, 0)
	case Boolean:
		v.Bools = append(v.Bools, false)
	case String, Geometry:
		v.Ends = append(v.Ends, uint32(len(v.Data)))
	default:
		v.Ints = append(v.Ints, 0)
	}
}

// close fills up Nulls once all values are there.
func (v *Vector) close() {
	if v.NullCount == 0 {
		return
	}
	for n := v.len(); len(v.Nulls) < n; {
		v.Nulls = append(v.Nulls, false)
	}
}

func (v *Vector) len() int {
	switch v.Type {
	case Number:
		return len(v.Floats)
	case Boolean:
		return len(v.Bools)
	case String, Geometry:
		return len(v.Ends)
	default:
		return len(v.Ints)
	}
}

// hash tells values of a column apart. Missing values are alike.
func (v *Vector) hash(i int) uint64 {
	switch {
	case v.Null(i):
		return nullHash
	case v.Type == Number:
		return hashFloat(v.Floats[i])
	case v.Type == Boolean:
		return hashBool(v.Bools[i])
	case v.Type == String, v.Type == Geometry:
		return HashBytes(v.Bytes(i))
	}
	return hashInt(v.Ints[i])
}

// Clone returns a copy of b that may be kept.
func (b *Batch) Clone() *Batch {
	c := &Batch{First: b.First, Rows: b.Rows, Columns: slices.Clone(b.Columns)}
	for i := range c.Columns {
		v := &c.Columns[i]
		v.Nulls, v.Ints, v.Floats = slices.Clone(v.Nulls), slices.Clone(v.Ints), slices.Clone(v.Floats)
		v.Bools, v.Data, v.Ends = slices.Clone(v.Bools), slices.Clone(v.Data), slices.Clone(v.Ends)
	}
	return c
}
