package search

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

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
	if len(folded) < 2 || alone && len(folded) < 4 {
		return nil, nil
	}
	found := make(map[string]index.DictEntry)
	for i, t := range tiers {
		for _, form := range []string{viFolded, enFolded} {
			if i == tierValue && form == enFolded {
				continue
			}
			dict, err := v.near(t.name+form, folded)
			if err != nil {
				return nil, err
			}
			termsOf(dict, func(e *index.DictEntry) bool {
				if len(e.Term) > len(folded)+4*maxMistakes || len(folded) > len(e.Term)+4*maxMistakes {
					return false
				}
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

// near returns words of a field that may be close to one. Automata of long
// words and of other alphabets take up to a second to make: for them, it is the
// words that begin alike.
func (v *view) near(field, folded string) (index.FieldDict, error) {
	if len(folded) <= suggestLetters && !strings.ContainsFunc(folded, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return v.FieldDictFuzzy(field, folded, maxMistakes, "")
	}
	begin := 0
	for i := range folded {
		if begin = i; i >= 3 {
			break
		}
	}
	return v.FieldDictPrefix(field, []byte(folded[:begin]))
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
