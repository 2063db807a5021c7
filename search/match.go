package search

import (
	"context"
	"math"
	"slices"
	"strings"
)

// A match is the set of documents that an expression finds, with their scores,
// in arrays by document number.
//
// A word is looked up in all fields, and the documents that have it are those
// that the next word may find. The score of a word in a document is that of
// the best field that has it, and a part of those of the others, times how
// rare the word is.
type match struct {
	all     bool // every document; the arrays are empty
	steps   uint16
	*arrays // passed: how many steps a document has passed
	view    *view
	// together is the greatest share of the pairs of words that a document has
	// side by side; 1 where there are no pairs.
	together float32
	exact    map[uint32]uint8    // documents whose whole title was typed: 2 with its marks, 1 without
	lines    map[uint32][]string // of the documents to be explained
}

// found reports whether the document is in the set.
func (m *match) found(doc int) bool {
	return m.all || m.arrays != nil && m.passed[doc] == m.steps
}

// release gives the arrays back. From then on the set is empty.
func (m *match) release() {
	if m.arrays != nil {
		m.view.arrays.Put(m.arrays)
		m.arrays = nil
	}
}

const never = math.MaxUint16

// matcher is a match in the making.
type matcher struct {
	*match
	ctx     context.Context
	loose   bool // marks that were typed do not count
	touched []uint32
	why     map[uint32][]string // reasons of the current step, where they are asked for
}

// evaluate finds the documents that e asks for. With loose, marks in the text
// do not count. Of the documents in explain it keeps how the score came about.
func evaluate(ctx context.Context, v *view, e expression, loose bool, explain []uint32) (*match, error) {
	if e.blank {
		return &match{all: true}, nil
	}
	m := &matcher{match: &match{view: v}, ctx: ctx, loose: loose}
	if explain != nil {
		m.lines = make(map[uint32][]string)
		for _, doc := range explain {
			m.lines[doc] = nil
		}
	}
	if len(e.words) == 0 && len(e.excluded) == 0 {
		return m.match, nil // it asks for nothing
	}
	m.arrays = v.arrays.take()
	if err := m.exclude(e.excluded); err != nil {
		return nil, err
	}
	if len(e.words) == 0 {
		clear(m.score)
		m.dropDeleted()
		return m.match, nil
	}
	for _, w := range e.words {
		if err := m.require(w); err != nil || len(m.touched) == 0 {
			m.release()
			return m.match, err
		}
	}
	for _, p := range e.phrases {
		if err := m.requirePhrase(p); err != nil {
			return nil, err
		}
	}
	if err := m.favourPairs(e); err != nil {
		return nil, err
	}
	return m.match, m.findTitles(e)
}

// require takes the next step: it passes the documents that have the word.
func (m *matcher) require(w word) error {
	m.touched = m.touched[:0]
	var widest uint64
	for _, c := range m.clauses(w) {
		n, err := m.read(c, func(doc uint32, gain float32) {
			switch m.passed[doc] {
			case m.steps:
				m.passed[doc] = m.steps + 1
				m.touched = append(m.touched, doc)
				m.best[doc], m.sum[doc] = gain, gain
				if m.steps == 0 {
					m.score[doc] = 0
				}
			case m.steps + 1:
				m.best[doc] = max(m.best[doc], gain)
				m.sum[doc] += gain
			}
		})
		if err != nil {
			return err
		}
		widest = max(widest, n)
	}
	m.steps++
	rare := rarity(m.view.size, max(int(widest), len(m.touched)))
	for _, doc := range m.touched {
		m.score[doc] += rare * (0.75*m.best[doc] + 0.25*m.sum[doc])
	}
	m.explainWord(w, rare)
	return m.ctx.Err()
}

// rarity is the inverse document frequency, after BM25.
func rarity(all, having int) float32 {
	a, h := float64(max(all, having)), float64(having)
	return float32(math.Log(1 + (a-h+0.5)/(h+0.5)))
}

func (m *matcher) exclude(excluded []group) error {
	for _, g := range excluded {
		if len(g.tokens) > 1 && (g.scope == nil || g.scope.tier >= 0) {
			err := m.eachPhrase(g, func(doc uint32) { m.passed[doc] = never })
			if err != nil {
				return err
			}
			continue
		}
		if err := m.excludeWords(g); err != nil {
			return err
		}
	}
	return nil
}

// excludeWords excludes the documents that have all words of a group, of
// which there is one but in scopes that know no order of words.
func (m *matcher) excludeWords(g group) error {
	having := make(map[uint32]int)
	for i, t := range g.tokens {
		for _, c := range m.clauses(word{token: t, quoted: true, strict: t.marked(), asTyped: g.asTyped, scope: g.scope}) {
			_, err := m.read(c, func(doc uint32, _ float32) {
				if len(g.tokens) == 1 {
					m.passed[doc] = never
				} else if having[doc] == i {
					having[doc] = i + 1
				}
			})
			if err != nil {
				return err
			}
		}
	}
	for doc, n := range having { // empty where there is one word
		if n == len(g.tokens) {
			m.passed[doc] = never
		}
	}
	return nil
}

func (m *matcher) dropDeleted() {
	for i, s := range m.view.segments {
		if deleted := s.Deleted(); deleted != nil {
			deleted.Iterate(func(doc uint32) bool {
				m.passed[m.view.firsts[i]+doc] = never
				return true
			})
		}
	}
}

func (m *matcher) requirePhrase(g group) error {
	err := m.eachPhrase(g, func(doc uint32) {
		if m.passed[doc] == m.steps {
			m.passed[doc] = m.steps + 1
		}
	})
	m.steps++
	return err
}

// eachPhrase calls visit for each document that has the words side by side.
func (m *matcher) eachPhrase(g group, visit func(doc uint32)) error {
	var exact, folded []string
	for _, t := range g.tokens {
		exact, folded = append(exact, t.exact), append(folded, t.folded)
	}
	vi, terms := viFolded, folded
	if !m.loose && (g.asTyped || !slices.Equal(exact, folded)) {
		vi, terms = viExact, exact
	}
	for i, t := range tiers {
		if g.scope != nil && g.scope.tier != i {
			continue
		}
		if err := m.eachPhraseIn(t.name+viPair, vi == viExact, terms, visit); err != nil {
			return err
		}
		if i == tierValue {
			continue
		}
		if err := m.eachPhraseIn(t.name+enPair, false, folded, visit); err != nil {
			return err
		}
	}
	return nil
}

// findTitles marks the documents whose whole title was typed.
func (m *matcher) findTitles(e expression) error {
	m.exact = make(map[uint32]uint8)
	exact, folded := titleKeys(e.order)
	look := func(term string, degree uint8) error {
		_, err := m.read(clause{field: fieldTitleKey, term: term}, func(doc uint32, _ float32) {
			if m.found(int(doc)) {
				m.exact[doc] = max(m.exact[doc], degree)
			}
		})
		return err
	}
	if err := look(exact, 2); err != nil {
		return err
	}
	marked := strings.TrimPrefix(exact, "=") != strings.TrimPrefix(folded, "~")
	if marked && !m.loose {
		return nil
	}
	return look(folded, 1)
}
