package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/supply"
	"nguon/publisher/outbound"
)

// nearby are options that reach servers of this machine, soon.
func nearby() Options {
	return Options{Inside: outbound.Door{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, Pause: time.Millisecond, Idle: 5 * time.Second}
}

func from(addresses ...string) *supply.Source {
	s := &supply.Source{ID: "rain", Inside: true}
	for i, a := range addresses {
		s.Parts = append(s.Parts, supply.Part{File: fmt.Sprintf("%d.csv", i), Address: a})
	}
	return s
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv
}

func TestWhatHasNotChangedIsNotFetchedAgain(t *testing.T) {
	text, sent := "a,b\n1,2\n", 0
	for name, headers := range map[string][2]string{"ETag": {"ETag", "If-None-Match"}, "Last-Modified": {"Last-Modified", "If-Modified-Since"}} {
		t.Run(name, func(t *testing.T) {
			version := "Sun, 01 Nov 2026 00:00:00 GMT"
			if name == "ETag" {
				version = `"1"`
			}
			sent = 0
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set(headers[0], version)
				if r.Header.Get(headers[1]) == version {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				sent++
				io.WriteString(w, text) //nolint:errcheck // the test would tell
			})
			f := newFetcher(nearby())
			first, err := f.all(t.Context(), from(srv.URL), "", t.TempDir(), nil, nil)
			if err != nil || !first.changed {
				t.Fatalf("first: %+v, %v", first, err)
			}
			second, err := f.all(t.Context(), from(srv.URL), "", t.TempDir(), first.seen, nil)
			if err != nil || second.changed || second.digest != first.digest || sent != 1 {
				t.Errorf("second: %+v, %v; sent %d times", second, err, sent)
			}
		})
	}
}

func TestTheSameBytesWithoutValidatorsAreNoChange(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "a\n1\n") }) //nolint:errcheck // as above
	f := newFetcher(nearby())
	first, err := f.all(t.Context(), from(srv.URL), "", t.TempDir(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := f.all(t.Context(), from(srv.URL), "", t.TempDir(), first.seen, nil)
	if err != nil || second.changed || second.digest != first.digest {
		t.Errorf("%+v, %v", second, err)
	}
}

func TestIfOneFileHasChangedAllAreThere(t *testing.T) {
	version := "1"
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		tag := `"same"`
		if r.URL.Path == "/moves" {
			tag = `"` + version + `"`
		}
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, r.URL.Path+tag) //nolint:errcheck // as above
	})
	f, s := newFetcher(nearby()), from(srv.URL+"/stays", srv.URL+"/moves")
	first, err := f.all(t.Context(), s, "", t.TempDir(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	version = "2"
	dir := t.TempDir()
	second, err := f.all(t.Context(), s, "", dir, first.seen, nil)
	if err != nil || !second.changed || second.digest == first.digest {
		t.Fatalf("%+v, %v", second, err)
	}
	for name, want := range map[string]string{"0.csv": `/stays"same"`, "1.csv": `/moves"2"`} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); string(got) != want || err != nil {
			t.Errorf("%s = %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestServersThatMisbehave(t *testing.T) {
	for _, test := range []struct {
		name    string
		options Options
		handler http.HandlerFunc
		want    error
	}{
		{"more than the limit", Options{Bytes: 1000}, func(w http.ResponseWriter, _ *http.Request) {
			w.Write(bytes.Repeat([]byte("x"), 1001)) //nolint:errcheck // it may be refused
		}, catalog.ErrTooLarge},
		{"more than the limit, without end", Options{Bytes: 1 << 20}, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				w.Write(bytes.Repeat([]byte("x"), 1<<16)) //nolint:errcheck // it is refused
			}
		}, catalog.ErrTooLarge},
		{"a body that is cut", Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "short") //nolint:errcheck // as above
		}, catalog.ErrInvalid},
		{"silence", Options{Idle: 50 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "a") //nolint:errcheck // as above
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, errSilent},
		{"a status", Options{}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }, catalog.ErrInvalid},
		{"a 304 that nobody asked for", Options{}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, catalog.ErrInvalid},
		{"a loop", Options{}, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, catalog.ErrInvalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := nearby()
			o.Bytes = test.options.Bytes
			if test.options.Idle > 0 {
				o.Idle = test.options.Idle
			}
			srv := serve(t, test.handler)
			if _, err := newFetcher(o).all(t.Context(), from(srv.URL), "", t.TempDir(), nil, nil); !errors.Is(err, test.want) {
				t.Errorf("err = %v, want %v", err, test.want)
			}
		})
	}
}

