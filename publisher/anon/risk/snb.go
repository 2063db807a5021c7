package risk

import "math"

// SNB estimates population uniqueness by the slide negative binomial model:
// K·β^α, where K is the number of classes of the population as estimated by
// Shlosser, and α > 0 and 0 < β < 1 make the expected numbers of classes of one
// and of two rows in the sample what they are (Chen and Keller-McNulty, Journal
// of Official Statistics 14, 1998).
func (s Sample) SNB() (Estimate, bool) {
	if !s.valid() {
		return Estimate{}, false
	}
	c1, c2 := float64(s.Classes.Of(1)), float64(s.Classes.Of(2))/2
	if c1 == 0 {
		return s.estimate(SNB, 0)
	}
	k, q := s.shlosser(), s.Fraction
	if c2 == 0 || math.IsNaN(k) || math.IsInf(k, 0) {
		return Estimate{}, false
	}
	// With g = 1 − (1−q)(1−β), the first equation gives α for a β; the second is
	// then a function of β alone. Where its sign turns there is a solution.
	difference := func(beta float64) (d, alpha float64, ok bool) {
		slide := (1 - q) * (1 - beta)
		g := 1 - slide
		if alpha, ok = onesAlpha(c1/(k*q), math.Log(beta/g), slide/g); !ok {
			return 0, 0, false
		}
		twos := k * alpha * math.Exp(alpha*math.Log(beta/g)) * q * q * (1 - beta) / (2 * g * g) * (2 - (1-alpha)*slide)
		return twos - c2, alpha, true
	}
	const steps = 2000
	var lo, dLo float64
	known := false
	for i := 1; i < steps; i++ {
		beta := float64(i) / steps
		d, _, ok := difference(beta)
		if ok && known && (d < 0) != (dLo < 0) {
			hi := beta
			for range 100 {
				mid := (lo + hi) / 2
				if dMid, _, ok := difference(mid); ok && (dMid < 0) == (dLo < 0) {
					lo = mid
				} else {
					hi = mid
				}
			}
			if _, alpha, ok := difference(hi); ok {
				return s.estimate(SNB, k*math.Pow(hi, alpha))
			}
			return Estimate{}, false
		}
		lo, dLo, known = beta, d, ok
	}
	return Estimate{}, false
}

// onesAlpha solves e^(α·logRatio) · (α·slope + 1) = want for α > 0 on the
// branch where the left side decreases.
func onesAlpha(want, logRatio, slope float64) (alpha float64, ok bool) {
	left := func(a float64) float64 { return math.Exp(a*logRatio) * (a*slope + 1) }
	lo := max(0, -1/logRatio-1/slope) // the greatest value
	if !(left(lo) > want) {
		return 0, false
	}
	hi := lo + 1
	for left(hi) > want {
		if hi *= 2; hi > 1e12 {
			return 0, false
		}
	}
	for range 200 {
		if mid := (lo + hi) / 2; left(mid) > want {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi, hi > 0
}

// shlosser estimates the number of classes of the population (the third
// estimator of Haas and Stokes, JASA 93, 1998).
func (s Sample) shlosser() float64 {
	q := s.Fraction
	var second, both, none, one float64
	for _, b := range s.Classes {
		i, m := float64(b.Size), float64(b.Rows/b.Size)
		missed := math.Pow(1-q, i)
		second += i * q * q * math.Pow(1-q*q, i-1) * m
		both += missed * (math.Pow(1+q, i) - 1) * m
		none += missed * m
		one += i * q * math.Pow(1-q, i-1) * m
	}
	n1 := float64(s.Classes.Of(1))
	return float64(s.Classes.Classes()) + n1*(second/both)*(none/one)*(none/one)
}
