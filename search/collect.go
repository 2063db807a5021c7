package search

import (
	"cmp"
	"slices"

	"nguon/catalog"
)

// collect counts all that was found and returns the first n of it in order.
func (v *view) collect(m *match, t *tally, by string, lang catalog.Lang, n int) ([]candidate, error) {
	if by == SortTitle {
		return v.collectByTitle(m, t, lang, n)
	}
	best := &leaders{limit: n, compare: order(by)}
	for s := range v.columns {
		v.each(s, m, t, func(c candidate) { best.offer(c) })
	}
	slices.SortFunc(best.heap, best.compare)
	return best.heap, nil
}

// each counts the documents of a segment that were found, and calls visit with
// those that pass the filters.
func (v *view) each(s int, m *match, t *tally, visit func(candidate)) {
	cols, first := v.columns[s], v.firsts[s]
	if m.all {
		deleted := v.segments[s].Deleted()
		for i := range cols.size {
			if (deleted == nil || !deleted.Contains(uint32(i))) && t.add(cols.of(i)) {
				visit(candidate{doc: first + uint32(i), cols: cols, local: uint32(i), published: cols.published[i]})
			}
		}
		return
	}
	if m.arrays == nil {
		return
	}
	for i, passed := range m.passed[first : first+uint32(cols.size)] {
		if passed != m.steps || !t.add(cols.of(i)) {
			continue
		}
		doc := first + uint32(i)
		c := candidate{doc: doc, cols: cols, local: uint32(i), score: m.score[doc], published: cols.published[i]}
		if m.exact != nil {
			c.exact = m.exact[doc]
		}
		visit(c)
	}
}

// collectByTitle takes the first of each segment, where the order is known,
// and merges them.
func (v *view) collectByTitle(m *match, t *tally, lang catalog.Lang, n int) ([]candidate, error) {
	type run struct {
		rest []candidate
		key  []byte // of the first of rest
	}
	var runs []*run
	l := slices.Index(langs[:], lang)
	head := func(r *run) (err error) {
		r.key, err = v.titleKey(l, r.rest[0])
		return err
	}
	for s := range v.columns {
		ranks, err := v.titleRanks(s, l)
		if err != nil {
			return nil, err
		}
		best := &leaders{limit: n, compare: func(a, b candidate) int { return cmp.Compare(ranks[a.local], ranks[b.local]) }}
		v.each(s, m, t, func(c candidate) { best.offer(c) })
		if len(best.heap) == 0 {
			continue
		}
		slices.SortFunc(best.heap, best.compare)
		r := &run{rest: best.heap}
		if err := head(r); err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	var merged []candidate
	for len(runs) > 0 && len(merged) < n {
		least := slices.MinFunc(runs, func(a, b *run) int {
			return cmp.Or(slices.Compare(a.key, b.key), cmp.Compare(a.rest[0].slug(), b.rest[0].slug()))
		})
		merged = append(merged, least.rest[0])
		if least.rest = least.rest[1:]; len(least.rest) == 0 {
			runs = slices.DeleteFunc(runs, func(r *run) bool { return r == least })
		} else if err := head(least); err != nil {
			return nil, err
		}
	}
	return merged, nil
}
