package query

import (
	"context"
	"slices"

	"nguon/catalog"
)

// Bounds on what is read without the engine.
const (
	scanRows  = 16 << 10 // rows that are tested one by one
	scanSpans = 64       // places in the file that these are at
	scanBatch = 1 << 10  // rows that are read at a time
)

// A span is some rows that stand together: [first, until).
type span struct{ first, until int64 }

// A route is a way to the rows of a query without the engine.
type route struct {
	plan  Plan
	spans []span // hold all rows of the query, in order
	rest  And    // what the rows of spans must satisfy still
	guess bool   // whether the spans are long, and a page of the rows may be far from their begin
}

func (r route) rows() (n int64) {
	for _, s := range r.spans {
		n += s.until - s.first
	}
	return n
}

// exact reports whether all rows of the spans are rows of the query.
func (r route) exact() bool { return len(r.rest) == 0 }

// route finds a way to the rows of q that costs less than a statement, or may:
// often the first rows of a page are near enough to look at all between them. It
// reports false if it knows none.
func (f *tableFile) route(ctx context.Context, t *catalog.Table, q *Query) (route, bool, error) {
	if !fileOrder(t, q) {
		return route{}, false, nil
	}
	r := route{plan: PlanFile, spans: []span{{0, f.rows}}, rest: q.Where}
	if t.Sorted && !q.Unfiltered() {
		var err error
		if r, err = f.keyRoute(ctx, t, q.Where); err != nil {
			if missingIndex(err) {
				return r, false, nil
			}
			return r, false, err
		}
	}
	if r.exact() || r.rows() <= scanRows {
		return r, true, nil
	}
	spans, rest, ok, err := f.bloomSpans(ctx, q.Where)
	if err != nil {
		return r, false, err
	}
	if found := (route{plan: PlanBloom, spans: spans, rest: rest}); ok && len(spans) <= scanSpans && (found.exact() || found.rows() <= scanRows) {
		return found, true, nil
	}
	r.guess = true
	return r, !q.Count && f.keeps, nil
}

// fileOrder reports whether the rows of q come in the order of the file.
func fileOrder(t *catalog.Table, q *Query) bool {
	if q.Group != nil {
		return false
	}
	if len(q.Sort) == 0 {
		return true
	}
	return t.Sorted && len(q.Sort) <= len(t.Key) && !slices.ContainsFunc(q.Sort, func(o Order) bool {
		return o.Descending || !isKey(o.Column)
	}) && slices.EqualFunc(q.Sort, t.Key[:len(q.Sort)], func(o Order, name string) bool { return o.Column.Name == name })
}

// isKey reports whether rows that are sorted by c can be sought by it. Numbers
// that are not finite are not where missing values are.
func isKey(c *catalog.Column) bool { return c.Type != catalog.Number && c.Type != catalog.Geometry }

// keyRoute narrows the rows by what is said about the first columns of the key:
// that they are equal to something, and of the next, that it lies between
// bounds.
func (f *tableFile) keyRoute(ctx context.Context, t *catalog.Table, where And) (route, error) {
	r := route{plan: PlanFile, rest: slices.Clone(where)}
	s := span{0, f.rows}
	for _, name := range t.Key {
		c, ok := t.Column(name)
		if !ok || !isKey(c) {
			break
		}
		equal := false
		for i := 0; i < len(r.rest); {
			filter, ok := r.rest[i].(Filter)
			low, past, high, short, bounds := limits(filter)
			if !ok || filter.Column.Name != name || !bounds {
				i++
				continue
			}
			var err error
			if low != nil {
				if s.first, err = f.seek(ctx, c, s.first, s.until, low, past); err != nil {
					return r, err
				}
			}
			if s.until, err = f.ceiling(ctx, c, s, high, short); err != nil {
				return r, err
			}
			equal = equal || filter.Op == OpEq
			r.plan, r.rest = PlanKey, slices.Delete(r.rest, i, i+1)
		}
		if !equal {
			break
		}
	}
	r.spans = []span{s}
	return r, nil
}

// ceiling returns where the rows of s end that are not above high. Without an
// upper bound, missing values are left out still: they are not among them.
func (f *tableFile) ceiling(ctx context.Context, c *catalog.Column, s span, high any, short bool) (int64, error) {
	if high == nil {
		return f.seek(ctx, c, s.first, s.until, endOfValues{}, false)
	}
	return f.seek(ctx, c, s.first, s.until, high, !short)
}

// endOfValues is behind all values and before missing ones.
type endOfValues struct{}

// limits returns the values between which f holds: low, which is left out if
// past, and high, which is left out if short. Each is nil if there is none. It
// reports false for filters that do not hold between two values.
func limits(f Filter) (low any, past bool, high any, short, ok bool) {
	if f.Not {
		return nil, false, nil, false, false
	}
	switch f.Op {
	case OpEq:
		return f.Values[0], false, f.Values[0], false, true
	case OpGt:
		return f.Values[0], true, nil, false, true
	case OpGte:
		return f.Values[0], false, nil, false, true
	case OpLt:
		return nil, false, f.Values[0], true, true
	case OpLte:
		return nil, false, f.Values[0], false, true
	case OpBetween:
		return f.Values[0], false, f.Values[1], false, true
	}
	return nil, false, nil, false, false
}
