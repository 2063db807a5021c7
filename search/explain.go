package search

import (
	"fmt"
	"strings"
	"time"
)

// note keeps the reason why a document gained, if it is to be explained.
func (m *matcher) note(c clause, doc uint32, gain float32) {
	if _, ok := m.lines[doc]; !ok {
		return
	}
	if m.why == nil {
		m.why = make(map[uint32][]string)
	}
	m.why[doc] = append(m.why[doc], fmt.Sprintf("%s %q worth %.2f", c.field, normalize(c.term), gain))
}

func (m *matcher) explainWord(w word, rare float32) {
	m.settle(func(doc uint32) string {
		return fmt.Sprintf("%.3f for %q: rarity %.2f × (¾ of the best + ¼ of all)",
			rare*(0.75*m.best[doc]+0.25*m.sum[doc]), normalize(w.exact), rare)
	})
}

func (m *matcher) explainPair(a, b token, rare float32) {
	m.settle(func(doc uint32) string {
		if a == beginning {
			return fmt.Sprintf("%.3f for a title that begins with %q: rarity %.2f × the best", rare*m.best[doc], normalize(b.exact), rare)
		}
		return fmt.Sprintf("%.3f for %q side by side: rarity %.2f × the best", rare*m.best[doc], normalize(pair(a.exact, b.exact)), rare)
	})
}

func (m *matcher) explainApart(doc uint32, beside, all int) {
	if _, ok := m.lines[doc]; ok {
		m.lines[doc] = append(m.lines[doc], fmt.Sprintf("all times %.2f: %d of %d pairs of words stand side by side",
			apart+(1-apart)*float64(beside)/float64(all), beside, all))
	}
}

// settle turns the reasons of a step into lines.
func (m *matcher) settle(head func(doc uint32) string) {
	for doc, why := range m.why {
		if m.passed[doc] != never {
			m.lines[doc] = append(m.lines[doc], head(doc)+"\n    "+strings.Join(why, "\n    "))
		}
	}
	clear(m.why)
}

// explanation is the text of [Hit.Explain].
func (m *match) explanation(c candidate) string {
	var lines []string
	switch c.exact {
	case 2:
		lines = append(lines, "first: the text is the whole title")
	case 1:
		lines = append(lines, "first: the text is the whole title without its marks")
	}
	lines = append(lines, fmt.Sprintf("score %.3f, the sum of:", c.score))
	lines = append(lines, m.lines[c.doc]...)
	lines = append(lines, "equal scores: the newest first; published "+time.Unix(0, c.published).UTC().Format(time.RFC3339))
	return strings.Join(lines, "\n")
}
