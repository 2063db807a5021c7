package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"nguon/catalog"
)

const (
	namesScan    = 20_000 // terms of a segment that are looked at for one text
	namesKept    = 64     // of each kind and language, of one segment
	namesLetters = 2      // texts of so few bytes are remembered,
	maxNames     = 300    // and so many of them, of one segment
)

// A name is a term of the field of suggestions.
type name struct {
	term string
	uses uint64 // datasets that have it
}

// kind is what stands between the signs of the term.
func (n name) kind() string {
	_, rest, _ := strings.Cut(n.term, suggestSign)
	kind, _, _ := strings.Cut(rest, suggestSign)
	return kind
}

// names returns the names that hold what was typed, at most n of each kind;
// those of the language first, then those with the same marks, then the most
// frequent.
func (v *view) names(ctx context.Context, t typed, lang catalog.Lang, n int) (map[string][]Suggestion, error) {
	in := make([][]name, len(v.segments))
	err := v.parallel(ctx, func(s int) (err error) {
		in[s], err = v.namesIn(ctx, s, t.key())
		return err
	})
	if err != nil {
		return nil, err
	}
	uses := make(map[string]uint64)
	for _, some := range in {
		for _, n := range some {
			uses[n.term] += n.uses
		}
	}
	type ranked struct {
		Suggestion
		name
		rank int
	}
	found := make([]ranked, 0, len(uses))
	for term, n := range uses {
		r := ranked{name: name{term, n}}
		kind, in, _ := strings.Cut(r.kind(), " ")
		r.Suggestion = Suggestion{Text: term[strings.LastIndex(term, suggestSign)+1:], Kind: kind}
		r.rank = 2*b2i(in != string(lang)) + b2i(!t.sameMarks(r.Text))
		found = append(found, r)
	}
	slices.SortFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.uses, a.uses), cmp.Compare(a.term, b.term))
	})
	names := make(map[string][]Suggestion)
	for _, r := range found {
		if len(names[r.Kind]) == n {
			continue
		}
		live, err := v.used(r.term)
		if err != nil {
			return nil, err
		}
		if live {
			names[r.Kind] = append(names[r.Kind], r.Suggestion)
		}
	}
	return names, nil
}

// used reports whether a dataset that is not deleted has the name.
func (v *view) used(term string) (bool, error) {
	for s := range v.segments {
		d, err := v.dictionary(s, fieldSuggest)
		if err != nil {
			return false, err
		}
		if docs, err := d.bitmap(term); docs != nil || err != nil {
			return docs != nil, err
		}
	}
	return false, nil
}

// namesIn returns the most frequent names of a segment that begin so, of each
// kind. They must not be changed.
func (v *view) namesIn(ctx context.Context, s int, begin string) ([]name, error) {
	known := &v.columns[s].names
	if names := known.get(begin); names != nil {
		return names, nil
	}
	d, err := v.dictionary(s, fieldSuggest)
	if err != nil {
		return nil, err
	}
	kinds := make(map[string][]name)
	it := d.AutomatonIterator(nil, []byte(begin), endOf(begin))
	for range namesScan {
		e, err := it.Next()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		n := name{e.Term, e.Count}
		if strings.Count(n.term, suggestSign) != 2 {
			continue
		}
		kind := n.kind()
		if kinds[kind] = append(kinds[kind], n); len(kinds[kind]) == 4*namesKept {
			kinds[kind] = mostUsed(kinds[kind])
		}
	}
	names := []name{}
	for _, all := range kinds {
		names = append(names, mostUsed(all)...)
	}
	known.put(begin, names)
	return names, nil
}

func mostUsed(names []name) []name {
	slices.SortFunc(names, func(a, b name) int { return cmp.Or(cmp.Compare(b.uses, a.uses), cmp.Compare(a.term, b.term)) })
	return slices.Clip(names[:min(len(names), namesKept)])
}

// A nameCache remembers the names of a segment that begin with a letter or two.
// It is safe for concurrent use.
type nameCache struct {
	mu    sync.Mutex
	known map[string][]name
}

// get returns nil for what is not known.
func (c *nameCache) get(begin string) []name {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known[begin]
}

func (c *nameCache) put(begin string, names []name) {
	if len(begin) > namesLetters {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxNames {
		c.known = make(map[string][]name) // what is frequent comes back at once
	}
	c.known[strings.Clone(begin)] = names
}
