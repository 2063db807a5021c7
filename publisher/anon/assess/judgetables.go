package assess

import (
	"slices"

	"nguon/publisher/anon/policy"
)

// table judges a table of aggregates: the one at the same place in the report.
func (j *judge) table(i int) {
	var open *float64
	rule := Rule{Code: OpenCells}
	if i < len(j.r.Tables) && len(j.r.Tables) == len(j.p.Tables) {
		t := &j.r.Tables[i]
		rule.Table = t.Name
		if slices.Equal(t.By, j.p.Tables[i].By) {
			open = number(&t.Open)
		}
	}
	j.demand(rule, open, 0, func(got, want float64) bool { return got == want })
}

// linkage judges the comparison with earlier releases.
func (j *judge) linkage() {
	if j.p.Linkage.PreviousReleases == "ignore" {
		return
	}
	l := j.r.Linkage
	j.rules = append(j.rules, Rule{Code: NotLinked, Pass: l != nil && l.Checked})
	if l == nil {
		return
	}
	for i := range l.Releases {
		was := &l.Releases[i]
		j.rules = append(j.rules, Rule{Code: Incomparable, Column: was.Column, Detail: was.Name, Pass: was.Comparable})
		if !was.Comparable {
			continue
		}
		j.demand(Rule{Code: Differencing, Detail: was.Name}, number(&was.Differences), 0, func(got, want float64) bool { return got == want })
		if k := j.p.Privacy.K; k > 0 && !was.Unlinked && j.p.Unit != policy.Aggregate {
			j.demand(Rule{Code: JointK, Detail: was.Name}, number(was.Joint), float64(k), atLeast)
		}
	}
}
