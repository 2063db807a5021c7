package risk

import "nguon/publisher/anon/micro"

// Households are the risks that at least one member of a household is
// identified, and with that member all others: 1 − Π(1 − r).
type Households struct {
	Count   int64
	Highest float64
	Average float64 // over households
}

// Household measures the households of rows: of has one value for each, and a
// row without a value is a household of its own. Risk is that of a row, from 0
// to 1. ok is false if there are no rows.
func Household(of *micro.Column, risk func(row int) float64) (h Households, ok bool) {
	none := make([]float64, len(of.Values)) // the chance that nobody is identified
	seen := make([]bool, len(of.Values))
	sum := 0.0
	add := func(none float64) {
		h.Count++
		h.Highest = max(h.Highest, 1-none)
		sum += 1 - none
	}
	for row, code := range of.Codes {
		switch r := risk(row); {
		case code == micro.Missing:
			add(1 - r)
		case !seen[code]:
			seen[code], none[code] = true, 1-r
		default:
			none[code] *= 1 - r
		}
	}
	for code, is := range seen {
		if is {
			add(none[code])
		}
	}
	if h.Count == 0 {
		return h, false
	}
	h.Average = sum / float64(h.Count)
	return h, true
}
