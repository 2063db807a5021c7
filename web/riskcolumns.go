package web

import (
	"math"

	"nguon/publisher"
	"nguon/publisher/anon/assess"
)

// The messages for the words of a report.
var (
	riskRoles = map[string]string{
		"identifier": "risk.role.identifier", "quasi": "risk.role.quasi", "sensitive": "risk.role.sensitive",
		"insensitive": "risk.role.insensitive", "freetext": "risk.role.freetext",
	}
	riskUnits = map[string]string{
		"person": "risk.unit.person", "household": "risk.unit.household", "business": "risk.unit.business", "place": "risk.unit.place",
		"aggregate": "risk.unit.aggregate",
	}
	riskReleases = map[string]string{"open": "risk.release.open", "restricted": "risk.release.restricted", "internal": "risk.release.internal"}
	riskMetrics  = map[string]string{
		"loss": "risk.metric.loss", "nue": "risk.metric.nue", "dm": "risk.metric.dm", "dm-star": "risk.metric.dm", "aecs": "risk.metric.aecs",
		"precision": "risk.metric.precision",
	}
)

// riskColumns lists what became of the columns.
func (l *locale) riskColumns(columns []assess.Column) *riskGrid {
	g := &riskGrid{Caption: l.T("risk.columns.caption"), Head: []riskHead{
		heading(l.T("risk.columns.name")), heading(l.T("risk.columns.role")), heading(l.T("risk.columns.op")), numeric(l.T("risk.columns.before")),
		numeric(l.T("risk.columns.after")), numeric(l.T("risk.columns.missing")), numeric(l.T("risk.columns.cells")), numeric(l.T("risk.columns.loss")),
		heading(l.T("risk.columns.known")),
	}}
	for _, c := range columns {
		ops := riskCell{Text: l.T("risk.columns.kept")}
		for i, op := range c.Ops {
			text := publisher.OperationText(op).In(l.Lang)
			if i == 0 {
				ops.Text = text
			} else {
				ops.Text += " → " + text
			}
		}
		known := says("–")
		if len(c.Subjects) > 0 {
			known = called(c.Subjects...)
		}
		after, missing, cells, loss := says(l.Int(c.After)), says(l.Int(c.Missing)), says(l.Int(c.Cells)), says("–")
		if c.Dropped {
			after, missing, cells = says("–"), says("–"), says("–")
		} else if c.Loss != nil {
			loss = says(l.Percent(*c.Loss))
		}
		g.add(called(c.Name), says(l.titled(riskRoles, c.Role)), ops, says(l.Int(c.Before)), after, missing, cells, loss, known)
	}
	return g.orNone()
}

// shifts compares the numbers of columns before and after; nil if there are none.
func (l *locale) shifts(columns []assess.Column) *riskGrid {
	g := &riskGrid{Caption: l.T("risk.shift.caption"), Head: []riskHead{
		heading(l.T("risk.columns.name")), numeric(l.T("risk.shift.mean_before")), numeric(l.T("risk.shift.mean_after")),
		numeric(l.T("risk.shift.deviation_before")), numeric(l.T("risk.shift.deviation_after")), numeric(l.T("risk.shift.correlation")),
	}}
	number := func(f float64) riskCell { return says(l.Float(f, 3)) }
	for _, c := range columns {
		if s := c.Shift; s != nil {
			g.add(called(c.Name), number(s.MeanBefore), number(s.MeanAfter), number(s.DeviationBefore), number(s.DeviationAfter), number(s.Correlation))
		}
	}
	return g.orNone()
}

// riskFindings lists personal data; nil if none was found.
func (l *locale) riskFindings(caption string, findings []assess.Finding) *riskGrid {
	g := &riskGrid{Caption: caption, Head: []riskHead{
		heading(l.T("risk.columns.name")), heading(l.T("risk.scan.kind")), heading(l.T("risk.scan.decision")), numeric(l.T("risk.scan.cells")),
		numeric(l.T("risk.scan.rate")), heading(l.T("risk.scan.examples")), heading(l.T("risk.scan.treated")),
	}}
	for _, f := range findings {
		treated := says(l.T("risk.scan.untreated"))
		switch {
		case f.Treated != "":
			treated.Text = publisher.OperationText(f.Treated).In(l.Lang)
		case f.Decision == "block":
			treated.Bad = true
		}
		examples := says("–")
		if len(f.Examples) > 0 {
			examples = called(f.Examples...)
		}
		kind := says(publisher.KindText(f.Kind).In(l.Lang))
		if f.Rule != "" {
			kind.Names = []string{f.Rule}
		}
		g.add(called(f.Column), kind, says(publisher.DecisionText(f.Decision).In(l.Lang)),
			says(l.T("risk.scan.of", "count", f.Count, "cells", f.Cells)), says(l.Percent(f.Rate)), examples, treated)
	}
	return g.orNone()
}

func (l *locale) riskSearch(s *assess.Search) []riskFact {
	outcome := l.T("risk.search.best")
	switch {
	case !s.Found:
		outcome = l.T("risk.search.none")
	case !s.Optimal:
		outcome = l.T("risk.search.good")
	}
	lattice := l.Int(s.Lattice)
	if s.Lattice == math.MaxInt64 {
		lattice = "≥ " + lattice
	}
	return []riskFact{
		{Name: l.T("risk.search.outcome"), Value: outcome},
		{Name: l.T("risk.search.lattice"), Value: lattice, Hint: l.T("risk.search.lattice_hint")},
		{Name: l.T("risk.search.checked"), Value: l.Int(int64(s.Checked))},
		{Name: l.T("risk.search.algorithm"), Value: s.Algorithm, Hash: true},
		{Name: l.titled(riskMetrics, s.Metric), Value: l.Float(s.Value, 3), Hint: l.T("risk.search.metric_hint")},
		{Name: l.T("risk.search.seconds"), Value: l.T("risk.search.second", "n", l.Float(s.Seconds, 2))},
	}
}

func (l *locale) riskLevels(levels []assess.Level) *riskGrid {
	g := &riskGrid{Caption: l.T("risk.levels.caption"), Head: []riskHead{
		heading(l.T("risk.columns.name")), heading(l.T("risk.levels.hierarchy")), numeric(l.T("risk.levels.level")), heading(l.T("risk.levels.step")),
	}}
	for _, v := range levels {
		step := says("–")
		if v.Step != "" {
			step = says(publisher.LevelText(v.Step).In(l.Lang))
		}
		g.add(called(v.Column), called(v.Hierarchy), says(l.T("risk.levels.of", "level", v.Level, "of", v.Of)), step)
	}
	return g.orNone()
}
