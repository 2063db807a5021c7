package web

import (
	"cmp"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/publisher"
	"nguon/publisher/anon/assess"
)

// A protection is how the people in a dataset are protected, as everybody may
// know it: the template "protection".
type protection struct {
	Unit     string
	Hides    string // how many others everybody hides among
	Models   []protectedColumn
	Facts    []riskFact
	Coarsest []protectedColumn // columns that were generalised, and to what
}

// A protectedColumn is a column with what was done for those who are in it.
type protectedColumn struct {
	Column string
	Says   string
}

// riskModels name the models of sensitive columns.
var riskModels = map[string]string{
	string(assess.LDistinct): "risk.model.l", string(assess.LEntropy): "risk.model.l", string(assess.LRecursive): "risk.model.l",
	string(assess.TEqual): "risk.model.t", string(assess.TOrdered): "risk.model.t", string(assess.TTree): "risk.model.t",
	string(assess.Delta): "risk.model.delta", string(assess.Beta): "risk.model.beta", string(assess.Alpha): "risk.model.alpha",
	string(assess.BetaEnhanced): "risk.model.beta",
}

// protected is how the people in a table are protected; nil if it is about
// nobody.
func (l *locale) protected(t *catalog.Table) *protection {
	if t.Disclosure == nil {
		return nil
	}
	p := l.protection(*t.Disclosure)
	return &p
}

func (l *locale) protection(s catalog.Disclosure) protection {
	v := protection{Unit: l.titled(riskUnits, s.Unit)}
	switch {
	case s.KReached != nil && s.KAsked > 0:
		v.Hides = l.T("risk.public.hides", "k", *s.KReached, "asked", s.KAsked)
	case s.KAsked > 0:
		v.Hides = l.T("risk.public.asked", "asked", s.KAsked)
	}
	for _, m := range s.Models {
		var says []string
		for _, code := range m.Models {
			says = append(says, l.titled(riskModels, code))
		}
		v.Models = append(v.Models, protectedColumn{m.Column, strings.Join(says, "; ")})
	}
	for _, level := range s.Levels {
		if level.Level > 0 {
			v.Coarsest = append(v.Coarsest, protectedColumn{level.Column, publisher.LevelText(cmp.Or(level.Step, strconv.Itoa(level.Level))).In(l.Lang)})
		}
	}
	v.Facts = []riskFact{
		{Name: l.T("risk.public.rows"), Value: l.T("risk.public.most", "percent", s.SuppressedRows)},
		{Name: l.T("risk.public.cells"), Value: l.T("risk.public.most", "percent", s.SuppressedCells)},
		{Name: l.T("risk.subject.review"), Value: l.Day(s.ReviewBy.UTC())},
		hashed(l.T("risk.file.policy"), s.Policy),
	}
	if s.Report != "" {
		v.Facts = append(v.Facts, hashed(l.T("risk.public.report"), s.Report))
	}
	return v
}
