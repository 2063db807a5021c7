package api_test

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func (w *world) ask(t *testing.T, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

func TestTheValidatorOfASearchOutlivesItsTime(t *testing.T) {
	w := newWorld(t)
	first := w.ask(t, "/v1/datasets?q=bui")
	tag := first.Header().Get("ETag")
	if first.Code != http.StatusOK || tag == "" {
		t.Fatalf("status %d, ETag %q", first.Code, tag)
	}
	for range 5 {
		if again := w.ask(t, "/v1/datasets?q=bui", "If-None-Match", tag); again.Code != http.StatusNotModified {
			t.Fatalf("status %d, ETag %q after %q", again.Code, again.Header().Get("ETag"), tag)
		}
	}
	if other := w.ask(t, "/v1/datasets?q=xyzzy", "If-None-Match", tag); other.Code != http.StatusOK {
		t.Errorf("another search: status %d", other.Code)
	}
}

func TestSearchSaysWhatItSearched(t *testing.T) {
	w := newWorld(t)
	var title struct {
		Title struct{ Vi, En string }
	}
	if err := json.Unmarshal(w.ask(t, "/v1/datasets/air-quality").Body.Bytes(), &title); err != nil {
		t.Fatal(err)
	}
	type answer struct {
		Data, Close []struct {
			Slug  string
			Match struct {
				Places []struct{ Field, Resource, Column, Value, Rows string }
			}
		}
		Meta struct {
			Total        int
			CloseMatches int     `json:"close_matches"`
			Corrected    *string `json:"corrected"`
			DidYouMean   *string `json:"did_you_mean"`
		}
	}
	for _, test := range []struct {
		name, text            string
		data, near            int
		corrected, didYouMean bool
		exact                 string
		wantColumn            string
	}{
		{name: "the title", text: title.Title.Vi, data: 1},
		{name: "a slip of the keys", text: "qualiyt", data: 1, corrected: true},
		{name: "a slip that is meant", text: "qualiyt", exact: "1"},
		{name: "a word too many", text: title.Title.En + " xyzzy", near: 1, didYouMean: true},
		{name: "nonsense", text: "xyzzy"},
		{name: "a column", text: "column:tram", data: 1, wantColumn: "station"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rec := w.ask(t, "/v1/datasets?"+url.Values{"q": {test.text}, "exact": {cmp.Or(test.exact, "0")}}.Encode())
			var a answer
			if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil || rec.Code != http.StatusOK {
				t.Fatalf("status %d: %v: %s", rec.Code, err, rec.Body)
			}
			if len(a.Data) != test.data || a.Meta.Total != test.data || len(a.Close) != test.near || a.Meta.CloseMatches != test.near ||
				(a.Meta.Corrected != nil) != test.corrected || (a.Meta.DidYouMean != nil) != test.didYouMean {
				t.Fatalf("%s", rec.Body)
			}
			if test.wantColumn != "" && (len(a.Data[0].Match.Places) == 0 || a.Data[0].Match.Places[0].Column != test.wantColumn) {
				t.Errorf("places %+v, want column %s", a.Data[0].Match.Places, test.wantColumn)
			}
		})
	}
}

func TestSuggestionsOfTheAPI(t *testing.T) {
	w := newWorld(t)
	rec := w.ask(t, "/v1/suggest?q=ai&limit=3")
	var a struct {
		Data []struct{ Text, Kind, Dataset string }
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil || rec.Code != http.StatusOK || len(a.Data) == 0 || len(a.Data) > 3 {
		t.Fatalf("status %d: %s", rec.Code, rec.Body)
	}
	for _, wrong := range []string{"q=a&limit=0", "q=a&limit=21", "q=a&limit=x", "q=a&q=b", "word=a", "q=%ff"} {
		if rec := w.ask(t, "/v1/suggest?"+wrong); rec.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d", wrong, rec.Code)
		}
	}
}

func TestTheDumpHoldsEveryDataset(t *testing.T) {
	w := newWorld(t)
	if rec := w.ask(t, "/v1/datasets.ndjson.gz"); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("before it is made: status %d", rec.Code)
	}
	w.publish(t, dataset("water-quality", 10))
	for range 2 { // made anew, the old one goes
		if err := w.server.MakeDump(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	rec := w.ask(t, "/v1/datasets.ndjson.gz")
	packed, err := gzip.NewReader(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	var slugs []string
	for lines := bufio.NewScanner(packed); lines.Scan(); {
		var d struct{ Slug string }
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		slugs = append(slugs, d.Slug)
	}
	if strings.Join(slugs, " ") != "air-quality water-quality" {
		t.Errorf("datasets %q", slugs)
	}
	if again := w.ask(t, "/v1/datasets.ndjson.gz", "If-None-Match", rec.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("with its ETag: status %d", again.Code)
	}
	if packed, err = gzip.NewReader(w.ask(t, "/v1/datasets.csv.gz").Body); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(packed).ReadAll()
	if err != nil || len(rows) != 3 || rows[0][0] != "slug" || rows[2][0] != "water-quality" {
		t.Errorf("rows %q: %v", rows, err)
	}
}
