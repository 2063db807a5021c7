package query

import (
	"math"

	"github.com/paulmach/orb"
)

// ShapeInBox reports whether a shape, as WKB, has a point in b, of which West is
// not greater than East. The edges of both belong to them. Lines between two
// points are straight in longitude and latitude, as RFC 7946 says.
func ShapeInBox(wkb []byte, b Box) (bool, error) {
	g, err := ParseShape(wkb)
	if err != nil {
		return false, err
	}
	return inBox(g, orb.Bound{Min: orb.Point{b.West, b.South}, Max: orb.Point{b.East, b.North}}), nil
}

func inBox(g orb.Geometry, b orb.Bound) bool {
	found := false
	eachPart(g, func(part orb.Geometry) bool {
		switch part := part.(type) {
		case orb.Point:
			found = b.Contains(part) // false for the point that is nowhere
		case orb.LineString:
			found = lineInBox(part, b)
		case orb.Polygon:
			// If no edge meets the box, all of it is inside, or all outside.
			found = inPolygon(b.Min, part)
			for _, ring := range part {
				found = found || lineInBox(orb.LineString(ring), b)
			}
		}
		return !found
	})
	return found
}

// lineInBox reports whether a line has a point in a box.
func lineInBox(line orb.LineString, b orb.Bound) bool {
	if len(line) == 1 {
		return b.Contains(line[0])
	}
	for i := 1; i < len(line); i++ {
		if segmentInBox(line[i-1], line[i], b) {
			return true
		}
	}
	return false
}

// segmentInBox clips a segment by the four sides in turn (Liang and Barsky,
// 1984), and reports whether something is left.
func segmentInBox(p, q orb.Point, b orb.Bound) bool {
	if b.Contains(p) || b.Contains(q) {
		return true
	}
	from, until := 0.0, 1.0
	for axis := range 2 {
		way := q[axis] - p[axis]
		low, high := b.Min[axis]-p[axis], b.Max[axis]-p[axis]
		if way == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		enter, leave := low/way, high/way
		if way < 0 {
			enter, leave = leave, enter
		}
		if from, until = max(from, enter), min(until, leave); from > until {
			return false
		}
	}
	return true
}

// inPolygon reports whether a point lies inside the outer ring of a polygon and
// outside the others: a ray from it crosses the rings an odd number of times.
func inPolygon(p orb.Point, polygon orb.Polygon) bool {
	odd := false
	for _, ring := range polygon {
		for i := range ring {
			a, b := ring[i], ring[(i+1)%len(ring)]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
				odd = !odd
			}
		}
	}
	return odd
}

// eachPart yields the points, lines and polygons of a shape until yield returns
// false, which eachPart then does too.
func eachPart(g orb.Geometry, yield func(orb.Geometry) bool) bool {
	switch g := g.(type) {
	case orb.MultiPoint:
		return all(g, func(p orb.Point) bool { return yield(p) })
	case orb.MultiLineString:
		return all(g, func(l orb.LineString) bool { return yield(l) })
	case orb.MultiPolygon:
		return all(g, func(p orb.Polygon) bool { return yield(p) })
	case orb.Collection:
		return all(g, func(part orb.Geometry) bool { return eachPart(part, yield) })
	}
	return yield(g)
}

// ShapeInCircle reports whether a shape, as WKB, has a point that is at most
// c.Metres from the centre of c. The distance of a point is the great circle
// by the haversine formula. Of a line, and of the edges of a polygon, the point
// that is nearest is found on a plane through the centre on which a degree of
// longitude has the length that it has there: far from the centre, and on long
// edges, it is a point near the nearest one.
func ShapeInCircle(wkb []byte, c Circle) (bool, error) {
	g, err := ParseShape(wkb)
	if err != nil {
		return false, err
	}
	return inCircle(g, c), nil
}

func inCircle(g orb.Geometry, c Circle) bool {
	centre := orb.Point{c.Lon, c.Lat}
	found := false
	line := func(l orb.LineString) bool {
		if len(l) == 1 {
			return haversine(centre, l[0]) <= c.Metres
		}
		for i := 1; i < len(l); i++ {
			if haversine(centre, nearest(centre, l[i-1], l[i])) <= c.Metres {
				return true
			}
		}
		return false
	}
	eachPart(g, func(part orb.Geometry) bool {
		switch part := part.(type) {
		case orb.Point:
			found = haversine(centre, part) <= c.Metres
		case orb.LineString:
			found = line(part)
		case orb.Polygon:
			found = inPolygon(centre, part)
			for _, ring := range part {
				found = found || line(orb.LineString(ring))
			}
		}
		return !found
	})
	return found
}

// haversine is the distance of two points in metres on the sphere of radius
// [earth]. It is not a number if one of them is nowhere.
func haversine(a, b orb.Point) float64 {
	const radian = math.Pi / 180
	lat := math.Sin((b[1] - a[1]) * radian / 2)
	lon := math.Sin((b[0] - a[0]) * radian / 2)
	h := lat*lat + math.Cos(a[1]*radian)*math.Cos(b[1]*radian)*lon*lon
	return 2 * earth * math.Asin(math.Sqrt(min(1, h)))
}

// nearest is the point of the segment from a to b that is nearest to p on the
// plane through p.
func nearest(p, a, b orb.Point) orb.Point {
	narrow := math.Cos(p[1] * math.Pi / 180)
	// The way from p to a point, the shorter way around the earth.
	x := func(q orb.Point) float64 { return math.Remainder(q[0]-p[0], 360) * narrow }
	ax, ay := x(a), a[1]-p[1]
	wx, wy := (b[0]-a[0])*narrow, b[1]-a[1]
	length := wx*wx + wy*wy
	if length == 0 {
		return a
	}
	t := max(0, min(1, -(ax*wx+ay*wy)/length))
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}
