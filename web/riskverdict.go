package web

import (
	"cmp"
	"slices"

	"nguon/catalog"
	"nguon/publisher"
	"nguon/publisher/anon/assess"
)

// A riskVerdict is whether a release may be published, and if not, why not.
type riskVerdict struct {
	Pass     bool
	Rules    int64 // how many there are
	Refusals []riskRefusal
	Next     string // the change that helps most; "" if none was tried
}

// A riskRefusal is a rule that does not hold, in words.
type riskRefusal struct{ Finding, Meaning, Mend string }

func (l *locale) verdict(r *assess.Report) riskVerdict {
	v := riskVerdict{Pass: r.Pass, Rules: int64(len(r.Rules))}
	for _, rule := range r.Rules {
		if !rule.Pass {
			w := publisher.ExplainRule(rule)
			v.Refusals = append(v.Refusals, riskRefusal{w.Finding.In(l.Lang), w.Meaning.In(l.Lang), w.Mend.In(l.Lang)})
		}
	}
	// A finer level is no help against a refusal.
	if levers := inOrder(r.Levers); !r.Pass && len(levers) > 0 && helps(levers[0]) {
		v.Next = leverText(levers[0]).In(l.Lang)
	}
	return v
}

// helps reports whether a change makes the release safer.
func helps(v assess.Lever) bool {
	return v.After.Pass || v.After.K > v.Before.K || v.After.SuppressedRows < v.Before.SuppressedRows
}

// inOrder sorts changes so that what meets all rules comes first, and of these
// what loses least; the others by how few rows must be suppressed.
func inOrder(levers []assess.Lever) []assess.Lever {
	pass := func(v assess.Lever) int {
		if v.After.Pass {
			return 0
		}
		return 1
	}
	return slices.SortedStableFunc(slices.Values(levers), func(a, b assess.Lever) int {
		if c := cmp.Compare(pass(a), pass(b)); c != 0 || a.After.Pass {
			return cmp.Or(c, cmp.Compare(a.After.Loss, b.After.Loss))
		}
		return cmp.Or(cmp.Compare(a.After.SuppressedRows, b.After.SuppressedRows), cmp.Compare(b.After.K, a.After.K))
	})
}

func leverText(v assess.Lever) catalog.Text { return publisher.LeverText(v) }

// A riskQuestion is one thing that an adversary may try, with the rules that
// are about it.
type riskQuestion struct {
	Title, Text string
	State       string // "met", "unmet" or "unasked"
	Says        string // State in words
	Rules       []riskRule
}

// A riskRule is a rule and how it came out.
type riskRule struct {
	Pass bool
	Text string
}

// What the rules are about; those that are not here are about the file.
var (
	singling = []assess.Code{
		assess.PersonalData, assess.Ungated, assess.K, assess.EmptyRows, assess.HighestRisk, assess.AverageRisk, assess.RowsAtRisk,
		assess.IndividualRisk, assess.HouseholdRisk, assess.KMap, assess.KMapSample, assess.Uniqueness,
	}
	linking   = []assess.Code{assess.Differencing, assess.JointK, assess.Incomparable, assess.NotLinked, assess.Presence, assess.PresenceMin}
	inferring = []assess.Code{
		assess.NoModel, assess.LDistinct, assess.LEntropy, assess.LRecursive, assess.TEqual, assess.TOrdered, assess.TTree,
		assess.Delta, assess.Beta, assess.BetaEnhanced, assess.Alpha, assess.PPercent, assess.OpenCells,
	}
)

func (l *locale) questions(r *assess.Report) []riskQuestion {
	all := []riskQuestion{
		{Title: l.T("risk.singling.title"), Text: l.T("risk.singling.text")},
		{Title: l.T("risk.linking.title"), Text: l.T("risk.linking.text")},
		{Title: l.T("risk.inferring.title"), Text: l.T("risk.inferring.text")},
		{Title: l.T("risk.handling.title"), Text: l.T("risk.handling.text")},
	}
	for _, rule := range r.Rules {
		q := &all[3]
		for i, codes := range [][]assess.Code{singling, linking, inferring} {
			if slices.Contains(codes, rule.Code) {
				q = &all[i]
			}
		}
		q.Rules = append(q.Rules, riskRule{rule.Pass, publisher.ExplainRule(rule).Finding.In(l.Lang)})
	}
	for i := range all {
		q := &all[i]
		switch {
		case len(q.Rules) == 0:
			q.State, q.Says = "unasked", l.T("risk.state.unasked")
		case slices.ContainsFunc(q.Rules, func(r riskRule) bool { return !r.Pass }):
			q.State, q.Says = "unmet", l.T("risk.state.unmet")
		default:
			q.State, q.Says = "met", l.T("risk.state.met")
		}
	}
	return all
}
