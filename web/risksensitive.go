package web

import (
	"slices"

	"nguon/publisher/anon/assess"
)

// riskMeasures name the measures of disclosure of a sensitive column.
var riskMeasures = map[string]string{
	string(assess.LDistinct): "risk.measure.distinct", string(assess.LEntropy): "risk.measure.entropy", string(assess.LRecursive): "risk.measure.recursive",
	string(assess.TEqual): "risk.measure.equal", string(assess.TOrdered): "risk.measure.ordered", string(assess.TTree): "risk.measure.tree",
	string(assess.Delta): "risk.measure.delta", string(assess.Beta): "risk.measure.beta", string(assess.Alpha): "risk.measure.alpha",
	string(assess.BetaEnhanced): "risk.measure.enhanced", string(assess.PPercent): "risk.measure.p",
}

// A riskSensitive is what is told about a sensitive column.
type riskSensitive struct {
	Column    string
	Adversary string
	Values    string
	Facts     []riskFact
	Worst     string // the figures of the worst class in words; "" if none is known
	Class     []riskFact
	Bad       bool // whether a rule about it does not hold
}

func (l *locale) sensitive(r *assess.Report, s *assess.Sensitive) riskSensitive {
	v := riskSensitive{Column: s.Column, Adversary: s.Adversary, Values: l.N("risk.sensitive.values", s.Values)}
	v.Bad = slices.ContainsFunc(r.Rules, func(rule assess.Rule) bool {
		return !rule.Pass && rule.Column == s.Column && (rule.Adversary == s.Adversary || rule.Code == assess.NoModel)
	})
	add := func(name, value, hint string) {
		v.Facts = append(v.Facts, riskFact{Name: name, Value: value, Hint: hint})
	}
	add(l.T("risk.measure.distinct"), l.intOf(s.Distinct), l.T("risk.measure.distinct_hint"))
	add(l.T("risk.measure.entropy"), l.floatOf(s.Entropy), l.T("risk.measure.entropy_hint"))
	if s.Recursive != nil {
		add(l.T("risk.measure.recursive"), l.floatOf(s.Recursive), l.T("risk.measure.recursive_hint", "l", s.L))
	}
	add(l.T("risk.measure.equal"), l.floatOf(s.Equal), l.T("risk.measure.t_hint"))
	if s.Ordered != nil {
		add(l.T("risk.measure.ordered"), l.floatOf(s.Ordered), l.T("risk.measure.ordered_hint"))
	}
	if s.Tree != nil {
		add(l.T("risk.measure.tree"), l.floatOf(s.Tree), l.T("risk.measure.tree_hint"))
	}
	add(l.T("risk.measure.alpha"), l.shareOf(s.Alpha), l.T("risk.measure.alpha_hint"))
	add(l.T("risk.measure.delta"), l.floatOf(s.Delta), l.T("risk.measure.delta_hint"))
	add(l.T("risk.measure.beta"), l.floatOf(s.Beta), l.T("risk.measure.beta_hint"))
	if s.Enhanced != nil {
		add(l.T("risk.measure.enhanced"), l.floatOf(s.Enhanced), l.T("risk.measure.enhanced_hint"))
	}
	if s.PPercent != nil {
		add(l.T("risk.measure.p"), l.Float(*s.PPercent, 1)+"%", l.T("risk.measure.p_hint"))
	}
	if w := s.Worst; w != nil {
		v.Worst = l.N("risk.sensitive.worst", w.Rows, "measure", l.titled(riskMeasures, w.Measure))
		v.Class = l.class(r, s.Adversary, w.Class)
	}
	return v
}

// class names the values of a class by the columns of its adversary.
func (l *locale) class(r *assess.Report, adversary string, values []string) []riskFact {
	i := slices.IndexFunc(r.Adversaries, func(a assess.Adversary) bool { return a.Name == adversary })
	var facts []riskFact
	for at, value := range values {
		name := l.Int(int64(at + 1))
		if i >= 0 && at < len(r.Adversaries[i].Columns) {
			name = r.Adversaries[i].Columns[at]
		}
		if value == "" {
			value = l.T("risk.suppressed")
		}
		facts = append(facts, riskFact{Name: name, Value: value})
	}
	return facts
}
