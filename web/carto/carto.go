// Package carto lays maps out: it fits a projection to what is shown, and knows
// where its parallels and meridians run, how long a kilometre is in it, and
// which points are too near one another to be drawn one by one.
//
// A map of a country or less is in the projection of Mercator, which keeps
// shapes and has the tiles of web maps; one of more of the earth is in Equal
// Earth (Šavrič, Patterson and Jenny 2018, doi:10.1080/13658816.2018.1504949),
// which keeps areas. Both are of a sphere: at the scale of a picture the
// difference to the ellipsoid cannot be seen.
//
// Lengths are in units of a picture, of which y grows downwards.
package carto

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// earth is the mean radius, in metres.
const earth = 6_371_008.8

const (
	// mercatorEdge is the latitude at which the square of web maps ends.
	mercatorEdge = 85.0511
	// widest is how many degrees a map spans at most that is in the projection of
	// Mercator.
	widest = 45.0
	// least is how many degrees a map spans at least: about 500 m.
	least = 0.005
	// air is the share of the span that is left free on each side.
	air = 0.04
)

// A View is a part of the earth in a picture. It is not changed once it is made.
type View struct {
	Width, Height float64
	Bounds        orb.Bound // what was to be shown, with air around it

	equal bool    // Equal Earth
	lon0  float64 // the middle meridian
	scale float64 // units of the picture in one of the plane of the projection
	x0    float64 // the left and the upper edge, in the plane
	y0    float64
}

// Fit returns a view of width units that shows all of b, as high as that takes
// within the bounds given. What is beyond the poles, or is no number, is left out.
func Fit(b orb.Bound, width, lowest, highest float64) *View {
	b = tidy(b)
	v := &View{Width: width, Bounds: b, equal: b.Max[0]-b.Min[0] > widest || b.Max[1]-b.Min[1] > widest}
	v.lon0 = (b.Min[0] + b.Max[0]) / 2
	left, right, top, bottom := v.extent()
	v.scale = width / (right - left)
	v.Height = min(highest, max(lowest, (top-bottom)*v.scale))
	if all := v.Height / (top - bottom); all < v.scale {
		v.scale = all
	}
	v.x0 = (left+right)/2 - width/2/v.scale
	v.y0 = (top+bottom)/2 + v.Height/2/v.scale
	return v
}

// tidy is b with air, within the bounds of the earth.
func tidy(b orb.Bound) orb.Bound {
	for axis, edge := range []float64{180, 90} {
		lo, hi := b.Min[axis], b.Max[axis]
		if !(lo <= hi && lo <= edge && hi >= -edge) { // not a number is none either
			lo, hi = -edge, edge
		}
		lo, hi = max(lo, -edge), min(hi, edge)
		pad := max((hi-lo)*air, (least-(hi-lo))/2)
		b.Min[axis], b.Max[axis] = max(lo-pad, -edge), min(hi+pad, edge)
	}
	return b
}

// extent are the edges of the bounds in the plane. Those of Equal Earth are
// curved: the equator, or the parallel that is nearest to it, is the longest.
func (v *View) extent() (left, right, top, bottom float64) {
	b := v.Bounds
	wide := b.Min[1]
	if b.Min[1] < 0 && b.Max[1] > 0 {
		wide = 0
	} else if b.Max[1] < 0 {
		wide = b.Max[1]
	}
	left, _ = v.plane(orb.Point{b.Min[0], wide})
	right, _ = v.plane(orb.Point{b.Max[0], wide})
	_, top = v.plane(orb.Point{v.lon0, b.Max[1]})
	_, bottom = v.plane(orb.Point{v.lon0, b.Min[1]})
	return left, right, top, bottom
}

// The polynomial of Equal Earth.
const (
	ee1 = 1.340264
	ee2 = -0.081106
	ee3 = 0.000893
	ee4 = 0.003796
)

// plane is a point in the plane of the projection, of which y grows upwards.
func (v *View) plane(p orb.Point) (x, y float64) {
	lon, lat := (p[0]-v.lon0)*math.Pi/180, p[1]*math.Pi/180
	if !v.equal {
		lat = max(-mercatorEdge, min(mercatorEdge, p[1])) * math.Pi / 180
		return lon, math.Asinh(math.Tan(lat))
	}
	t := math.Asin(math.Sqrt(3) / 2 * math.Sin(lat))
	t2 := t * t
	t6 := t2 * t2 * t2
	x = 2 * math.Sqrt(3) * lon * math.Cos(t) / (3 * (9*ee4*t6*t2 + 7*ee3*t6 + 3*ee2*t2 + ee1))
	return x, t * (ee4*t6*t2 + ee3*t6 + ee2*t2 + ee1)
}

// Place is where a point, in degrees of longitude and latitude, is in the
// picture.
func (v *View) Place(p orb.Point) (x, y float64) {
	x, y = v.plane(p)
	return (x - v.x0) * v.scale, (v.y0 - y) * v.scale
}

// IsWide reports whether so much of the earth is shown that it is in Equal Earth.
func (v *View) IsWide() bool { return v.equal }

// Shows reports whether a place is within the picture.
func (v *View) Shows(x, y float64) bool { return x >= 0 && x <= v.Width && y >= 0 && y <= v.Height }

// fine is how far, in units of the picture, a line may be from where it is.
const fine = 0.35

// Line is a line in the picture, without the bends that nobody sees.
func (v *View) Line(line orb.LineString) orb.LineString {
	placed := make(orb.LineString, 0, len(line))
	for _, p := range line {
		x, y := v.Place(p)
		placed = append(placed, orb.Point{x, y})
	}
	if len(placed) < 3 {
		return placed
	}
	return simplify.DouglasPeucker(fine).LineString(placed)
}

// Ring is the edge of an area in the picture; nil if that is too small to be
// seen.
func (v *View) Ring(ring orb.Ring) orb.Ring {
	line := v.Line(orb.LineString(ring))
	if b := line.Bound(); len(line) < 4 && max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) < fine {
		return nil
	}
	return orb.Ring(line)
}
