package frame

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"nguon/catalog"
)

// speak adds files of messages to those of the portal for a test.
func speak(t *testing.T, files map[string]string) {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(embedded, "messages", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var data []byte
			data, err = embedded.ReadFile(name)
			all[name] = &fstest.MapFile{Data: data}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		all["messages/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	files0, languages := messageFiles, Languages
	t.Cleanup(func() { messageFiles, Languages = files0, languages })
	messageFiles, Languages = all, languagesIn(all)
}

func TestALanguageIsOneFile(t *testing.T) {
	speak(t, map[string]string{"km.yaml": "language: {self: ភាសាខ្មែរ}\nsite: {name: ប្រភព}\nerror: {title: {missing: រកមិនឃើញ}}\n", "tyz.yaml": "language: {self: Tày}\n", "README.yaml": "a: b"})
	if want := []catalog.Lang{"vi", "en", "km", "tyz"}; !slices.Equal(Languages, want) {
		t.Fatalf("the languages are %v, want %v", Languages, want)
	}
	f, err := New(Options{BaseURL: "https://data.example.vn", Static: fstest.MapFS{}})
	if err != nil {
		t.Fatal(err)
	}
	h := f.Handler(nil)
	for _, test := range []struct {
		name, path string
		has        []string
		not        string
	}{
		{"in the new language, and in Vietnamese where that has no words yet", "/km/nothing", []string{`lang="km"`, "ភាសាខ្មែរ", "ប្រភព", `hreflang="tyz"`, `href="/nothing"`, `href="/en/nothing"`, "Tìm kiếm"}, ""},
		{"in another new language", "/tyz/nothing", []string{`lang="tyz"`, "Nguồn", `href="/km/nothing"`}, "ប្រភព"},
		{"the others stay", "/en/nothing", []string{`lang="en"`, "Tày"}, "ប្រភព"},
		{"no language", "/kmx/nothing", []string{`<html lang="vi"`}, "ប្រភព"},
	} {
		t.Run(test.name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, test.path, nil))
			body := rec.Body.String()
			if rec.Code != http.StatusNotFound {
				t.Fatalf("status %d", rec.Code)
			}
			for _, part := range test.has {
				if !strings.Contains(body, part) {
					t.Errorf("no %q in %s", part, body)
				}
			}
			if test.not != "" && strings.Contains(body, test.not) {
				t.Errorf("has %q", test.not)
			}
		})
	}
}
