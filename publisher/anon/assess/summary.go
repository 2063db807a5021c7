package assess

import (
	"math"
	"slices"

	"nguon/catalog"
	"nguon/publisher/anon/policy"
)

// A summary is what the public may see, in the making.
type summary catalog.Disclosure

// Summary returns what the public may see of r, which must have been judged.
// It leaves out what could help somebody to find a person out:
//
//   - of p % and dominance it has not even the names, as who knows the
//     parameters computes bounds of the values that they protect;
//   - findings would tell what the input holds of whom;
//   - patterns and worst classes would tell where to look;
//   - suppressed shares are rounded up to whole per cent: exact counts, with
//     those of an earlier release or of a published total, tell how many rows
//     are missing from a known group;
//   - the input's hash would let somebody test a guess of its bytes, and the
//     earlier releases' figures say which of them to subtract.
func (r *Report) Summary() catalog.Disclosure {
	s := summary{
		Dataset: r.Dataset, Unit: r.Unit, Release: r.Release, ReviewBy: r.ReviewBy,
		Adversaries: len(r.Adversaries), Policy: r.Policy, Pass: r.Pass,
	}
	if r.Unit == policy.Aggregate {
		s.Adversaries = 0
	}
	s.Report, _ = r.Hash()
	for i := range r.Rules {
		s.rule(&r.Rules[i])
	}
	if r.Search != nil {
		s.Levels = r.Search.Levels
	}
	return catalog.Disclosure(s)
}

// rule adds what a rule tells.
func (s *summary) rule(rule *Rule) {
	switch {
	case rule.Code == SuppressedRows && rule.Got != nil:
		s.SuppressedRows = percent(*rule.Got)
	case rule.Code == SuppressedCells && rule.Got != nil:
		s.SuppressedCells = percent(*rule.Got)
	case rule.Code == K && rule.Want != nil:
		first := s.KAsked == 0
		s.KAsked = int64(*rule.Want)
		switch {
		case rule.Got == nil:
			s.KReached = nil
		case first || s.KReached != nil && int64(*rule.Got) < *s.KReached:
			k := int64(*rule.Got)
			s.KReached = &k
		}
	case rule.Column != "" && rule.Adversary != "" && rule.Code != PPercent:
		at := slices.IndexFunc(s.Models, func(m catalog.Guarded) bool { return m.Column == rule.Column })
		if at < 0 {
			at = len(s.Models)
			s.Models = append(s.Models, catalog.Guarded{Column: rule.Column})
		}
		if m := &s.Models[at]; !slices.Contains(m.Models, string(rule.Code)) {
			m.Models = append(m.Models, string(rule.Code))
		}
	}
}

// percent rounds a share up to whole per cent.
func percent(share float64) int { return int(math.Ceil(share*100 - 1e-9)) }
