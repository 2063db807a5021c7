package search

import "context"

// An attempt is one way to understand what a person typed, and what it finds.
type attempt struct {
	*match
	e     expression
	loose bool // marks that were typed do not count
	// corrected is the text that was searched in place of the one typed.
	corrected string
}

// attempt evaluates an expression as it was typed and, where that finds
// nothing, in ways that ask for less: with other marks, without the words of a
// question, with mistakes of typing mended. Every one of them asks for all of
// its words.
func (v *view) attempt(ctx context.Context, e expression) (*attempt, error) {
	typed, err := v.try(ctx, e, false)
	if err != nil || e.blank || len(e.words) == 0 {
		return typed, err
	}
	rest, question, column, asks := e.withoutAsking()
	if typed.titled() {
		return typed, nil
	}
	if typed.n > 0 && !question {
		return v.orLoose(ctx, typed)
	}
	if asks && column {
		a, err := v.tryBoth(ctx, rest.inScope(findScope("column")))
		if err != nil || a.n > 0 {
			return a, err
		}
	}
	if question {
		a, err := v.tryBoth(ctx, rest)
		if err != nil || a.n > 0 {
			return a, err
		}
	}
	if typed.n > 0 {
		return typed, nil
	}
	if e.marked() { // perhaps the marks are wrong, or not all typed yet
		a, err := v.try(ctx, e, true)
		if err != nil || a.n > 0 {
			return a, err
		}
	}
	if asks && !question {
		a, err := v.tryBoth(ctx, rest)
		if err != nil || a.n > 0 {
			return a, err
		}
	}
	for _, e := range []expression{e, rest} {
		a, err := v.correct(ctx, e)
		if err != nil || a != nil {
			return a, err
		}
		if !asks {
			break
		}
	}
	return typed, nil
}

func (v *view) try(ctx context.Context, e expression, loose bool) (*attempt, error) {
	m, err := evaluate(ctx, v, e, loose)
	if err != nil {
		return nil, err
	}
	return &attempt{match: m, e: e, loose: loose}, nil
}

// orLoose returns what an attempt finds with any marks, if it finds the words
// only here and there and they stand together with other marks: then these are
// what is meant.
func (v *view) orLoose(ctx context.Context, typed *attempt) (*attempt, error) {
	const scattered = 0.6
	if !typed.e.marked() || typed.together > scattered {
		return typed, nil
	}
	loose, err := v.try(ctx, typed.e, true)
	if err != nil {
		return nil, err
	}
	if loose.together > typed.together {
		return loose, nil
	}
	return typed, nil
}

// tryBoth tries with the marks as they were typed, and then with any.
func (v *view) tryBoth(ctx context.Context, e expression) (*attempt, error) {
	a, err := v.try(ctx, e, false)
	if err != nil || a.n > 0 || !e.marked() {
		return a, err
	}
	return v.try(ctx, e, true)
}

// close finds datasets that have some of the words of an expression of which
// none has all: all but those that are found nowhere, or all but one, or the
// rarest one. It returns nil if there are none.
func (v *view) close(ctx context.Context, e expression) (*attempt, error) {
	const most = 8 // words of which one after the other is left out
	e, _, _, _ = e.withoutAsking()
	if len(e.phrases) > 0 { // they ask for words in an order; the words may be there
		e.phrases = nil
		if a, err := v.try(ctx, e, true); err != nil || a.n > 0 {
			return a, err
		}
	}
	var known []word
	var rarest *attempt
	fewest := 0
	for _, w := range e.words {
		a, err := v.try(ctx, e.only([]word{w}), true)
		if err != nil {
			return nil, err
		}
		if n := a.n; n > 0 {
			known = append(known, w)
			if rarest == nil || n < fewest {
				rarest, fewest = a, n
			}
		}
	}
	if len(known) < 2 {
		return rarest, nil
	}
	if len(known) < len(e.words) {
		if a, err := v.try(ctx, e.only(known), true); err != nil || a.n > 0 {
			return a, err
		}
	}
	if len(known) <= most && len(known) > 2 {
		var best *attempt
		fewest := 0
		for i := range known {
			a, err := v.try(ctx, e.only(append(append([]word(nil), known[:i]...), known[i+1:]...)), true)
			if err != nil {
				return nil, err
			}
			if n := a.n; n > 0 && (best == nil || n < fewest) {
				best, fewest = a, n
			}
		}
		if best != nil {
			return best, nil
		}
	}
	return rarest, nil
}

// only returns e with some of its words.
func (e expression) only(words []word) expression {
	e.words, e.order = words, nil
	for _, w := range words {
		e.order = append(e.order, w.token)
	}
	return e
}
