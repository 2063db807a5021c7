package rowset

import (
	"hash/maphash"
	"math"
	"math/bits"
	"math/rand/v2"

	"nguon/publisher/table"
)

// A Hasher makes hashes of values. Values are equal, whether they come from a
// batch or from a Parquet file, if hashes of the same Hasher are.
type Hasher struct {
	seeds [2]maphash.Seed
	keys  [2]uint64
}

// NewHasher returns a Hasher whose hashes nobody can foresee.
func NewHasher() *Hasher {
	return &Hasher{[2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, [2]uint64{rand.Uint64(), rand.Uint64()}}
}

// A Row is the hash of some columns of one row.
type Row struct {
	High, Low uint64
	Missing   bool // one of the values at least
}

// Entry returns the row as an entry of a set.
func (r Row) Entry(value uint64) Entry { return Entry{r.High, r.Low, value} }

// Batch puts the hashes of the given columns of b into rows, which it returns,
// one for each row of b.
func (h *Hasher) Batch(b *table.Batch, columns []int, rows []Row) []Row {
	rows = zero(rows, b.Rows)
	for _, c := range columns {
		h.vector(&b.Columns[c], rows)
	}
	return rows
}

func zero(rows []Row, n int) []Row {
	if cap(rows) < n {
		return make([]Row, n)
	}
	rows = rows[:n]
	clear(rows)
	return rows
}

// vector adds the values of a column to rows. Which slice of v holds the
// values tells how they are stored.
func (h *Hasher) vector(v *table.Vector, rows []Row) {
	n := len(rows)
	for i := range rows {
		switch {
		case v.Null(i):
			rows[i].miss()
		case len(v.Ends) == n:
			rows[i].add(h.bytes(v.Bytes(i)))
		case len(v.Floats) == n:
			rows[i].add(h.float(v.Floats[i]))
		case len(v.Bools) == n:
			rows[i].add(h.bool(v.Bools[i]))
		default:
			rows[i].add(h.int(v.Ints[i]))
		}
	}
}

// A pair is the hash of one value.
type pair struct{ high, low uint64 }

func (h *Hasher) bytes(b []byte) pair {
	return pair{maphash.Bytes(h.seeds[0], b), maphash.Bytes(h.seeds[1], b)}
}

func (h *Hasher) int(x int64) pair {
	return pair{table.Hash(uint64(x) ^ h.keys[0]), table.Hash(bits.RotateLeft64(uint64(x), 32) ^ h.keys[1])}
}

// float takes both zeros for one.
func (h *Hasher) float(f float64) pair { return h.int(int64(math.Float64bits(f + 0))) }

func (h *Hasher) bool(b bool) pair {
	if b {
		return h.int(1)
	}
	return h.int(0)
}

const (
	highKey = 0x9e3779b97f4a7c15
	lowKey  = 0xc2b2ae3d27d4eb4f
)

// add combines r with the next value, so that the order of values counts.
func (r *Row) add(p pair) {
	r.High = (bits.RotateLeft64(r.High, 29) ^ p.high) * highKey
	r.Low = (bits.RotateLeft64(r.Low, 31) ^ p.low) * lowKey
}

// miss combines r with a missing value.
func (r *Row) miss() {
	r.Missing = true
	r.add(pair{highKey, lowKey})
}
