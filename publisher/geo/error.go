package geo

import (
	"fmt"
	"strings"
)

// A Reason says why a system or a coordinate is refused.
type Reason string

// The reasons.
const (
	UnknownCRS Reason = "unknown-crs" // the name, code or WKT of Value says nothing that is known here
	OldDatum   Reason = "old-datum"   // Value is of HN-72 or Indian 1960, whose way to WGS 84 differs from place to place
	Ambiguous  Reason = "ambiguous"   // Value fits several zones: those of Meridians, or of 3 and 6 degrees
	Incomplete Reason = "incomplete"  // Value is VN-2000 or UTM, without a zone
	Outside    Reason = "outside"     // the coordinates lie where the system is not used
	Swapped    Reason = "swapped"     // they do, and would lie in Viet Nam with east and north exchanged
	NotDegrees Reason = "not-degrees" // the coordinates are metres, where degrees are expected
	BadShape   Reason = "bad-shape"   // the bytes or rings of a geometry are wrong; Value says how
)

// An Error is a system or a coordinate that cannot be used.
type Error struct {
	Reason    Reason
	Value     string    // what was given
	Meridians []float64 // of [Ambiguous]: the central meridians to choose from, in degrees
}

// Error is in English, for the log.
func (e *Error) Error() string {
	s := "geo: " + string(e.Reason)
	if e.Value != "" {
		s += fmt.Sprintf(": %q", e.Value)
	}
	if len(e.Meridians) > 0 {
		var names []string
		for _, m := range e.Meridians {
			names = append(names, Degrees(m))
		}
		s += " (" + strings.Join(names, ", ") + ")"
	}
	return s
}

func refuse(why Reason, value string) *Error {
	if cut := []rune(value); len(cut) > 80 {
		value = string(cut[:80]) + "…"
	}
	return &Error{Reason: why, Value: value}
}

func badPoint(why Reason, x, y float64) *Error {
	return &Error{Reason: why, Value: fmt.Sprintf("%.10g, %.10g", x, y)}
}
