package search

import (
	"cmp"
	"slices"

	"nguon/catalog"
)

// A candidate is a document that was found, with all that orders it.
type candidate struct {
	doc       uint32 // in the view
	exact     uint8  // see match.exact
	score     float32
	published int64
	slug      string
	title     string // its collation key; only if the order is by title
}

// order returns how to compare candidates. It is total: slugs differ.
func order(by string) func(a, b candidate) int {
	switch by {
	case SortTitle:
		return func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.title, b.title), cmp.Compare(a.slug, b.slug))
		}
	case SortNewest:
		return func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.published, a.published), cmp.Compare(a.slug, b.slug))
		}
	}
	return func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.exact, a.exact), cmp.Compare(b.score, a.score),
			cmp.Compare(b.published, a.published), cmp.Compare(a.slug, b.slug))
	}
}

// collect counts all that was found and returns the first n of it in order.
func collect(v *view, m *match, t *tally, by string, lang catalog.Lang, n int) []candidate {
	best := &leaders{limit: n, compare: order(by)}
	first := 0
	for s, segment := range v.Segments() {
		cols := v.columns[s]
		deleted := segment.Deleted()
		for i := range cols.size {
			doc := first + i
			if !m.found(doc) || m.all && deleted != nil && deleted.Contains(uint32(i)) || !t.add(cols, i) {
				continue
			}
			c := candidate{doc: uint32(doc), published: cols.published[i], slug: cols.slugs[i]}
			if !m.all {
				c.score, c.exact = m.score[doc], m.exact[c.doc]
			}
			if by == SortTitle {
				c.title = cols.titles[lang][i]
			}
			best.offer(c)
		}
		first += cols.size
	}
	slices.SortFunc(best.heap, best.compare)
	return best.heap
}

// leaders keep the first few candidates, the last of them on top.
type leaders struct {
	limit   int
	compare func(a, b candidate) int
	heap    []candidate
}

func (l *leaders) offer(c candidate) {
	if len(l.heap) < l.limit {
		l.heap = append(l.heap, c)
		for i := len(l.heap) - 1; i > 0; {
			parent := (i - 1) / 2
			if l.compare(l.heap[i], l.heap[parent]) <= 0 {
				break
			}
			l.heap[i], l.heap[parent] = l.heap[parent], l.heap[i]
			i = parent
		}
		return
	}
	if l.limit == 0 || l.compare(c, l.heap[0]) >= 0 {
		return
	}
	l.heap[0] = c
	for i := 0; ; {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(l.heap); child++ {
			if l.compare(l.heap[child], l.heap[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		l.heap[i], l.heap[last] = l.heap[last], l.heap[i]
		i = last
	}
}
