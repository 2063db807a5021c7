package query

import (
	"math"
	"strings"

	"nguon/catalog"
)

// A Box is the part of the earth between two meridians and two parallels, all
// of which belong to it, in degrees. If West is greater than East, it crosses
// the meridian of 180 degrees.
type Box struct{ West, South, East, North float64 }

// A Circle is all points that are at most Metres from its centre, on a sphere
// of the mean radius of the earth.
type Circle struct {
	Lon, Lat float64 // in degrees
	Metres   float64
}

// earth is the mean radius of the earth in metres (R1 of the IUGG).
const earth = 6_371_008.8

// farthest is half of the circumference, rounded up: no point is farther.
const farthest = 20_020_000

// parts are boxes that do not cross the meridian of 180 degrees and together
// are b.
func (b Box) parts() []Box {
	if b.West <= b.East {
		return []Box{b}
	}
	return []Box{{b.West, b.South, 180, b.North}, {-180, b.South, b.East, b.North}}
}

// box is the smallest box that is known to hold all of c.
func (c Circle) box() Box {
	const slack = 1e-9 // radians: more than rounding takes
	angle := c.Metres/earth + slack
	lat := c.Lat * math.Pi / 180
	b := Box{-180, math.Max(-90, (lat-angle)*180/math.Pi), 180, math.Min(90, (lat+angle)*180/math.Pi)}
	if b.South == -90 || b.North == 90 {
		return b
	}
	sine := math.Sin(angle) / math.Cos(lat)
	if sine >= 1 {
		return b
	}
	wide := (math.Asin(sine) + slack) * 180 / math.Pi
	if b.West, b.East = c.Lon-wide, c.Lon+wide; b.West < -180 {
		b.West += 360
	} else if b.East > 180 {
		b.East -= 360
	}
	return b
}

// A place is a number of a box or a circle where it was written.
type place struct {
	text string
	pos  int
}

// newBox makes a box of west, south, east, north.
func newBox(parameter string, at []place) (Box, *Error) {
	if len(at) != 4 {
		return Box{}, invalid(parameter, -1, catalog.Text{Vi: "Hãy viết bốn số: tây, nam, đông, bắc.", En: "Write four numbers: west, south, east, north."})
	}
	var n [4]float64
	for i := range n {
		var err *Error
		if n[i], err = degrees(parameter, at[i], i%2 == 1); err != nil {
			return Box{}, err
		}
	}
	if n[1] > n[3] {
		return Box{}, invalid(parameter, at[1].pos, catalog.Text{Vi: "Vĩ độ nam lớn hơn vĩ độ bắc.", En: "The south is above the north."})
	}
	return Box{n[0], n[1], n[2], n[3]}, nil
}

// newCircle makes a circle of longitude, latitude, metres.
func newCircle(parameter string, at []place) (Circle, *Error) {
	if len(at) != 3 {
		return Circle{}, invalid(parameter, -1, catalog.Text{Vi: "Hãy viết ba số: kinh độ, vĩ độ, số mét.", En: "Write three numbers: longitude, latitude, metres."})
	}
	lon, err := degrees(parameter, at[0], false)
	if err != nil {
		return Circle{}, err
	}
	lat, err := degrees(parameter, at[1], true)
	if err != nil {
		return Circle{}, err
	}
	metres, ok := parseNumber(strings.TrimSpace(at[2].text))
	if !ok || metres < 0 || metres > farthest {
		return Circle{}, problem(CodeTypeMismatch, parameter, at[2].pos,
			catalog.Textf("%q không phải là khoảng cách.", "%q is not a distance.", clip(at[2].text)),
			catalog.Textf("Hãy viết số mét từ 0 đến %d.", "Write metres from 0 to %d.", farthest))
	}
	return Circle{lon, lat, metres}, nil
}

// degrees reads a longitude, or a latitude.
func degrees(parameter string, at place, latitude bool) (float64, *Error) {
	most, what := 180.0, catalog.Text{Vi: "kinh độ", En: "longitude"}
	if latitude {
		most, what = 90, catalog.Text{Vi: "vĩ độ", En: "latitude"}
	}
	n, ok := parseNumber(strings.TrimSpace(at.text))
	if !ok || math.Abs(n) > most {
		text := clip(at.text)
		return 0, problem(CodeTypeMismatch, parameter, at.pos,
			catalog.Text{Vi: "\"" + text + "\" không phải là " + what.Vi + ".", En: "\"" + text + "\" is not a " + what.En + "."},
			catalog.Textf("Hãy viết số độ từ %[1]d đến %[2]d; kinh độ đứng trước vĩ độ.", "Write degrees from %[1]d to %[2]d; the longitude stands before the latitude.", int(-most), int(most)))
	}
	return n + 0, nil
}
