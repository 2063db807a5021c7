package personal

import (
	"math"
	"math/bits"
)

// wilsonLower is the lower end of the 95 % confidence interval of a rate of
// which hits of n were seen (Wilson, 1927).
func wilsonLower(hits, n int64) float64 {
	if n == 0 {
		return 0
	}
	const z = 1.959964
	p, m := float64(hits)/float64(n), float64(n)
	return (p + z*z/(2*m) - z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))) / (1 + z*z/m)
}

// significance is the level at which hits are held not to be random.
const significance = 0.05

// beyondChance reports whether random values, each of which is a hit with
// probability p, would hardly ever give so many hits of n.
func beyondChance(hits, n int64, p float64) bool {
	if hits <= 0 {
		return false
	}
	if p <= 0 {
		return true
	}
	if p >= 1 {
		return false
	}
	mean := float64(n) * p
	if n > 1000 && mean > 20 {
		return float64(hits) > mean+1.645*math.Sqrt(mean*(1-p))
	}
	// The tail is 1 minus the sum of the terms below hits.
	below := 0.0
	for k := range hits {
		below += math.Exp(logChoose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
		if below >= 1-significance {
			break
		}
	}
	return 1-below < significance
}

func logChoose(n, k int64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// distinct estimates how many different hashes it was given, by linear
// counting: while they are well below its number of bits it is off by about a
// hundredth, and it does not tell much larger numbers apart.
type distinct struct {
	seen []uint64 // a power of two
}

// Sizes of a distinct, in words of 64 bits: of a table with many columns each
// has less.
const (
	distinctWords = 1 << 10
	fewerWords    = 1 << 5
	manyColumns   = 500
)

func (d *distinct) add(hash uint64) {
	h := hash >> 32 & uint64(64*len(d.seen)-1)
	d.seen[h>>6] |= 1 << (h & 63)
}

func (d *distinct) count() int64 {
	ones := 0
	for _, w := range d.seen {
		ones += bits.OnesCount64(w)
	}
	all := 64 * len(d.seen)
	return int64(math.Round(float64(all) * math.Log(float64(all)/float64(max(all-ones, 1)))))
}
