package risk

import (
	"context"

	"nguon/publisher/anon/micro"
)

// A Population says how often the tuples of a table occur in a table of the
// whole population, which has the same columns at the same level of detail.
type Population struct {
	sample  *Classes
	whole   *Classes
	Counts  []int64 // of each class of the sample, its rows in the population (F)
	Outside int64   // rows of the sample that the population does not have: if there are any, the population is not one, and its figures are unknown
}

// Match looks up the classes of c in a table of the population, whose columns
// correspond to c.Columns one by one. Values are compared by their texts; a
// missing value equals a missing value.
func (c *Classes) Match(ctx context.Context, population *micro.Table, columns []int) (*Population, error) {
	if len(columns) != len(c.Columns) {
		return nil, &Error{Code: NotAligned, Got: int64(len(columns)), Want: int64(len(c.Columns))}
	}
	if len(columns) > 64 {
		return nil, &Error{Code: TooManyColumns, Got: int64(len(columns)), Want: 64}
	}
	whole, err := Group(ctx, population, columns)
	if err != nil {
		return nil, err
	}
	there, err := whole.distinct(ctx)
	if err != nil {
		return nil, err
	}
	here, err := c.distinct(ctx)
	if err != nil {
		return nil, err
	}
	here = into(here, c.Table, c.Columns, population, columns)
	l := newLayout(there)
	keys, _ := l.pack(whole.Len(), there)
	index := newTuples(l.words, whole.Len())
	for i := range whole.Len() {
		index.add(keys[i*l.words : (i+1)*l.words])
	}
	keys, _ = l.pack(c.Len(), here)
	p := &Population{sample: c, whole: whole, Counts: make([]int64, c.Len())}
	err = parallel(ctx, c.Len(), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			if at := index.find(keys[i*l.words : (i+1)*l.words]); at >= 0 {
				p.Counts[i] = whole.Sizes[at]
			}
		}
	})
	for i, n := range c.Sizes {
		p.Outside += max(0, n-p.Counts[i])
	}
	return p, err
}

// known tells whether the figures of the population mean anything.
func (p *Population) known() bool { return p.Outside == 0 && len(p.Counts) > 0 }

// KMap returns the k of k-map: the fewest persons of the population that any
// row of the sample may be.
func (p *Population) KMap() (k int64, ok bool) {
	if !p.known() {
		return 0, false
	}
	return p.histogram().Smallest()
}

// histogram is the rows of the sample by the size of their class in the
// population.
func (p *Population) histogram() Histogram {
	var h counter
	for i, f := range p.Counts {
		h.add(f, p.sample.Sizes[i])
	}
	return h.histogram()
}

// Journalist returns the risks towards someone who does not know whether a
// person is in the table. Its average is the greater of classes ÷ ΣF and the
// marketer risk.
func (p *Population) Journalist() (r Reidentification, ok bool) {
	if !p.known() {
		return r, false
	}
	h := p.histogram()
	r, ok = h.Prosecutor()
	var sum int64
	for _, f := range p.Counts {
		sum += f
	}
	r.Average = max(r.Average, float64(len(p.Counts))/float64(sum))
	return r, ok
}

// Marketer returns the share of rows that someone who links all rows to the
// population expects to get right: Σ(n ÷ F) ÷ N.
func (p *Population) Marketer() (share float64, ok bool) {
	if !p.known() {
		return 0, false
	}
	r, ok := p.histogram().Prosecutor()
	return r.Average, ok
}

// Below returns the share of rows that fewer than size persons of the
// population fit.
func (p *Population) Below(size int64) (share float64, ok bool) {
	if !p.known() {
		return 0, false
	}
	return p.histogram().Below(size)
}

// Presence returns the bounds of δ-presence: the least and the greatest share
// of a class of the population that is in the sample. A class with nobody in
// the sample has the share 0.
func (p *Population) Presence() (least, most float64, ok bool) {
	if !p.known() {
		return 0, 0, false
	}
	least = 1
	for i, f := range p.Counts {
		share := float64(p.sample.Sizes[i]) / float64(f)
		least, most = min(least, share), max(most, share)
	}
	if p.whole.Len() > p.sample.Len() {
		least = 0
	}
	return least, most, true
}
