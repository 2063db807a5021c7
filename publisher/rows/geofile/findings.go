package geofile

import (
	"errors"
	"unicode/utf8"

	"nguon/publisher/geo"
	"nguon/publisher/rows"
)

// maxSpots is how many places of one notice are kept.
const maxSpots = 10

// findings counts what is found, in the order of first occurrence.
type findings struct{ list []rows.Notice }

// add counts an occurrence at a row, or at none if that is 0.
func (f *findings) add(code rows.Code, severity rows.Severity, row int64, value string) {
	spot := rows.Spot{Line: row, Value: shorten(value)}
	for i := range f.list {
		n := &f.list[i]
		if n.Code == code {
			n.Count++
			if len(n.Spots) < maxSpots {
				n.Spots = append(n.Spots, spot)
			}
			return
		}
	}
	f.list = append(f.list, rows.Notice{Code: code, Severity: severity, Count: 1, Spot: spot, Spots: []rows.Spot{spot}})
}

// shorten cuts a text for a message to 80 characters.
func shorten(s string) string {
	if utf8.RuneCountInString(s) <= 80 {
		return s
	}
	return string([]rune(s)[:80])
}

// crsError is err of package geo, as the reader of a file reports it.
func crsError(err error) error {
	e, ok := errors.AsType[*geo.Error](err)
	if !ok {
		return err
	}
	code := UnknownCRS
	switch e.Reason {
	case geo.OldDatum:
		code = OldDatum
	case geo.Ambiguous, geo.Incomplete:
		code = UncertainCRS
	}
	return rows.Fatal(code, rows.Spot{Value: shorten(e.Value)}, e.Error())
}
