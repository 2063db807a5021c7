package recode

import (
	"encoding/binary"
	"strings"

	"nguon/publisher/anon/micro"
)

// A Rounding is how counts are rounded to multiples of a base.
type Rounding string

// The modes. The first is easily undone where totals are known. The second
// rounds up with probability residual/base, so that the expected value is the
// count. The third does that too, but draws the lot from what the count counts:
// the same cell is rounded alike wherever it appears, and nothing can be
// learnt from asking twice.
const (
	Conventional Rounding = "conventional" // to the nearest, a half up
	Random       Rounding = "random"
	RandomKeyed  Rounding = "random-keyed"
)

// RoundCounts rounds counts, which are whole and not negative, to base 3, 5 or
// 10. For RandomKeyed, cell are the columns that say what a row counts.
func RoundCounts(c *micro.Column, base int64, mode Rounding, key Key, cell ...*micro.Column) (*micro.Column, error) {
	if base != 3 && base != 5 && base != 10 {
		return nil, bad(c.Name, "base", base)
	}
	if mode != Conventional && mode != Random && (mode != RandomKeyed || len(cell) == 0) {
		return nil, bad(c.Name, "mode", mode)
	}
	if mode != Conventional {
		if err := key.check(c.Name); err != nil {
			return nil, err
		}
	}
	counts, err := wholes(c)
	if err != nil {
		return nil, err
	}
	lots := key.lots("round", c.Name)
	rows := make([]int64, len(c.Codes))
	for i, code := range c.Codes {
		var lot uint64
		switch mode {
		case Random:
			lot = lots.Uint64()
		case RandomKeyed:
			lot = binary.BigEndian.Uint64(key.mac("cell", describe(cell, i)))
		}
		if code != micro.Missing {
			rows[i] = roundCount(counts[code], base, mode, lot)
		}
	}
	out := &micro.Column{Name: c.Name, Codes: make([]uint32, len(rows))}
	at := make(map[int64]uint32)
	for i, n := range rows {
		if c.Codes[i] == micro.Missing {
			out.Codes[i] = micro.Missing
			continue
		}
		code, ok := at[n]
		if !ok {
			code = uint32(len(out.Values))
			at[n] = code
			out.Values = append(out.Values, format(n, 0))
		}
		out.Codes[i] = code
	}
	sortNumbers(out)
	return out, nil
}

// roundCount rounds n; lot is uniform over all numbers.
func roundCount(n, base int64, mode Rounding, lot uint64) int64 {
	residual := n % base
	up := 2*residual >= base
	if mode != Conventional {
		// The bias of a remainder of 64 bits is below 10^−18.
		up = lot%uint64(base) < uint64(residual)
	}
	if residual == 0 || !up {
		return n - residual
	}
	return n - residual + base
}

// wholes reads the dictionary of c as counts.
func wholes(c *micro.Column) ([]int64, error) {
	counts := make([]int64, len(c.Values))
	var wrong tally
	for i, text := range c.Values {
		d, ok := parseDecimal(text)
		low, okLow := d.at(0, false)
		high, okHigh := d.at(0, true)
		if !ok || !okLow || !okHigh || low != high || low < 0 {
			wrong.add(text)
		}
		counts[i] = low
	}
	return counts, wrong.err(NotNumber, c.Name, "")
}

// describe names the cell of a row, so that other cells have other names.
func describe(cell []*micro.Column, row int) string {
	var b strings.Builder
	for _, c := range cell {
		value, ok := c.Value(row)
		var head [9]byte
		if ok {
			head[0] = 1
		}
		binary.BigEndian.PutUint64(head[1:], uint64(len(value)))
		b.Write(head[:])
		b.WriteString(value)
	}
	return b.String()
}
