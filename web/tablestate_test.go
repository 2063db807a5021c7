package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const provinces = "/datasets/population-by-province"

var (
	barLink   = regexp.MustCompile(`<a href="([^"]*)" rel="nofollow" tabindex="-1"(?: class="[^"]*")?><title>[^<]*: ([0-9,]+) rows?</title>`)
	topLink   = regexp.MustCompile(`<a class="top-value" href="([^"]*)"`)
	rowLink   = regexp.MustCompile(`<th scope="row" class="row-number"><a href="([^"]*)"`)
	pickLink  = regexp.MustCompile(`<a class="pick" href="([^"]*)"`)
	matching  = regexp.MustCompile(`rows [0-9,]+ to [0-9,]+ of ([0-9,]+) that match`)
	sameRows  = regexp.MustCompile(`<span class="method">GET</span> <code data-copyable-inline>([^<]*)</code>`)
	dropChips = regexp.MustCompile(`<li><span>[^<]*</span> <a href="([^"]*)"`)
)

// links returns the addresses that a pattern finds in a page, without their
// fragments.
func links(pattern *regexp.Regexp, body string) []string {
	var all []string
	for _, m := range pattern.FindAllStringSubmatch(body, -1) {
		link, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
		all = append(all, link)
	}
	return all
}

func TestABarLeadsToAsManyRowsAsItCounts(t *testing.T) {
	h := newShelf().site(t)
	_, body := get(t, h, "/en"+provinces)
	bars := barLink.FindAllStringSubmatch(body, -1)
	if len(bars) < 20 {
		t.Fatalf("%d bars", len(bars))
	}
	for i, link := range links(barLink, body) {
		_, chosen := get(t, h, link)
		got := matching.FindStringSubmatch(chosen)
		if got == nil || got[1] != bars[i][2] {
			t.Errorf("%s: %v rows match, the bar counts %s", link, got, bars[i][2])
		}
		if !strings.Contains(chosen, `class="chosen-bar"`) {
			t.Errorf("%s: the bar does not show that it is chosen", link)
		}
	}
}

func TestAValueLeadsToTheRowsThatHaveIt(t *testing.T) {
	h := newShelf().site(t)
	_, body := get(t, h, "/en"+provinces)
	tops, picks := links(topLink, body), links(pickLink, body)
	if len(tops) == 0 || len(picks) == 0 {
		t.Fatalf("%d values above the columns, %d in the rows", len(tops), len(picks))
	}
	for _, link := range append(tops, picks[:3]...) {
		res, chosen := get(t, h, link)
		if matching.FindString(chosen) == "" || res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, no rows match", link, res.StatusCode)
		}
	}
}

func TestARowHasAnAddressThatStays(t *testing.T) {
	h := newShelf().site(t)
	for _, start := range []string{"/en" + provinces, "/en" + provinces + "?sort=-population&select=population", "/en" + provinces + "?q=Huế"} {
		_, body := get(t, h, start)
		link := links(rowLink, body)[0]
		if q := parameters(t, link); q.Get("version") != "3" || q.Get("code__eq") == "" || q.Get("year__eq") == "" || q.Has("sort") || q.Has("select") {
			t.Errorf("from %s: the address of the first row is %s", start, link)
		}
		if _, row := get(t, h, link); len(rowsOf(row)) != 1 {
			t.Errorf("%s has %d rows", link, len(rowsOf(row)))
		}
	}
	if _, body := get(t, h, "/datasets/hostile-texts"); rowLink.MatchString(body) {
		t.Error("rows that nothing tells apart have addresses")
	}
}

func TestTheStateOfATableIsInItsAddress(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct {
		name, query string
		rows        int
		holds       []string
		without     []string
	}{
		{"a value", "?code__eq=01", 3, []string{"Code is 01", "code__eq=01&limit="}, nil},
		{"a bound", "?population__gte=5000000", 6, []string{"Population from 5,000,000"}, nil},
		{"words", "?q=hue", 3, []string{"has the words “hue”", `value="hue"`}, nil},
		{"two conditions", "?code__eq=01&year__eq=2024", 1, []string{"Code is 01", "Year is 2024"}, nil},
		{"missing values", "?population__null=true", 3, []string{"Population has no value"}, nil},
		{"none that match", "?code__eq=99", 0, []string{"no rows"}, nil},
		{"some columns", "?select=province,population", 20, []string{"Columns shown: 2 of 8"}, []string{`title="Sort by Area"`}},
		{"a column by its value, as searches once led to", "?column=code&value=01", 3, []string{"Code is 01"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, body := get(t, h, "/en"+provinces+test.query)
			text := html.UnescapeString(body)
			if rows := rowsOf(body); res.StatusCode != http.StatusOK || len(rows) != max(1, test.rows) || test.rows == 0 && rows[0] != "" {
				t.Errorf("status %d, %d rows, want %d", res.StatusCode, len(rows), test.rows)
			}
			for _, want := range test.holds {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not hold %q", want)
				}
			}
			for _, bad := range test.without {
				if strings.Contains(text, bad) {
					t.Errorf("the page holds %q", bad)
				}
			}
		})
	}
}

