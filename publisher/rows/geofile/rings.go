package geofile

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// maxSearch bounds the work of finding the outer rings of holes: comparisons of
// boxes and of positions. It is about a second.
const maxSearch = 300_000_000

// assemble makes polygons of the rings of a shapefile, where outer rings run
// clockwise and holes counter-clockwise, in any order. A hole in no outer ring
// is an outer ring that runs the wrong way.
func assemble(parts [][]orb.Point) (orb.Geometry, string) {
	var (
		areas  orb.MultiPolygon
		bounds []orb.Bound
		holes  []orb.Ring
	)
	for _, p := range parts {
		ring := orb.Ring(p)
		switch {
		case len(ring) == 0:
		case ring.Orientation() == orb.CCW:
			holes = append(holes, ring)
		default:
			areas, bounds = append(areas, orb.Polygon{ring}), append(bounds, ring.Bound())
		}
	}
	left := maxSearch
	for _, hole := range holes {
		own := owner(hole, areas[:len(bounds)], bounds, &left)
		switch {
		case left < 0:
			return nil, "too many rings"
		case own < 0:
			areas = append(areas, orb.Polygon{hole})
		default:
			areas[own] = append(areas[own], hole)
		}
	}
	switch len(areas) {
	case 0:
		return nil, ""
	case 1:
		return areas[0], ""
	}
	return areas, ""
}

// owner returns the index of the smallest outer ring around a hole, -1 if there
// is none. It takes its work off left, and gives up below 0.
func owner(hole orb.Ring, areas orb.MultiPolygon, bounds []orb.Bound, left *int) int {
	b := hole.Bound()
	best, least := -1, math.Inf(1)
	for i := range areas {
		size := (bounds[i].Max[0] - bounds[i].Min[0]) * (bounds[i].Max[1] - bounds[i].Min[1])
		if *left--; *left < 0 {
			return -1
		}
		if !(size < least) || !bounds[i].Contains(b.Min) || !bounds[i].Contains(b.Max) {
			continue
		}
		*left -= len(areas[i][0])
		if planar.RingContains(areas[i][0], hole[0]) {
			best, least = i, size
		}
	}
	return best
}
