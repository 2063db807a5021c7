package risk

import "math"

// EstimatedKMap returns the size that classes of a sample must have for
// k-map to hold without a table of the population: the smallest k' for which
// a Poisson variable with mean fraction·k is k' or more with a probability
// below significance, and at most k. The sampling fraction must be above 0 and
// at most 1, the significance between 0 and 1, and k positive; otherwise ok is
// false.
//
// Pannekoek, Statistica Neerlandica 53 (1999); El Emam and Dankar, JAMIA 15 (2008).
func EstimatedKMap(k int64, fraction, significance float64) (size int64, ok bool) {
	if k < 1 || !(fraction > 0 && fraction <= 1) || !(significance > 0 && significance < 1) {
		return 0, false
	}
	mean := fraction * float64(k)
	below := 0.0 // P(X < size)
	for size < k && 1-below >= significance {
		logP := float64(size)*math.Log(mean) - mean - logGamma(float64(size)+1)
		below += math.Exp(logP)
		size++
	}
	return max(size, 1), true
}
