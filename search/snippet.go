package search

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"nguon/catalog"
)

// snippetRunes is about how long a snippet is.
const snippetRunes = 220

// passages returns what is stored of a document.
func (v *view) passages(doc uint32) ([]passage, error) {
	s, local := v.place(doc)
	var ps []passage
	var bad error
	err := v.segments[s].VisitDocument(uint64(local), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldSource {
			ps, bad = decodePassages(value)
		}
		return bad == nil
	})
	if err == nil {
		err = bad
	}
	if err != nil {
		return nil, fmt.Errorf("search: stored document: %w", err)
	}
	return ps, nil
}

// A finding is a passage, or one of its values, with the words of an
// expression in it.
type finding struct {
	passage
	tokens []token // of the words that were found, in their order
	words  int     // how many different ones
}

// findings returns the passages in which a word of e stands, in their order;
// of the values of a column the one with the most words.
func findings(ps []passage, e expression, loose bool) []finding {
	var found []finding
	for _, p := range ps {
		if p.Values == nil {
			if f := e.findIn(p, loose); f.words > 0 {
				found = append(found, f)
			}
			continue
		}
		var best finding
		for _, v := range p.Values {
			p.Text = v
			if f := e.findIn(p, loose); f.words > best.words {
				best = f
			}
		}
		if best.words > 0 {
			found = append(found, best)
		}
	}
	return found
}

// findIn finds the words of e in the text of a passage.
func (e *expression) findIn(p passage, loose bool) finding {
	f := finding{passage: p}
	r := readingOf(p.Text)
	tokens := r.tokens
	hit := make([]bool, len(tokens))
	seen := make([]bool, len(e.words))
	for i, w := range e.words {
		if !w.scope.has(p.Field) || p.Field == "value" && len(tokens) > 1 && !w.tells() && !w.besideIn(tokens) {
			continue
		}
		for j, t := range tokens {
			if w.in(p, t, r.open, loose) {
				hit[j], seen[i] = true, true
			}
		}
	}
	e.findMeanings(p, r, hit, seen)
	for j, t := range tokens {
		if hit[j] {
			f.tokens = append(f.tokens, t)
		}
	}
	for _, s := range seen {
		f.words += b2i(s)
	}
	return f
}

// findMeanings marks the tokens that are another name of words of e.
func (e *expression) findMeanings(p passage, r *reading, hit, seen []bool) {
	if p.Field == "slug" || !slices.ContainsFunc(e.words, func(w word) bool { return w.meanings != nil }) {
		return
	}
	for _, m := range r.mentions(p.Lang != catalog.Vietnamese && p.Field != "value") {
		for i, w := range e.words {
			if slices.ContainsFunc(w.meanings, func(have meant) bool { return have.concept == m.concept }) {
				seen[i] = true
				for j := m.from; j < m.until; j++ {
					hit[j] = true
				}
			}
		}
	}
}

// besideIn reports whether the word stands beside one that it was typed with.
func (w word) besideIn(tokens []token) bool {
	for i := 1; i < len(tokens); i++ {
		a, b := tokens[i-1].folded, tokens[i].folded
		if a == w.before.folded && strings.HasPrefix(b, w.folded) || a == w.folded && strings.HasPrefix(b, w.after.folded) && w.after.folded != "" {
			return true
		}
	}
	return false
}

