package table

import (
	"errors"
	"math"

	"nguon/publisher/geo"
)

// Points make a column of points out of two columns of numbers.
type Points struct {
	Longitude string  // header or name: of the longitude, or the easting
	Latitude  string  // header or name: of the latitude, or the northing
	CRS       geo.CRS // of the numbers
}

// Codes of columns of coordinates.
const (
	PointOutside  Code = "point-outside"  // Warning: Count points are missing because they lie where the system is not used; Got is the first row, from 1
	NoCoordinates Code = "no-coordinates" // Refusal: a column that should hold coordinates is of Type
)

// pointColumns makes the column that is derived from two others.
type pointColumns struct {
	east, north int
	units       [2]float64 // of decimals
	crs         geo.CRS
}

// point adds the column of points to the plan, behind all others.
func (p *Plan) point(o Options) {
	if o.Points == nil {
		return
	}
	of := &pointColumns{east: p.Column(o.Points.Longitude), north: p.Column(o.Points.Latitude), crs: o.Points.CRS}
	missing := false
	for i, name := range map[int]string{of.east: o.Points.Longitude, of.north: o.Points.Latitude} {
		switch {
		case i < 0:
			p.Problems = append(p.Problems, Problem{Code: UnknownColumn, Severity: Refusal, Column: name, Count: 1})
			missing = true
		case !isNumberType(p.Columns[i].Type):
			c := &p.Columns[i]
			p.Problems = append(p.Problems, Problem{Code: NoCoordinates, Severity: Refusal, Column: c.Source, Count: 1, Type: c.Type})
			missing = true
		}
	}
	if missing {
		return
	}
	of.units = [2]float64{math.Pow10(p.Columns[of.east].Scale), math.Pow10(p.Columns[of.north].Scale)}
	taken := make(map[string]bool)
	for _, c := range p.Columns {
		taken[c.Name] = true
	}
	name := unique("geometry", taken)
	p.Columns = append(p.Columns, Column{Name: name, Source: name, Type: Geometry, Min: 1, Derived: true})
	p.points = of
}

// add makes the points of the rows of b. It notes those that lie outside.
func (of *pointColumns) add(b *Batch, outside *spots) error {
	v := &b.Columns[len(b.Columns)-1]
	for i := range b.Rows {
		x, okX := coordinate(&b.Columns[of.east], i)
		y, okY := coordinate(&b.Columns[of.north], i)
		x, y = x/of.units[0], y/of.units[1]
		if !okX || !okY {
			v.missing()
			continue
		}
		lon, lat, err := of.crs.ToWGS84(x, y)
		if _, ok := errors.AsType[*geo.Error](err); ok {
			outside.add(1, b.First+int64(i)+1, nil, b.First+int64(i)+1, 0)
			v.missing()
			continue
		}
		if err != nil {
			return err
		}
		v.Data = append(v.Data, geo.Point(lon, lat)...)
		v.Ends = append(v.Ends, uint32(len(v.Data)))
	}
	v.close()
	return nil
}

func coordinate(v *Vector, i int) (float64, bool) {
	switch {
	case v.Null(i):
		return 0, false
	case v.Type == Number:
		return v.Floats[i], true
	}
	return float64(v.Ints[i]), true
}

// given returns the columns that the input holds: all but the derived one.
func (p *Plan) given() int {
	if p.points == nil {
		return len(p.Columns)
	}
	return len(p.Columns) - 1
}
