package atlas

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/search"
	"nguon/web/frame"
)

// today is the moment at which the tests look at places.
var today = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

// hostile are texts that would do harm if anything took them for more.
var hostile = []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onload='alert(1)`, `{{.}}`, `javascript:alert(1)`, "\xff\u202e"}

func text(s string) catalog.Text { return catalog.Text{Vi: s, En: s} }

// people is a table of provinces: two of them, at two years.
func people() catalog.Table {
	last := "2025"
	first := "2024"
	return catalog.Table{Resource: "people", Rows: 4, Key: []string{"year", "code"}, Columns: []catalog.Column{
		{Name: "year", Title: text("Năm"), Type: catalog.Integer, Stats: catalog.Stats{Distinct: 2, Min: &first, Max: &last}},
		{Name: "code", Title: text("Mã tỉnh"), Type: catalog.String, Codes: "vn-provinces", Stats: catalog.Stats{Distinct: 2}},
		{Name: "population", Title: text("Dân số"), Type: catalog.Integer, Unit: "người", Stats: catalog.Stats{Distinct: 4}},
	}}
}

// A shelf is a catalogue with one dataset, whose table says of Ha Noi and of Hue
// how many people there are.
type shelf struct {
	dataset  catalog.Dataset
	releases catalog.Releases
	asked    []url.Values
	broken   error
}

func newShelf() *shelf {
	return &shelf{
		dataset:  catalog.Dataset{Slug: "people", Title: text("Dân số " + hostile[0]), Resources: []catalog.Resource{{Name: "people", Title: text("Bảng")}}},
		releases: catalog.Releases{{Version: 1, State: catalog.StatePublished, PublishAt: today.Add(-time.Hour), Tables: []catalog.Table{people()}}},
	}
}

func (s *shelf) Dataset(context.Context, catalog.Slug) (catalog.Dataset, error) {
	return s.dataset, nil
}

func (s *shelf) Releases(context.Context, catalog.Slug) (catalog.Releases, error) {
	return s.releases, nil
}

func (s *shelf) Search(_ context.Context, r search.Request) (*search.Result, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	res := &search.Result{Facets: []search.Facet{{Name: "territory", Values: []search.FacetValue{{Value: "01", Count: 3}}}}}
	if codes := r.Filters["territory"]; r.Filters == nil || len(codes) == 1 && codes[0] == "01" {
		res.Total, res.Hits = 1, []search.Hit{{Slug: s.dataset.Slug}}
	}
	return res, nil
}

func (s *shelf) Run(_ context.Context, t query.Target, q *query.Query) (*query.Page, error) {
	s.asked = append(s.asked, url.Values{})
	page := &query.Page{}
	for _, name := range []string{"code", "population"} {
		c, _ := t.Table.Column(name)
		page.Columns = append(page.Columns, query.OutColumn{Name: name, Column: c})
	}
	page.Rows = [][]any{{"01", int64(8_800_000)}, {"46", int64(1_200_000)}, {"99", int64(1)}}
	return page, nil
}

func (s *shelf) room(t testing.TB) (http.Handler, *Survey) {
	t.Helper()
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://data.example.vn", Static: fstest.MapFS{}, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	survey := NewSurvey(SurveyDeps{Catalog: s, Search: s, Query: s, Now: func() time.Time { return today }})
	room, err := New(Deps{Frame: f, Catalog: s, Search: s, Survey: survey})
	if err != nil {
		t.Fatal(err)
	}
	return f.Handler(nil, room), survey
}

