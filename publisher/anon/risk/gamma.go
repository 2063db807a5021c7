package risk

import "math"

// logGamma returns ln Γ(x) for x > 0.
func logGamma(x float64) float64 {
	r, _ := math.Lgamma(x)
	return r
}

// digamma returns ψ(x) = d/dx ln Γ(x) for x > 0: shifted up by its recurrence,
// then by its asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18).
func digamma(x float64) float64 {
	if !(x > 0) {
		return math.NaN()
	}
	r := 0.0
	for x < 10 {
		r -= 1 / x
		x++
	}
	i := 1 / (x * x)
	return r + math.Log(x) - 0.5/x - i*(1./12-i*(1./120-i*(1./252-i*(1./240-i*(1./132-i*691./32760)))))
}

// trigamma returns ψ'(x) for x > 0 (Abramowitz and Stegun 6.4.6, 6.4.12).
func trigamma(x float64) float64 {
	if !(x > 0) {
		return math.NaN()
	}
	r := 0.0
	for x < 10 {
		r += 1 / (x * x)
		x++
	}
	i := 1 / (x * x)
	return r + 1/x + i/2 + i/x*(1./6-i*(1./30-i*(1./42-i*(1./30-i*(5./66-i*691./2730)))))
}
