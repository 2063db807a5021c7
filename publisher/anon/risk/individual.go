package risk

import "math"

// Individual returns the individual risk of Benedetti and Franconi of a row
// whose tuple occurs f times in a sample and, as its weights estimate, F
// times in the population, with the approximations that sdcMicro uses: with
// p = f ÷ F,
//
//	f = 1: p/(1−p) · ln(1/p)
//	f = 2: p/(1−p) − (p/(1−p))² · ln(1/p)
//	f > 2: p/(f − (1−p))
//
// and 1/f if F = f. ok is false if f is below 1 or F below f.
func Individual(f int64, F float64) (risk float64, ok bool) {
	p, ok := ratio(f, F)
	switch {
	case !ok:
		return 0, false
	case p == 1:
		return 1 / float64(f), true
	case f > 2:
		return p / (float64(f) - (1 - p)), true
	}
	return IndividualExact(f, F)
}

// IndividualExact returns the individual risk without approximation: the
// posterior mean of 1/F, which is (p/f) · ₂F₁(1, 1; f+1; 1−p).
func IndividualExact(f int64, F float64) (risk float64, ok bool) {
	p, ok := ratio(f, F)
	switch {
	case !ok:
		return 0, false
	case p == 1:
		return 1 / float64(f), true
	case f == 1:
		return p / (1 - p) * -math.Log(p), true
	}
	// The terms are positive and fall at least like 1/n^f. For f of 2 the series
	// is slow where p is small, and the closed form is exact enough there.
	if f == 2 && p < 0.5 {
		odds := p / (1 - p)
		return odds + odds*odds*math.Log(p), true
	}
	sum, term := 1.0, 1.0
	for n := 0.0; term > sum*1e-17; n++ {
		term *= (n + 1) / (float64(f) + 1 + n) * (1 - p)
		sum += term
	}
	return p / float64(f) * sum, true
}

func ratio(f int64, F float64) (p float64, ok bool) {
	if f < 1 || !(F >= float64(f)) || math.IsInf(F, 1) {
		return 0, false
	}
	return float64(f) / F, true
}