func get(t testing.TB, h http.Handler, path string) (*http.Response, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	body, err := io.ReadAll(rec.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Result(), string(body)
}

func TestPages(t *testing.T) {
	h, survey := newShelf().room(t)
	if err := survey.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, path string
		status     int
		has, not   string
	}{
		{"all provinces", "/places", 200, `<a href="/places/79">Hồ Chí Minh</a>`, ""},
		{"what they were made of", "/en/places", 200, "made of ", ""},
		{"how many datasets they have", "/en/places", 200, "3 datasets", ""},
		{"a name without tone marks", "/places?q=ha+noi", 200, `<a href="/places/01">Hà Nội</a>`, `/places/79"`},
		{"a former province", "/places?q=binh+duong", 200, `Bình Dương → <a href="/places/79">Hồ Chí Minh</a>`, ""},
		{"a commune", "/places?q=Ba+Đình", 200, `<a href="/places/00004">Phường Ba Đình</a>`, ""},
		{"many communes are bounded", "/en/places?q=xa", 200, "more; type more", ""},
		{"nothing", "/en/places?q=qqqq", 200, "No place fits", "/places/01"},
		{"a province", "/places/01", 200, "8.800.000 người", "<script>alert"},
		{"its period", "/places/01", 200, "<td>2025</td>", ""},
		{"its rows", "/en/places/01", 200, `/en/datasets/people?code__eq=01&amp;resource=people&amp;year__eq=2025#data`, ""},
		{"its figures over time", "/en/places/01", 200, `/en/charts/people?column=code&amp;kind=line&amp;table=people&amp;title=D%C3%A2n&#43;s%E1%BB%91%3A&#43;Hanoi&amp;value=01&amp;x=year&amp;y=population`, ""},
		{"its datasets", "/places/01", 200, `<a href="/datasets/people">`, ""},
		{"its communes", "/places/01", 200, `<a href="/places/00004">Phường Ba Đình</a>`, ""},
		{"what it was made of", "/places/08", 200, "202/2025/QH15, thay cho", ""},
		{"one that was not merged", "/en/places/01", 200, "Not merged on 1 Jul 2025", ""},
		{"one without figures", "/en/places/04", 200, "No table has figures", ""},
		{"a commune and its province", "/places/00004", 200, `<a href="/places/01">Hà Nội</a>`, ""},
		{"a code out of force", "/places/02", 301, "", ""},
		{"no such code", "/places/00", 404, "", ""},
		{"nothing to compare", "/en/places/compare", 200, `name="a"`, "<table"},
		{"two places", "/en/places/compare?a=01&b=Hue", 200, "7.33", ""},
		{"of one of which nothing is known", "/en/places/compare?a=01&b=04", 200, "No figure is there", ""},
		{"a place that is none", "/en/places/compare?a=01&b=Atlantis", 422, "It is not clear", ""},
		{"a former name", "/en/places/compare?a=Bac+Kan&b=46", 200, "Thai Nguyen and ", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, body := get(t, h, test.path)
			if res.StatusCode != test.status {
				t.Fatalf("status %d, want %d: %s", res.StatusCode, test.status, body)
			}
			if !strings.Contains(body, test.has) {
				t.Errorf("no %q in %s", test.has, body)
			}
			if test.not != "" && strings.Contains(body, test.not) {
				t.Errorf("has %q", test.not)
			}
		})
	}
	if res, _ := get(t, h, "/en/places/02"); res.Header.Get("Location") != "/en/places/08" {
		t.Errorf("Ha Giang leads to %s", res.Header.Get("Location"))
	}
}

func TestTextsOfStrangersAreTexts(t *testing.T) {
	h, survey := newShelf().room(t)
	if err := survey.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, text := range hostile {
		for _, path := range []string{"/places?q=" + url.QueryEscape(text), "/places/compare?a=" + url.QueryEscape(text) + "&b=01", "/places/01"} {
			_, body := get(t, h, path)
			for _, harm := range []string{"<script>alert", "<img src=x", "' onload='", `href="javascript:`} {
				if strings.Contains(body, harm) {
					t.Errorf("%s: has %s", path, harm)
				}
			}
		}
	}
}

// A page costs no query; a table is asked once for each of its releases.
func TestATableIsAskedOnceForEachRelease(t *testing.T) {
	s := newShelf()
	h, survey := s.room(t)
	for range 3 {
		if err := survey.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		get(t, h, "/places/01")
		get(t, h, "/places/compare?a=01&b=46")
	}
	if len(s.asked) != 1 {
		t.Errorf("%d queries", len(s.asked))
	}
	next := s.releases[0]
	next.Version = 2
	s.releases = catalog.Releases{next, s.releases[0]}
	if err := survey.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(s.asked) != 2 {
		t.Errorf("%d queries after a release, want 2", len(s.asked))
	}
}

// What was withdrawn is gone from pages at once, and what is not out yet is not
// there.
func TestFiguresAreThoseOfTheNewestRelease(t *testing.T) {
	s := newShelf()
	h, survey := s.room(t)
	if err := survey.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.releases = catalog.Releases{{Version: 2, State: catalog.StatePublished, PublishAt: today.Add(time.Hour), Tables: []catalog.Table{people()}}, s.releases[0]}
	if err := survey.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, body := get(t, h, "/places/01"); !strings.Contains(body, "8.800.000") {
		t.Error("a release of tomorrow hides that of today")
	}
	s.releases[1].State = catalog.StateWithdrawn
	if _, body := get(t, h, "/places/01"); strings.Contains(body, "8.800.000") {
		t.Error("shows figures of a release that was withdrawn")
	}
}

func TestASurveyThatFailsKeepsWhatItKnows(t *testing.T) {
	s := newShelf()
	h, survey := s.room(t)
	if _, body := get(t, h, "/en/places/01"); !strings.Contains(body, "being gathered") {
		t.Error("before a survey, the page does not say that there was none")
	}
	if err := survey.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.broken = errors.New("no index")
	if err := survey.Refresh(t.Context()); !errors.Is(err, s.broken) {
		t.Errorf("err = %v", err)
	}
	s.broken = nil
	if _, body := get(t, h, "/places/01"); !strings.Contains(body, "8.800.000") {
		t.Error("the figures are forgotten")
	}
}

