package search

import "slices"

// apart is what is left of a score where none of the words stand side by side
// as they were typed: syllables here and there are seldom what is meant.
const apart = 0.35

// favourPairs raises the documents that have words side by side as they were
// typed, and lowers those that do not.
func (m *matcher) favourPairs(e expression) error {
	found := slices.Clone(m.touched)
	beside := m.sum // how many pairs a document has: nothing else needs the array now
	for _, doc := range found {
		beside[doc] = 0
	}
	before := beginning
	for i, t := range e.order {
		m.touched = m.touched[:0]
		var widest uint64
		for _, c := range m.pairClauses(before, t, e.commonMeanings(i)) {
			n, err := m.read(c, func(doc uint32, gain float32) {
				switch m.passed[doc] {
				case m.steps:
					m.passed[doc] = m.steps + 1
					m.touched = append(m.touched, doc)
					m.best[doc] = gain
				case m.steps + 1:
					m.best[doc] = max(m.best[doc], gain)
				}
			})
			if err != nil {
				return err
			}
			widest = max(widest, n)
		}
		rare := rarity(m.view.size, int(widest))
		for _, doc := range m.touched {
			m.passed[doc] = m.steps
			m.score[doc] += rare * m.best[doc]
			if i > 0 {
				beside[doc]++
			}
		}
		m.explainPair(before, t, rare)
		before = t
	}
	m.together = 1
	if all := len(e.order) - 1; all > 0 {
		m.together = 0
		for _, doc := range found {
			if m.passed[doc] == m.steps {
				m.together = max(m.together, beside[doc]/float32(all))
			}
			m.score[doc] *= apart + (1-apart)*beside[doc]/float32(all)
			m.explainApart(doc, int(beside[doc]), all)
		}
	}
	return m.ctx.Err()
}

// commonMeanings returns the concepts that words i-1 and i are both a part of.
func (e expression) commonMeanings(i int) []meant {
	at := func(i int) []meant {
		if j := slices.IndexFunc(e.words, func(w word) bool { return w.first == i }); j >= 0 {
			return e.words[j].meanings
		}
		return nil
	}
	if i == 0 {
		return nil
	}
	before := at(i - 1)
	var common []meant
	for _, m := range at(i) {
		if slices.Contains(before, m) {
			common = append(common, m)
		}
	}
	return common
}