// What a server packs comes as it is: it is unpacked by the intake of files,
// which bounds it.
func TestAPackedAnswerIsNotUnpackedOnTheWay(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "" {
			t.Error("compression was asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write([]byte("\x1f\x8bbomb")) //nolint:errcheck // as above
	})
	b, err := newFetcher(nearby()).all(t.Context(), from(srv.URL), "", t.TempDir(), nil, nil)
	if err != nil || b.bytes != 6 {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestNoSourceLeadsInsideUnlessItMay(t *testing.T) {
	srv := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("somebody came in") })
	s := from(srv.URL)
	s.Inside = false
	for _, address := range []string{srv.URL, strings.Replace(srv.URL, "127.0.0.1", "localhost", 1), strings.Replace(srv.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1),
		"http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[::1]/", "http://0x7f000001/"} {
		s.Parts[0].Address = address
		_, err := newFetcher(nearby()).all(t.Context(), s, "", t.TempDir(), nil, nil)
		if err == nil {
			t.Errorf("%s: no error", address)
		}
	}
	_, err := newFetcher(nearby()).all(t.Context(), from("http://169.254.169.254/"), "", t.TempDir(), nil, nil)
	if !errors.Is(err, catalog.ErrForbidden) {
		t.Errorf("a network that is not allowed: err = %v", err)
	}
}

func TestARedirectTakesNoCredentialsAway(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "" || r.Header.Get("Referer") != "" {
			t.Errorf("headers of another server: %v", r.Header)
		}
		io.WriteString(w, "a\n1\n") //nolint:errcheck // as above
	})
	asked := ""
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Get("X-Api-Key")
		http.Redirect(w, r, other.URL, http.StatusFound)
	})
	if _, err := newFetcher(nearby()).all(t.Context(), from(srv.URL), "X-Api-Key: s3cret", t.TempDir(), nil, nil); err != nil || asked != "s3cret" {
		t.Errorf("key %q, %v", asked, err)
	}
}

func TestABusyServerSaysWhenToComeBack(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	_, err := newFetcher(nearby()).all(t.Context(), from(srv.URL), "", t.TempDir(), nil, nil)
	if later, ok := errors.AsType[*laterError](err); !ok || later.after != 2*time.Hour {
		t.Errorf("err = %v", err)
	}
}

func TestOneHostIsAskedOnceAtATime(t *testing.T) {
	p := &pace{pause: 20 * time.Millisecond}
	end, err := p.begin(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := p.begin(soon, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second request: err = %v", err)
	}
	if _, err := p.begin(t.Context(), "b"); err != nil {
		t.Errorf("another host: %v", err)
	}
	end()
	start := time.Now()
	if _, err := p.begin(t.Context(), "a"); err != nil || time.Since(start) < 15*time.Millisecond {
		t.Errorf("the next one after %s, %v", time.Since(start), err)
	}
}

func TestTheLastFileOfAFolderIsTaken(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	for _, name := range []string{"days-2026-01.csv", "days-2026-02.csv", "other.csv"} {
		if err := os.WriteFile(filepath.Join(in, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := newFetcher(Options{}).all(t.Context(), from("file://"+in+"/days-*.csv"), "", out, nil, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(out, "0.csv")); string(got) != "days-2026-02.csv" {
		t.Errorf("%q, %v", got, err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(in, "link.csv")); err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"nothing-*", "link.csv", "."} {
		if _, err := newFetcher(Options{}).all(t.Context(), from("file://"+in+"/"+pattern), "", out, nil, nil); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("%s: err = %v", pattern, err)
		}
	}
}

func FuzzParseCredentials(f *testing.F) {
	for _, s := range []string{"Authorization: Bearer x", "", ":", "a:b\r\nc:d", "Host: x", "A:\x00"} {
		f.Add(s)
	}
	f.Add("name:secret")
	f.Fuzz(func(t *testing.T, s string) {
		for _, address := range []string{"https://example.org/", "postgres://example.org/db"} {
			c, err := ParseCredentials(s, supply.Part{Address: address})
			if err != nil {
				continue
			}
			if strings.ContainsAny(c.text, "\r\n\x00") || fmt.Sprintf("%v %+v %#v", c, c, c) != "[credentials] [credentials] [credentials]" {
				t.Errorf("%q", s)
			}
		}
	})
}
