package assess

import (
	"reflect"
	"slices"
	"time"
)

// verdict judges the report again from its own figures. What fails is told; a
// report whose rules or verdict are not those of its figures was changed.
func (g *gate) verdict() {
	again := *g.r
	Judge(g.in.Policy, &again)
	if again.Pass != g.r.Pass || !reflect.DeepEqual(again.Rules, g.r.Rules) {
		g.differs("rules")
	}
	if !g.r.Pass || !again.Pass {
		g.refuse(Rule{Code: Failed})
	}
	for _, rule := range again.Rules {
		if !rule.Pass {
			g.refuse(rule)
		}
	}
	for _, f := range g.in.Scan {
		if blocks(g.in.Policy, &f) {
			cells := float64(f.Cells)
			g.refuse(Rule{Code: PersonalData, Column: f.Column, Got: &cells, Detail: f.Kind})
		}
	}
}

// differs refuses a part of the report.
func (g *gate) differs(detail string) { g.refuse(Rule{Code: OtherFigures, Detail: detail}) }

// linked looks whether the release was compared with all earlier ones.
func (g *gate) linked() {
	if g.in.Policy.Linkage.PreviousReleases == "ignore" {
		return
	}
	for _, hash := range g.in.Previous {
		if g.r.Linkage == nil || !slices.ContainsFunc(g.r.Linkage.Releases, func(p Previous) bool { return p.SHA256 == hash }) {
			g.refuse(Rule{Code: NotLinked, Detail: hash})
		}
	}
	for i := range g.in.Compared {
		if was := &g.in.Compared[i]; was.Comparable && was.Differences > 0 {
			g.refuse(Rule{Code: Differencing, Detail: was.Name, Want: new(float64), Got: number(&was.Differences)})
		}
	}
}

// leeway is how far two clocks may be apart.
const leeway = 24 * time.Hour

// review looks at the day of review, which the policy sets from the day on
// which the report was made.
func (g *gate) review() {
	latest := g.r.Made.AddDate(0, int(g.in.Policy.ReviewAfter), 0).Add(leeway)
	if g.r.Made.After(g.in.Now.Add(leeway)) || g.r.ReviewBy.After(latest) {
		g.differs("review_by")
	}
	if end := g.r.ReviewBy.AddDate(0, 0, 1); !g.in.Now.Before(end) {
		g.refuse(Rule{Code: ReviewOverdue, Detail: g.r.ReviewBy.Format(time.DateOnly)})
	}
}
