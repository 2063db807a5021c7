package geofile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"

	"github.com/paulmach/orb"

	"nguon/publisher/rows"
)

// Types of shapes (ESRI Shapefile Technical Description, July 1998). Those
// with heights are 10 more, those with measures 20 more.
const (
	shpNull       = 0
	shpPoint      = 1
	shpLine       = 3
	shpPolygon    = 5
	shpMultiPoint = 8
	shpMultiPatch = 31
)

// shpDamaged is the error of a .shp that is not what it says.
func shpDamaged(record int64, how string) error {
	return rows.Fatal(rows.Damaged, rows.Spot{Line: record, Value: "shapefile"}, how)
}

// A shpReader reads the records of a .shp from the first to the last. It holds
// one of them.
type shpReader struct {
	r      *bufio.Reader
	limit  int        // bytes of a record
	box    [4]float64 // west, south, east and north, of the header
	number int64
	buf    []byte
}

func newShpReader(r io.Reader, limit int) (*shpReader, error) {
	s := &shpReader{r: bufio.NewReaderSize(r, 64<<10), limit: limit}
	var header [100]byte
	if _, err := io.ReadFull(s.r, header[:]); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, shpDamaged(0, "the header of the .shp is cut off")
		}
		return nil, err
	}
	if binary.BigEndian.Uint32(header[:]) != 9994 {
		return nil, shpDamaged(0, "no .shp")
	}
	kind := binary.LittleEndian.Uint32(header[32:])
	if kind == shpMultiPatch {
		return nil, rows.Fatal(MultiPatch, rows.Spot{Got: int64(kind)}, "")
	}
	for i := range s.box {
		s.box[i] = float(header[36+8*i:])
	}
	return s, nil
}

func float(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

// A shpRecord is one shape: its geometry, nil if it has none, or what is wrong
// with it.
type shpRecord struct {
	geometry orb.Geometry
	flat     bool // heights or measures were left out
	wrong    string
}

// next returns the next record, or io.EOF after the last.
func (s *shpReader) next() (shpRecord, error) {
	var header [8]byte
	_, err := io.ReadFull(s.r, header[:])
	if errors.Is(err, io.EOF) {
		return shpRecord{}, io.EOF
	}
	s.number++
	if err != nil {
		return shpRecord{}, s.broken(err)
	}
	size := 2 * int64(binary.BigEndian.Uint32(header[4:]))
	switch {
	case size < 4:
		return shpRecord{}, shpDamaged(s.number, "a record of no length")
	case size > int64(s.limit):
		return shpRecord{}, rows.Fatal(FeatureTooLong, rows.Spot{Line: s.number, Got: size, Want: int64(s.limit)}, "")
	}
	// What is announced need not be there: take it as it comes.
	s.buf = s.buf[:0]
	for int64(len(s.buf)) < size {
		n := int(min(size-int64(len(s.buf)), 256<<10))
		from := len(s.buf)
		s.buf = append(s.buf, make([]byte, n)...)
		if _, err := io.ReadFull(s.r, s.buf[from:]); err != nil {
			return shpRecord{}, s.broken(err)
		}
	}
	return s.parse(s.buf)
}

func (s *shpReader) broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return shpDamaged(s.number, "the .shp is cut off")
	}
	return err
}

// parse reads the content of a record.
func (s *shpReader) parse(b []byte) (shpRecord, error) {
	kind := binary.LittleEndian.Uint32(b)
	b = b[4:]
	if kind == shpNull {
		return shpRecord{}, nil
	}
	if kind == shpMultiPatch {
		return shpRecord{}, rows.Fatal(MultiPatch, rows.Spot{Line: s.number, Got: int64(kind)}, "")
	}
	rec := shpRecord{flat: kind > 10}
	switch kind % 10 {
	case shpPoint:
		if kind > 21 || len(b) < 16 {
			break
		}
		rec.geometry = orb.Point{float(b), float(b[8:])}
		return rec, nil
	case shpMultiPoint:
		points, ok := pointsAt(b, 32, 36)
		if kind > 28 || !ok {
			break
		}
		if len(points) > 0 {
			rec.geometry = orb.MultiPoint(points)
		}
		return rec, nil
	case shpLine, shpPolygon:
		parts, ok := partsOf(b)
		if kind > 25 || !ok {
			break
		}
		switch {
		case len(parts) == 0:
		case kind%10 == shpPolygon:
			rec.geometry, rec.wrong = assemble(parts)
		case len(parts) == 1:
			rec.geometry = orb.LineString(parts[0])
		default:
			lines := make(orb.MultiLineString, len(parts))
			for i, p := range parts {
				lines[i] = p
			}
			rec.geometry = lines
		}
		return rec, nil
	}
	return shpRecord{}, shpDamaged(s.number, "a record that is no shape of a known type")
}

// pointsAt reads the positions of a record, whose number stands at one offset
// and which begin at another.
func pointsAt(b []byte, count, from int) ([]orb.Point, bool) {
	if len(b) < from {
		return nil, false
	}
	n := int64(binary.LittleEndian.Uint32(b[count:]))
	if n*16 > int64(len(b)-from) {
		return nil, false
	}
	points := make([]orb.Point, n)
	for i := range points {
		at := from + 16*i
		points[i] = orb.Point{float(b[at:]), float(b[at+8:])}
	}
	return points, true
}

// partsOf reads the parts of a line or polygon.
func partsOf(b []byte) ([][]orb.Point, bool) {
	if len(b) < 40 {
		return nil, false
	}
	n := int64(binary.LittleEndian.Uint32(b[32:]))
	if n*4 > int64(len(b)-40) {
		return nil, false
	}
	points, ok := pointsAt(b, 36, 40+4*int(n))
	if !ok {
		return nil, false
	}
	parts := make([][]orb.Point, n)
	for i := range parts {
		from, to := int64(binary.LittleEndian.Uint32(b[40+4*i:])), int64(len(points))
		if i+1 < len(parts) {
			to = int64(binary.LittleEndian.Uint32(b[44+4*i:]))
		}
		if from > to || to > int64(len(points)) {
			return nil, false
		}
		parts[i] = points[from:to:to]
	}
	return parts, true
}
