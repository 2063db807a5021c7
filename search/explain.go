package search

import (
	"fmt"
	"strings"
	"time"
)

// explain is the text of [Hit.Explain].
func (r *ranking) explain(c candidate) string {
	var lines []string
	switch c.exact {
	case 2:
		lines = append(lines, "first: the text is the whole title")
	case 1:
		lines = append(lines, "first: the text is the whole title without its marks")
	}
	lines = append(lines, fmt.Sprintf("score %.3f, the sum of:", c.score))
	if len(r.match.criteria) > 0 {
		s, _ := r.match.view.place(c.doc)
		r.open(s)
		lines = append(lines, r.reasons(c.local)...)
	}
	lines = append(lines, fmt.Sprintf("equal scores: the newest first, to thirty days, then the most used, by powers of two; published %s, use class %d",
		time.Unix(0, c.published).UTC().Format(time.RFC3339), r.use.of(c)))
	return strings.Join(lines, "\n")
}

// reasons says what each criterion has found in a document of the segment at
// hand.
func (r *ranking) reasons(doc uint32) []string {
	parts, why := make([]potential, len(r.match.criteria)), make([][]string, len(r.match.criteria))
	for i := range r.features {
		f := &r.features[i]
		if !f.docs.Contains(doc) {
			continue
		}
		gain, of := f.in(r.cols, doc), f.valued.of
		parts[of].add(gain)
		term := normalize(f.term)
		if f.begins {
			term += "…"
		}
		why[of] = append(why[of], fmt.Sprintf("%s %q worth %.2f", f.field, term, gain))
	}
	var lines []string
	beside := 0
	for i := range r.match.criteria {
		if why[i] == nil {
			continue
		}
		c := &r.match.criteria[i]
		beside += b2i(c.beside())
		lines = append(lines, c.reason(parts[i])+"\n    "+strings.Join(why[i], "\n    "))
	}
	if all := r.match.pairs; all > 0 {
		lines = append(lines, fmt.Sprintf("all times %.2f: %d of %d pairs of words stand side by side", besideFactor(beside, all), beside, all))
	}
	return lines
}

func (c *criterion) reason(p potential) string {
	switch {
	case !c.paired:
		return fmt.Sprintf("%.3f for %q: rarity %.2f × (¾ of the best + ¼ of all)", c.score(p), normalize(c.words.exact), c.rare)
	case c.before == beginning:
		return fmt.Sprintf("%.3f for a title that begins with %q: rarity %.2f × the best", c.score(p), normalize(c.words.exact), c.rare)
	}
	return fmt.Sprintf("%.3f for %q side by side: rarity %.2f × the best", c.score(p), normalize(pair(c.before.exact, c.words.exact)), c.rare)
}
