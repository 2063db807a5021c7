package compare

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/parquet-go/parquet-go"
)

// windowBytes is how much of the file of old rows is read at one time.
const windowBytes = 256 << 10

// oldRows keeps rows of the earlier table until their turn comes, in a temporary
// file.
type oldRows struct {
	file    *os.File
	w       *bufio.Writer
	size    int64
	room    []byte
	window  []byte // of the file, from at on
	at      int64
	columns int
}

func newOldRows(dir string, columns int) (*oldRows, error) {
	f, err := os.CreateTemp(dir, "old-rows-")
	if err != nil {
		return nil, fmt.Errorf("temporary file for rows: %w", err)
	}
	return &oldRows{file: f, w: bufio.NewWriterSize(f, windowBytes), columns: columns}, nil
}

func (o *oldRows) close() error {
	err := o.file.Close()
	if gone := os.Remove(o.file.Name()); err == nil {
		err = gone
	}
	return err
}

// put keeps a row and returns where.
func (o *oldRows) put(row []parquet.Value) (int64, error) {
	b := append(o.room[:0], 0, 0, 0, 0)
	for _, v := range row {
		b = append(b, byte(^v.Kind())) // a missing value has kind -1, of all bits
		switch v.Kind() {
		case parquet.Boolean:
			b = append(b, 0)
			if v.Boolean() {
				b[len(b)-1] = 1
			}
		case parquet.Int32:
			b = binary.LittleEndian.AppendUint32(b, uint32(v.Int32()))
		case parquet.Int64:
			b = binary.LittleEndian.AppendUint64(b, uint64(v.Int64()))
		case parquet.Float:
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v.Float()))
		case parquet.Double:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Double()))
		case parquet.ByteArray, parquet.FixedLenByteArray:
			b = binary.AppendUvarint(b, uint64(len(v.ByteArray())))
			b = append(b, v.ByteArray()...)
		}
	}
	binary.LittleEndian.PutUint32(b, uint32(len(b)-4))
	o.room = b
	at := o.size
	o.size += int64(len(b))
	_, err := o.w.Write(b)
	return at, err
}

// get puts the row that is kept at a place into row. Its texts are valid until
// the next call. Rows that were put one after another are read with few reads.
func (o *oldRows) get(at int64, row []parquet.Value) error {
	head, err := o.bytes(at, 4)
	if err != nil {
		return err
	}
	b, err := o.bytes(at+4, int(binary.LittleEndian.Uint32(head)))
	if err != nil {
		return err
	}
	for i := range row {
		kind := parquet.Kind(int8(^b[0]))
		b = b[1:]
		switch kind {
		case parquet.Boolean:
			row[i], b = parquet.BooleanValue(b[0] == 1), b[1:]
		case parquet.Int32:
			row[i], b = parquet.Int32Value(int32(binary.LittleEndian.Uint32(b))), b[4:]
		case parquet.Int64:
			row[i], b = parquet.Int64Value(int64(binary.LittleEndian.Uint64(b))), b[8:]
		case parquet.Float:
			row[i], b = parquet.FloatValue(math.Float32frombits(binary.LittleEndian.Uint32(b))), b[4:]
		case parquet.Double:
			row[i], b = parquet.DoubleValue(math.Float64frombits(binary.LittleEndian.Uint64(b))), b[8:]
		case parquet.ByteArray, parquet.FixedLenByteArray:
			n, used := binary.Uvarint(b)
			text := b[used : used+int(n)]
			row[i], b = parquet.ByteArrayValue(text), b[used+int(n):]
			if kind == parquet.FixedLenByteArray {
				row[i] = parquet.FixedLenByteArrayValue(text)
			}
		default:
			row[i] = parquet.NullValue()
		}
	}
	return nil
}

// bytes returns n bytes of the file.
func (o *oldRows) bytes(at int64, n int) ([]byte, error) {
	if at < o.at || at+int64(n) > o.at+int64(len(o.window)) {
		if cap(o.window) < max(n, windowBytes) {
			o.window = make([]byte, max(n, windowBytes))
		}
		o.window = o.window[:cap(o.window)]
		read, err := o.file.ReadAt(o.window, at)
		o.at, o.window = at, o.window[:read]
		if read < n {
			return nil, fmt.Errorf("temporary file for rows: %w", cmp.Or(err, io.ErrUnexpectedEOF))
		}
	}
	from := int(at - o.at)
	return o.window[from : from+n], nil
}
