package assess

import (
	"math"
	"strconv"
	"strings"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// numbers are the values of a column by code; nil if they are not numbers.
type numbers []float64

// numbersOf reads the values of a column that occur. All must be numbers in
// decimal notation.
func numbersOf(c *micro.Column, whole risk.Distribution) numbers {
	all := make(numbers, len(c.Values))
	for _, code := range whole.Codes {
		text := c.Values[code]
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || strings.Trim(text, "0123456789.+-eE") != "" {
			return nil
		}
		all[code] = v
	}
	if len(whole.Codes) == 0 {
		return nil
	}
	return all
}

// amounts tells whether the numbers are such as can be shares of a sum: none
// is below 0.
func (n numbers) amounts() bool {
	for _, v := range n {
		if v < 0 {
			return false
		}
	}
	return n != nil
}

// pPercent returns (X − x₁ − x₂)·100 ÷ x₁, where X is the sum of the amounts of
// a class and x₁ ≥ x₂ the greatest of them: how far, in per cent of the
// greatest, the second is from knowing it. A class of nothing but zeros tells
// nobody's share: it is infinite.
func (n numbers) pPercent(d risk.Distribution) float64 {
	first, second := -1, -1 // places in d of the two greatest values
	for i, code := range d.Codes {
		switch {
		case first < 0 || n[code] > n[d.Codes[first]]:
			first, second = i, first
		case second < 0 || n[code] > n[d.Codes[second]]:
			second = i
		}
	}
	rest := 0.0
	for i, code := range d.Codes {
		count := d.Counts[i]
		switch {
		case i == first:
			count -= min(count, 2)
		case i == second && d.Counts[first] == 1:
			count--
		}
		rest += float64(count) * n[code]
	}
	if n[d.Codes[first]] == 0 {
		return math.Inf(1)
	}
	return rest * 100 / n[d.Codes[first]]
}
