package query_test

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"nguon/api/query"
)

// inBox asks many points of a shape whether they are in a box, and many points
// of the box whether they are in the shape.
func inBox(g orb.Geometry, b query.Box) bool {
	for _, p := range samples(g) {
		wide := b.West <= p[0] && p[0] <= b.East
		if b.West > b.East {
			wide = p[0] >= b.West || p[0] <= b.East
		}
		if wide && b.South <= p[1] && p[1] <= b.North {
			return true
		}
	}
	return covers(g, orb.Point{b.West, b.South})
}

// nearTo measures the way to many points of a shape through the earth.
func nearTo(g orb.Geometry, c query.Circle) bool {
	centre := orb.Point{c.Lon, c.Lat}
	for _, p := range samples(g) {
		if distance(centre, p) <= c.Metres {
			return true
		}
	}
	return covers(g, centre)
}

// distance is the length of an arc, of its chord.
func distance(a, b orb.Point) float64 {
	const radius = 6_371_008.8
	vector := func(p orb.Point) [3]float64 {
		lon, lat := p[0]*math.Pi/180, p[1]*math.Pi/180
		return [3]float64{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
	}
	x, y := vector(a), vector(b)
	chord := math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2])
	return 2 * radius * math.Asin(chord/2)
}

// samples are the corners of a shape and points on its edges.
func samples(g orb.Geometry) []orb.Point {
	var all []orb.Point
	line := func(l []orb.Point) {
		all = append(all, l...)
		for i := 1; i < len(l); i++ {
			const n = 500
			for k := range n {
				t := float64(k) / n
				all = append(all, orb.Point{l[i-1][0] + t*(l[i][0]-l[i-1][0]), l[i-1][1] + t*(l[i][1]-l[i-1][1])})
			}
		}
	}
	switch g := g.(type) {
	case orb.Point:
		return []orb.Point{g}
	case orb.MultiPoint:
		return g
	case orb.LineString:
		line(g)
	case orb.MultiLineString:
		for _, l := range g {
			line(l)
		}
	case orb.Polygon:
		for _, r := range g {
			line(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			all = append(all, samples(p)...)
		}
	case orb.Collection:
		for _, part := range g {
			all = append(all, samples(part)...)
		}
	}
	return all
}

func covers(g orb.Geometry, p orb.Point) bool {
	switch g := g.(type) {
	case orb.Polygon:
		return planar.PolygonContains(g, p)
	case orb.MultiPolygon:
		return planar.MultiPolygonContains(g, p)
	case orb.Collection:
		for _, part := range g {
			if covers(part, p) {
				return true
			}
		}
	}
	return false
}
