package frame_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"nguon/web/frame"
)

func newFrame(t testing.TB, baseURL string) *frame.Frame {
	t.Helper()
	f, err := frame.New(frame.Options{BaseURL: baseURL, Static: fstest.MapFS{"site.css": {Data: []byte("p {}")}}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestNewRefusesABaseURLThatIsNone(t *testing.T) {
	for _, bad := range []string{"", "data.example.vn", "ftp://data.example.vn", "http://"} {
		if _, err := frame.New(frame.Options{BaseURL: bad, Static: fstest.MapFS{}}); err == nil {
			t.Errorf("New with base URL %q: no error", bad)
		}
	}
}

// TestFormsOfOtherSitesAreRefused sends what browsers send with a form of
// another site, and with one of the portal.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	h := newFrame(t, "https://data.example.vn").Handler(nil)
	for _, test := range []struct {
		name, header, value string
		want                int
	}{
		{"of another site", "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"of a neighbour within the domain", "Sec-Fetch-Site", "same-site", http.StatusForbidden},
		{"of another site, by an old browser", "Origin", "https://evil.example", http.StatusForbidden},
		{"of nowhere", "Origin", "null", http.StatusForbidden},
		{"of the portal", "Sec-Fetch-Site", "same-origin", http.StatusSeeOther},
		{"of the portal, by an old browser", "Origin", "https://data.example.vn", http.StatusSeeOther},
		{"not of a browser", "Accept", "*/*", http.StatusSeeOther},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://data.example.vn/look", strings.NewReader("theme=dark"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(test.header, test.value)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != test.want {
				t.Errorf("status %d, want %d", w.Code, test.want)
			}
			if test.want == http.StatusForbidden && w.Header().Get("Set-Cookie") != "" {
				t.Error("a cookie was set")
			}
		})
	}
}

func TestARoomNamesThePageThatIsMissing(t *testing.T) {
	_, err := newFrame(t, "https://data.example.vn").Room(fstest.MapFS{}, "nowhere")
	if err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("err = %v, want one that names the page", err)
	}
}
