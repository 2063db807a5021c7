package search

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

const (
	suggestTries   = 24 // texts that are tried
	suggestPerWay  = 20 // other words for one word
	suggestApart   = 3  // cost of two words that stand nowhere side by side
	suggestDocs    = 5  // datasets that are looked at for how a text is spelled
	suggestWords   = 40 // in a text
	suggestShort   = 6  // up to so many words, those that are known may be wrong, too
	suggestLetters = 24 // of a word; the automaton that compares it grows with it
)

// A guess is a text that may have been meant.
type guess struct {
	words   []token
	cost    int
	changed int // the part of the cost that is for other words than were typed
}

// correct looks for what may have been meant where e finds nothing: words close
// to those of e that stand together in a dataset. It returns nil if there are
// none. Words that stay as they were typed keep their marks.
func (v *view) correct(ctx context.Context, e expression) (*attempt, error) {
	if len(e.order) == 0 || len(e.order) > suggestWords || len(e.excluded) > 0 || e.bound() {
		return nil, nil
	}
	guesses, err := v.guesses(ctx, e)
	if err != nil {
		return nil, err
	}
	for _, g := range guesses {
		if g.changed == 0 {
			continue // that is what found nothing
		}
		try := expression{order: g.words}
		for i, t := range g.words {
			try.words = append(try.words, word{token: t, first: i})
		}
		try = try.understood()
		a, err := v.try(ctx, try, false)
		if err != nil {
			return nil, err
		}
		best, err := v.collect(a.match, newTally(v, Request{}), SortRelevance, "", suggestDocs)
		if err != nil {
			return nil, err
		}
		for _, c := range best {
			ps, err := v.passages(c.doc)
			if err != nil {
				return nil, err
			}
			if togetherIn(ps, g.words) {
				a.corrected = spelling(ps, try.order)
				return a, nil
			}
		}
		a.release()
	}
	return nil, nil
}

// togetherIn reports whether each short word that was guessed stands in a
// passage with the words that were typed beside it, and in a value with two on
// each side: what differs from it by one letter stands beside them somewhere
// too easily.
func togetherIn(ps []passage, words []token) bool {
	const short = 5 // letters
	for i, w := range words {
		if !w.guessed || len(w.folded) >= short || len(words) == 1 {
			continue
		}
		near := func(n int) (folded []string) {
			for _, t := range words[max(0, i-n):min(len(words), i+n+1)] {
				folded = append(folded, t.folded)
			}
			return folded
		}
		inText, inValue := near(1), near(2)
		if !slices.ContainsFunc(ps, func(p passage) bool {
			return sideBySide(tokenize(p.Text), inText, false) ||
				slices.ContainsFunc(p.Values, func(v string) bool { return sideBySide(tokenize(v), inValue, false) })
		}) {
			return false
		}
	}
	return true
}

