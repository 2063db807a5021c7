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
	if c.Beta != nil {
		ask(Beta, *c.Beta, atMost, func(s *Sensitive) *float64 { return s.Beta })
	}
	if c.Alpha != nil {
		ask(Alpha, *c.Alpha, atMost, func(s *Sensitive) *float64 { return s.Alpha })
	}
	if c.PPercent != nil {
		ask(PPercent, *c.PPercent, atLeast, func(s *Sensitive) *float64 { return s.PPercent })
	}
	return all
}

// number returns a count as a number; nil stays nil.
func number(n *int64) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}
