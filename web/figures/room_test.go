package figures_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/catalog"
	"nguon/catalog/score"
	"nguon/web/figures"
	"nguon/web/frame"
)

var now = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

// portal returns the pages over figures of three days.
func portal(t *testing.T, agencies int) http.Handler {
	t.Helper()
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://data.example.vn", Static: fstest.MapFS{}, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	var known []catalog.Agency
	for n := range agencies {
		known = append(known, catalog.Agency{Code: "A" + string(rune('A'+n%26)) + string(rune('A'+n/26)), Title: catalog.Text{Vi: "<script>Cơ quan</script>", En: "<script>Agency</script>"}})
	}
	var all []score.Figure
	today := score.DayOf(now)
	for n := -2; n <= 0; n++ {
		day := today.AddDate(0, 0, n)
		all = append(all, score.Figure{Day: day, Code: score.Calls, Part: 1000}, score.Figure{Day: day, Code: score.OnTime, Part: 3, Whole: 4}, score.Figure{Day: day, Code: score.Answers})
		for _, a := range known {
			all = append(all, score.Figure{Day: day, Agency: a.Code, Code: score.Datasets, Part: 7}, score.Figure{Day: day, Agency: a.Code, Code: score.Quality, Part: 161, Whole: 2})
		}
	}
	room, err := figures.New(figures.Deps{Frame: f,
		Agencies: func(context.Context) ([]catalog.Agency, error) { return known, nil },
		Figures: func(_ context.Context, f score.Filter) iter.Seq2[score.Figure, error] {
			return func(yield func(score.Figure, error) bool) {
				for _, figure := range all {
					of := len(f.Agencies) == 0 || f.Agencies[0] == figure.Agency
					if of && !figure.Day.Before(f.From) && figure.Day.Before(f.Until) && !yield(figure, nil) {
						return
					}
				}
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	return f.Handler(nil, room)
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec
}

func TestPagesShowFigures(t *testing.T) {
	few, many := portal(t, 1), portal(t, 130)
	for _, c := range []struct {
		name, path string
		of         http.Handler
		status     int
		has        string
	}{
		{"shares", "/figures", few, 200, "75"},
		{"the sum of days", "/figures", few, 200, "hôm nay; 3.000 trong cả khoảng"},
		{"the sum in English", "/en/figures", few, 200, "today; 3,000 in the whole span"},
		{"nothing to measure", "/figures", few, 200, `<span class="figure-value">–</span>`},
		{"agencies as text", "/figures", few, 200, "&lt;script&gt;Cơ quan"},
		{"an agency's means", "/agencies/AAA/figures", few, 200, "80,5"},
		{"agencies side by side, and how many are not", "/en/figures", many, 200, "30 more agencies are in the files"},
		{"another span", "/figures?days=90", few, 200, `href="/figures?days=90" aria-current="true"`},
		{"a span that is not offered", "/figures?days=91", few, 404, ""},
		{"no such agency", "/agencies/ZZ/figures", few, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := get(c.of, c.path)
			if rec.Code != c.status || !strings.Contains(rec.Body.String(), c.has) {
				t.Errorf("status %d, want %d with %q in\n%s", rec.Code, c.status, c.has, rec.Body)
			}
		})
	}
}

func TestFiguresAreTakenAlong(t *testing.T) {
	h := portal(t, 1)
	rows, err := csv.NewReader(get(h, "/figures.csv?from=2026-11-21&to=2026-11-21").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := "day,agency,measure,unit,value,part,whole\n2026-11-21,,api-calls,count,1000,1000,0\n2026-11-21,,on-time,share,0.75,3,4\n2026-11-21,,answers-in-time,share,,0,0\n" +
		"2026-11-21,AAA,datasets,count,7,7,0\n2026-11-21,AAA,quality,points,80.5,161,2\n"
	var got strings.Builder
	w := csv.NewWriter(&got)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("got\n%s", got.String())
	}
	for _, c := range []struct {
		name, params string
		figures      int
	}{
		{"of the portal", "?agency=portal", 9},
		{"of an agency", "?agency=AAA", 6},
		{"of nobody", "?agency=ZZ", 0},
		{"of all", "", 15},
		{"of no day", "?from=2020-01-01&to=2020-02-01", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := get(h, "/figures.json"+c.params)
			var v struct{ Figures []map[string]any }
			if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil || len(v.Figures) != c.figures {
				t.Errorf("%d figures, want %d: %v\n%s", len(v.Figures), c.figures, err, rec.Body)
			}
		})
	}
	for _, params := range []string{"?from=x", "?from=2026-11-22&to=2026-11-20", "?from=2020-01-01&to=2026-01-01"} {
		if rec := get(h, "/figures.csv"+params); rec.Code != http.StatusUnprocessableEntity && rec.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d", params, rec.Code)
		}
	}
}
