package risk

import "math"

// The models by which population uniqueness is estimated.
const (
	Zayatz = "zayatz"
	Pitman = "pitman"
	SNB    = "snb" // slide negative binomial
)

// An Estimate is the number of persons who are unique in the population, as
// estimated from a sample.
type Estimate struct {
	Model   string
	Uniques float64 // persons
	Share   float64 // of the population
}

// A Sample is a simple random sample of a population: its classes, and the
// share of the population that was drawn.
type Sample struct {
	Classes  Histogram
	Fraction float64 // above 0, at most 1
}

// Uniqueness estimates population uniqueness by the rule of Dankar, El Emam,
// Neisa and Roffey (BMC Medical Informatics and Decision Making, 2012): if the
// fraction is at most 0.1 by Pitman's model, or Zayatz's where that has no
// result; if it is more by the lesser of SNB and Zayatz, or Zayatz where SNB has
// no result. ok is false if no model has a result: uniqueness is then unknown.
func (s Sample) Uniqueness() (e Estimate, ok bool) {
	zayatz, ok := s.Zayatz()
	if s.Fraction <= 0.1 {
		if pitman, ok := s.Pitman(); ok {
			return pitman, true
		}
		return zayatz, ok
	}
	if snb, valid := s.SNB(); valid && (!ok || snb.Uniques <= zayatz.Uniques) {
		return snb, true
	}
	return zayatz, ok
}

// population is the estimated number of persons.
func (s Sample) population() float64 { return float64(s.Classes.Rows()) / s.Fraction }

// valid tells whether there is anything to estimate from.
func (s Sample) valid() bool {
	return len(s.Classes) > 0 && s.Fraction > 0 && s.Fraction <= 1
}

// estimate returns n uniques, if that is a possible number. No uniques in the
// sample are none in the population; but from a sample with uniques, none or
// not a number means that the model does not fit.
func (s Sample) estimate(model string, n float64) (Estimate, bool) {
	if s.Classes.Of(1) == 0 {
		return Estimate{Model: model}, true
	}
	if !(n > 0 && n <= s.population()*(1+1e-9)) {
		return Estimate{}, false
	}
	return Estimate{model, n, n / s.population()}, true
}

// Zayatz estimates population uniqueness from the probability that a sample
// unique is unique, if the classes of the population had the sizes of those of
// the sample: m₁ · P ÷ fraction, P = m₁·h(1) ÷ Σ m_s·h(s), where h(s) is the
// probability that one member of a class of s is drawn (Zayatz, 1991).
func (s Sample) Zayatz() (Estimate, bool) {
	if !s.valid() {
		return Estimate{}, false
	}
	n, pop := float64(s.Classes.Rows()), s.population()
	sum, from := 0.0, 1.0
	h := n / pop // without the factor s
	for _, b := range s.Classes {
		for ; from < float64(b.Size) && h > 0; from++ {
			h *= max(0, pop-n-from+1) / (pop - from)
		}
		sum += float64(b.Rows) * h // m_s·s·h
	}
	ones := float64(s.Classes.Of(1))
	return s.estimate(Zayatz, ones*(ones*n/pop/sum)/s.Fraction)
}

// Pitman estimates population uniqueness by Pitman's model with its parameters
// at maximum likelihood: Γ(θ+1)/Γ(θ+α) · population^α (Hoshino, Journal of
// Official Statistics 17, 2001).
func (s Sample) Pitman() (Estimate, bool) {
	if !s.valid() {
		return Estimate{}, false
	}
	if s.Classes.Of(1) == 0 {
		return s.estimate(Pitman, 0)
	}
	n, u := float64(s.Classes.Rows()), float64(s.Classes.Classes())
	inside := func(theta, alpha float64) bool { return alpha > 0 && alpha < 1 && theta > -alpha }

	// Hoshino's closed form is the start.
	c1, c2 := float64(s.Classes.Of(1)), max(float64(s.Classes.Of(2))/2, 1)
	c := c1 * (c1 - 1) / c2
	theta := (n*u*c - c1*(n-1)*(2*u+c)) / (2*c1*u + c1*c - n*c)
	alpha := (theta*(c1-n) + (n-1)*c1) / (n * u)
	if !inside(theta, alpha) {
		theta, alpha = 1, 0.5
	}
	// The score functions are sums over i < u of 1/(θ+iα), i/(θ+iα) and their
	// derivatives, in closed form because i = ((θ+iα) − θ)/α.
	theta, alpha, ok := newton(theta, alpha, inside, func(t, a float64) (f [2]float64, j [3]float64) {
		o1 := (digamma(u+t/a) - digamma(t/a+1)) / a
		squares := (trigamma(t/a+1) - trigamma(u+t/a)) / (a * a)
		mixed := (o1 - t*squares) / a
		o3 := (u - 1 - t*o1) / a
		var sizes, sizeSquares float64
		for _, b := range s.Classes {
			m := float64(b.Rows / b.Size)
			sizes += m * (digamma(float64(b.Size)-a) - digamma(1-a))
			sizeSquares += m * (trigamma(1-a) - trigamma(float64(b.Size)-a))
		}
		f[0] = o1 - (digamma(n+t) - digamma(t+1))
		f[1] = o3 - sizes
		j[0] = trigamma(t+1) - trigamma(n+t) - squares
		j[1] = -mixed
		j[2] = -(o3-t*mixed)/a - sizeSquares
		return f, j
	})
	if !ok {
		return Estimate{}, false
	}
	return s.estimate(Pitman, math.Exp(logGamma(theta+1)-logGamma(theta+alpha)+alpha*math.Log(s.population())))
}

// newton finds a zero of f by Newton's method, its derivatives being the
// symmetric matrix j = (xx, xy, yy); steps that leave the domain are halved.
// ok is false if it does not converge.
func newton(x, y float64, inside func(x, y float64) bool, at func(x, y float64) (f [2]float64, j [3]float64)) (zx, zy float64, ok bool) {
	for range 500 {
		f, j := at(x, y)
		det := j[0]*j[2] - j[1]*j[1]
		dx, dy := (f[0]*j[2]-f[1]*j[1])/det, (f[1]*j[0]-f[0]*j[1])/det
		if math.IsNaN(dx+dy) || math.IsInf(dx+dy, 0) {
			return 0, 0, false
		}
		if math.Abs(dx) <= 1e-10*max(1, math.Abs(x)) && math.Abs(dy) <= 1e-12 {
			return x, y, true
		}
		for tries := 0; !inside(x-dx, y-dy); tries++ {
			if tries == 60 {
				return 0, 0, false
			}
			dx, dy = dx/2, dy/2
		}
		x, y = x-dx, y-dy
	}
	return 0, 0, false
}
