package search

import (
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// A match is the set of documents that an expression finds, with all that
// their scores are made of.
//
// A word is looked up in all fields, and the documents that have it in any are
// those that the next word may find. The score of a word in a document is that
// of the best field that has it, and a part of those of the others, times how
// rare the word is. Only the documents that may come first are scored: see
// ranking.
type match struct {
	view     *view
	all      bool // every document; it has no parts
	parts    []part
	criteria []criterion
	n        int // documents
	// together is the greatest share of the pairs of words that a document has
	// side by side; 1 where there are no pairs.
	together float32
	pairs    int // that may stand side by side
}

// A part is a match in one segment.
type part struct {
	docs   *roaring.Bitmap    // never changed; nil is none
	titles [2]*roaring.Bitmap // whose whole title was typed: without its marks, and with them
	// features are the postings of the clauses of criteria, in their order.
	features []feature
}

// A criterion is a word, or two words side by side, that a score counts.
type criterion struct {
	clauses []clause
	rare    float32
	paired  bool  // two words: only the best of its clauses counts
	words   token // of a pair, the second
	before  token // the first word of a pair; beginning before the first word of all
}

// A feature is the documents of a segment that have a clause.
type feature struct {
	of, clause int // criterion, and clause of it
	docs       *roaring.Bitmap
}

// matcher is a match in the making.
type matcher struct {
	*match
	marking
	ctx     context.Context
	readers []postingsReader // of segments
}

// evaluate finds the documents that e asks for. With loose, marks in the text
// do not count.
func evaluate(ctx context.Context, v *view, e expression, loose bool) (*match, error) {
	m := &matcher{match: &match{view: v, together: 1}, marking: marking{loose}, ctx: ctx}
	if e.blank {
		m.all, m.n = true, int(v.live())
		return m.match, nil
	}
	if len(e.words) == 0 && len(e.excluded) == 0 {
		return m.match, nil // it asks for nothing
	}
	m.parts, m.readers = make([]part, len(v.segments)), make([]postingsReader, len(v.segments))
	for s := range m.readers {
		m.readers[s] = postingsReader{ctx: ctx, view: v, segment: s, fields: make(map[string]dictionary)}
	}
	for _, w := range e.words {
		if err := m.require(w); err != nil || m.n == 0 {
			return m.match, err
		}
	}
	if len(e.words) == 0 {
		for s := range m.parts {
			m.parts[s].docs = v.everything(s)
		}
	}
	for _, g := range e.excluded {
		if err := m.exclude(g); err != nil {
			return nil, err
		}
	}
	for _, g := range e.phrases {
		if err := m.requirePhrase(g); err != nil {
			return nil, err
		}
	}
	if err := m.count(); err != nil || m.n == 0 || len(e.words) == 0 {
		return m.match, err
	}
	if err := m.favourPairs(e); err != nil {
		return nil, err
	}
	return m.match, m.findTitles(e)
}

// each calls work for every segment that still has documents.
func (m *matcher) each(work func(s int, p *part) error) error {
	return m.view.parallel(m.ctx, func(s int) error {
		if p := &m.parts[s]; p.docs != nil && !p.docs.IsEmpty() {
			return work(s, p)
		}
		return nil
	})
}

// count counts the documents that are left.
func (m *matcher) count() error {
	m.n = 0
	for s := range m.parts {
		if docs := m.parts[s].docs; docs != nil {
			m.n += int(docs.GetCardinality())
		}
	}
	return m.ctx.Err()
}

// require takes the next step: it leaves the documents that have the word.
func (m *matcher) require(w word) error {
	c := criterion{clauses: m.clauses(w), words: w.token}
	first := len(m.criteria) == 0
	having, err := m.gather(&c, func(_ int, p *part, docs *roaring.Bitmap) {
		switch {
		case first:
			p.docs = docs
		case docs == nil || p.docs == nil:
			p.docs = nil
		default:
			p.docs = roaring.And(p.docs, docs)
		}
	})
	if err != nil {
		return err
	}
	c.rare = rarity(m.view.size, having)
	m.criteria = append(m.criteria, c)
	return m.count()
}

// gather reads the clauses of the next criterion in all segments, calls visit
// for each with the documents that have any of them, which must not be changed,
// and returns how many there are in all.
func (m *matcher) gather(c *criterion, visit func(s int, p *part, docs *roaring.Bitmap)) (int, error) {
	of, counts := len(m.criteria), make([]int, len(m.parts))
	err := m.view.parallel(m.ctx, func(s int) error {
		p := &m.parts[s]
		var all []*roaring.Bitmap
		for i := range c.clauses {
			docs, err := m.readers[s].read(&c.clauses[i])
			if err != nil {
				return err
			}
			if docs != nil {
				all = append(all, docs)
				p.features = append(p.features, feature{of, i, docs})
			}
		}
		docs := union(all)
		if docs != nil {
			counts[s] = int(docs.GetCardinality())
		}
		visit(s, p, docs)
		return nil
	})
	having := 0
	for _, n := range counts {
		having += n
	}
	return having, err
}

// exclude leaves out the documents that have the words of a group: side by
// side, or in a scope that knows no order of words, all of them.
func (m *matcher) exclude(g group) error {
	if len(g.tokens) > 1 && (g.scope == nil || g.scope.tier >= 0) {
		return m.each(func(s int, p *part) error {
			docs, err := m.phrase(s, g, p.docs)
			if err == nil && docs != nil {
				p.docs = roaring.AndNot(p.docs, docs)
			}
			return err
		})
	}
	return m.each(func(s int, p *part) error {
		having := p.docs
		for _, t := range g.tokens {
			var ways []*roaring.Bitmap
			for _, c := range m.clauses(word{token: t, quoted: true, strict: t.marked(), asTyped: g.asTyped, scope: g.scope}) {
				docs, err := m.readers[s].read(&c)
				if err != nil {
					return err
				}
				if docs != nil {
					ways = append(ways, docs)
				}
			}
			docs := union(ways)
			if docs == nil {
				return nil
			}
			having = roaring.And(having, docs)
		}
		p.docs = roaring.AndNot(p.docs, having)
		return nil
	})
}

func (m *matcher) requirePhrase(g group) error {
	return m.each(func(s int, p *part) (err error) {
		p.docs, err = m.phrase(s, g, p.docs)
		return err
	})
}

// findTitles marks the documents whose whole title was typed.
func (m *matcher) findTitles(e expression) error {
	exact, folded := titleKeys(e.order)
	marked := strings.TrimPrefix(exact, "=") != strings.TrimPrefix(folded, "~")
	return m.each(func(s int, p *part) error {
		for i, key := range []string{folded, exact} {
			if i == 0 && marked && !m.loose {
				continue
			}
			docs, err := m.readers[s].read(&clause{field: fieldTitleKey, term: key})
			if err != nil {
				return err
			}
			if docs != nil {
				p.titles[i] = roaring.And(docs, p.docs)
			}
		}
		return nil
	})
}

// titled reports whether a document has the whole title that was typed.
func (m *match) titled() bool {
	return slices.ContainsFunc(m.parts, func(p part) bool {
		return slices.ContainsFunc(p.titles[:], func(docs *roaring.Bitmap) bool { return docs != nil && !docs.IsEmpty() })
	})
}