// in reports whether t, in a passage, is the word: the same as what clauses say
// to the index. open says that the passage has no marks.
func (w word) in(p passage, t token, open, loose bool) bool {
	anyMarks := loose || !w.strict && !w.marked()
	if t.folded == w.folded {
		return anyMarks || t.exact == w.exact || open && p.Field != "slug" && !w.asTyped || p.Lang == catalog.English
	}
	if w.prefix && strings.HasPrefix(t.folded, w.folded) {
		if loose || !w.marked() {
			return true
		}
		letters, tone := splitTone(w.exact)
		theirs, theirTone := splitTone(t.exact)
		return strings.HasPrefix(theirs, letters) && (tone == "" || tone == theirTone)
	}
	// Words of one stem begin alike; to stem every word of a text is slow.
	return !w.quoted && !w.marked() && p.Lang != catalog.Vietnamese && p.Field != "value" &&
		len(w.stem) > 1 && strings.HasPrefix(t.folded, w.stem[:2]) && stem(t.folded) == w.stem
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fieldsOf returns the names of the fields in which something was found.
func fieldsOf(found []finding) []string {
	fields := []string{}
	for _, f := range found {
		if !slices.Contains(fields, f.Field) {
			fields = append(fields, f.Field)
		}
	}
	return fields
}

// places returns the columns and values in which most of the words were
// found, each column once, in the language of the reader if it is there.
func places(found []finding, lang catalog.Lang) []Found {
	var best []finding
	for _, f := range found {
		if f.Column == "" {
			continue
		}
		i := slices.IndexFunc(best, func(b finding) bool { return b.Field == f.Field && b.Resource == f.Resource && b.Column == f.Column })
		switch {
		case i < 0:
			best = append(best, f)
		case f.words > best[i].words || f.words == best[i].words && f.Lang == lang && best[i].Lang != lang:
			best[i] = f
		}
	}
	slices.SortStableFunc(best, func(a, b finding) int { return b.words - a.words })
	var all []Found
	for _, f := range best[:min(len(best), MaxFound)] {
		if f.words < best[0].words {
			break
		}
		p := Found{Field: f.Field, Resource: f.Resource, Column: f.Column, HTML: cut(f.Text, f.tokens)}
		if f.Field == "value" {
			p.Value = f.Text
		}
		all = append(all, p)
	}
	return all
}

// snippet returns the most telling piece of a dataset as HTML: of its
// description if the words stand there, or where they stand and then the
// description. The title is not repeated, nor what [Hit.Found] tells.
func snippet(ps []passage, found []finding, lang catalog.Lang) string {
	best, worth := finding{}, 0
	for _, f := range found {
		if f.Field == "title" || f.Field == "slug" || f.Column != "" {
			continue
		}
		w := 4 * f.words
		if f.Lang == lang {
			w += 2
		}
		if f.Field == "description" {
			w++
		}
		if w > worth {
			best, worth = f, w
		}
	}
	if best.Field == "description" {
		return cut(best.Text, best.tokens)
	}
	description := ""
	for _, p := range ps {
		if p.Field == "description" && (description == "" || p.Lang == lang) {
			description = p.Text
		}
	}
	if worth == 0 {
		return cut(description, nil)
	}
	return cut(best.Text, best.tokens) + " · " + cut(description, nil)
}

// cut returns a piece of text around the first of the tokens as HTML, with all
// tokens in it marked.
func cut(text string, tokens []token) string {
	from, until := 0, len(text)
	if len(tokens) > 0 {
		from = wordStart(text, tokens[0].start-snippetRunes/3)
	}
	runes := 0
	for i := range text[from:] {
		if runes++; runes > snippetRunes {
			until = wordStart(text, from+i)
			break
		}
	}
	if until <= from {
		until = from + len(text[from:])
	}
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	at := from
	for _, t := range tokens {
		if t.start < at || t.end > until {
			continue
		}
		b.WriteString(html.EscapeString(text[at:t.start]))
		b.WriteString("<mark>" + html.EscapeString(text[t.start:t.end]) + "</mark>")
		at = t.end
	}
	b.WriteString(html.EscapeString(strings.TrimRight(text[at:until], " ")))
	if until < len(text) {
		b.WriteString(" …")
	}
	return b.String()
}

// wordStart returns the beginning of the word in which byte i stands: after
// the last space before it, or 0.
func wordStart(text string, i int) int {
	if i <= 0 {
		return 0
	}
	return strings.LastIndexByte(text[:i], ' ') + 1
}
