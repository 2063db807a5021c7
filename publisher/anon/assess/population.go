package assess

import (
	"context"

	"nguon/publisher/anon/risk"
)

// usualRisk is the bound above which a row counts as at risk where the policy
// names none.
const usualRisk = 0.2

// above returns the bound above which a row is at risk.
func (d *Data) above() float64 {
	if r := d.Policy.Privacy.Risk.AtRisk; r != nil {
		return r.Above
	}
	return usualRisk
}

// prosecutor is the risk towards somebody who knows that a person is in the
// table. A bound such as 0.333 means a third, see [risk.SizeFor].
func (s *sight) prosecutor(h risk.Histogram) *Risk {
	r, ok := h.Prosecutor()
	if !ok {
		return nil
	}
	share, _ := h.Below(risk.SizeFor(s.above()))
	return &Risk{r.Highest, r.Lowest, r.Average, share, s.above()}
}

// population measures against the table of the population. Rows count as they
// were before cells were suppressed: who is hidden the less for that is still
// in the table. Nothing is known if the population lacks a column of the
// adversary or a row of the release.
func (s *sight) population(ctx context.Context, a *Adversary) error {
	if s.Population == nil {
		return nil
	}
	for _, name := range s.who.Columns {
		if index(s.Population, name) < 0 {
			return nil
		}
	}
	classes, err := s.before(ctx)
	if err != nil || classes == nil {
		return err
	}
	p, err := classes.Match(ctx, s.Population, places(s.Population, s.who.Columns))
	if err != nil {
		return err
	}
	if k, ok := p.KMap(); ok {
		a.KMap = &k
	}
	if m, ok := p.Marketer(); ok {
		a.Marketer = &m
	}
	if least, most, ok := p.Presence(); ok {
		a.Presence = &Span{least, most}
	}
	if r, ok := p.Journalist(); ok {
		atRisk, _ := p.Below(risk.SizeFor(s.above()))
		a.Journalist = &Risk{r.Highest, r.Lowest, r.Average, atRisk, s.above()}
	}
	return nil
}

// estimate notes how many are unique in the population of which the table is
// a sample, if that is worse than what is noted. Nothing is worse than not to
// know.
//
// The classes are those of equal published tuples, and the sampling fraction
// is the coverage of the table times the share of its rows that is published.
func (m *Measures) estimate(s *sight) {
	if s.Policy.Coverage >= 1 {
		return
	}
	e := &Estimate{Adversary: s.who.Name, Fraction: s.Policy.Fraction()}
	if got, ok := (risk.Sample{Classes: s.strict, Fraction: e.Fraction}).Uniqueness(); ok {
		e.Model, e.Share = got.Model, &got.Share
	}
	if was := m.Estimate; was == nil || was.Share != nil && (e.Share == nil || *e.Share > *was.Share) {
		m.Estimate = e
	}
}
