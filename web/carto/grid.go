package carto

import (
	"math"

	"github.com/paulmach/orb"
)

// A Parallel is a line of the graticule: of one latitude, or of one longitude.
type Parallel struct {
	Degrees  float64 // north or east is positive
	Meridian bool
	Line     orb.LineString // within the picture
}

// gridSteps are the distances of lines of a graticule, in degrees.
var gridSteps = []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60}

// Graticule returns the parallels and meridians that cross the picture, about
// most of each at most.
func (v *View) Graticule(most int) []Parallel {
	// The picture is larger than the bounds where its shape is another.
	lon, lat := v.seen()
	step := gridSteps[len(gridSteps)-1]
	for _, s := range gridSteps {
		if max(lon[1]-lon[0], lat[1]-lat[0])/s <= float64(most) {
			step = s
			break
		}
	}
	var all []Parallel
	for _, meridian := range []bool{true, false} {
		along, across := lat, lon
		if !meridian {
			along, across = lon, lat
		}
		for n := math.Ceil(across[0]/step - 1e-9); n*step <= across[1]+1e-9; n++ {
			p := Parallel{Degrees: math.Round(n*step*1e6) / 1e6, Meridian: meridian}
			if p.Line = v.across(p, along); len(p.Line) > 1 {
				all = append(all, p)
			}
		}
	}
	return all
}

// seen are the longitudes and latitudes that the picture reaches.
func (v *View) seen() (lon, lat [2]float64) {
	if v.equal {
		return [2]float64{v.Bounds.Min[0], v.Bounds.Max[0]}, [2]float64{v.Bounds.Min[1], v.Bounds.Max[1]}
	}
	west, north := v.unplane(0, 0)
	east, south := v.unplane(v.Width, v.Height)
	return [2]float64{west, east}, [2]float64{south, north}
}

// unplane is where on the earth a place of a picture is that is in the
// projection of Mercator.
func (v *View) unplane(x, y float64) (lon, lat float64) {
	return v.lon0 + (v.x0+x/v.scale)*180/math.Pi, math.Atan(math.Sinh(v.y0-y/v.scale)) * 180 / math.Pi
}

// bends is into how many pieces a line of the graticule is divided.
const bends = 48

// across is the part of a line of the graticule that is in the picture.
func (v *View) across(p Parallel, along [2]float64) orb.LineString {
	var line orb.LineString
	for i := range bends + 1 {
		at := along[0] + (along[1]-along[0])*float64(i)/bends
		point := orb.Point{at, p.Degrees}
		if p.Meridian {
			point = orb.Point{p.Degrees, at}
		}
		if x, y := v.Place(point); x >= -0.5 && x <= v.Width+0.5 && y >= -0.5 && y <= v.Height+0.5 {
			line = append(line, orb.Point{x, y})
		}
	}
	if v.equal || len(line) < 2 {
		return line
	}
	return orb.LineString{line[0], line[len(line)-1]} // straight
}

// Scale returns a round length, in metres, of at most most units of the picture
// in its middle, and how many units it has there. It is 0 for a map of so much
// of the earth that no one length holds for it.
func (v *View) Scale(most float64) (metres, units float64) {
	if v.equal {
		return 0, 0
	}
	_, lat := v.unplane(v.Width/2, v.Height/2)
	perUnit := earth * math.Cos(lat*math.Pi/180) / v.scale
	power := math.Pow(10, math.Floor(math.Log10(perUnit*most)))
	for _, n := range []float64{5, 2, 1} {
		if n*power <= perUnit*most {
			return n * power, n * power / perUnit
		}
	}
	return power, power / perUnit
}

// A Tile is a square of a web map (see
// https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames), and where it is in
// the picture.
type Tile struct {
	Zoom, X, Y int
	Left, Top  float64
	Side       float64
}

// deepest is the greatest zoom of tiles.
const deepest = 17

// Tiles are the tiles that cover the picture, at most most of them, none of a map
// that is not in their projection.
func (v *View) Tiles(most int) []Tile {
	if v.equal {
		return nil
	}
	var all []Tile
	for zoom := 0; zoom <= deepest; zoom++ {
		n := math.Pow(2, float64(zoom))
		side := 2 * math.Pi / n * v.scale
		west := v.x0 + v.lon0*math.Pi/180 + math.Pi
		first, last := math.Floor(west*n/(2*math.Pi)), math.Floor((west+v.Width/v.scale)*n/(2*math.Pi))
		top, bottom := math.Floor((math.Pi-v.y0)*n/(2*math.Pi)), math.Floor((math.Pi-v.y0+v.Height/v.scale)*n/(2*math.Pi))
		first, last, top, bottom = max(0, first), min(n-1, last), max(0, top), min(n-1, bottom)
		if (last-first+1)*(bottom-top+1) > float64(most) {
			break
		}
		all = all[:0]
		for y := top; y <= bottom; y++ {
			for x := first; x <= last; x++ {
				all = append(all, Tile{zoom, int(x), int(y), (x/n*2*math.Pi - west) * v.scale, (y/n*2*math.Pi - (math.Pi - v.y0)) * v.scale, side})
			}
		}
	}
	return all
}