func TestTheCallOfThePageAsksForItsRows(t *testing.T) {
	h := newShelf().site(t)
	_, body := get(t, h, "/en"+provinces+"?code__eq=01&sort=-year&select=code,year&cursor="+closeCursor(1)+"&from=2&version=3")
	m := sameRows.FindStringSubmatch(body)
	if want := baseURL + "/v1/data/population-by-province/provinces/rows?code__eq=01&select=code%2Cyear&sort=-year"; m == nil || html.UnescapeString(m[1]) != want {
		t.Errorf("the call is %v, want %s", m, want)
	}
	if _, body = get(t, h, "/en"+provinces+"?code__eq=01&version=2"); !strings.Contains(body, "/population-by-province@2/provinces/rows?code__eq=01<") {
		t.Error("the call of an older version is not of that version")
	}
}

func TestConditionsAreRemovedOneByOne(t *testing.T) {
	h := newShelf().site(t)
	_, body := get(t, h, "/en"+provinces+"?code__eq=01&year__eq=2024&q=ha&sort=year&version=2")
	got := links(dropChips, body)
	if len(got) != 3 {
		t.Fatalf("%d conditions, want 3: %v", len(got), got)
	}
	for i, gone := range []string{"code__eq", "year__eq", "q"} {
		q := parameters(t, got[i])
		if q.Has(gone) || len(q) != 4 || q.Get("sort") != "year" || q.Get("version") != "2" {
			t.Errorf("without %s the address is %s", gone, got[i])
		}
	}
}

func TestAFormHasASimplerAddress(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct{ name, query, want string }{
		{"a filter is added", "?sort=year&column=population&op=gte&value=1000", "?population__gte=1000&sort=year#data"},
		{"a filter is replaced", "?code__eq=01&column=code&op=eq&value=02", "?code__eq=02#data"},
		{"missing values need no value", "?column=population&op=null&value=", "?population__null=true#data"},
		{"columns are joined", "?select=code&select=year&q=a", "?q=a&select=code%2Cyear#data"},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, _ := get(t, h, provinces+test.query)
			if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != provinces+test.want {
				t.Errorf("status %d to %s, want 303 to %s", res.StatusCode, got, provinces+test.want)
			}
		})
	}
}

func TestAWrongChoiceIsExplainedAndCanBeUndone(t *testing.T) {
	h := newShelf().site(t)
	for _, q := range []string{"?nope__eq=1", "?population__contains=a", "?population__gte=many", "?select=nope", "?year__eq=1&year__eq=2"} {
		res, body := get(t, h, provinces+q)
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(body, "Chưa xem được bảng") || !strings.Contains(body, `href="`+provinces+`#data"`) {
			t.Errorf("%s: status %d, or no reason, or no way back", q, res.StatusCode)
		}
		if strings.Contains(body, `name="nope`) {
			t.Errorf("%s: a program of the page asks for what is wrong", q)
		}
	}
}

func TestChoicesAreNotForCrawlers(t *testing.T) {
	_, robots := get(t, newShelf().site(t), "/robots.txt")
	for _, rule := range []string{"/*?*__", "/*?*select=", "/*?*version="} {
		if !strings.Contains(robots, "\nDisallow: "+rule+"\n") {
			t.Errorf("robots.txt does not keep crawlers from %s", rule)
		}
	}
}

// FuzzTableState: whatever the address says, the page answers without a failure
// of the server, and every condition can be taken away.
func FuzzTableState(f *testing.F) {
	h := newShelf().site(f)
	for _, q := range []string{"code__eq=01", "select=code&select=year", "column=code&op=null", "__eq=1&=2", "q=%00&sort=-", "version=2&from=-1&cursor=x", "a__eq=1%3B2&a__null="} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		params, err := url.ParseQuery(q)
		if err != nil || strings.Contains(q, "resource") || hasOther(params) {
			return // not about the first table, or an operator that the shelf does not know
		}
		res, body := get(t, h, provinces+"?"+params.Encode())
		if res.StatusCode >= 500 {
			t.Fatalf("%q: status %d: %.300s", q, res.StatusCode, body)
		}
		for _, link := range links(dropChips, body) {
			if n := len(parameters(t, link)); n > len(params)+1 {
				t.Errorf("%q: without a condition there are %d parameters: %s", q, n, link)
			}
		}
	})
}

// hasOther reports whether conditions are among params that the shelf does not
// compute.
func hasOther(params url.Values) bool {
	for name := range params {
		_, op, ok := strings.Cut(name, "__")
		if ok && op != "eq" && op != "gte" && op != "lte" && op != "lt" && op != "null" {
			return true
		}
	}
	op := params.Get("op")
	return op != "" && op != "eq" && op != "gte" && op != "null"
}

func parameters(t *testing.T, link string) url.Values {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func BenchmarkFilteredDatasetPage(b *testing.B) {
	h := newShelf().site(b)
	for b.Loop() {
		if res, _ := get(b, h, fmt.Sprintf("%s?year__eq=%s", provinces, strconv.Itoa(2024))); res.StatusCode != http.StatusOK {
			b.Fatal(res.Status)
		}
	}
}
