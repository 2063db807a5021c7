package geo

import (
	"encoding/binary"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// Repairs counts what was put right in a shape. None of it moves a position.
type Repairs struct {
	Closed int // rings whose first position was missing at the end
	Turned int // rings that ran the wrong way for RFC 7946: outer ones run counter-clockwise, holes clockwise
}

// Encode returns g, which is in c, as little-endian WKB in WGS 84 with rings as
// RFC 7946 wants them. It changes the positions of g. A shape that cannot be
// repaired is an [*Error] of reason [BadShape]; one that lies elsewhere is that
// of [CRS.ToWGS84].
func (c CRS) Encode(g orb.Geometry) ([]byte, Repairs, error) {
	if p, ok := g.(orb.Point); ok {
		lon, lat, err := c.ToWGS84(p[0], p[1])
		if err != nil {
			return nil, Repairs{}, err
		}
		return Point(lon, lat), Repairs{}, nil
	}
	var r Repairs
	g, err := c.convert(g, &r, 0)
	if err != nil {
		return nil, Repairs{}, err
	}
	data, err := wkb.Marshal(g, binary.LittleEndian)
	if err != nil {
		return nil, Repairs{}, fmt.Errorf("geo: encode: %w", err)
	}
	return data, r, nil
}

// convert returns g in WGS 84 and checked. Points and rings may be others than
// before, so that what holds them is written again.
func (c CRS) convert(g orb.Geometry, r *Repairs, depth int) (orb.Geometry, error) {
	if depth > wkbNesting {
		return nil, refuse(BadShape, "collections too deep")
	}
	switch g := g.(type) {
	case orb.Point:
		lon, lat, err := c.ToWGS84(g[0], g[1])
		return orb.Point{lon, lat}, err
	case orb.MultiPoint:
		return g, c.positions(g, 1)
	case orb.LineString:
		return g, c.positions(g, 2)
	case orb.MultiLineString:
		for _, l := range g {
			if err := c.positions(l, 2); err != nil {
				return nil, err
			}
		}
		return g, some(len(g))
	case orb.Polygon:
		return g, c.polygon(g, r)
	case orb.MultiPolygon:
		for _, p := range g {
			if err := c.polygon(p, r); err != nil {
				return nil, err
			}
		}
		return g, some(len(g))
	case orb.Collection:
		for i := range g {
			part, err := c.convert(g[i], r, depth+1)
			if err != nil {
				return nil, err
			}
			g[i] = part
		}
		return g, some(len(g))
	}
	return nil, refuse(BadShape, fmt.Sprintf("a %T", g))
}

func some(n int) error {
	if n == 0 {
		return refuse(BadShape, "empty")
	}
	return nil
}

func (c CRS) positions(p []orb.Point, least int) error {
	switch {
	case len(p) == 0:
		return refuse(BadShape, "empty")
	case len(p) < least:
		return refuse(BadShape, "a line of fewer than two positions")
	}
	for i := range p {
		lon, lat, err := c.ToWGS84(p[i][0], p[i][1])
		if err != nil {
			return err
		}
		p[i] = orb.Point{lon, lat}
	}
	return nil
}

func (c CRS) polygon(p orb.Polygon, r *Repairs) error {
	for i, ring := range p {
		if len(ring) > 1 && ring[0] != ring[len(ring)-1] {
			ring = append(ring, ring[0])
			r.Closed++
		}
		if len(ring) < 4 {
			return refuse(BadShape, "a ring of fewer than four positions")
		}
		// The last position must come out equal to the first, to the last bit.
		if err := c.positions(ring[:len(ring)-1], 1); err != nil {
			return err
		}
		ring[len(ring)-1] = ring[0]
		want := orb.CCW
		if i > 0 {
			want = orb.CW
		}
		if ring.Orientation() == -want {
			ring.Reverse()
			r.Turned++
		}
		p[i] = ring
	}
	return some(len(p))
}
