package recode

import (
	"math"

	"nguon/publisher/anon/micro"
)

// RowOrder returns the numbers of so many rows in random order: the order of a file
// joins it to the register that it came from.
func RowOrder(rows int, key Key) ([]uint32, error) {
	if err := key.check(""); err != nil {
		return nil, err
	}
	order := make([]uint32, rows)
	for i := range order {
		order[i] = uint32(i)
	}
	key.lots("shuffle", "").Shuffle(rows, func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order, nil
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
