package table

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// A Sum identifies the values of a column and the rows that they stand in. It
// is the sum, over the rows, of a hash of row number and value, so that parts
// of a column can be summed apart and values that trade places change it.
// Missing values have a hash of their own.
type Sum struct {
	Name  string
	Nulls int64
	Hash  uint64
}

const (
	key0 = 0xa0761d6478bd642f
	key1 = 0xe7037ed1a0b428db
	key2 = 0x8ebc6af09c88c6e3
	key3 = 0x589965cc75374cc3
)

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// place combines the hash of a value with the number of its row.
func place(hash uint64, row int64) uint64 { return mix(hash^key0, uint64(row)*key2^key1) }

// nullHash stands for a missing value.
const nullHash = key3

// Hash hashes 64 bits. It is the same in every process and version, as is
// [HashBytes].
func Hash(x uint64) uint64 {
	h := mix(x^key1, key2)
	return mix(h^key0, key3)
}

func hashInt(x int64) uint64 { return mix(uint64(x)^key1, key2) }

func hashFloat(f float64) uint64 { return hashInt(int64(math.Float64bits(f))) }

func hashBool(b bool) uint64 {
	if b {
		return hashInt(1)
	}
	return hashInt(0)
}

// HashBytes hashes a text, eight bytes at a time.
func HashBytes(v []byte) uint64 {
	h := uint64(len(v)) ^ key0
	for len(v) >= 8 {
		h = mix(h^binary.LittleEndian.Uint64(v), key1)
		v = v[8:]
	}
	if len(v) > 0 {
		var tail uint64
		for i, c := range v {
			tail |= uint64(c) << (8 * i)
		}
		h = mix(h^tail, key2)
	}
	return mix(h, key3)
}

// sum adds the values of v, the first of which is in the given row.
func (s *Sum) sum(v *Vector, row int64) {
	h := s.Hash
	switch v.Type {
	case Number:
		for i, x := range v.Floats {
			h += place(hashFloat(x), row+int64(i))
		}
	case Boolean:
		for i, x := range v.Bools {
			h += place(hashBool(x), row+int64(i))
		}
	case String, Geometry:
		from := uint32(0)
		for i, end := range v.Ends {
			h += place(HashBytes(v.Data[from:end]), row+int64(i))
			from = end
		}
	default:
		for i, x := range v.Ints {
			h += place(hashInt(x), row+int64(i))
		}
	}
	if v.NullCount > 0 {
		zero := hashInt(0) // what a missing value was taken for
		if v.Type == String || v.Type == Geometry {
			zero = HashBytes(nil)
		}
		for i, null := range v.Nulls {
			if null {
				h += place(nullHash, row+int64(i)) - place(zero, row+int64(i))
			}
		}
	}
	s.Hash = h
	s.Nulls += int64(v.NullCount)
}
