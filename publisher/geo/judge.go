package geo

// A Span is the least and the greatest number of a column.
type Span struct{ Min, Max float64 }

func (s Span) within(low, high float64) bool { return s.Min >= low && s.Max <= high }

// A Unit is what numbers of a pair of columns are.
type Unit uint8

// The units.
const (
	Neither Unit = iota // no coordinates, by their size
	Angle               // degrees
	Metre               // metres of a zone, as Vietnamese zones of 3 and 6 degrees have them
)

// A Verdict is what the numbers of a pair of columns say.
type Verdict struct {
	Unit      Unit
	Swapped   bool // the numbers fit only with the columns exchanged: what is named east is north. For metres that is the custom of Vietnamese surveyors, for degrees a mistake
	Elsewhere bool // degrees outside Viet Nam: not wrong, but worth a look
	Zeros     bool // both columns hold 0, which is in the sea off Africa: most likely missing values
	OldDatum  bool // metres with the number of a zone in front of the easting, as HN-72 has them
}

// Eastings and northings of mainland Viet Nam, in metres, in any zone that is
// in use, and eastings with the number of the zone in front of them.
const (
	eastLow, eastHigh   = 150_000, 1_050_000
	northLow, northHigh = 880_000, 2_620_000
	oldLow, oldHigh     = 18_100_000, 19_900_000
)

// Judge tells by the least and greatest number of both columns what they hold.
// Zeros are left out of it, as missing values are often written so.
func (p Pair) Judge(east, north Span) Verdict {
	var v Verdict
	if east.Min == 0 && north.Min == 0 {
		v.Zeros = true
		// Numbers of Viet Nam are all positive, so that only the greatest are known.
		east.Min, north.Min = east.Max, north.Max
	}
	metres := func(e, n Span) bool { return e.within(eastLow, eastHigh) && n.within(northLow, northHigh) }
	old := func(e, n Span) bool { return e.within(oldLow, oldHigh) && n.within(northLow, northHigh) }
	touches := func(e, n Span) bool {
		return vietnam.Meets(Box{West: e.Min, South: n.Min, East: e.Max, North: n.Max})
	}
	degrees := func(e, n Span) bool { return e.within(-180, 180) && n.within(-90, 90) }
	switch {
	case metres(east, north):
		v.Unit = Metre
	case metres(north, east):
		v.Unit, v.Swapped = Metre, true
	case old(east, north):
		v.Unit, v.OldDatum = Metre, true
	case old(north, east):
		v.Unit, v.OldDatum, v.Swapped = Metre, true, true
	case degrees(east, north) && touches(east, north):
		v.Unit = Angle
	case degrees(north, east) && touches(north, east):
		v.Unit, v.Swapped = Angle, true
	case degrees(east, north):
		v.Unit, v.Elsewhere = Angle, true
	case degrees(north, east):
		v.Unit, v.Swapped, v.Elsewhere = Angle, true, true
	}
	if nothing := v.Zeros && east.Max == 0 && north.Max == 0; nothing || p.Plane && v.Elsewhere {
		return Verdict{Zeros: v.Zeros} // x and y are names of anything
	}
	return v
}
