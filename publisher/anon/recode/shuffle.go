package recode

import (
	"math"

	"nguon/publisher/anon/micro"
)

// Shuffle returns t with its rows in random order: the order of a file joins it
// to the register that it came from.
func Shuffle(t *micro.Table, key Key) (*micro.Table, error) {
	if err := key.check(""); err != nil {
		return nil, err
	}
	return pick(t, key.lots("shuffle", "").Perm(t.Rows)), nil
}

// Sample returns a simple random sample of t, in the order of t. It has
// fraction·rows rows, rounded to the nearest number, a half up.
func Sample(t *micro.Table, fraction float64, key Key) (*micro.Table, error) {
	if !(fraction > 0 && fraction <= 1) {
		return nil, bad("", "fraction", fraction)
	}
	if err := key.check(""); err != nil {
		return nil, err
	}
	want := int(math.Floor(fraction*float64(t.Rows) + 0.5))
	lots := key.lots("sample", "")
	rows := make([]int, 0, want)
	for r := 0; len(rows) < want; r++ {
		if lots.IntN(t.Rows-r) < want-len(rows) {
			rows = append(rows, r)
		}
	}
	return pick(t, rows), nil
}
