package chart

import (
	"strconv"

	"github.com/paulmach/orb"

	"nguon/catalog"
)

// A spot is where the rows of a table are: a column of shapes, or two of
// coordinates.
type spot struct {
	shape    *catalog.Column // nil for coordinates
	lon, lat *catalog.Column
}

// spotOf returns where a column, of shapes or of longitudes, puts rows.
func spotOf(t *catalog.Table, c *catalog.Column) (spot, bool) {
	if c.Type == catalog.Geometry {
		return spot{shape: c}, true
	}
	if !isLongitude(c) {
		return spot{}, false
	}
	for i := range t.Columns {
		if isLatitude(&t.Columns[i]) {
			return spot{lon: c, lat: &t.Columns[i]}, true
		}
	}
	return spot{}, false
}

func isDegrees(c *catalog.Column) bool {
	return c.Type == catalog.Number || c.Type == catalog.Decimal || c.Type == catalog.Integer
}

func isLongitude(c *catalog.Column) bool {
	return isDegrees(c) && (c.Role == catalog.RoleLongitude || named(c, "longitude", "kinh_do", "lon", "lng"))
}

func isLatitude(c *catalog.Column) bool {
	return isDegrees(c) && (c.Role == catalog.RoleLatitude || named(c, "latitude", "vi_do", "lat"))
}

// isPlaced reports whether a column can be that of a map.
func isPlaced(c *catalog.Column) bool { return c.Type == catalog.Geometry || isLongitude(c) }

// isNamed reports whether a column may say what a row is about.
func isNamed(c *catalog.Column) bool {
	return c.Type == catalog.String && c.Role != catalog.RoleURL && c.Stats.Distinct > 0
}

// nameColumn is the column that says best what the rows of a map are: one that is
// called a name, or the text with the most values; nil if there is no text.
func nameColumn(t *catalog.Table) *catalog.Column {
	var best *catalog.Column
	for _, c := range columns(t, isNamed) {
		if named(c, "name", "ten", "title") {
			return c
		}
		if best == nil || c.Role != catalog.RoleCode && (best.Role == catalog.RoleCode || c.Stats.Distinct > best.Stats.Distinct) {
			best = c
		}
	}
	return best
}

func isSpot(t *catalog.Table, c *catalog.Column) bool {
	_, ok := spotOf(t, c)
	return ok
}

// columns are those that a map asks for, to find rows.
func (s spot) columns() []string {
	if s.shape != nil {
		return []string{s.shape.Name}
	}
	return []string{s.lon.Name, s.lat.Name}
}

// place is where a row is, and false if nothing of it is on the earth.
func (s spot) place(values []any, at func(name string) int) (orb.Geometry, bool) {
	var g orb.Geometry
	if s.shape != nil {
		g, _ = values[at(s.shape.Name)].(orb.Geometry)
	} else if lon, ok := number(values[at(s.lon.Name)]); ok {
		if lat, also := number(values[at(s.lat.Name)]); also {
			g = orb.Point{lon, lat}
		}
	}
	if g == nil {
		return nil, false
	}
	b := g.Bound()
	return g, b.Min[0] >= -180 && b.Max[0] <= 180 && b.Min[1] >= -90 && b.Max[1] <= 90 && b.Min[0] <= b.Max[0]
}

// cell is to how many digits coordinates are rounded where there are more rows
// than a map can have, so that no more than mostPlaces places are left; false if
// the table does not tell.
func (s spot) cell() (digits int, ok bool) {
	if s.shape != nil || s.lon.Type == catalog.Integer || s.lat.Type == catalog.Integer {
		return 0, false
	}
	lon, known := reachOf(s.lon)
	lat, also := reachOf(s.lat)
	if !known || !also {
		return 0, false
	}
	digits = -1
	for scale := 1.0; digits < 4 && (lon*scale+2)*(lat*scale+2) <= mostPlaces; scale *= 10 {
		digits++
	}
	return digits, true
}

// reachOf is how far the values of a column of numbers are apart.
func reachOf(c *catalog.Column) (float64, bool) {
	if c.Stats.Min == nil || c.Stats.Max == nil {
		return 0, false
	}
	from, err := strconv.ParseFloat(*c.Stats.Min, 64)
	until, err2 := strconv.ParseFloat(*c.Stats.Max, 64)
	return until - from, err == nil && err2 == nil
}
