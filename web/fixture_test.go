package web_test

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
	"nguon/web"
	"nguon/web/frame"
)

// day is the moment at which the tests look at the portal.
var day = time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)

// A shelf is a small catalogue in memory, with a search over its titles and
// the rows of its tables.
type shelf struct {
	agencies []catalog.Agency
	datasets []catalog.Dataset
	releases map[catalog.Slug]catalog.Releases
	moved    map[catalog.Slug]catalog.Slug
	rows     map[catalog.Slug][][]any
	broken   error // what Run answers, if not nil
	asked    []search.Request
	answer   *search.Result // of every search, if not nil
	reuses   []market.Reuse
}

// site returns the portal with what is on the shelf.
func (s *shelf) site(t testing.TB) http.Handler {
	t.Helper()
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: baseURL, Static: web.Static(), Now: func() time.Time { return day }})
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Deps{Frame: f, Catalog: s, Search: s, Query: s, Reuses: s})
	if err != nil {
		t.Fatal(err)
	}
	return f.Handler(nil, site)
}

// Reuses implements [market.ReuseLister].
func (s *shelf) Reuses(_ context.Context, f market.ReuseFilter) ([]market.Reuse, error) {
	return slices.DeleteFunc(slices.Clone(s.reuses), func(r market.Reuse) bool { return r.State != f.State || !slices.Contains(f.Products, r.Product) }), nil
}

func (s *shelf) Agencies(context.Context) ([]catalog.Agency, error) { return s.agencies, nil }

func (s *shelf) Dataset(_ context.Context, slug catalog.Slug) (catalog.Dataset, error) {
	if to, ok := s.moved[slug]; ok {
		return catalog.Dataset{}, &catalog.Moved{To: to}
	}
	for _, d := range s.datasets {
		if d.Slug == slug {
			return d, nil
		}
	}
	return catalog.Dataset{}, catalog.Errorf(catalog.ErrNotFound, "không có", "no such dataset")
}

func (s *shelf) Datasets(_ context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	var found []catalog.Dataset
	for _, d := range s.datasets {
		if len(f.Slugs) == 0 || slices.Contains(f.Slugs, d.Slug) {
			found = append(found, d)
		}
	}
	return found, nil
}

func (s *shelf) Releases(_ context.Context, slug catalog.Slug) (catalog.Releases, error) {
	return s.releases[slug], nil
}

func (s *shelf) Release(_ context.Context, slug catalog.Slug, version int) (catalog.Release, error) {
	for _, r := range s.releases[slug] {
		if r.Version == version {
			return r, nil
		}
	}
	return catalog.Release{}, catalog.Errorf(catalog.ErrNotFound, "không có", "no such release")
}

func (s *shelf) Latest(_ context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	latest := make(map[catalog.Slug]catalog.Release)
	for _, slug := range slugs {
		for _, r := range s.releases[slug].At(at) {
			if r.State == catalog.StatePublished {
				latest[slug] = r
			}
		}
	}
	return latest, nil
}

func (s *shelf) Upcoming(context.Context, time.Time, ...catalog.Slug) (map[catalog.Slug]time.Time, error) {
	return nil, nil
}

func (s *shelf) Derived(_ context.Context, id string) ([]catalog.DerivedFile, error) {
	if id != "population-by-province-3" {
		return nil, nil
	}
	return []catalog.DerivedFile{{ReleaseID: id, Resource: "provinces", File: catalog.File{Format: "csv.gz", Bytes: 9_412, SHA256: catalog.Digest{9, 8, 7}}}}, nil
}

func (s *shelf) Events(_ context.Context, after int64, limit int) ([]catalog.Event, error) {
	var events []catalog.Event
	for _, d := range s.datasets {
		events = append(events, catalog.Event{Seq: int64(len(events) + 1), Kind: catalog.DatasetSaved, Dataset: d.Slug})
	}
	return events[min(int(after), len(events)):][:min(limit, len(events)-min(int(after), len(events)))], nil
}

