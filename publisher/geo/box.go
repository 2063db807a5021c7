package geo

import "math"

// A Box bounds positions in degrees. Shapes across the 180th meridian have the
// box of the whole width, as nothing in WKB says that they cross it.
type Box struct{ West, South, East, North float64 }

var world = Box{West: -180, South: -90, East: 180, North: 90}

// Contains tells whether a position lies in b or on its edge.
func (b Box) Contains(lon, lat float64) bool {
	return lon >= b.West && lon <= b.East && lat >= b.South && lat <= b.North
}

// Meets tells whether the boxes share a point.
func (b Box) Meets(o Box) bool {
	return b.West <= o.East && o.West <= b.East && b.South <= o.North && o.South <= b.North
}

// Union returns the least box that holds both.
func (b Box) Union(o Box) Box {
	return Box{
		West: math.Min(b.West, o.West), South: math.Min(b.South, o.South),
		East: math.Max(b.East, o.East), North: math.Max(b.North, o.North),
	}
}

// nowhere is the box of nothing: its union with another is the other.
func nowhere() Box {
	return Box{West: math.Inf(1), South: math.Inf(1), East: math.Inf(-1), North: math.Inf(-1)}
}

func (b *Box) add(lon, lat float64) {
	b.West, b.East = math.Min(b.West, lon), math.Max(b.East, lon)
	b.South, b.North = math.Min(b.South, lat), math.Max(b.North, lat)
}

// InVietNam tells whether b meets the mainland of Viet Nam or the islands near
// it. Data that do not are not wrong, but worth a look.
func (b Box) InVietNam() bool { return b.Meets(vietnam) }
