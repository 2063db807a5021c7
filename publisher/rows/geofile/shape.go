package geofile

import (
	"encoding/json"
	"strconv"

	"github.com/paulmach/orb"
)

var shapeKinds = map[string]bool{
	"Point": true, "MultiPoint": true, "LineString": true, "MultiLineString": true,
	"Polygon": true, "MultiPolygon": true, "GeometryCollection": true,
}

// A shape is the members of a geometry of GeoJSON.
type shape struct {
	kind                    string
	coordinates, geometries json.RawMessage
}

// maxNesting is how deep collections may lie in collections.
const maxNesting = 8

// A shapeReader reads one geometry.
type shapeReader struct {
	higher bool            // a position had more than two numbers
	crs    json.RawMessage // what PostGIS writes into the geometry
	wrong  string          // what is, if anything
}

// read reads a geometry, which is valid JSON. It returns nil for one that is
// null or empty, and for one that is wrong.
func (r *shapeReader) read(raw []byte, depth int) orb.Geometry {
	if isNull(raw) {
		return nil
	}
	var s shape
	ok := members(raw, func(name string, value []byte) {
		switch name {
		case "type":
			_ = json.Unmarshal(value, &s.kind) // what is no text is no known type
		case "coordinates":
			s.coordinates = value
		case "geometries":
			s.geometries = value
		case "crs":
			r.crs = value
		}
	})
	if !ok || !shapeKinds[s.kind] {
		return r.fail("no geometry: " + shorten(string(raw)))
	}
	return r.parse(&s, depth)
}

func (r *shapeReader) fail(how string) orb.Geometry {
	if r.wrong == "" {
		r.wrong = how
	}
	return nil
}

func (r *shapeReader) collection(s *shape, depth int) orb.Geometry {
	var parts orb.Collection
	c := &cursor{rest: s.geometries}
	ok := c.list(func() bool {
		if part := r.read(c.value(), depth+1); part != nil {
			parts = append(parts, part)
		}
		return r.wrong == ""
	})
	switch {
	case !ok:
		return r.fail("geometries that are no list")
	case len(parts) == 0:
		return nil
	}
	return parts
}

func (r *shapeReader) parse(s *shape, depth int) (g orb.Geometry) {
	if depth > maxNesting {
		return r.fail("collections too deep")
	}
	if s.kind == "GeometryCollection" {
		return r.collection(s, depth)
	}
	c := &cursor{rest: s.coordinates}
	empty := false
	switch s.kind {
	case "Point":
		var p orb.Point
		p, empty = c.position()
		g = p
	case "MultiPoint":
		p := orb.MultiPoint(c.positions())
		g, empty = p, len(p) == 0
	case "LineString":
		p := orb.LineString(c.positions())
		g, empty = p, len(p) == 0
	case "MultiLineString":
		var m orb.MultiLineString
		c.list(func() bool { m = append(m, c.positions()); return !c.failed })
		g, empty = m, len(m) == 0
	case "Polygon":
		p := c.polygon()
		g, empty = p, len(p) == 0
	case "MultiPolygon":
		var m orb.MultiPolygon
		c.list(func() bool { m = append(m, c.polygon()); return !c.failed })
		g, empty = m, len(m) == 0
	}
	switch {
	case c.failed:
		return r.fail("coordinates that are no " + s.kind)
	case empty:
		return nil
	}
	r.higher = r.higher || c.higher
	return g
}

// A cursor reads coordinates from the front of valid JSON.
type cursor struct {
	rest   []byte
	higher bool // a position had more than two numbers
	failed bool
}

// peek returns the next byte that is no blank.
func (c *cursor) peek() byte {
	for len(c.rest) > 0 {
		switch b := c.rest[0]; b {
		case ' ', '\t', '\r', '\n':
			c.rest = c.rest[1:]
		default:
			return b
		}
	}
	return 0
}

// list reads an array, calling item at each element until it returns false.
func (c *cursor) list(item func() bool) bool {
	if c.peek() != '[' {
		c.failed = true
		return false
	}
	c.rest = c.rest[1:]
	if c.peek() == ']' {
		c.rest = c.rest[1:]
		return true
	}
	for item() {
		switch c.peek() {
		case ',':
			c.rest = c.rest[1:]
			c.peek()
		case ']':
			c.rest = c.rest[1:]
			return true
		default:
			c.failed = true
			return false
		}
	}
	return false
}

// value returns the value here as it is.
func (c *cursor) value() []byte {
	c.peek()
	n := skip(c.rest)
	v := c.rest[:n]
	c.rest = c.rest[n:]
	return v
}

// position reads two numbers or more; an empty array is an empty point.
func (c *cursor) position() (p orb.Point, empty bool) {
	n := 0
	ok := c.list(func() bool {
		v, err := strconv.ParseFloat(string(c.value()), 64)
		if err != nil {
			c.failed = true
			return false
		}
		if n < 2 {
			p[n] = v
		}
		n++
		return true
	})
	c.failed = c.failed || !ok || n == 1
	c.higher = c.higher || n > 2
	return p, n == 0
}

func (c *cursor) positions() (all []orb.Point) {
	c.list(func() bool {
		p, empty := c.position()
		c.failed = c.failed || empty
		all = append(all, p)
		return !c.failed
	})
	return all
}

func (c *cursor) polygon() (p orb.Polygon) {
	c.list(func() bool { p = append(p, c.positions()); return !c.failed })
	return p
}
