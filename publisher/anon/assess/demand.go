package assess

import "nguon/publisher/anon/policy"

// A demand is what a policy asks of a sensitive column.
type demand struct {
	code Code
	want float64
	got  func(*Sensitive) *float64
	hold func(got, want float64) bool
}

func atLeast(got, want float64) bool { return got >= want }
func atMost(got, want float64) bool  { return got <= want }
func below(got, want float64) bool   { return got < want }

// demands returns what a policy asks of a column, in the order of a report.
func demands(c *policy.ColumnPrivacy) (all []demand) {
	ask := func(code Code, want float64, hold func(got, want float64) bool, got func(*Sensitive) *float64) {
		all = append(all, demand{code, want, got, hold})
	}
	if l := c.L; l != nil {
		switch l.Kind {
		case "entropy":
			ask(LEntropy, l.L, atLeast, func(s *Sensitive) *float64 { return s.Entropy })
		case "recursive":
			ask(LRecursive, l.C, below, func(s *Sensitive) *float64 {
				if s.L != int64(l.L) {
					return nil
				}
				return s.Recursive
			})
		default:
			ask(LDistinct, l.L, atLeast, func(s *Sensitive) *float64 { return number(s.Distinct) })
		}
	}
	if t := c.T; t != nil {
		switch t.Kind {
		case "ordered":
			ask(TOrdered, t.T, atMost, func(s *Sensitive) *float64 { return s.Ordered })
		case "hierarchical":
			ask(TTree, t.T, atMost, func(s *Sensitive) *float64 { return s.Tree })
		default:
			ask(TEqual, t.T, atMost, func(s *Sensitive) *float64 { return s.Equal })
		}
	}
	if c.Delta != nil {
		ask(Delta, *c.Delta, below, func(s *Sensitive) *float64 { return s.Delta })
	}
	switch b := c.Beta; {
	case b == nil:
	case b.Enhanced:
		ask(BetaEnhanced, b.Value, atMost, func(s *Sensitive) *float64 { return s.Enhanced })
	default:
		ask(Beta, b.Value, atMost, func(s *Sensitive) *float64 { return s.Beta })
	}
	if c.Alpha != nil {
		ask(Alpha, *c.Alpha, atMost, func(s *Sensitive) *float64 { return s.Alpha })
	}
	if c.PPercent != nil {
		ask(PPercent, *c.PPercent, atLeast, func(s *Sensitive) *float64 { return s.PPercent })
	}
	return all
}

// sensitive judges what is disclosed of a column to each adversary.
func (j *judge) sensitive(name string) {
	asked, ok := j.p.Privacy.Of(name)
	j.rules = append(j.rules, Rule{Code: NoModel, Column: name, Pass: ok && (asked.L != nil || asked.T != nil)})
	if !ok {
		return
	}
	for _, d := range demands(asked) {
		for _, a := range Adversaries(j.p) {
			j.demand(Rule{Code: d.code, Column: name, Adversary: a.Name}, d.got(j.disclosed(name, a.Name)), d.want, d.hold)
		}
	}
}

// disclosed returns the figures of a column and an adversary; none, if there
// are none or two.
func (j *judge) disclosed(column, adversary string) *Sensitive {
	found := &Sensitive{}
	for i := range j.r.Sensitive {
		if s := &j.r.Sensitive[i]; s.Column == column && s.Adversary == adversary {
			if found.Column != "" {
				return &Sensitive{}
			}
			found = s
		}
	}
	return found
}

// number returns a count as a number; nil stays nil.
func number(n *int64) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}
