package search

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// withoutYears returns e without the years in it, and the span from the first of
// them to the last, if there are any and other words are left.
func (e expression) withoutYears() (rest expression, from, until time.Time, ok bool) {
	first, last := 0, 0
	rest = e
	rest.words = slices.DeleteFunc(slices.Clone(e.words), func(w word) bool {
		year := yearOf(w.token)
		if year == 0 || w.quoted || w.scope != nil {
			return false
		}
		if first == 0 || year < first {
			first = year
		}
		last = max(last, year)
		return true
	})
	if first == 0 || len(rest.words) == 0 {
		return e, from, until, false
	}
	rest.order = slices.DeleteFunc(slices.Clone(e.order), func(t token) bool { return yearOf(t) != 0 })
	return rest, time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(last+1, 1, 1, 0, 0, 0, 0, time.UTC), true
}

// yearOf returns the year that a word is, or 0.
func yearOf(t token) int {
	n, err := strconv.Atoi(t.folded)
	if err != nil || len(t.folded) != 4 || n < 1500 || n > 2200 {
		return 0
	}
	return n
}

// inYears finds what describes the years that were typed, where nothing has them
// as words: a table from 2000 to 2035 has data of 2027. It returns nil if there
// is none.
func (v *view) inYears(ctx context.Context, e expression, r Request) (*attempt, Request, error) {
	if !r.From.IsZero() || !r.Until.IsZero() {
		return nil, r, nil
	}
	rest, from, until, ok := e.withoutYears()
	if !ok {
		return nil, r, nil
	}
	a, err := v.attempt(ctx, rest)
	if err != nil || a.n == 0 {
		return nil, r, err
	}
	r.From, r.Until = from, until
	t := newTally(v, r)
	if _, err := v.collect(ctx, a.match, t, page{sort: SortRelevance}); err != nil || t.total == 0 {
		return nil, r, err
	}
	return a, r, nil
}
