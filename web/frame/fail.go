package frame

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"

	"nguon/api/problem"
	"nguon/catalog"
)

// ErrNoPage says that the portal has no page at an address.
var ErrNoPage = catalog.Errorf(catalog.ErrNotFound, "Địa chỉ này không có trên cổng dữ liệu.", "There is no page at this address.")

// errorPage says why there is no page, and what to do instead.
type errorPage struct {
	Head
	Status   int
	Reason   string   // in public words; may be empty
	Mend     []string // what to correct, if anything
	Advice   string
	Instance string // the id of the request in the log; may be empty
}

// advice is what a reader can do after a failure of each status.
var advice = map[int]string{
	http.StatusBadRequest:          "error.advice.mend",
	http.StatusNotFound:            "error.advice.look",
	http.StatusGone:                "error.advice.gone",
	http.StatusUnprocessableEntity: "error.advice.mend",
	http.StatusTooManyRequests:     "error.advice.wait",
	http.StatusServiceUnavailable:  "error.advice.wait",
	http.StatusGatewayTimeout:      "error.advice.wait",
}

// fail logs err and answers with a page about it.
func (f *Frame) fail(w http.ResponseWriter, r *http.Request, err error) {
	l := f.LocaleOf(r)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		target := *r.URL
		_, rest, deeper := strings.Cut(strings.TrimPrefix(BarePath(r.URL.Path), "/datasets/"), "/")
		target.Path = Prefixed(l.Lang, "/datasets/"+string(moved.To))
		if deeper {
			target.Path += "/" + rest
		}
		http.Redirect(w, r, target.RequestURI(), http.StatusMovedPermanently)
		return
	}
	if f.toFactor(w, r, l, err) {
		return
	}
	d := problem.From(err, l.Lang)
	id := problem.Instance(r.Context())
	level := slog.LevelInfo // a client's mistake
	if d.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	f.log.LogAttrs(r.Context(), level, "page failed", slog.String("route", r.Pattern), slog.Int("status", d.Status),
		slog.String("request_id", id), slog.Any("error", err))

	key, ok := advice[d.Status]
	if !ok {
		key = "error.advice.unknown"
	}
	page := errorPage{Status: d.Status, Reason: d.Detail, Advice: l.T(key), Instance: id}
	for _, wrong := range d.Errors {
		if text := catalog.FieldError(toField(wrong, l.Lang)).In(l.Lang); text != d.Detail {
			page.Mend = append(page.Mend, text)
		}
	}
	page.Head = f.Head(r, l, l.T(errorTitle(d.Status)), "")
	page.NoIndex = true
	w.Header().Del("ETag")
	if d.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(d.RetryAfter.Seconds()))))
	}
	if err := f.errors.Render(w, r, d.Status, l, "error", page); err != nil {
		f.log.LogAttrs(r.Context(), slog.LevelError, "error page failed", slog.String("request_id", id), slog.Any("error", err))
		http.Error(w, http.StatusText(d.Status), d.Status)
	}
}

func toField(f problem.Field, lang catalog.Lang) catalog.FieldError {
	text := catalog.Text{Vi: f.Detail}
	if lang == catalog.English {
		text = catalog.Text{En: f.Detail}
	}
	return catalog.FieldError{Field: f.Parameter, Line: f.Line, Detail: text}
}

func errorTitle(status int) string {
	switch {
	case status == http.StatusNotFound:
		return "error.title.missing"
	case status == http.StatusGone:
		return "error.title.gone"
	case status == http.StatusTooManyRequests:
		return "error.title.many"
	case status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout:
		return "error.title.busy"
	case status >= http.StatusInternalServerError:
		return "error.title.internal"
	}
	return "error.title.request"
}

// LocaleOf returns the language that the address asks for.
func (f *Frame) LocaleOf(r *http.Request) *Locale {
	for _, lang := range Languages[1:] {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/"+string(lang)); ok && (rest == "" || rest[0] == '/') {
			return f.locales[lang]
		}
	}
	return f.locales[Languages[0]]
}
