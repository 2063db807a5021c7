package query

import (
	"math"

	"github.com/parquet-go/parquet-go"
)

// mostCodedValues is up to how many values of a dictionary a page is kept as numbers
// of these values, which are made once. Larger dictionaries would be kept again
// with each of their pages.
const mostCodedValues = 1024

// A vector is a decoded page. It is not changed any more.
type vector interface {
	// at returns the value of row i of the page, nil if it is missing.
	at(i int64) (any, error)
	// bytes is about how much memory it takes.
	bytes() int64
}

// newVector copies the values of a page, which decode makes values of.
func newVector(page parquet.Page, decode decode) (vector, error) {
	if d := page.Dictionary(); d != nil && d.Len() <= mostCodedValues {
		return newCoded(page, d, decode)
	}
	if page.Type().Kind() == parquet.ByteArray {
		return newTexts(page, decode)
	}
	return newWords(page, decode)
}

// A coded vector names values of a dictionary. The last of them is nil.
type coded struct {
	codes  []uint16
	values []any
}

func newCoded(page parquet.Page, d parquet.Dictionary, decode decode) (vector, error) {
	v := coded{make([]uint16, page.NumRows()), make([]any, d.Len()+1)}
	for i := range d.Len() {
		value, err := decode(d.Index(int32(i)))
		if err != nil {
			return nil, err
		}
		v.values[i] = value
	}
	data := page.Data()
	indexes, levels := data.Int32(), page.DefinitionLevels()
	next := 0
	for i := range v.codes {
		if levels != nil && levels[i] == 0 {
			v.codes[i] = uint16(d.Len())
			continue
		}
		if next >= len(indexes) || int(indexes[next]) >= d.Len() {
			return nil, parquet.ErrCorrupted
		}
		v.codes[i] = uint16(indexes[next])
		next++
	}
	return v, nil
}

func (v coded) at(i int64) (any, error) { return v.values[v.codes[i]], nil }

func (v coded) bytes() int64 {
	n := int64(2*len(v.codes) + 48*len(v.values))
	for _, value := range v.values {
		if s, ok := value.(string); ok {
			n += int64(len(s))
		}
	}
	return n
}

// Words are values of up to 64 bits.
type words struct {
	words  []uint64
	there  []bool // nil if all are
	kind   parquet.Kind
	decode decode
}

func newWords(page parquet.Page, decode decode) (vector, error) {
	v := words{words: make([]uint64, 0, page.NumRows()), kind: page.Type().Kind(), decode: decode}
	if page.DefinitionLevels() != nil {
		v.there = make([]bool, 0, page.NumRows())
	}
	err := eachValue(page, func(p parquet.Value) {
		if v.there != nil {
			v.there = append(v.there, !p.IsNull())
		}
		v.words = append(v.words, wordOf(p))
	})
	return v, err
}

// wordOf returns the bits of a value, 0 if it is missing.
func wordOf(p parquet.Value) uint64 {
	switch p.Kind() {
	case parquet.Boolean:
		if p.Boolean() {
			return 1
		}
		return 0
	case parquet.Int32:
		return uint64(p.Int32())
	case parquet.Int64:
		return uint64(p.Int64())
	case parquet.Float:
		return uint64(math.Float32bits(p.Float()))
	case parquet.Double:
		return math.Float64bits(p.Double())
	}
	return 0
}

func (v words) at(i int64) (any, error) {
	if v.there != nil && !v.there[i] {
		return v.decode(parquet.Value{})
	}
	w := v.words[i]
	switch v.kind {
	case parquet.Boolean:
		return v.decode(parquet.BooleanValue(w == 1))
	case parquet.Int32:
		return v.decode(parquet.Int32Value(int32(w)))
	case parquet.Float:
		return v.decode(parquet.FloatValue(math.Float32frombits(uint32(w))))
	case parquet.Double:
		return v.decode(parquet.DoubleValue(math.Float64frombits(w)))
	}
	return v.decode(parquet.Int64Value(int64(w)))
}

func (v words) bytes() int64 { return int64(8*len(v.words) + len(v.there)) }

// Texts are values of any length.
type texts struct {
	texts  [][]byte // nil if missing
	size   int64
	decode decode
}

func newTexts(page parquet.Page, decode decode) (vector, error) {
	v := texts{texts: make([][]byte, 0, page.NumRows()), decode: decode}
	err := eachValue(page, func(p parquet.Value) {
		if p.IsNull() {
			v.texts = append(v.texts, nil)
			return
		}
		text := append(make([]byte, 0, len(p.ByteArray())), p.ByteArray()...)
		v.texts = append(v.texts, text)
		v.size += int64(len(text))
	})
	return v, err
}

func (v texts) at(i int64) (any, error) {
	if v.texts[i] == nil {
		return v.decode(parquet.Value{})
	}
	return v.decode(parquet.ByteArrayValue(v.texts[i]))
}

func (v texts) bytes() int64 { return v.size + 40*int64(len(v.texts)) }

// eachValue calls yield for all values of a page, missing ones included.
func eachValue(page parquet.Page, yield func(parquet.Value)) error {
	values := page.Values()
	var buf [batch]parquet.Value
	for left := page.NumRows(); left > 0; {
		n, err := values.ReadValues(buf[:min(left, batch)])
		for _, v := range buf[:n] {
			yield(v)
		}
		if left -= int64(n); left > 0 && (err != nil || n == 0) {
			return noEOF(err)
		}
	}
	return nil
}
