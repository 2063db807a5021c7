package geo

import (
	"encoding/binary"
	"math"
)

// The names of the kinds of geometry, as GeoParquet and GeoJSON write them, at
// the index of their code in WKB.
var kinds = [8]string{"", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"}

const (
	wkbPoint = iota + 1
	wkbLineString
	wkbPolygon
	wkbMultiPoint
	wkbMultiLineString
	wkbMultiPolygon
	wkbCollection
)

// wkbNesting is how deep collections may lie in collections.
const wkbNesting = 8

// Point returns the little-endian WKB of a point, in 21 bytes.
func Point(lon, lat float64) []byte {
	b := make([]byte, 0, 21)
	b = append(b, 1, wkbPoint, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(lon))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(lat))
}

// Bounds returns the box and the kind (such as "MultiPolygon") of a geometry
// in little-endian WKB of two dimensions. It checks all of it: numbers are
// finite and positions on Earth, lines have two positions, rings have four and
// are closed, nothing is empty, no byte is left over. Otherwise it returns an
// [*Error] of reason [BadShape]. It allocates nothing.
func Bounds(wkb []byte) (Box, string, error) {
	w := walker{rest: wkb, box: nowhere()}
	code := w.geometry(0, 0)
	if w.wrong == "" && len(w.rest) > 0 {
		w.wrong = "bytes after the end"
	}
	if w.wrong != "" {
		return Box{}, "", refuse(BadShape, w.wrong)
	}
	return w.box, kinds[code], nil
}

// A walker reads WKB from its front. After an error it reads nothing.
type walker struct {
	rest  []byte
	box   Box
	wrong string
}

// geometry walks one, of the code that is wanted, or of any if that is 0, and
// returns its code.
func (w *walker) geometry(want uint32, depth int) uint32 {
	if len(w.rest) < 5 {
		w.fail("cut off")
		return 0
	}
	order, code := w.rest[0], binary.LittleEndian.Uint32(w.rest[1:])
	w.rest = w.rest[5:]
	switch {
	case order != 1:
		w.fail("not little-endian")
	case code < wkbPoint || code > wkbCollection:
		w.fail("not a geometry of two dimensions")
	case want != 0 && code != want:
		w.fail("of another kind than its parts")
	case depth > wkbNesting:
		w.fail("collections too deep")
	}
	if w.wrong != "" {
		return 0
	}
	switch code {
	case wkbPoint:
		w.positions(1)
	case wkbLineString:
		n := w.count(16)
		if n < 2 {
			w.fail("a line of fewer than two positions")
		}
		w.positions(n)
	case wkbPolygon:
		for range w.count(4) {
			w.ring()
		}
	case wkbCollection:
		for range w.count(5) {
			w.geometry(0, depth+1)
		}
	default: // the multiple of a kind is three codes above it
		for range w.count(5) {
			w.geometry(code-3, depth+1)
		}
	}
	return code
}

// count reads how many parts follow, of at least so many bytes each: a number
// that cannot be true is found before anything is looped over.
func (w *walker) count(size int) int {
	if w.wrong != "" || len(w.rest) < 4 {
		w.fail("cut off")
		return 0
	}
	n := int64(binary.LittleEndian.Uint32(w.rest))
	w.rest = w.rest[4:]
	switch {
	case n == 0:
		w.fail("empty")
	case n*int64(size) > int64(len(w.rest)):
		w.fail("cut off")
	default:
		return int(n)
	}
	return 0
}

func (w *walker) ring() {
	n := w.count(16)
	if n < 4 {
		w.fail("a ring of fewer than four positions")
	}
	if w.wrong != "" {
		return
	}
	if string(w.rest[:16]) != string(w.rest[16*(n-1):16*n]) {
		w.fail("a ring that is not closed")
	}
	w.positions(n)
}

func (w *walker) positions(n int) {
	if w.wrong != "" || len(w.rest) < 16*n {
		w.fail("cut off")
		return
	}
	for range n {
		lon := math.Float64frombits(binary.LittleEndian.Uint64(w.rest))
		lat := math.Float64frombits(binary.LittleEndian.Uint64(w.rest[8:]))
		w.rest = w.rest[16:]
		if !world.Contains(lon, lat) { // NaN is nowhere
			w.fail("a position that is not on Earth")
			return
		}
		w.box.add(lon, lat)
	}
}

func (w *walker) fail(how string) {
	if w.wrong == "" {
		w.wrong = how
	}
}
