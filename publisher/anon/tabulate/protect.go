package tabulate

import (
	"context"
	"math"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// rules are those of a policy for a table.
func rules(p *policy.Policy, t *policy.Table) *aggregate.Rules {
	r := &aggregate.Rules{MinCount: t.MinCount}
	if t.Dominance != nil {
		r.N, r.K = int(t.Dominance.N), t.Dominance.K
	}
	if t.PPercent != nil {
		r.P = *t.PPercent
	}
	for i, name := range t.By {
		if c, ok := p.Column(name); ok && c.Role == policy.Sensitive {
			r.Group = append(r.Group, i)
		}
	}
	return r
}

// reasons are the names of rules.
var reasons = []struct {
	reason aggregate.Reason
	name   string
}{
	{aggregate.Few, "few"},
	{aggregate.Dominated, "dominated"},
	{aggregate.Exposed, "exposed"},
	{aggregate.Grouped, "grouped"},
}

// hides tells whether rounding protects counts without suppression. A rounded 0
// may be as many as base − 1 rows, so no group is known to have one value only.
func hides(t *policy.Table) bool {
	return t.Round != nil && t.Sum == "" && t.Owner == "" && recode.Rounding(t.Round.Mode) != recode.Conventional && t.Round.Base >= t.MinCount
}

// protect suppresses what must be, and fills in the figures.
func (t *Table) protect(ctx context.Context, r *aggregate.Rules) error {
	f := &t.Figures
	f.Cells, f.Unsafe = int64(len(t.cells.Cells)), make(map[string]int64)
	var needs []aggregate.Protection
	var err error
	if hides(t.spec) {
		needs, err = t.cells.Unsafe(r)
	} else {
		t.pattern, err = t.cells.Suppress(ctx, r, aggregate.Limits{})
	}
	if err != nil {
		return err
	}
	if t.pattern != nil {
		needs = t.pattern.Needs
		f.Open = int64(len(t.pattern.Open))
		for _, s := range t.pattern.States {
			switch s {
			case aggregate.Primary:
				f.Primary++
			case aggregate.Secondary:
				f.Secondary++
			}
		}
		f.Narrowest = t.narrowest()
	}
	for _, n := range needs {
		for _, r := range reasons {
			if n.Reason&r.reason != 0 {
				f.Unsafe[r.name]++
			}
		}
	}
	return nil
}

// narrowest is the least share of the protection that unsafe cells need which
// they have.
func (t *Table) narrowest() *float64 {
	least := math.Inf(1)
	for _, a := range t.pattern.Audits {
		n := &t.pattern.Needs[a.Cell]
		if n.Reason == 0 {
			continue
		}
		if a.Unknown {
			least = 0
			continue
		}
		for _, v := range []struct {
			need aggregate.Level
			have aggregate.Interval
		}{{n.Count, a.Count}, {n.Sum, a.Sum}} {
			need := v.need.Lower + v.need.Upper
			if need > 0 && v.have.High != aggregate.Unbounded {
				least = min(least, float64(v.have.High-v.have.Low)/float64(need))
			}
		}
	}
	if math.IsInf(least, 1) {
		return nil
	}
	return &least
}

// round rounds the counts, if the policy asks for it.
func (t *Table) round(key recode.Key) (err error) {
	r := t.spec.Round
	if r == nil {
		return nil
	}
	t.Figures.Rounded = r.Base
	switch recode.Rounding(r.Mode) {
	case recode.Conventional:
		t.rounded, err = t.cells.RoundConventional(r.Base)
	case recode.RandomKeyed:
		var secret []byte
		if secret, err = key.Derive(lots); err == nil {
			t.rounded, err = t.cells.RoundKeyed(r.Base, secret)
		}
	default:
		t.rounded, err = t.random(key, r.Base)
	}
	return err
}

// hidden tells whether a cell is suppressed.
func (t *Table) hidden(cell int) bool {
	return t.pattern != nil && t.pattern.States[cell] != aggregate.Published
}
