package frame

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
)

const (
	keptBytes = 32 << 20 // of all pages that are kept
	mostKept  = 2 << 20  // of one of them
	longest   = 2 << 10  // of the address of one
)

// keeper keeps pages for strangers for a moment, so that a page that many ask
// for is made a few times a second, and an answer 304 costs no page at all. A
// nil keeper keeps nothing. It is safe for concurrent use.
//
// A page depends on its address, how the reader wants it to look, and who is looking. What it shows of
// the catalogue may be as old as twice the life of what is kept.
type keeper struct {
	life  time.Duration
	now   func() time.Time
	pages *otter.Cache[string, *keptPage]
}

// A keptPage is an answer 200. But for renewing it is not changed any more.
type keptPage struct {
	header   http.Header // what the page has set
	body     []byte
	made     time.Time
	renewing atomic.Bool // somebody makes it anew
}

func newKeeper(life time.Duration, now func() time.Time) (*keeper, error) {
	if life <= 0 {
		return nil, nil //nolint:nilnil // that is one
	}
	pages, err := otter.New(&otter.Options[string, *keptPage]{
		MaximumWeight: keptBytes,
		Weigher: func(key string, p *keptPage) uint32 {
			return uint32(min(len(key)+len(p.body)+2048, math.MaxUint32)) //nolint:gosec // it is bounded
		},
	})
	if err != nil {
		return nil, fmt.Errorf("pages that are kept: %w", err)
	}
	return &keeper{life, now, pages}, nil
}

// key returns what tells pages apart, or false for a request whose answer is not
// kept: one by somebody whom the portal may know, or that changes something.
func (k *keeper) key(f *Frame, r *http.Request) (string, bool) {
	if k == nil || r.Method != http.MethodGet && r.Method != http.MethodHead || len(r.RequestURI) > longest {
		return "", false
	}
	var look Look
	if len(r.Header["Cookie"]) > 0 {
		for _, c := range r.Cookies() {
			if !f.isLook(c.Name) {
				return "", false
			}
		}
		look = f.look(r)
	}
	if _, known := VisitOf(r.Context()); known || VisitError(r.Context()) != nil {
		return "", false
	}
	return strings.Join([]string{r.URL.Path, r.URL.RawQuery, look.Theme, look.Contrast, look.Text, strconv.FormatBool(acceptsGzip(r))}, "\x00"), true
}

// answer answers with the page that is kept under key, if it is young enough,
// and otherwise has it made and keeps it.
func (k *keeper) answer(w http.ResponseWriter, r *http.Request, key string, make func(w http.ResponseWriter) error) error {
	if page, ok := k.pages.GetIfPresent(key); ok && page.serves(k.now(), k.life) {
		maps.Copy(w.Header(), page.header)
		Send(w, r, http.StatusOK, page.body)
		return nil
	}
	begin, before := k.now(), maps.Clone(w.Header())
	return make(&keepingWriter{w, func(body []byte) {
		page := &keptPage{header: changed(w.Header(), before), body: body, made: begin}
		if keepable(page) {
			k.pages.Set(key, page)
		}
	}})
}

// serves reports whether a page may be answered with. When it is past its life,
// one caller makes it anew, and the others need not wait for that.
func (p *keptPage) serves(now time.Time, life time.Duration) bool {
	switch age := now.Sub(p.made); {
	case age < 0 || age >= 2*life:
		return false
	case age < life:
		return true
	default:
		return p.renewing.Swap(true)
	}
}

// changed returns the headers that were not there before, or were others.
func changed(h, before http.Header) http.Header {
	own := make(http.Header, len(h))
	for name, values := range h {
		if !slices.Equal(values, before[name]) {
			own[name] = slices.Clip(values) // who adds to them gets a copy
		}
	}
	return own
}

func keepable(p *keptPage) bool {
	control := p.header.Get("Cache-Control")
	return len(p.body) <= mostKept && len(p.header["Set-Cookie"]) == 0 && !strings.Contains(control, "no-store") && !strings.Contains(control, "private")
}

// A keepingWriter is told by [Send] of the whole body of an answer 200, whether
// or not the client needs it.
type keepingWriter struct {
	http.ResponseWriter
	keep func(body []byte)
}

// Unwrap is for http.ResponseController.
func (w *keepingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
