package risk

import "math"

// Reidentification are the risks that a row is traced to its person: 1 over
// the number of candidates, over all rows.
type Reidentification struct {
	Highest float64 // of the row that is easiest to trace
	Lowest  float64 // of the row that is hardest to trace
	Average float64 // over rows: classes ÷ rows (not the mean over classes)
}

// Prosecutor returns the risks towards someone who knows that a person is in
// the table. ok is false if there are no rows.
func (h Histogram) Prosecutor() (r Reidentification, ok bool) {
	if len(h) == 0 {
		return r, false
	}
	var sum float64
	for _, b := range h {
		sum += float64(b.Rows) / float64(b.Size)
	}
	return Reidentification{
		Highest: 1 / float64(h[0].Size),
		Lowest:  1 / float64(h[len(h)-1].Size),
		Average: sum / float64(h.Rows()),
	}, true
}

// Below returns the share of rows in classes that are smaller than size: with
// 2 those that are alone in their class, with [SizeFor] of a bound those whose
// risk is above it.
func (h Histogram) Below(size int64) (share float64, ok bool) {
	var rows int64
	for _, b := range h {
		if b.Size < size {
			rows += b.Rows
		}
	}
	n := h.Rows()
	if n == 0 {
		return 0, false
	}
	return float64(rows) / float64(n), true
}

// SizeFor returns the size that a class must have for the risk of its rows to
// be at most tau, where tau may be a fraction that was cut off: 0.333 asks for
// 3, but 0.33 asks for 4. It is 1 ÷ tau rounded down, and 1 more if the risk at
// the rounded size is above tau by 1 % of tau or more. For tau of 0 or less, or
// not a number, no size is enough: it returns the greatest int64.
func SizeFor(tau float64) int64 {
	switch {
	case math.IsNaN(tau) || tau <= 1/float64(math.MaxInt64):
		return math.MaxInt64
	case tau >= 1:
		return 1
	}
	floor := math.Floor(1 / tau)
	if 1/floor-tau >= 0.01*tau {
		floor++
	}
	return int64(floor)
}
