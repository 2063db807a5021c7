package web

import (
	"math"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/web/frame"
)

// coordinateDecimals is to how many decimals of a degree a point is shown:
// about a metre.
const coordinateDecimals = 5

// shape names a geometry: a point by where it is, others by what they are made
// of. Full is its well-known text, shortened, if that says more.
func (l *locale) shape(g orb.Geometry) (text, full string) {
	full = frame.Shorten(string(query.AppendText(nil, g, nil)), longCell)
	switch g := g.(type) {
	case orb.Point:
		if math.IsNaN(g.Lon()) { // the point that is nowhere
			return l.T("shape.empty"), ""
		}
		place := l.Float(g.Lon(), coordinateDecimals) + "; " + l.Float(g.Lat(), coordinateDecimals)
		return l.T("shape.point", "place", place), full
	case orb.LineString:
		return l.N("shape.line", int64(len(g))), full
	case orb.Polygon:
		corners := 0
		for _, ring := range g {
			corners += max(0, len(ring)-1) // the last is the first
		}
		return l.N("shape.polygon", int64(corners)), full
	case orb.MultiPoint:
		return l.N("shape.points", int64(len(g))), full
	case orb.MultiLineString:
		return l.N("shape.lines", int64(len(g))), full
	case orb.MultiPolygon:
		return l.N("shape.polygons", int64(len(g))), full
	case orb.Collection:
		return l.N("shape.collection", int64(len(g))), full
	}
	return g.GeoJSONType(), full
}
