package assess

import (
	"context"
	"math"
	"sync"

	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/risk"
)

// shown is how many rows a class must have to be told where the policy asks
// for no k.
const shown = 5

// sensitive measures what is disclosed of a column in the classes of equal
// published tuples. These are the worst that anyone can make of the release:
// who fits several of them has a mixture of their values before him. Rows
// that are suppressed as a whole are a class too, as somebody whom no other
// row fits is known to be among them.
func (s *sight) sensitive(ctx context.Context, name string) (Sensitive, error) {
	f := Sensitive{Column: name, Adversary: s.who.Name}
	column := index(s.Release, name)
	in, err := s.classes.Sensitive(ctx, column)
	if err != nil {
		return f, err
	}
	f.Values = int64(len(in.Whole.Codes))
	asked, _ := s.Policy.Privacy.Of(name)
	if asked == nil {
		asked = &policy.ColumnPrivacy{}
	}
	m := measuring{in: in, worst: make(map[Code]int)}
	whole := risk.NewReference(in.Whole)
	m.add(LEntropy, &f.Entropy, in.Least, risk.Distribution.Entropy)
	m.add(TEqual, &f.Equal, in.Most, whole.Equal)
	m.add(Delta, &f.Delta, in.Most, whole.Delta)
	m.add(Beta, &f.Beta, in.Most, whole.Beta)
	if b := asked.Beta; b != nil && b.Enhanced {
		m.add(BetaEnhanced, &f.Enhanced, in.Most, whole.EnhancedBeta)
	}
	m.add(Alpha, &f.Alpha, in.Most, risk.Distribution.Share)
	if l := asked.L; l != nil && l.Kind == "recursive" {
		f.L = int64(l.L)
		m.add(LRecursive, &f.Recursive, in.Most, func(d risk.Distribution) float64 { return d.RecursiveC(int(f.L)) })
	}
	numbers := numbersOf(&s.Release.Columns[column], in.Whole)
	if s.ordered(name, asked) || numbers != nil {
		m.add(TOrdered, &f.Ordered, in.Most, whole.Ordered)
	}
	if h := s.Trees[name]; h != nil {
		tree, err := risk.NewTree(in.Whole, h.Parents)
		if err != nil {
			return f, err
		}
		m.add(TTree, &f.Tree, in.Most, tree.Distance)
	}
	if numbers.amounts() {
		m.add(PPercent, &f.PPercent, in.Least, numbers.pPercent)
	}
	var distinct *float64
	m.add(LDistinct, &distinct, in.Least, risk.Distribution.Distinct)
	m.run.Wait()
	if distinct != nil {
		n := int64(*distinct)
		f.Distinct = &n
	}
	f.Worst = s.worst(m.worst, asked)
	return f, ctx.Err()
}

// ordered tells whether the dictionary of a column is in an order that means
// something.
func (s *sight) ordered(name string, asked *policy.ColumnPrivacy) bool {
	if asked.T != nil && asked.T.Kind == "ordered" {
		return true
	}
	c, _ := s.Policy.Column(name)
	return c != nil && (c.Type == "number" || c.Type == "date")
}

// measuring takes measures of a column side by side.
type measuring struct {
	in    *risk.Sensitive
	run   sync.WaitGroup
	lock  sync.Mutex
	worst map[Code]int // the class that is worst by a measure
}

// add takes a measure by its worst class. What has no finite value is nil.
func (m *measuring) add(code Code, to **float64, worst func(func(risk.Distribution) float64) (risk.Worst, bool), measure func(risk.Distribution) float64) {
	m.run.Go(func() {
		w, ok := worst(measure)
		if !ok {
			return
		}
		m.lock.Lock()
		defer m.lock.Unlock()
		m.worst[code] = w.Class
		if !math.IsInf(w.Value, 0) && !math.IsNaN(w.Value) {
			*to = &w.Value
		}
	})
}

// worst tells the class that discloses most by the first measure that the
// policy asks for, in the order of the report, or else by distinct values. Its
// tuple is told only if it is that of enough rows.
func (s *sight) worst(classes map[Code]int, asked *policy.ColumnPrivacy) *Worst {
	code := LDistinct
	if all := demands(asked); len(all) > 0 {
		code = all[0].code
	}
	class, ok := classes[code]
	if !ok {
		return nil
	}
	w := &Worst{Measure: string(code), Rows: s.classes.Sizes[class]}
	enough := s.Policy.Privacy.K
	if enough == 0 {
		enough = shown
	}
	if w.Rows < enough {
		return w
	}
	for _, column := range s.classes.Columns {
		text, _ := s.Release.Columns[column].Value(int(s.classes.First[class]))
		w.Class = append(w.Class, text)
	}
	return w
}