func TestWhatIsAskedOfATable(t *testing.T) {
	col := func(name string, typ catalog.Type, distinct int64, unit string) catalog.Column {
		last := "2025"
		first := "2020"
		return catalog.Column{Name: name, Type: typ, Unit: unit, Stats: catalog.Stats{Distinct: distinct, Exact: true, Min: &first, Max: &last}}
	}
	for _, test := range []struct {
		name  string
		table catalog.Table
		want  string // empty: nothing
	}{
		{"a row for each place", catalog.Table{Rows: 34, Key: []string{"ma_tinh"}, Columns: []catalog.Column{col("ma_tinh", catalog.String, 34, ""), col("heat", catalog.Number, 30, "°C")}},
			"limit=5000&select=ma_tinh%2Cheat"},
		{"a row for each place and year", catalog.Table{Rows: 68, Key: []string{"ma_tinh", "year"}, Columns: []catalog.Column{col("ma_tinh", catalog.String, 34, ""), col("year", catalog.Integer, 2, ""), col("heat", catalog.Number, 30, "°C")}},
			"limit=5000&select=ma_tinh%2Cheat&year__eq=2025"},
		{"rows of several places and years", catalog.Table{Rows: 680, Key: []string{"ma_tinh", "year", "sex"}, Columns: []catalog.Column{col("ma_tinh", catalog.String, 34, ""), col("year", catalog.Integer, 2, ""), col("sex", catalog.String, 2, ""), col("people", catalog.Integer, 600, "người"), col("heat", catalog.Number, 30, "°C")}},
			"agg=total_of_1%3Asum%28people%29&group=ma_tinh&limit=5000&year__eq=2025"},
		{"a panel without a key, with codes that were read as numbers", catalog.Table{Rows: 120, Columns: []catalog.Column{col("ma_xa", catalog.Integer, 12, ""), col("year", catalog.Integer, 10, ""), col("people", catalog.Integer, 120, "người")}},
			"agg=total_of_1%3Asum%28people%29&group=ma_xa&limit=5000&year__eq=2025"},
		{"things in places", catalog.Table{Rows: 900, Columns: []catalog.Column{col("province_code", catalog.String, 34, ""), col("people", catalog.Integer, 600, "người")}},
			"agg=total_of_1%3Asum%28people%29%2Cnumber_of_rows%3Acount%28%2A%29&group=province_code&limit=5000"},
		{"no places", catalog.Table{Rows: 900, Columns: []catalog.Column{col("people", catalog.Integer, 600, "người")}}, ""},
		{"no rows", catalog.Table{Columns: []catalog.Column{col("ma_tinh", catalog.String, 0, "")}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			q, ok := ask(&test.table)
			if ok != (test.want != "") {
				t.Fatalf("asked: %v", ok)
			}
			if !ok {
				return
			}
			if got := q.params.Encode(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if _, err := query.Parse(q.params, query.Target{Dataset: "a", Version: 1, Table: &test.table, Tables: []catalog.Table{test.table}}, query.Limits{Rows: mostAnswers}); err != nil {
				t.Errorf("the API does not understand it: %v", err)
			}
		})
	}
}

func TestCodesThatWereReadAsNumbersAreThoseOfPlaces(t *testing.T) {
	for _, test := range []struct{ column, value, want string }{
		{"ma_tinh", "1", "01"}, {"ma_tinh", "79", "79"}, {"ma_xa", "4", "00004"}, {"ma_xa", "30292", "30292"}, {"ma_xa", "99999", ""}, {"ma_tinh", "", ""}, {"ma_tinh", "-1", ""},
	} {
		q, ok := ask(&catalog.Table{Rows: 34, Key: []string{test.column}, Columns: []catalog.Column{{Name: test.column, Type: catalog.Integer}, {Name: "heat", Type: catalog.Number, Unit: "°C", Stats: catalog.Stats{Distinct: 30}}}})
		if !ok {
			t.Fatalf("nothing is asked of %s", test.column)
		}
		if got := q.code(test.value); got != test.want {
			t.Errorf("%s %q is the place %q, want %q", test.column, test.value, got, test.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range append(hostile, "Hà Nội", "tp hcm", "01", "xã") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, _, communes, more := units().find(s)
		if len(communes) > mostFound || more < 0 {
			t.Errorf("%q: %d communes, %d more", s, len(communes), more)
		}
		if p := units().one(s); p != nil && units().byCode[p.Code] != p {
			t.Errorf("%q is %v", s, p)
		}
	})
}
