package web

import "nguon/publisher/anon/assess"

// A riskAdversary is what somebody who knows some columns can find.
type riskAdversary struct {
	ID       string
	Name     string
	Columns  []string
	Facts    []riskFact
	Chart    *riskChart
	Sizes    *riskGrid // what the chart shows
	Risks    *riskGrid
	Presence []riskFact
	Subsets  *riskGrid
	Patterns *riskGrid
}

// askedK is the k that the rules ask of an adversary; 0 if none.
func askedK(r *assess.Report, adversary string) int64 {
	for _, rule := range r.Rules {
		if rule.Code == assess.K && rule.Adversary == adversary && rule.Want != nil {
			return int64(*rule.Want)
		}
	}
	return 0
}

func (l *locale) adversary(r *assess.Report, a *assess.Adversary, id string, i int) riskAdversary {
	k := askedK(r, a.Name)
	v := riskAdversary{
		ID: id + "-who-" + l.Int(int64(i+1)), Name: a.Name, Columns: a.Columns, Facts: l.hiding(a, k), Risks: l.risks(a), Presence: l.presence(a),
		Sizes: &riskGrid{Caption: l.T("risk.chart.table", "name", a.Name), Head: []riskHead{
			numeric(l.T("risk.chart.size")), numeric(l.T("risk.chart.rows")), numeric(l.T("risk.chart.share")),
		}},
	}
	least := a.Attacker
	if least == nil {
		least = a.Strict
	}
	v.Chart = l.chart(a.Sizes, k, least)
	total := int64(0)
	for _, b := range a.Sizes {
		total += b.Rows
	}
	for _, b := range a.Sizes {
		v.Sizes.add(says(l.sizes(b)), says(l.Int(b.Rows)), says(l.Percent(float64(b.Rows)/float64(max(1, total)))))
	}
	v.Sizes = v.Sizes.orNone()
	v.Subsets = &riskGrid{Caption: l.T("risk.subsets.caption", "name", a.Name), Head: []riskHead{
		heading(l.T("risk.columns.name")), numeric(l.T("risk.subsets.distinction")), numeric(l.T("risk.subsets.separation")),
	}}
	for _, s := range a.Subsets {
		v.Subsets.add(called(s.Columns...), says(l.Percent(s.Distinction)), says(l.Percent(s.Separation)))
	}
	v.Subsets = v.Subsets.orNone()
	v.Patterns = &riskGrid{Caption: l.T("risk.patterns.caption", "name", a.Name), Head: []riskHead{
		heading(l.T("risk.columns.name")), numeric(l.T("risk.patterns.rows")), numeric(l.T("risk.patterns.score")),
	}}
	for _, p := range a.Patterns {
		v.Patterns.add(called(p.Columns...), says(l.Int(p.Rows)), says(l.Float(p.Score, 1)))
	}
	v.Patterns = v.Patterns.orNone()
	return v
}

// hiding are the figures of how well rows hide among one another.
func (l *locale) hiding(a *assess.Adversary, k int64) []riskFact {
	asked := riskFact{Name: l.T("risk.k.asked"), Value: l.T("risk.k.none"), Hint: l.T("risk.k.asked_hint")}
	if k > 0 {
		asked.Value = l.Int(k)
	}
	facts := []riskFact{
		asked,
		{Name: l.T("risk.k.attacker"), Value: l.intOf(a.Attacker), Hint: l.T("risk.k.attacker_hint")},
		{Name: l.T("risk.k.strict"), Value: l.intOf(a.Strict), Hint: l.T("risk.k.strict_hint")},
		{Name: l.T("risk.k.wildcard"), Value: l.intOf(a.Wildcard), Hint: l.T("risk.k.wildcard_hint")},
		{Name: l.T("risk.k.rows"), Value: l.Int(a.Rows)},
		{Name: l.T("risk.k.classes"), Value: l.Int(a.Classes), Hint: l.T("risk.k.classes_hint")},
		{Name: l.T("risk.k.uniques"), Value: l.Int(a.Uniques), Hint: l.T("risk.k.uniques_hint")},
	}
	if a.Empty != 0 {
		facts = append(facts, riskFact{Name: l.T("risk.k.empty"), Value: l.Int(a.Empty), Hint: l.T("risk.k.empty_hint")},
			riskFact{Name: l.T("risk.k.all"), Value: l.intOf(a.AttackerAll), Hint: l.T("risk.k.all_hint")})
	}
	if a.KMap != nil {
		facts = append(facts, riskFact{Name: l.T("risk.k.map"), Value: l.Int(*a.KMap), Hint: l.T("risk.k.map_hint")})
	}
	return facts
}

// risks are the chances of a right guess.
func (l *locale) risks(a *assess.Adversary) *riskGrid {
	g := &riskGrid{Caption: l.T("risk.models.caption", "name", a.Name), Head: []riskHead{
		heading(l.T("risk.models.model")), numeric(l.T("risk.models.highest")), numeric(l.T("risk.models.average")),
		numeric(l.T("risk.models.lowest")), numeric(l.T("risk.models.above")),
	}}
	add := func(name string, r *assess.Risk) {
		if r != nil {
			g.add(says(name), says(l.Percent(r.Highest)), says(l.Percent(r.Average)), says(l.Percent(r.Lowest)),
				says(l.T("risk.models.at_risk", "share", l.Percent(r.AtRisk), "above", l.Percent(r.Above))))
		}
	}
	add(l.T("risk.models.prosecutor"), a.Prosecutor)
	add(l.T("risk.models.journalist"), a.Journalist)
	if a.Marketer != nil {
		g.add(says(l.T("risk.models.marketer")), says("–"), says(l.Percent(*a.Marketer)), says("–"), says("–"))
	}
	if i := a.Individual; i != nil {
		g.add(says(l.T("risk.models.individual")), says(l.Percent(i.Highest)), says(l.Percent(i.Mean)), says("–"),
			says(l.T("risk.models.expected", "n", l.Float(i.Expected, 1))))
	}
	if h := a.Household; h != nil {
		g.add(says(l.T("risk.models.household")), says(l.Percent(h.Highest)), says(l.Percent(h.Average)), says("–"), says(l.N("risk.models.households", h.Count)))
	}
	return g.orNone()
}

func (l *locale) presence(a *assess.Adversary) []riskFact {
	if a.Presence == nil {
		return nil
	}
	return []riskFact{{
		Name:  l.T("risk.presence.name"),
		Value: l.T("risk.presence.value", "least", l.Percent(a.Presence.Least), "most", l.Percent(a.Presence.Most)),
		Hint:  l.T("risk.presence.hint"),
	}}
}
