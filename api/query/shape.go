package query

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/encoding/wkt"
)

// ParseShape reads a shape as published files hold it: WKB of two dimensions.
// Coordinates are finite, but those of an empty point, which are not numbers.
func ParseShape(b []byte) (orb.Geometry, error) {
	if len(b) < 5 {
		return nil, fmt.Errorf("a shape of %d bytes is not WKB", len(b))
	}
	kind := binary.LittleEndian.Uint32(b[1:5])
	if b[0] == 0 {
		kind = binary.BigEndian.Uint32(b[1:5])
	}
	if kind < 1 || kind > 7 { // more dimensions and reference systems have other numbers
		return nil, fmt.Errorf("WKB of kind %d is not a shape of two dimensions", kind)
	}
	g, err := wkb.Unmarshal(b)
	if err != nil {
		return nil, fmt.Errorf("a shape of %d bytes is not WKB: %w", len(b), err)
	}
	if p, ok := g.(orb.Point); !ok || !emptyPoint(p) {
		for p := range points(g) {
			if !finitePoint(p) {
				return nil, fmt.Errorf("a shape has a point at %v", p)
			}
		}
	}
	return g, nil
}

// emptyPoint reports whether p is what WKB has for a point that is nowhere.
func emptyPoint(p orb.Point) bool { return math.IsNaN(p[0]) && math.IsNaN(p[1]) }

func finitePoint(p orb.Point) bool { return !math.IsNaN(p[0]-p[0]) && !math.IsNaN(p[1]-p[1]) }

// points yields every point of a shape.
func points(g orb.Geometry) func(yield func(orb.Point) bool) {
	return func(yield func(orb.Point) bool) { eachPoint(g, yield) }
}

func eachPoint(g orb.Geometry, yield func(orb.Point) bool) bool {
	switch g := g.(type) {
	case orb.Point:
		return yield(g)
	case orb.MultiPoint:
		return all(g, yield)
	case orb.LineString:
		return all(g, yield)
	case orb.Ring:
		return all(g, yield)
	case orb.MultiLineString:
		return all(g, func(s orb.LineString) bool { return all(s, yield) })
	case orb.Polygon:
		return all(g, func(r orb.Ring) bool { return all(r, yield) })
	case orb.MultiPolygon:
		return all(g, func(p orb.Polygon) bool { return eachPoint(p, yield) })
	case orb.Collection:
		return all(g, func(part orb.Geometry) bool { return eachPoint(part, yield) })
	}
	return true
}

func all[T any](items []T, f func(T) bool) bool {
	for _, item := range items {
		if !f(item) {
			return false
		}
	}
	return true
}

// appendGeoJSON appends the geometry object of RFC 7946. The encoder of
// orb/geojson is not used: it brings the codec of a database along, and an
// empty collection would be null.
func appendGeoJSON(b []byte, g orb.Geometry) []byte {
	b = append(b, `{"type":"`...)
	b = append(b, g.GeoJSONType()...)
	if c, ok := g.(orb.Collection); ok {
		b = append(b, `","geometries":`...)
		return append(appendArray(b, c, appendGeoJSON), '}')
	}
	b = append(b, `","coordinates":`...)
	switch g := g.(type) {
	case orb.Point:
		if emptyPoint(g) {
			b = append(b, "[]"...)
		} else {
			b = appendPosition(b, g)
		}
	case orb.MultiPoint:
		b = appendArray(b, g, appendPosition)
	case orb.LineString:
		b = appendLine(b, g)
	case orb.MultiLineString:
		b = appendArray(b, g, appendLine)
	case orb.Polygon:
		b = appendArray(b, g, appendLine[orb.Ring])
	case orb.MultiPolygon:
		b = appendArray(b, g, func(b []byte, p orb.Polygon) []byte { return appendArray(b, p, appendLine[orb.Ring]) })
	}
	return append(b, '}')
}

func appendArray[T any](b []byte, items []T, one func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(b, item)
	}
	return append(b, ']')
}

func appendLine[L ~[]orb.Point](b []byte, line L) []byte { return appendArray(b, line, appendPosition) }

func appendPosition(b []byte, p orb.Point) []byte {
	b = appendNumber(append(b, '['), p[0])
	return append(appendNumber(append(b, ','), p[1]), ']')
}

// appendWKT appends the shape as well-known text.
func appendWKT(b []byte, g orb.Geometry) []byte {
	if p, ok := g.(orb.Point); ok && emptyPoint(p) {
		return append(b, "POINT EMPTY"...)
	}
	return append(b, wkt.Marshal(g)...)
}
