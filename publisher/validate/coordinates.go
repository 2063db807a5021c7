package validate

import (
	"nguon/publisher/geo"
	"nguon/publisher/table"
)

// Codes of columns that look like coordinates. Column is that of the longitude
// or easting, Value the header of the other. None forbids publishing.
const (
	LongitudeLatitude    table.Code = "coordinates"           // Note: degrees of longitude and latitude
	CoordinatesInMetres  table.Code = "coordinates-in-metres" // Note: metres of a plane system, which maps cannot show
	CoordinatesSwapped   table.Code = "coordinates-swapped"   // Warning: the numbers fit only with both columns exchanged
	CoordinatesElsewhere table.Code = "coordinates-elsewhere" // Note: degrees, all of them outside Viet Nam
	CoordinatesZero      table.Code = "coordinates-zero"      // Warning: some are 0, 0, in the sea off Africa
	CoordinatesOldDatum  table.Code = "coordinates-old-datum" // Warning: metres of HN-72, by the number of the zone
)

// Coordinates finds the pairs of columns of p that hold longitude and latitude
// in degrees, by their headers and numbers, and says what is odd about these
// and others. The first of a pair is the longitude, whatever the headers say.
func Coordinates(p *table.Plan) (degrees []geo.Pair, found []table.Problem) {
	headers := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		switch c.Type {
		case table.Integer, table.Number, table.Decimal:
			headers[i] = c.Source
		}
	}
	for _, pair := range geo.Recognise(headers) {
		east, north := &p.Columns[pair.East], &p.Columns[pair.North]
		if headers[pair.East] == "" || headers[pair.North] == "" || east.Min > east.Max || north.Min > north.Max {
			continue
		}
		v := pair.Judge(span(east), span(north))
		note := func(code table.Code, severity table.Severity) {
			found = append(found, table.Problem{Code: code, Severity: severity, Column: east.Source, Count: 1, Spot: table.Spot{Value: north.Source}})
		}
		if v.Unit == geo.Neither {
			continue
		}
		if v.Swapped {
			pair.East, pair.North = pair.North, pair.East
		}
		switch {
		case v.OldDatum:
			note(CoordinatesOldDatum, table.Warning)
		case v.Unit == geo.Metre:
			note(CoordinatesInMetres, table.Note)
		case v.Swapped:
			note(CoordinatesSwapped, table.Warning)
		case v.Elsewhere:
			note(CoordinatesElsewhere, table.Note)
		default:
			note(LongitudeLatitude, table.Note)
		}
		if v.Zeros {
			note(CoordinatesZero, table.Warning)
		}
		if v.Unit == geo.Angle {
			degrees = append(degrees, pair)
		}
	}
	return degrees, found
}

func span(c *table.Column) geo.Span {
	unit := 1.0
	for range c.Scale {
		unit *= 10
	}
	return geo.Span{Min: c.Min / unit, Max: c.Max / unit}
}
