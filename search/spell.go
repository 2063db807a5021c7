package search

import (
	"context"
	"slices"

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
	maxMistakes    = 2  // between a word and what was typed
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
		best, err := v.collect(ctx, a.match, newTally(v, Request{}), page{sort: SortRelevance, n: suggestDocs})
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
	vi := marking{}.viPair(a, b)
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

// termsOf returns the terms of a dictionary that are accepted.
func termsOf(dict index.FieldDict, accept func(*index.DictEntry) bool) []string {
	defer dict.Close()
	var terms []string
	for {
		e, err := dict.Next()
		if err != nil || e == nil {
			return terms
		}
		if accept(e) {
			terms = append(terms, e.Term)
		}
	}
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
