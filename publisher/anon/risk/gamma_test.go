package risk

import (
	"math"
	"testing"
)

func TestPolygammaFunctions(t *testing.T) {
	const euler = 0.57721566490153286061
	for _, test := range []struct {
		name      string
		x         float64
		di, trigi float64
	}{
		{"1", 1, -euler, math.Pi * math.Pi / 6},
		{"a half", 0.5, -euler - 2*math.Ln2, math.Pi * math.Pi / 2},
		{"10", 10, 7129./2520 - euler, math.Pi*math.Pi/6 - 9778141./6350400},
		{"large", 1e8, math.Log(1e8) - 0.5e-8, 1e-8 + 0.5e-16},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := digamma(test.x); math.Abs(got-test.di) > 1e-14*math.Abs(test.di)+1e-15 {
				t.Errorf("digamma: got %.17g, want %.17g", got, test.di)
			}
			if got := trigamma(test.x); math.Abs(got-test.trigi) > 1e-13*test.trigi {
				t.Errorf("trigamma: got %.17g, want %.17g", got, test.trigi)
			}
		})
	}
	if !math.IsNaN(digamma(0)) || !math.IsNaN(trigamma(-1)) {
		t.Error("polygamma functions have values outside their domain")
	}
}
