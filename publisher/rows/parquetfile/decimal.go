package parquetfile

import (
	"math/big"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/rows"
)

// maxDigits is how many digits a decimal of package catalog has; others
// declare no type, and are kept with all their digits.
const maxDigits = 18

// maxScale bounds the zeros that a file can ask for.
const maxScale = 1000

// decimal writes unscaled numbers with a point. It is nil for kinds that hold
// none.
func decimal(kind parquet.Kind, scale int) converter {
	if scale < 0 || scale > maxScale {
		return nil
	}
	switch kind {
	case parquet.Int32:
		return func(_ *table, _ *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
			return rows.Number, point(out, strconv.AppendInt(nil, int64(v.Int32()), 10), scale), nil
		}
	case parquet.Int64:
		return func(_ *table, _ *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
			return rows.Number, point(out, strconv.AppendInt(nil, v.Int64(), 10), scale), nil
		}
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return func(_ *table, _ *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
			b := v.ByteArray()
			if len(b) == 0 || len(b) > maxScale {
				return 0, nil, errLength
			}
			return rows.Number, point(out, unscaled(b), scale), nil
		}
	}
	return nil
}

// unscaled returns the digits of a big-endian number in two's complement.
func unscaled(b []byte) []byte {
	if len(b) <= 8 {
		n := int64(int8(b[0]))
		for _, c := range b[1:] {
			n = n<<8 | int64(c)
		}
		return strconv.AppendInt(nil, n, 10)
	}
	n := new(big.Int).SetBytes(b)
	if b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n.Append(nil, 10)
}

// point appends digits with a point before the last scale of them.
func point(out, digits []byte, scale int) []byte {
	if scale == 0 {
		return append(out, digits...)
	}
	if digits[0] == '-' {
		out, digits = append(out, '-'), digits[1:]
	}
	whole := len(digits) - scale
	if whole <= 0 {
		out = append(out, '0', '.')
		for range -whole {
			out = append(out, '0')
		}
		return append(out, digits...)
	}
	return append(append(append(out, digits[:whole]...), '.'), digits[whole:]...)
}