// guesses returns what may have been meant, the likeliest first: few mistakes
// of typing, and words that stand side by side somewhere.
func (v *view) guesses(ctx context.Context, e expression) ([]guess, error) {
	guesses := []guess{{}}
	beside := make(map[string]bool)
	for i, t := range e.order {
		ways, err := v.waysToSpell(t, len(e.order), i == len(e.order)-1)
		if err != nil {
			return nil, err
		}
		var longer []guess
		for _, g := range guesses {
			for _, w := range ways {
				next := guess{append(slices.Clone(g.words), w.words...), g.cost + w.cost, g.changed + w.cost}
				if n := len(g.words); n > 0 {
					stand, err := v.standBeside(g.words[n-1], w.words[0], beside)
					if err != nil {
						return nil, err
					}
					if !stand {
						next.cost += suggestApart
					}
				}
				longer = append(longer, next)
			}
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		slices.SortStableFunc(longer, func(a, b guess) int { return a.cost - b.cost })
		guesses = longer[:min(len(longer), suggestTries)]
	}
	return guesses, nil
}

// standBeside reports whether two words stand side by side anywhere. It keeps
// what it has found out in known.
func (v *view) standBeside(a, b token, known map[string]bool) (bool, error) {
	vi := (&matcher{}).viPair(a, b)
	if stand, ok := known[vi]; ok {
		return stand, nil
	}
	stems := pair(stem(a.folded), stem(b.folded))
	for i, t := range tiers {
		for form, terms := range map[string][]string{viPair: {vi}, enPair: {stems, stemPair(stems)}} {
			for _, term := range terms {
				if i == tierValue && form == enPair {
					continue
				}
				if has, err := v.hasTerm(t.name+form, term); has || err != nil {
					known[vi] = has
					return has, err
				}
			}
		}
	}
	known[vi] = false
	return false, nil
}

// hasTerm reports whether a field of the index has a term.
func (v *view) hasTerm(field, term string) (bool, error) {
	dict, err := v.FieldDictRange(field, []byte(term), []byte(term))
	if err != nil {
		return false, err
	}
	return len(termsOf(dict, func(e *index.DictEntry) bool { return e.Term == term })) > 0, nil
}

// bound reports whether words are bound to a scope, or to be as they are.
func (e expression) bound() bool {
	return slices.ContainsFunc(e.words, func(w word) bool { return w.scope != nil || w.quoted })
}

// spelled returns the words of e in the spelling of a document.
func (v *view) spelled(doc uint32, e expression) (string, error) {
	ps, err := v.passages(doc)
	if err != nil {
		return "", err
	}
	return spelling(ps, e.order), nil
}

// waysToSpell returns the words of the index that are close to a word, itself
// at no cost if it is there. A word may also be two that were typed together,
// or the keys of an input method that was off.
func (v *view) waysToSpell(t token, words int, last bool) ([]guess, error) {
	folded := t.folded
	if words > suggestShort {
		if known, err := v.has(folded); known || err != nil {
			return []guess{{words: []token{t}}}, err
		}
	}
	near, err := v.similar(folded, words == 1)
	if err != nil {
		return nil, err
	}
	var ways []guess
	known := len(near) > 0 && near[0].EditDistance == 0
	if known {
		ways, near = append(ways, guess{words: []token{t}}), near[1:]
	}
	if typed := withoutKeys(folded); typed != folded {
		if has, err := v.has(typed); err != nil {
			return nil, err
		} else if has {
			ways = append(ways, guess{words: []token{guessed(typed)}, cost: 1})
		}
	}
	for _, e := range near[:min(len(near), suggestPerWay)] {
		ways = append(ways, guess{words: []token{guessed(e.Term)}, cost: 2 * int(e.EditDistance)})
	}
	if !known {
		split, err := v.split(folded)
		if err != nil {
			return nil, err
		}
		ways = append(ways, split...)
	}
	if len(ways) == 0 && last { // perhaps the beginning of a word
		ways = append(ways, guess{words: []token{t}})
	}
	return ways, nil
}

func guessed(folded string) token { return token{exact: folded, folded: folded, guessed: true} }

// has reports whether a word without marks is in the index.
func (v *view) has(folded string) (bool, error) {
	for _, t := range tiers {
		for _, form := range []string{viFolded, enFolded} {
			if has, err := v.hasTerm(t.name+form, folded); has || err != nil {
				return has, err
			}
		}
	}
	return false, nil
}

// similar returns the words of the index that are a mistake of typing away,
// the closest first and among them the most frequent. Alone, a short word says
// too little to be guessed at.
func (v *view) similar(folded string, alone bool) ([]index.DictEntry, error) {
	if len(folded) < 2 || alone && len(folded) < 4 || len(folded) > suggestLetters || strings.ContainsFunc(folded, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return nil, nil // automata of other alphabets take a second to make
	}
	found := make(map[string]index.DictEntry)
	for i, t := range tiers {
		for _, form := range []string{viFolded, enFolded} {
			if i == tierValue && form == enFolded {
				continue
			}
			dict, err := v.FieldDictFuzzy(t.name+form, folded, 2, "")
			if err != nil {
				return nil, err
			}
			termsOf(dict, func(e *index.DictEntry) bool {
				if d := mistakes(folded, e.Term); d <= allowed(folded, e.Term) {
					before := found[e.Term]
					found[e.Term] = index.DictEntry{Term: e.Term, Count: before.Count + e.Count, EditDistance: uint8(d)}
				}
				return false
			})
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b index.DictEntry) int {
		return cmp.Or(cmp.Compare(a.EditDistance, b.EditDistance), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Term, b.Term))
	}), nil
}

// split returns the ways in which a word is two words that stand side by side
// in the index.
func (v *view) split(folded string) ([]guess, error) {
	var ways []guess
	for i := range folded {
		if i == 0 {
			continue
		}
		a, b := folded[:i], folded[i:]
		for _, t := range tiers {
			has, err := v.hasTerm(t.name+viPair, pair(a, b))
			if err != nil {
				return nil, err
			}
			if has {
				ways = append(ways, guess{words: []token{guessed(a), guessed(b)}, cost: 1})
				break
			}
		}
	}
	return ways, nil
}

// spelling writes words as the passages do: side by side if they stand so
// anywhere, or each as it is first met. Words keep the marks that they have.
func spelling(ps []passage, words []token) string {
	alone := make([]string, len(words))
	for text := range textsOf(ps) {
		tokens := tokenize(text)
		shown := func(t token) string { return strings.ToLower(text[t.start:t.end]) }
		for i := range tokens {
			if i+len(words) <= len(tokens) && slices.EqualFunc(tokens[i:i+len(words)], words, spells) {
				var together []string
				for _, t := range tokens[i : i+len(words)] {
					together = append(together, shown(t))
				}
				return strings.Join(together, " ")
			}
			for j, w := range words {
				if alone[j] == "" && spells(tokens[i], w) {
					alone[j] = shown(tokens[i])
				}
			}
		}
	}
	for j, w := range words {
		if alone[j] == "" { // found by its stem, in another form
			alone[j] = w.folded
			if w.marked() {
				alone[j] = normalize(w.exact)
			}
		}
	}
	return strings.Join(alone, " ")
}

// spells reports whether a word of a passage may be w.
func spells(t, w token) bool {
	return t.folded == w.folded && (t.exact == w.exact || !w.marked())
}

// textsOf yields the texts of passages, and the values.
func textsOf(ps []passage) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range ps {
			if p.Values == nil && !yield(p.Text) {
				return
			}
			for _, v := range p.Values {
				if !yield(v) {
					return
				}
			}
		}
	}
}
