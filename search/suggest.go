package search

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nguon/catalog"
)

// The kinds of suggestion.
const (
	SuggestTerm   = "term"   // a keyword of datasets
	SuggestPlace  = "place"  // a place that datasets are about
	SuggestAgency = "agency" // an agency with datasets
	SuggestTitle  = "title"  // a dataset
)

// MaxSuggestions is the greatest number of suggestions in one answer.
const MaxSuggestions = 20

// A Suggestion is a text that somebody who is typing may want.
type Suggestion struct {
	Text string
	Kind string
	Slug catalog.Slug // of a title
}

// Suggest returns what a text that is being typed may become, at most n and at
// most [MaxSuggestions]: terms, places, agencies and titles that hold what was
// typed, the last word perhaps only begun. Each of them finds something. It
// returns [ErrNotReady] while the index is not whole.
func (x *Index) Suggest(ctx context.Context, text string, lang catalog.Lang, n int) ([]Suggestion, error) {
	if err := x.Ready(); err != nil {
		return nil, err
	}
	g, err := x.enter()
	if err != nil {
		return nil, err
	}
	defer g.leave()
	v, done := g.view()
	defer done()
	return v.suggest(ctx, newTyped(text), lang, min(n, MaxSuggestions))
}

// typed is a text that is being typed.
type typed struct {
	text   string
	words  []token
	ended  bool   // the last word is whole
	folded string // the words without marks
}

func newTyped(text string) typed {
	t := typed{text: normalize(text)}
	t.words = tokenize(t.text)
	if r, _ := utf8.DecodeLastRuneInString(t.text); len(t.words) > 0 && unicode.IsSpace(r) {
		t.ended = true
	}
	t.folded = joinFolded(t.words)
	return t
}

func joinFolded(words []token) string {
	var folded []string
	for _, w := range words {
		folded = append(folded, w.folded)
	}
	return strings.Join(folded, " ")
}

// key is how a term begins that what was typed may become.
func (t typed) key() string {
	if t.ended {
		return t.folded + " "
	}
	return t.folded
}

func (v *view) suggest(ctx context.Context, t typed, lang catalog.Lang, n int) ([]Suggestion, error) {
	if len(t.words) == 0 || n < 1 {
		return []Suggestion{}, nil
	}
	names, err := v.names(ctx, t, lang, n)
	if err != nil {
		return nil, err
	}
	places, err := v.places(ctx, t)
	if err != nil {
		return nil, err
	}
	titles, err := v.titles(ctx, t, lang, n)
	if err != nil {
		return nil, err
	}
	// A part of each kind, and what one kind leaves is for titles.
	var all []Suggestion
	take := func(from []Suggestion, most int) {
		for _, s := range from {
			if most == 0 || len(all) == n {
				return
			}
			if !slices.ContainsFunc(all, func(have Suggestion) bool { return strings.EqualFold(have.Text, s.Text) }) {
				all = append(all, s)
				most--
			}
		}
	}
	take(names[SuggestTerm], max(1, n*3/8))
	take(places, max(1, n/4))
	take(names[SuggestAgency], max(1, n/4))
	take(titles, n)
	take(names[SuggestTerm], n)
	return all, nil
}

// Terms of the field of suggestions are a name without marks from one of its
// words on, its kind and language, and the name.
const (
	suggestSign  = "\x1f"
	suggestHeads = 6 // words of a name at which somebody may begin to type
)

// suggest adds the terms by which a keyword or the title of an agency is
// suggested.
func (a *analyst) suggest(p *passage, text string, tokens []token) {
	kind := map[string]string{"keywords": SuggestTerm, "agency": SuggestAgency}[p.Field]
	if kind == "" || p.Lang == "" {
		return
	}
	for i := range tokens[:min(len(tokens), suggestHeads)] {
		a.put(numberSuggest, joinFolded(tokens[i:]), suggestSign, kind, " ", string(p.Lang), suggestSign, text)
	}
}

// sameMarks reports whether text has what was typed with the same marks,
// where any were typed.
func (t typed) sameMarks(text string) bool {
	if !slices.ContainsFunc(t.words, token.marked) {
		return true
	}
	words := tokenize(normalize(text))
	for i := range words {
		if i+len(t.words) > len(words) {
			return false
		}
		same := true
		for j, w := range t.words {
			theirs, _ := splitTone(words[i+j].exact)
			letters, _ := splitTone(w.exact)
			same = same && (words[i+j].exact == w.exact || !w.marked() && strings.HasPrefix(words[i+j].folded, w.folded) ||
				j == len(t.words)-1 && strings.HasPrefix(theirs, letters))
		}
		if same {
			return true
		}
	}
	return false
}
