package geo

import (
	"slices"
	"strings"
)

// A Pair is two columns that may hold the coordinates of points, by their
// indices. The names say which is east; the numbers may say otherwise, see
// [Pair.Judge].
type Pair struct {
	East, North int
	Plane       bool // the names are x and y, or speak of metres, not of degrees
}

// Names of columns, folded and without blanks, in pairs. Names are tried whole
// and as the beginning or end of a longer one: "lat_start" goes with
// "lon_start".
var (
	degreeNames = [][2]string{
		{"longitude", "latitude"}, {"kinhdo", "vido"}, {"long", "lat"}, {"lng", "lat"}, {"lon", "lat"},
		{"kinhdodong", "vidobac"}, {"lo", "la"},
	}
	planeNames = [][2]string{
		{"easting", "northing"}, {"east", "north"}, {"toadox", "toadoy"}, {"toadodong", "toadobac"}, {"dong", "bac"},
		{"xvn2000", "yvn2000"}, {"xcoord", "ycoord"}, {"coordx", "coordy"}, {"pointx", "pointy"}, {"x", "y"},
	}
)

// Recognise finds the pairs of columns whose headers are those of coordinates,
// in Vietnamese or English, in the order of the columns. A column is in one
// pair at most.
func Recognise(headers []string) []Pair {
	folded := make([]string, len(headers))
	for i, h := range headers {
		folded[i] = fold(h)
	}
	taken := make([]bool, len(headers))
	var pairs []Pair
	match := func(names [][2]string, plane bool) {
		for _, name := range names {
			for e := range folded {
				if taken[e] {
					continue
				}
				rest, ok := around(folded[e], name[0])
				if !ok {
					continue
				}
				for n := range folded {
					other, ok := around(folded[n], name[1])
					if ok && n != e && !taken[n] && other == rest {
						pairs = append(pairs, Pair{East: e, North: n, Plane: plane})
						taken[e], taken[n] = true, true
						break
					}
				}
			}
		}
	}
	match(degreeNames, false)
	match(planeNames, true)
	slices.SortFunc(pairs, func(a, b Pair) int { return min(a.East, a.North) - min(b.East, b.North) })
	return pairs
}

// units are words in headers that say nothing of which column it is.
var units = []string{"m", "do", "deg", "degrees", "wgs84", "wgs 84", "vn2000", "vn 2000", "met", "metres", "gps"}

// around returns what a folded header has besides a name: nothing if it is the
// name, with or without a unit.
func around(header, name string) (rest string, ok bool) {
	words := strings.Fields(header)
	for i := range words {
		for j := len(words); j > i; j-- {
			if strings.Join(words[i:j], "") != name {
				continue
			}
			rest := strings.Join(slices.Concat(words[:i], words[j:]), " ")
			for _, u := range units {
				if rest == u {
					rest = ""
				}
			}
			// One letter within a longer header is no coordinate: "bệnh nhân X".
			return rest, len(name) > 1 || rest == "" || strings.HasPrefix(rest, "toa do")
		}
	}
	return "", false
}
