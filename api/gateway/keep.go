package gateway

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
)

// maxKept bounds one answer that is kept, in bytes.
const maxKept = 1 << 20

// answers are the answers of upstreams that may be kept for a while. A nil
// answers keeps none.
type answers struct {
	cache *otter.Cache[string, *answer]
}

type answer struct {
	header http.Header
	body   []byte
	from   time.Time
	until  time.Time
}

func newAnswers(size int64) *answers {
	return &answers{otter.Must(&otter.Options[string, *answer]{
		MaximumWeight: uint64(size), //nolint:gosec // it is not negative
		Weigher: func(key string, a *answer) uint32 {
			return uint32(len(key) + len(a.body) + 2048) //nolint:gosec // at most maxKept and some
		},
	})}
}

// key returns what tells answers apart, or false for a call whose answer is not
// kept. The headers are those by which an answer may vary; one that varies by
// others is not kept.
func (a *answers) key(r *http.Request, t *route, c Call) (string, bool) {
	if a == nil || t.keep == 0 || r.Method != http.MethodGet || r.Header.Get("Range") != "" || strings.Contains(r.Header.Get("Cache-Control"), "no-") {
		return "", false
	}
	return strings.Join([]string{t.name, strconv.FormatInt(t.revision, 10), c.Path, r.URL.RawQuery,
		r.Header.Get("Accept"), r.Header.Get("Accept-Language"), r.Header.Get("Accept-Encoding")}, "\x00"), true
}

var mayVary = map[string]bool{"accept": true, "accept-language": true, "accept-encoding": true, "origin": true, "": true}

// serve answers a call with a kept answer, if there is one.
func (a *answers) serve(w http.ResponseWriter, r *http.Request, t *route, c Call, now time.Time) bool {
	key, ok := a.key(r, t, c)
	if !ok {
		return false
	}
	kept, ok := a.cache.GetIfPresent(key)
	if !ok || !now.Before(kept.until) {
		return false
	}
	h := w.Header()
	maps.Copy(h, kept.header)
	h.Set("Age", strconv.Itoa(int(now.Sub(kept.from).Seconds())))
	if tag := h.Get("ETag"); tag != "" && matches(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Length")
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(kept.body) // the caller may have left
	return true
}

// matches reports whether a tag is among those of If-None-Match, which compares
// weakly (RFC 9110, 13.1.2).
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// keep remembers an answer while it is passed on, if the upstream and the
// agency allow it.
func (a *answers) keep(r *http.Request, resp *http.Response, t *route, c Call, now time.Time) {
	key, ok := a.key(r, t, c)
	if !ok || resp.StatusCode != http.StatusOK || resp.ContentLength > maxKept || len(resp.Trailer) > 0 {
		return
	}
	for vary := range strings.SplitSeq(strings.Join(resp.Header.Values("Vary"), ","), ",") {
		if !mayVary[strings.ToLower(strings.TrimSpace(vary))] {
			return
		}
	}
	life := min(t.keep, lifetime(resp.Header.Values("Cache-Control"))-age(resp.Header))
	if life <= 0 {
		return
	}
	kept := &answer{header: resp.Header.Clone(), from: now, until: now.Add(life)}
	resp.Body = &copyingBody{ReadCloser: resp.Body, whole: func(body []byte) {
		kept.body = body
		a.cache.Set(key, kept)
	}}
}

// lifetime returns how long a shared cache may keep an answer without asking
// again (RFC 9111, 4.2.1). Nothing is guessed: an answer that says nothing is
// not kept.
func lifetime(directives []string) time.Duration {
	life, shared := time.Duration(0), false
	for d := range strings.SplitSeq(strings.ToLower(strings.Join(directives, ",")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		switch name {
		case "no-store", "no-cache", "private":
			return 0
		case "max-age", "s-maxage":
			seconds, err := strconv.Atoi(strings.Trim(value, `"`))
			if err != nil || seconds < 0 {
				return 0
			}
			if name == "s-maxage" || !shared {
				life, shared = time.Duration(min(seconds, 1<<30))*time.Second, name == "s-maxage"
			}
		}
	}
	return life
}

func age(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Age"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, 1<<30)) * time.Second
}

// A copyingBody remembers what is read of it, and gives it away at its end if
// all of it was read.
type copyingBody struct {
	io.ReadCloser
	whole func([]byte)
	seen  bytes.Buffer
	large bool
}

func (b *copyingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if !b.large {
		b.seen.Write(p[:n])
		b.large = b.seen.Len() > maxKept
	}
	if err == io.EOF && !b.large && b.whole != nil { //nolint:errorlint // io.Reader promises the value itself
		b.whole(b.seen.Bytes())
		b.whole = nil
	}
	return n, err
}
