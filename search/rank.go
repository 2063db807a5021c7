package search

import "cmp"

// A candidate is a document that was found, with all that orders it.
type candidate struct {
	doc       uint32 // in the view
	local     uint32 // in the segment of cols
	exact     uint8  // 2: its whole title was typed with its marks, 1: without
	score     float32
	published int64
	cols      *columns
}

func (c candidate) slug() string { return c.cols.slug(int(c.local)) }

// order returns how to compare candidates by anything but their titles. It is
// total: slugs differ. What ranks by relevance is the title that was typed, then
// the score; all that follows only parts those that are equal in both.
func order(by string, use usage) func(a, b candidate) int {
	if by == SortNewest {
		return func(a, b candidate) int {
			if a.published != b.published {
				return cmp.Compare(b.published, a.published)
			}
			return cmp.Compare(a.slug(), b.slug())
		}
	}
	return func(a, b candidate) int {
		switch {
		case a.exact != b.exact:
			return cmp.Compare(b.exact, a.exact)
		case a.score != b.score:
			return cmp.Compare(b.score, a.score)
		}
		if fa, fb := freshness(a.published), freshness(b.published); fa != fb {
			return cmp.Compare(fb, fa)
		}
		if ua, ub := use.of(a), use.of(b); ua != ub {
			return cmp.Compare(ub, ua)
		}
		if a.published != b.published {
			return cmp.Compare(b.published, a.published)
		}
		return cmp.Compare(a.slug(), b.slug())
	}
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
