package recode

import (
	"math"
	"strings"

	"nguon/publisher/anon/micro"
)

// Bounds of a grid, in metres.
const (
	MinGrid = 1
	MaxGrid = 1_000_000
)

// GeoGrid moves points in degrees of WGS 84 to the centres of the cells of a
// grid. Cells lie between parallels and meridians, fill the globe from the south
// pole and the 180th meridian, and are at least so many metres high and,
// everywhere in them but at the poles, wide. A row that lacks one of its coordinates loses the other. Coordinates of
// VN-2000 in metres are an error: use [Bands] for them.
func GeoGrid(latitude, longitude *micro.Column, metres float64) (lat, lon *micro.Column, err error) {
	g := grid{metres}
	if !(metres >= MinGrid && metres <= MaxGrid) {
		return nil, nil, bad(latitude.Name, "grid_m", metres)
	}
	lats, err := degrees(latitude, 90)
	if err != nil {
		return nil, nil, err
	}
	lons, err := degrees(longitude, 180)
	if err != nil {
		return nil, nil, err
	}
	if len(latitude.Codes) != len(longitude.Codes) {
		return nil, nil, bad(longitude.Name, "longitude", len(longitude.Codes))
	}
	rowsLat, rowsLon := make([]figure, len(latitude.Codes)), make([]figure, len(latitude.Codes))
	for i, code := range latitude.Codes {
		if other := longitude.Codes[i]; code != micro.Missing && other != micro.Missing {
			y, x := g.centre(lats[code], lons[other])
			rowsLat[i], rowsLon[i] = figure{y, true}, figure{x, true}
		}
	}
	return fromNumbers(latitude.Name, rowsLat, gridDecimals), fromNumbers(longitude.Name, rowsLon, gridDecimals), nil
}

// GeoPoints does for a column of points, "latitude, longitude" or WKT such as
// POINT (105.85 21.03), what [GeoGrid] does for two columns.
func GeoPoints(c *micro.Column, metres float64) (*micro.Column, error) {
	g := grid{metres}
	if !(metres >= MinGrid && metres <= MaxGrid) {
		return nil, bad(c.Name, "grid_m", metres)
	}
	return points(c, func(y, x float64) (string, string) {
		y, x = g.centre(y, x)
		return round(y, gridDecimals), round(x, gridDecimals)
	})
}

// GeoDecimals rounds the numbers of degrees in a column to so many decimals, 0
// to 4; 3 are about 110 m, 2 are 1.1 km. The column may hold points, as in
// [GeoPoints].
func GeoDecimals(c *micro.Column, decimals int) (*micro.Column, error) {
	if decimals < 0 || decimals > 4 {
		return nil, bad(c.Name, "decimals", decimals)
	}
	values, err := degrees(c, 180)
	if err != nil {
		return points(c, func(y, x float64) (string, string) { return round(y, decimals), round(x, decimals) })
	}
	texts := make([]string, len(values))
	for i, x := range values {
		texts[i] = round(x, decimals)
	}
	return ordered(relabel(c, texts, false)), nil
}

// gridDecimals are the decimals of the centre of a cell: 0.1 m.
const gridDecimals = 6

type grid struct{ metres float64 }

// equatorDegree is the length of a degree of latitude at the equator, where it
// is shortest on the ellipsoid of WGS 84.
const equatorDegree = 110_574

// centre returns the centre of the cell of a point.
func (g grid) centre(lat, lon float64) (y, x float64) {
	rows := max(math.Floor(180*equatorDegree/g.metres), 1)
	height := 180 / rows
	row := min(math.Floor((lat+90)/height), rows-1)
	south := row*height - 90
	pole := max(math.Abs(south), math.Abs(south+height)) // the narrow edge of the cell
	cells := max(math.Floor(360*lonDegree(min(pole, 90))/g.metres), 1)
	width := 360 / cells
	cell := min(math.Floor((lon+180)/width), cells-1)
	return south + height/2, (cell+0.5)*width - 180
}

// lonDegree is the length in metres of a degree of longitude at a latitude, on
// the ellipsoid of WGS 84 (the usual series; its error is below 1 m).
func lonDegree(lat float64) float64 {
	r := lat * math.Pi / 180
	return 111412.84*math.Cos(r) - 93.5*math.Cos(3*r) + 0.118*math.Cos(5*r)
}

// degrees reads numbers from −limit to limit.
func degrees(c *micro.Column, limit float64) ([]float64, error) {
	values, _, err := numbers(c)
	if err != nil {
		return nil, err
	}
	var wrong tally
	for i, x := range values {
		if x < -limit || x > limit {
			wrong.add(c.Values[i])
		}
	}
	return values, wrong.err(NotDegrees, c.Name, "")
}

// points rewrites a column of points in the form that each has.
func points(c *micro.Column, move func(lat, lon float64) (y, x string)) (*micro.Column, error) {
	texts := make([]string, len(c.Values))
	var wrong tally
	for i, value := range c.Values {
		inner, wkt := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(value)), "POINT")
		var parts []string
		if wkt {
			parts = strings.Fields(strings.Trim(strings.TrimSpace(inner), "()"))
		} else {
			parts = strings.FieldsFunc(inner, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
		}
		if len(parts) != 2 {
			wrong.add(value)
			continue
		}
		if wkt {
			parts[0], parts[1] = parts[1], parts[0]
		}
		lat, okLat := number(parts[0])
		lon, okLon := number(parts[1])
		if !okLat || !okLon || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
			wrong.add(value)
			continue
		}
		y, x := move(lat, lon)
		if wkt {
			texts[i] = "POINT (" + x + " " + y + ")"
		} else {
			texts[i] = y + ", " + x
		}
	}
	if err := wrong.err(NotDegrees, c.Name, ""); err != nil {
		return nil, err
	}
	return relabel(c, texts, true), nil
}
