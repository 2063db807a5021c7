package aggregate

import (
	"math"
	"math/bits"
)

// compare compares a/b with c/d for a, c ≥ 0 and b, d > 0.
func compare(a, b, c, d int64) int {
	h1, l1 := bits.Mul64(uint64(a), uint64(d))
	h2, l2 := bits.Mul64(uint64(c), uint64(b))
	switch {
	case h1 == h2 && l1 == l2:
		return 0
	case h1 < h2 || h1 == h2 && l1 < l2:
		return -1
	}
	return 1
}

// cross returns (a·p − c·b) ÷ den, which has no remainder.
func cross(a, p, c, b, den int64) (v int64, ok bool) {
	const small = 1 << 31
	if a < small && a > -small && p < small && b < small && b > -small && c < small && c > -small {
		return (a*p - c*b) / den, true
	}
	h1, l1 := multiply(a, p)
	h2, l2 := multiply(c, b)
	low, borrow := bits.Sub64(l1, l2, 0)
	high, _ := bits.Sub64(h1, h2, borrow)
	negative := int64(high) < 0
	if negative {
		low, borrow = bits.Sub64(0, low, 0)
		high, _ = bits.Sub64(0, high, borrow)
	}
	if high >= uint64(den) {
		return 0, false
	}
	q, _ := bits.Div64(high, low, uint64(den))
	if q > math.MaxInt64>>1 {
		return 0, false
	}
	if negative {
		return -int64(q), true
	}
	return int64(q), true
}

// multiply returns a signed product of 128 bits.
func multiply(a, b int64) (high, low uint64) {
	high, low = bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		high -= uint64(b)
	}
	if b < 0 {
		high -= uint64(a)
	}
	return high, low
}