// Search finds the datasets whose titles hold all the words, and those of the
// themes and agencies that are asked for.
func (s *shelf) Search(_ context.Context, r search.Request) (*search.Result, error) {
	s.asked = append(s.asked, r)
	if s.answer != nil {
		return s.answer, nil
	}
	if r.Sort == "backwards" {
		return nil, catalog.Errorf(catalog.ErrInvalid, "Cách sắp xếp chưa đúng.", "There is no such order.")
	}
	result := &search.Result{}
	counts := make(map[string]map[string]int)
	for _, name := range search.FacetNames() {
		counts[name] = make(map[string]int)
	}
	for _, d := range s.datasets {
		if len(s.releases[d.Slug].At(day)) == 0 || s.releases[d.Slug].At(day)[0].State == catalog.StateWithdrawn && len(s.releases[d.Slug]) == 1 {
			continue
		}
		hit := search.Hit{Slug: d.Slug}
		text := strings.ToLower(d.Title.Vi + " " + d.Title.En)
		if words := strings.Fields(strings.ToLower(r.Text)); len(words) > 0 {
			if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
				continue
			}
			hit.Fields = []string{"title", "column"}
			hit.Snippet = "<mark>" + html.EscapeString(d.Title.In(r.Lang)) + "</mark> " + html.EscapeString(d.Description.In(r.Lang))
		}
		values := map[string][]string{"theme": d.Themes, "agency": {d.Agency}, "licence": {d.Licence}, "frequency": {d.Frequency}, "format": {"parquet", "csv"}}
		fits := true
		for name, wanted := range r.Filters {
			fits = fits && slices.ContainsFunc(wanted, func(v string) bool { return slices.Contains(values[name], v) })
		}
		for name := range counts {
			for _, v := range values[name] {
				counts[name][v]++
			}
		}
		if fits {
			result.Total++
			result.Hits = append(result.Hits, hit)
		}
	}
	result.Hits = result.Hits[min(r.Offset, len(result.Hits)):]
	result.Hits = result.Hits[:min(r.Limit, len(result.Hits))]
	for _, name := range search.FacetNames() {
		f := search.Facet{Name: name}
		for v, n := range counts[name] {
			f.Values = append(f.Values, search.FacetValue{Value: v, Count: n})
		}
		slices.SortFunc(f.Values, func(a, b search.FacetValue) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value)) })
		result.Facets = append(result.Facets, f)
	}
	if result.Total == 0 && r.Text != "" {
		result.DidYouMean = "dân số"
	}
	return result, nil
}

// Run answers in the order that is asked for. Its cursors are row numbers.
func (s *shelf) Run(_ context.Context, t query.Target, q *query.Query) (*query.Page, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	var rows [][]any
	for _, row := range s.rows[t.Dataset] {
		if fulfils(q.Where, t.Table, row) {
			rows = append(rows, row)
		}
	}
	total := int64(len(rows))
	for _, o := range slices.Backward(q.Sort) {
		i := indexOf(t.Table, o.Column)
		slices.SortStableFunc(rows, func(a, b []any) int {
			n := compare(a[i], b[i])
			if o.Descending && a[i] != nil && b[i] != nil {
				n = -n
			}
			return n
		})
	}
	first := 0
	if q.Cursor != "" {
		n, ok := openCursor(q.Cursor)
		if !ok {
			return nil, &query.Error{Code: query.CodeCursorMismatch, Text: catalog.Text{Vi: "Con trỏ trang không đúng.", En: "The cursor is not of this query."}}
		}
		first = n
	}
	page := &query.Page{}
	if q.Count {
		page.Total = &total
	}
	for _, row := range rows[min(first, len(rows)):min(first+q.Limit, len(rows))] {
		var values []any
		for _, c := range q.Select {
			values = append(values, row[indexOf(t.Table, c.Column)])
		}
		page.Rows = append(page.Rows, values)
	}
	if first+q.Limit < len(rows) {
		page.Next = closeCursor(first + q.Limit)
	}
	for _, c := range q.Select {
		page.Columns = append(page.Columns, query.OutColumn{Name: c.As, Column: c.Column})
	}
	return page, nil
}

func indexOf(t *catalog.Table, c *catalog.Column) int {
	return slices.IndexFunc(t.Columns, func(of catalog.Column) bool { return of.Name == c.Name })
}

// fulfils reports whether a row fulfils a condition of those operators that pages
// link to.
func fulfils(e query.Expr, t *catalog.Table, row []any) bool {
	switch e := e.(type) {
	case query.And:
		return !slices.ContainsFunc(e, func(part query.Expr) bool { return !fulfils(part, t, row) })
	case query.Words:
		text := query.Fold(fmt.Sprint(row...))
		return !slices.ContainsFunc(e.Words, func(w string) bool { return !strings.Contains(text, w) })
	case query.Filter:
		v := row[indexOf(t, e.Column)]
		switch e.Op {
		case query.OpNull:
			return (v == nil) == e.Values[0].(bool)
		case query.OpEq:
			return v != nil && compare(v, e.Values[0]) == 0
		case query.OpGte:
			return v != nil && compare(v, e.Values[0]) >= 0
		case query.OpLte:
			return v != nil && compare(v, e.Values[0]) <= 0
		case query.OpLt:
			return v != nil && compare(v, e.Values[0]) < 0
		}
	}
	panic(fmt.Sprintf("no page links to rows with %#v", e))
}

// closeCursor returns a text that package query takes for a cursor.
func closeCursor(row int) string {
	return base64.RawURLEncoding.EncodeToString(append([]byte{1}, fmt.Sprintf("%020d", row)...))
}

func openCursor(s string) (row int, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 21 {
		return 0, false
	}
	row, err = strconv.Atoi(string(b[1:]))
	return row, err == nil
}

func compare(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case time.Time:
		return a.Compare(b.(time.Time))
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}
