package assess

import (
	"context"
	"math"
	"slices"
	"strconv"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/risk"
)

// SampleSize returns how many rows the classes of a sample must have for what a
// policy asks of the population to hold by estimate: k-map, and the highest
// individual risk where no weights say otherwise. It is 1 if nothing is asked.
func SampleSize(p *policy.Policy) int64 {
	if p.Coverage >= 1 {
		return 1
	}
	size := mapSize(p)
	if bound := p.Privacy.Risk.Individual; bound != nil && p.Weights == "" {
		size = max(size, individualSize(*bound, p.Fraction()))
	}
	return size
}

// mapSize is the size that estimated k-map asks for; 1 if it is not asked for.
func mapSize(p *policy.Policy) int64 {
	k := p.Privacy.KMap
	if k == nil || p.Population != "" {
		return 1
	}
	size, ok := risk.EstimatedKMap(k.K, p.Fraction(), k.Significance)
	if !ok {
		return math.MaxInt64
	}
	return size
}

// individualSize is the least size whose individual risk is within a bound, if
// all rows stand for equally many.
func individualSize(bound, fraction float64) int64 {
	within := func(size float64) bool {
		r, ok := risk.Individual(int64(size), size/fraction)
		return ok && r <= bound
	}
	size := 1.0
	if !within(1) && !within(2) {
		size = max(3, math.Floor(fraction/bound-fraction)) // where fraction ÷ (size − (1 − fraction)) is about the bound
	}
	for ; !within(size); size++ {
		if size > 1<<53 {
			return math.MaxInt64
		}
	}
	return int64(size)
}

// individual measures the individual risk, and returns that of each class of
// the release; nil is not known.
//
// f and F are counted as sdcMicro does it: a suppressed cell fits everything.
// (What suppression hides from somebody who knows the original is judged by k.)
// Rows of which the adversary sees nothing are in neither. F is the sum of the
// weights that the policy names, divided by the share of these rows that is
// published; without weights each row stands for one over the fraction.
func (s *sight) individual(ctx context.Context, a *Adversary) ([]float64, error) {
	if s.Policy.Coverage >= 1 {
		return nil, nil
	}
	weights, known := s.weights()
	if !known {
		return nil, nil
	}
	f, F, err := s.frequencies(ctx, weights)
	if err != nil {
		return nil, err
	}
	risks := make([]float64, s.classes.Len())
	var figures Individual
	nobody := s.nobody()
	for class, n := range s.classes.Sizes {
		if class == nobody {
			continue
		}
		var ok bool
		if risks[class], ok = risk.Individual(f[class], F[class]); !ok {
			return nil, nil
		}
		figures.Highest = max(figures.Highest, risks[class])
		figures.Expected += float64(n) * risks[class]
	}
	rows := int64(s.Release.Rows) - s.empty
	if rows == 0 {
		return nil, nil
	}
	figures.Mean = figures.Expected / float64(rows)
	a.Individual = &figures
	return risks, nil
}

// frequencies are those of the classes in the sample (f) and, as estimated, in
// the population (F).
func (s *sight) frequencies(ctx context.Context, weights []float64) (f []int64, F []float64, err error) {
	switch {
	case !s.exact:
		f, F, err = s.wildcards(ctx, weights)
	case weights != nil:
		f = s.classes.Sizes
		F, err = s.classes.Sums(weights)
	default:
		f, F = s.classes.Sizes, make([]float64, s.classes.Len())
	}
	for class := range F {
		n := float64(f[class])
		switch {
		case weights == nil:
			F[class] = n / s.Policy.Fraction()
		case near(F[class], n):
			F[class] = n // the sum was rounded
		}
	}
	return f, F, err
}

// wildcards are the frequencies where cells are suppressed.
func (s *sight) wildcards(ctx context.Context, weights []float64) (f []int64, F []float64, err error) {
	rows, sums, err := risk.Wildcard(ctx, s.Release, s.classes.Columns, weights)
	if err != nil {
		return nil, nil, err
	}
	nobody, hidden := s.nobody(), 0.0
	for row, class := range s.classes.Of {
		if weights != nil && int(class) == nobody {
			hidden += weights[row]
		}
	}
	f, F = make([]int64, s.classes.Len()), make([]float64, s.classes.Len())
	for class, row := range s.classes.First {
		f[class], F[class] = rows[row]-s.empty, sums[row]-hidden
	}
	return f, F, nil
}

// nobody is the class of the rows of which the adversary sees nothing; −1 if
// there are none.
func (s *sight) nobody() int {
	if s.empty == 0 {
		return -1
	}
	return slices.IndexFunc(s.classes.First, func(row uint32) bool {
		return !slices.ContainsFunc(s.classes.Columns, func(c int) bool { return s.Release.Columns[c].Codes[row] != micro.Missing })
	})
}

// weights are how many persons each row of the release stands for: nil if the
// policy names no column of weights. They are not known if that is not at hand,
// or if a weight is not a number above 0.
func (s *sight) weights() (weights []float64, known bool) {
	if s.Policy.Weights == "" {
		return nil, true
	}
	c := s.beside(s.Policy.Weights)
	if c == nil {
		return nil, false
	}
	share := s.Policy.Fraction() / float64(s.Policy.Coverage) // of the sample that is published
	values := make([]float64, len(c.Values))
	for code, text := range c.Values {
		w, err := strconv.ParseFloat(text, 64)
		if err == nil && w > 0 && !math.IsInf(w, 1) {
			values[code] = w / share
		}
	}
	weights = make([]float64, len(c.Codes))
	for row, code := range c.Codes {
		if code == micro.Missing || values[code] == 0 {
			return nil, false
		}
		weights[row] = values[code]
	}
	return weights, true
}

// household measures the risk of households. That of a member is the individual
// risk where the table is a sample (risks, by class), and otherwise that of
// somebody who is known to be in it: one over the attacker's candidates. Who
// shows nothing is found by way of the others only.
func (s *sight) household(a *Adversary, risks []float64) {
	of := s.beside(s.Policy.Household)
	var member func(row int) float64
	switch nobody := s.nobody(); {
	case of == nil:
		return
	case s.Policy.Coverage < 1 && risks == nil:
		return
	case s.Policy.Coverage < 1:
		member = func(row int) float64 { return risks[s.classes.Of[row]] }
	case s.exact:
		member = func(row int) float64 { return 1 / float64(s.classes.Sizes[s.classes.Of[row]]) }
	case s.hidden == nil:
		return
	default:
		member = func(row int) float64 {
			if int(s.classes.Of[row]) == nobody {
				return 0
			}
			_, attacker, _ := s.hidden.Candidates(row)
			return 1 / float64(attacker)
		}
	}
	if h, ok := risk.Household(of, member); ok {
		a.Household = &Household{h.Count, h.Highest, h.Average}
	}
}

// beside is a column that is measured by, though it need not be published: that
// of the release if it is published as it is, or else that of the agency. It is
// nil if it is not at hand.
func (d *Data) beside(name string) *micro.Column {
	from := d.Unpublished
	if d.Policy.Kept(name) {
		from = d.Release
	}
	if from == nil || name == "" {
		return nil
	}
	c, _ := from.Column(name)
	return c
}
