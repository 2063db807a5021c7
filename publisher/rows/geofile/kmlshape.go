package geofile

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// A kmlShape reads the geometry of one placemark.
type kmlShape struct {
	k      *kmlReader
	higher bool   // a position has a height other than 0
	spaced bool   // blanks stand about a comma
	tracks string // an element that is not read, if there is one
	wrong  string
}

func (s *kmlShape) fail(how string) {
	if s.wrong == "" {
		s.wrong = how
	}
}

// read reads the element that was begun to its end. It returns nil for an
// empty geometry, and for one that is wrong.
func (s *kmlShape) read(name string, depth int) (orb.Geometry, error) {
	switch name {
	case "MultiGeometry":
		return s.multi(depth)
	case "Polygon":
		return s.polygon()
	}
	line, err := s.coordinates()
	switch {
	case err != nil || len(line) == 0:
		return nil, err
	case name == "Point" && len(line) == 1:
		return line[0], nil
	case name == "Point":
		s.fail("a point with several positions")
		return nil, nil
	}
	return line, nil
}

// aboutComma matches a comma with the blanks about it, which the standard
// forbids because blanks part the positions.
var aboutComma = regexp.MustCompile(`\s*,\s*`)

// coordinates reads the positions of an element with one list of them. Blanks
// about a comma join what they stand between: of "105, 21, 106, 22" it cannot
// be told what is a height, and the list is wrong.
func (s *kmlShape) coordinates() (line orb.LineString, err error) {
	err = s.k.children(func(e xml.StartElement) error {
		if e.Name.Local != "coordinates" {
			return s.k.skip() // how it is drawn
		}
		text, err := s.k.text()
		if hasLooseComma(text) {
			s.spaced = true
			text = aboutComma.ReplaceAllString(text, ",")
		}
		for tuple := range strings.FieldsSeq(text) {
			line = append(line, s.position(tuple))
		}
		return err
	})
	return line, err
}

// hasLooseComma reports whether a comma stands at the edge of a position.
func hasLooseComma(text string) bool {
	for tuple := range strings.FieldsSeq(text) {
		if tuple[0] == ',' || tuple[len(tuple)-1] == ',' {
			return true
		}
	}
	return false
}

// position reads "longitude,latitude" or "longitude,latitude,height".
func (s *kmlShape) position(tuple string) (p orb.Point) {
	parts := strings.Split(tuple, ",")
	if len(parts) < 2 || len(parts) > 3 {
		s.fail("coordinates: " + shorten(tuple))
		return p
	}
	for i, part := range parts {
		v, err := strconv.ParseFloat(part, 64)
		switch {
		case err != nil:
			s.fail("coordinates: " + shorten(tuple))
		case i < 2:
			p[i] = v
		default:
			s.higher = s.higher || v != 0
		}
	}
	return p
}

func (s *kmlShape) polygon() (orb.Geometry, error) {
	var outer, holes orb.Polygon
	err := s.k.children(func(boundary xml.StartElement) error {
		rings := &holes
		switch boundary.Name.Local {
		case "outerBoundaryIs":
			rings = &outer
		case "innerBoundaryIs":
		default:
			return s.k.skip()
		}
		return s.k.children(func(e xml.StartElement) error {
			if e.Name.Local != "LinearRing" {
				return s.k.skip()
			}
			line, err := s.coordinates()
			*rings = append(*rings, orb.Ring(line))
			return err
		})
	})
	if err != nil || len(outer)+len(holes) == 0 {
		return nil, err
	}
	if len(outer) != 1 {
		s.fail("a polygon without one outer ring")
		return nil, nil
	}
	return append(outer, holes...), nil
}

func (s *kmlShape) multi(depth int) (orb.Geometry, error) {
	if depth > maxNesting {
		s.fail("collections too deep")
		return nil, s.k.skip()
	}
	var parts orb.Collection
	err := s.k.children(func(e xml.StartElement) error {
		switch name := e.Name.Local; name {
		case "Point", "LineString", "LinearRing", "Polygon", "MultiGeometry":
			part, err := s.read(name, depth+1)
			if part != nil {
				parts = append(parts, part)
			}
			return err
		case "Track", "MultiTrack", "Model":
			s.tracks = name
		}
		return s.k.skip()
	})
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	return together(parts), nil
}

// together makes a collection of one kind a multiple of that kind.
func together(parts orb.Collection) orb.Geometry {
	var (
		points orb.MultiPoint
		lines  orb.MultiLineString
		areas  orb.MultiPolygon
	)
	for _, g := range parts {
		switch g := g.(type) {
		case orb.Point:
			points = append(points, g)
		case orb.LineString:
			lines = append(lines, g)
		case orb.Polygon:
			areas = append(areas, g)
		}
	}
	switch len(parts) {
	case len(points):
		return points
	case len(lines):
		return lines
	case len(areas):
		return areas
	}
	return parts
}
