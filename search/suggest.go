package search

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

const (
	suggestTries   = 24 // texts that are tried
	suggestPerWay  = 3  // other words for one word
	suggestWords   = 12 // in a text
	suggestLetters = 24 // of a word; the automaton that compares it grows with it
)

// A guess is a text that may have been meant, as words without marks.
type guess struct {
	words []string
	cost  int
}

// suggest returns a text close to e, in the spelling of the best dataset that
// it finds, or "" if there is none. Words are compared without their marks.
func (v *view) suggest(ctx context.Context, e expression) (string, error) {
	if len(e.order) == 0 || len(e.order) > suggestWords {
		return "", nil
	}
	guesses := []guess{{}}
	for i, t := range e.order {
		ways, err := v.waysToSpell(t.folded, i == len(e.order)-1)
		if err != nil {
			return "", err
		}
		var longer []guess
		for _, g := range guesses {
			for _, w := range ways {
				longer = append(longer, guess{append(slices.Clone(g.words), w.words...), g.cost + w.cost})
			}
		}
		slices.SortStableFunc(longer, func(a, b guess) int { return a.cost - b.cost })
		guesses = longer[:min(len(longer), suggestTries)]
	}
	for _, g := range guesses {
		if g.cost == 0 {
			continue // that is what found nothing
		}
		text := strings.Join(g.words, " ")
		try := parse(text+" ", false) // the words are whole
		m, err := evaluate(ctx, v, try, false, nil)
		if err != nil {
			return "", err
		}
		best := collect(v, m, newTally(v, nil), SortRelevance, "", 1)
		if len(best) == 0 {
			continue
		}
		ps, err := v.passages(best[0].doc)
		if err != nil {
			return "", err
		}
		return spelling(ps, g.words), nil
	}
	return "", nil
}

// waysToSpell returns the words of the index that are close to a word, itself
// at no cost if it is there. A word may also be two that were typed together.
func (v *view) waysToSpell(folded string, last bool) ([]guess, error) {
	far := 1
	if len(folded) > 5 {
		far = 2
	}
	near, err := v.similar(folded, far)
	if err != nil {
		return nil, err
	}
	var ways []guess
	known := len(near) > 0 && near[0].EditDistance == 0
	if known {
		ways, near = append(ways, guess{words: []string{folded}}), near[1:]
	}
	for _, e := range near[:min(len(near), suggestPerWay)] {
		ways = append(ways, guess{[]string{e.Term}, 2 * int(e.EditDistance)})
	}
	if !known {
		split, err := v.split(folded)
		if err != nil {
			return nil, err
		}
		ways = append(ways, split...)
	}
	if len(ways) == 0 && last { // perhaps the beginning of a word
		ways = append(ways, guess{words: []string{folded}})
	}
	return ways, nil
}

// similar returns the words of the index within an edit distance, the closest
// first and among them the most frequent.
func (v *view) similar(folded string, distance int) ([]index.DictEntry, error) {
	if len(folded) > suggestLetters || strings.ContainsFunc(folded, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return nil, nil // automata of other alphabets take a second to make
	}
	found := make(map[string]index.DictEntry)
	for _, t := range tiers {
		for _, form := range []string{viFolded, enFolded} {
			dict, err := v.FieldDictFuzzy(t.name+form, folded, distance, "")
			if err != nil {
				return nil, err
			}
			termsOf(dict, func(e *index.DictEntry) bool {
				before := found[e.Term]
				found[e.Term] = index.DictEntry{Term: e.Term, Count: before.Count + e.Count, EditDistance: uint8(editDistance(folded, e.Term))}
				return false
			})
		}
	}
	var entries []index.DictEntry
	for _, e := range found {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b index.DictEntry) int {
		if a.EditDistance != b.EditDistance {
			return int(a.EditDistance) - int(b.EditDistance)
		}
		if a.Count != b.Count {
			return int(b.Count) - int(a.Count)
		}
		return strings.Compare(a.Term, b.Term)
	})
	return entries, nil
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
			dict, err := v.FieldDictPrefix(t.name+viPair, []byte(pair(a, b)))
			if err != nil {
				return nil, err
			}
			whole := termsOf(dict, func(e *index.DictEntry) bool { return e.Term == pair(a, b) })
			if len(whole) > 0 {
				ways = append(ways, guess{[]string{a, b}, 1})
				break
			}
		}
	}
	return ways, nil
}

// spelling writes words as the passages do: side by side if they stand so
// anywhere, or each as it is first met.
func spelling(ps []passage, words []string) string {
	alone := make([]string, len(words))
	for _, p := range ps {
		tokens := tokenize(p.Text)
		shown := func(t token) string { return strings.ToLower(p.Text[t.start:t.end]) }
		for i := range tokens {
			if i+len(words) <= len(tokens) && slices.EqualFunc(tokens[i:i+len(words)], words, func(t token, w string) bool { return t.folded == w }) {
				var together []string
				for _, t := range tokens[i : i+len(words)] {
					together = append(together, shown(t))
				}
				return strings.Join(together, " ")
			}
			for j, w := range words {
				if alone[j] == "" && tokens[i].folded == w {
					alone[j] = shown(tokens[i])
				}
			}
		}
	}
	for j, w := range words {
		if alone[j] == "" { // found by its stem, in another form
			alone[j] = w
		}
	}
	return strings.Join(alone, " ")
}

// editDistance is the number of letters to insert, delete or replace.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal + b2i(x[i] != y[j])
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(y)]
}
