package recode

import (
	"math"

	"nguon/publisher/anon/micro"
)

// A Distribution is what noise is drawn from.
type Distribution string

// The distributions. Scale is b of Laplace, with deviation b·√2, and σ of Gauss.
const (
	Laplace  Distribution = "laplace"
	Gaussian Distribution = "gaussian"
)

// AddNoise adds noise of the given scale, in the unit of the column, to each
// row on its own. Whole numbers stay whole, a column keeps its decimals, and no
// value crosses zero: what would is zero. It is not a guarantee of differential
// privacy.
func AddNoise(c *micro.Column, d Distribution, scale float64, key Key) (*micro.Column, error) {
	if !(scale > 0) || math.IsInf(scale, 0) {
		return nil, bad(c.Name, "scale", scale)
	}
	if d != Laplace && d != Gaussian {
		return nil, bad(c.Name, "kind", d)
	}
	if err := key.check(c.Name); err != nil {
		return nil, err
	}
	values, decimals, err := numbers(c)
	if err != nil {
		return nil, err
	}
	if scale < math.Pow(10, float64(-decimals))/2 {
		return nil, bad(c.Name, "scale", scale) // rounding would take it away again
	}
	lots := key.lots("noise", c.Name)
	rows := make([]figure, len(c.Codes))
	for i, code := range c.Codes {
		draw := 0.0
		if d == Gaussian {
			draw = lots.NormFloat64()
		} else if draw = lots.ExpFloat64(); lots.Uint64()&1 == 0 {
			draw = -draw
		}
		if code == micro.Missing {
			continue
		}
		old := values[code]
		x := old + scale*draw
		if old >= 0 {
			x = max(x, 0)
		} else {
			x = min(x, 0)
		}
		rows[i] = figure{x, true}
	}
	return fromNumbers(c.Name, rows, decimals), nil
}
