package gateway_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nguon/catalog/market"
)

// A counter answers with the number of the call.
func counter(asked *atomic.Int64, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		fmt.Fprint(w, asked.Add(1))
	}
}

func kept(v *market.Version) { v.Upstream.Cache = time.Minute }

func TestAnswersAreKeptAsTheUpstreamAllows(t *testing.T) {
	for _, test := range []struct {
		name    string
		headers []string
		change  func(*market.Version)
		kept    bool
	}{
		{"for a while", []string{"Cache-Control", "public, max-age=60"}, kept, true},
		{"for all", []string{"Cache-Control", "max-age=0, s-maxage=60"}, kept, true},
		{"not for all", []string{"Cache-Control", "s-maxage=0, max-age=60"}, kept, false},
		{"not if the agency does not want it", []string{"Cache-Control", "max-age=60"}, nil, false},
		{"not if nothing is said", nil, kept, false},
		{"not what is private", []string{"Cache-Control", "private, max-age=60"}, kept, false},
		{"not what must not be stored", []string{"Cache-Control", "no-store, max-age=60"}, kept, false},
		{"not what is old", []string{"Cache-Control", "max-age=60", "Age", "60"}, kept, false},
		{"not what varies by who asks", []string{"Cache-Control", "max-age=60", "Vary", "Accept, X-Nguon-Application"}, kept, false},
		{"not what varies by all", []string{"Cache-Control", "max-age=60", "Vary", "*"}, kept, false},
		{"what varies by language", []string{"Cache-Control", "max-age=60", "Vary", "Accept-Language"}, kept, true},
		{"not what is nonsense", []string{"Cache-Control", "max-age=soon"}, kept, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var asked atomic.Int64
			b := newBench(t, counter(&asked, test.headers...), test.change)
			first := bodyOf(t, b.must(t, "GET", "/stations?limit=1", ""))
			again := bodyOf(t, b.must(t, "GET", "/stations?limit=1", ""))
			if (first == again) != test.kept {
				t.Errorf("first %s, then %s", first, again)
			}
		})
	}
}

func TestKeptAnswersAreToldApartAndEnd(t *testing.T) {
	var asked atomic.Int64
	b := newBench(t, counter(&asked, "Cache-Control", "max-age=3600", "ETag", `W/"1"`), kept)
	b.must(t, "GET", "/stations", "")
	for name, ask := range map[string]func() *http.Response{
		"another query":    func() *http.Response { return b.must(t, "GET", "/stations?limit=2", "") },
		"another path":     func() *http.Response { return b.must(t, "GET", "/stations/1", "") },
		"another language": func() *http.Response { return b.must(t, "GET", "/stations", "", "Accept-Language", "en") },
		"another coding":   func() *http.Response { return b.must(t, "GET", "/stations", "", "Accept-Encoding", "br") },
		"a range":          func() *http.Response { return b.must(t, "GET", "/stations", "", "Range", "bytes=0-1") },
		"a fresh one":      func() *http.Response { return b.must(t, "GET", "/stations", "", "Cache-Control", "no-cache") },
	} {
		before := asked.Load()
		if ask(); asked.Load() != before+1 {
			t.Errorf("%s was answered from what was kept", name)
		}
	}
	b.now = b.now.Add(20 * time.Second)
	resp := b.must(t, "GET", "/stations", "", "If-None-Match", `"0", "1"`)
	if resp.StatusCode != http.StatusNotModified || resp.Header.Get("Age") != "20" {
		t.Errorf("%s, Age %s", resp.Status, resp.Header.Get("Age"))
	}
	b.now = b.now.Add(41 * time.Second) // the agency allows a minute
	before := asked.Load()
	if b.must(t, "GET", "/stations", ""); asked.Load() != before+1 {
		t.Error("an answer was kept for longer than the agency allows")
	}
}

func TestAnAnswerThatWasCutShortIsNotKept(t *testing.T) {
	var asked atomic.Int64
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		if asked.Add(1) == 1 {
			w.Header().Set("Content-Length", "100")
			w.Write([]byte("half")) //nolint:errcheck // the test would tell
			panic(http.ErrAbortHandler)
		}
		w.Write([]byte("whole")) //nolint:errcheck // the test would tell
	}, kept)
	func() {
		defer func() { _ = recover() }() // the proxy ends the connection of the caller
		b.ask(t, "GET", "/stations", "") //nolint:errcheck // it cannot answer
	}()
	if got := bodyOf(t, b.must(t, "GET", "/stations", "")); got != "whole" {
		t.Errorf("got %q", got)
	}
}

func TestLargeAnswersAreNotKept(t *testing.T) {
	var asked atomic.Int64
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Cache-Control", "max-age=60")
		w.(http.Flusher).Flush()                    // of unknown length
		w.Write([]byte(strings.Repeat("a", 2<<20))) //nolint:errcheck // the test would tell
	}, kept)
	for range 2 {
		if got := bodyOf(t, b.must(t, "GET", "/stations", "")); len(got) != 2<<20 {
			t.Errorf("%d bytes", len(got))
		}
	}
	if asked.Load() != 2 {
		t.Errorf("asked %d times", asked.Load())
	}
}
