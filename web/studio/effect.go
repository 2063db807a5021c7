package studio

import "nguon/publisher/workbench"

// An effect is what a policy did to a table, in the words of the form.
type effect struct {
	*workbench.Protected
	Broken []saying // demands that are not met
	Kept   []saying // those that are
	Levers []saying // what would help
}

// effect puts what a policy did into words.
func (v *visit) effect(n int, done *workbench.Protected) *effect {
	e := &effect{Protected: done, Levers: v.texts(n, done.Levers)}
	for _, rule := range done.Rules {
		said := v.said(n, "", rule.Text.In(v.l.Lang))
		if rule.Pass {
			e.Kept = append(e.Kept, said)
		} else {
			e.Broken = append(e.Broken, said)
		}
	}
	return e
}
