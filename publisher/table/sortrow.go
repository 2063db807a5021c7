package table

import (
	"encoding/binary"
	"math"
)

// appendKey appends the values of row i in the columns keys in a form whose
// bytes compare as the values do.
func appendKey(dst []byte, b *Batch, keys []int, i int) []byte {
	for _, k := range keys {
		v := &b.Columns[k]
		if v.Null(i) {
			dst = append(dst, 1)
			continue
		}
		dst = append(dst, 0)
		switch v.Type {
		case Number:
			dst = binary.BigEndian.AppendUint64(dst, orderedBits(v.Floats[i]))
		case Boolean:
			dst = append(dst, byte(boolRank(v.Bools[i])))
		case String, Geometry:
			for _, c := range v.Bytes(i) {
				if dst = append(dst, c); c == 0 {
					dst = append(dst, 0xff)
				}
			}
			dst = append(dst, 0, 0)
		default:
			dst = binary.BigEndian.AppendUint64(dst, uint64(v.Ints[i])^1<<63)
		}
	}
	return dst
}

// orderedBits returns bits of f that compare as integers as doubles do. The two
// zeros are alike.
func orderedBits(f float64) uint64 {
	bits := math.Float64bits(f + 0)
	if bits>>63 != 0 {
		return ^bits
	}
	return bits | 1<<63
}

// appendRow appends all values of row i.
func appendRow(dst []byte, b *Batch, i int) []byte {
	for k := range b.Columns {
		v := &b.Columns[k]
		if v.Null(i) {
			dst = append(dst, 1)
			continue
		}
		dst = append(dst, 0)
		switch v.Type {
		case Number:
			dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.Floats[i]))
		case Boolean:
			dst = append(dst, byte(boolRank(v.Bools[i])))
		case String, Geometry:
			dst = binary.AppendUvarint(dst, uint64(len(v.Bytes(i))))
			dst = append(dst, v.Bytes(i)...)
		default:
			dst = binary.LittleEndian.AppendUint64(dst, uint64(v.Ints[i]))
		}
	}
	return dst
}

// addRow appends a row of appendRow to b.
func (b *Batch) addRow(row []byte) {
	b.bytes += int64(len(row))
	b.Rows++
	for k := range b.Columns {
		v := &b.Columns[k]
		null := row[0] == 1
		row = row[1:]
		switch {
		case null:
			v.missing()
		case v.Type == Number:
			v.Floats = append(v.Floats, math.Float64frombits(binary.LittleEndian.Uint64(row)))
			row = row[8:]
		case v.Type == Boolean:
			v.Bools = append(v.Bools, row[0] == 1)
			row = row[1:]
		case v.Type == String, v.Type == Geometry:
			n, size := binary.Uvarint(row)
			row = row[size:]
			v.Data = append(v.Data, row[:n]...)
			v.Ends = append(v.Ends, uint32(len(v.Data)))
			row = row[n:]
		default:
			v.Ints = append(v.Ints, int64(binary.LittleEndian.Uint64(row)))
			row = row[8:]
		}
	}
}
