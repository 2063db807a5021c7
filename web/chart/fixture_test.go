package chart

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

const baseURL = "https://data.example.vn"

// today is the moment at which the tests look at charts.
var today = time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)

// column is a column with as many different values as named.
func column(name string, t catalog.Type, distinct int64) catalog.Column {
	title := strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
	return catalog.Column{Name: name, Type: t, Title: catalog.Text{Vi: title, En: title}, Stats: catalog.Stats{Distinct: distinct}}
}

// with changes a column.
func with(c catalog.Column, change func(c *catalog.Column)) catalog.Column {
	change(&c)
	return c
}

func span(from, until string) func(*catalog.Column) {
	return func(c *catalog.Column) { c.Stats.Min, c.Stats.Max = &from, &until }
}

func unit(u string) func(*catalog.Column) { return func(c *catalog.Column) { c.Unit = u } }

// hostile are texts that would do harm if anything took them for more.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onload='alert(1)`, `]]><svg onload=alert(1)>`, `&lt;b&gt;`, "\u202eabc", `{{.}}`, `javascript:alert(1)`,
}

// people is a small table: a year, a province, a sex and how many people.
func people() catalog.Table {
	return catalog.Table{Resource: "people", Rows: 12, Key: []string{"year", "province", "sex"}, Columns: []catalog.Column{
		with(column("year", catalog.Integer, 3), span("2022", "2024")),
		column("province", catalog.String, 2),
		column("sex", catalog.String, 2),
		with(with(column("population", catalog.Integer, 12), unit("người")), func(c *catalog.Column) {
			c.Stats.Histogram = []catalog.Bin{{From: 0, Until: 10, Count: 4}, {From: 10, Until: 20, Count: 8}}
		}),
	}}
}

// A shelf is a catalogue with one dataset, of which every query of groups has
// three in its answer: of 2022 to 2024, all in A.
type shelf struct {
	releases catalog.Releases
	dataset  catalog.Dataset
	asked    []*query.Query
	broken   error
}

func newShelf() *shelf {
	tables := []catalog.Table{people()}
	return &shelf{
		dataset: catalog.Dataset{Slug: "people", Agency: "GSO", Title: catalog.Text{Vi: "Dân số " + hostile[0], En: "Population"}, Licence: "CC-BY-4.0",
			Resources: []catalog.Resource{{Name: "people", Title: catalog.Text{Vi: "Dân số", En: "Population"}}}},
		releases: catalog.Releases{
			{Version: 4, State: catalog.StatePublished, PublishAt: today.Add(time.Hour), Tables: tables},
			{Version: 3, State: catalog.StatePublished, PublishAt: today.Add(-time.Hour), Tables: tables},
			{Version: 2, State: catalog.StateWithdrawn, PublishAt: today.Add(-2 * time.Hour), Tables: tables},
			{Version: 1, State: catalog.StatePublished, PublishAt: today.Add(-3 * time.Hour), Tables: tables},
		},
	}
}

func (s *shelf) Agencies(context.Context) ([]catalog.Agency, error) {
	return []catalog.Agency{{Code: "GSO", Title: catalog.Text{Vi: "Cục Thống kê", En: "Statistics Office"}}}, nil
}

func (s *shelf) Dataset(_ context.Context, slug catalog.Slug) (catalog.Dataset, error) {
	switch slug {
	case s.dataset.Slug:
		return s.dataset, nil
	case "former":
		return catalog.Dataset{}, &catalog.Moved{To: s.dataset.Slug}
	}
	return catalog.Dataset{}, catalog.Errorf(catalog.ErrNotFound, "không có", "no such dataset")
}

func (s *shelf) Releases(context.Context, catalog.Slug) (catalog.Releases, error) {
	return s.releases, nil
}

func (s *shelf) Run(_ context.Context, t query.Target, q *query.Query) (*query.Page, error) {
	s.asked = append(s.asked, q)
	if s.broken != nil {
		return nil, s.broken
	}
	page := &query.Page{Rows: make([][]any, 3)}
	for _, term := range q.Group.Terms() {
		page.Columns = append(page.Columns, query.OutColumn{Name: term.Column.Name, Column: term.Column})
		for i := range page.Rows {
			value := any("A")
			switch {
			case term.Func != "":
				value = int64(1200 + 150*i)
			case term.Column.Type == catalog.Integer:
				value = int64(2022 + i)
			}
			page.Rows[i] = append(page.Rows[i], value)
		}
	}
	return page, nil
}

func (s *shelf) handler(t testing.TB) http.Handler {
	t.Helper()
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: baseURL, Static: fstest.MapFS{}, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	room, err := New(Deps{Frame: f, Catalog: s, Query: s})
	if err != nil {
		t.Fatal(err)
	}
	return f.Handler(nil, room)
}

func get(t testing.TB, h http.Handler, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	body, err := io.ReadAll(rec.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Result(), string(body)
}

func locale(t testing.TB, lang catalog.Lang) *frame.Locale {
	t.Helper()
	l, err := frame.LoadLocale(lang)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// answered is a page of an answer by the names of its columns.
func answered(t *catalog.Table, names []string, rows [][]any) *query.Page {
	page := &query.Page{Rows: rows}
	for _, name := range names {
		c, ok := t.Column(name)
		if !ok {
			c = &catalog.Column{Name: name, Type: catalog.Integer}
		}
		page.Columns = append(page.Columns, query.OutColumn{Name: name, Column: c})
	}
	return page
}

// plotted is the figure of a spec for an answer.
func plotted(t testing.TB, l *frame.Locale, table *catalog.Table, s Spec, names []string, rows [][]any) (*plan, *figure) {
	t.Helper()
	p, err := newPlan(s.plain(), table)
	if err != nil {
		t.Fatal(fmt.Errorf("%+v: %w", s, err))
	}
	f, err := pivoted(l, p, answered(table, names, rows))
	if err != nil {
		t.Fatal(err)
	}
	return p, f
}
