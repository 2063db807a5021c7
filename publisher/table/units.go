package table

import (
	"bytes"
	"slices"
)

// units counts cells that are a number and a unit: "12 km".
type units struct {
	count  int64
	at     Spot   // the first
	unit   string // of it
	differ bool   // another has another unit, so that the words may be anything
}

// longestUnit is the length of the longest word that is taken for a unit, in
// bytes.
const longestUnit = 16

// tightUnits may stand right behind a number; other words there make a code.
var tightUnits = []string{"km", "m", "cm", "mm", "m2", "m²", "m3", "m³", "km2", "km²", "ha", "kg", "g", "l", "kW", "kWh", "MW", "°C", "km/h", "mg/l"}

func (u *units) add(v []byte, line int64) {
	unit := unitOf(v)
	if unit == nil || u.differ {
		return
	}
	if u.count++; u.count == 1 {
		u.at, u.unit = Spot{Line: line, Value: shorten(v)}, string(unit)
	} else if u.unit != string(unit) {
		u.differ = true
	}
}

func (u *units) merge(o *units) {
	u.differ = u.differ || o.differ || u.count > 0 && o.count > 0 && u.unit != o.unit
	if u.count == 0 {
		u.unit = o.unit
	}
	u.count += o.count
	u.at = earlier(u.at, o.at)
}

// unitOf returns the word after the number that v begins with, or nil.
func unitOf(v []byte) []byte {
	v = trim(v)
	i := bytes.IndexFunc(v, func(r rune) bool { return (r < '0' || r > '9') && !bytes.ContainsRune([]byte("+-., \u00a0"), r) })
	if i <= 0 {
		return nil
	}
	unit, amount := v[i:], trim(v[:i])
	if len(amount) == 0 || len(unit) > longestUnit || bytes.ContainsAny(unit, " \u00a0") {
		return nil
	}
	if len(amount) == i && !slices.Contains(tightUnits, string(unit)) || bytes.ContainsAny(unit[:1], "/:()%") {
		return nil
	}
	var s scanned
	if scanNumber(amount, &s) == shapeText {
		return nil
	}
	return unit
}
