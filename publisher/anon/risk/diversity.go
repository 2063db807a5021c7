package risk

import (
	"math"
	"slices"
)

// Distinct returns how many values occur: the l of distinct l-diversity is its
// least value over classes.
func (d Distribution) Distinct() float64 { return float64(len(d.Codes)) }

// Entropy returns exp H, H = −Σ q ln q: how many equally frequent values are
// as diverse. The l of entropy l-diversity is its least value over classes.
// What is within 1e-9 of a whole number is that number, so that l equally
// frequent values are l exactly.
func (d Distribution) Entropy() float64 {
	n := float64(d.Rows())
	sum := 0.0
	for _, c := range d.Counts {
		sum += float64(c) * math.Log(float64(c))
	}
	l := math.Exp(math.Log(n) - sum/n)
	if whole := math.Round(l); math.Abs(l-whole) < 1e-9 {
		return whole
	}
	return l
}

// Recursive tells whether the values are recursively (c,l)-diverse: with
// counts r₁ ≥ r₂ ≥ … ≥ r_m, m is l or more and r₁ < c·(r_l + … + r_m).
func (d Distribution) Recursive(c float64, l int) bool {
	first, tail := d.tail(l)
	return tail > 0 && float64(first) < c*float64(tail)
}

// RecursiveC returns r₁ ÷ (r_l + … + r_m), which c must exceed for the values
// to be recursively (c,l)-diverse: infinity if there are fewer than l values.
// The classes of a table are (c,l)-diverse if its greatest value is below c.
func (d Distribution) RecursiveC(l int) float64 {
	first, tail := d.tail(l)
	if tail == 0 {
		return math.Inf(1)
	}
	return float64(first) / float64(tail)
}

// tail returns the greatest count, and the sum of the counts from the l-th
// greatest on.
func (d Distribution) tail(l int) (first, sum int64) {
	sorted := slices.Sorted(slices.Values(d.Counts))
	slices.Reverse(sorted)
	for _, n := range sorted[min(max(l, 1)-1, len(sorted)):] {
		sum += n
	}
	if len(sorted) > 0 {
		first = sorted[0]
	}
	return first, sum
}

// Share returns the share of the most frequent value: the α of
// (α,k)-anonymity is its greatest value over classes.
func (d Distribution) Share() float64 {
	if len(d.Counts) == 0 {
		return 0
	}
	return float64(slices.Max(d.Counts)) / float64(d.Rows())
}
