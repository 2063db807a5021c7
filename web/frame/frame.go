package frame

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"nguon/catalog"
)

// pageTimeout bounds the making of one page, unless Options say otherwise.
const pageTimeout = 5 * time.Second

//go:embed templates
var templateFiles embed.FS

// Options are what a frame is made of.
type Options struct {
	BaseURL string           // of the portal as the world sees it
	Static  fs.FS            // style sheets, icons, and dist/ with the islands if they were built
	Log     *slog.Logger     // default: nothing is logged
	Now     func() time.Time // default [time.Now]
	Timeout time.Duration    // bounds the making of one page; default 5 s
	// Keep is for how long a page for strangers serves others who ask for the
	// same; what it shows may be twice as old. Default: none is kept.
	Keep time.Duration
}

// A Frame is the part of the portal that every page has. Its methods are safe
// for concurrent use.
type Frame struct {
	baseURL string
	origin  string // of baseURL: RFC 6454
	log     *slog.Logger
	now     func() time.Time
	timeout time.Duration
	locales map[catalog.Lang]*Locale
	assets  assets
	errors  *Room
	keeper  *keeper
}

// New returns a frame. It returns an error if a template or a message
// catalogue is not well-formed, or BaseURL is no http(s) address.
func New(o Options) (*Frame, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("web: base URL %q is not an http(s) address", o.BaseURL)
	}
	f := &Frame{baseURL: strings.TrimSuffix(o.BaseURL, "/"), origin: base.Scheme + "://" + base.Host, log: o.Log, now: o.Now, timeout: cmp.Or(o.Timeout, pageTimeout), locales: make(map[catalog.Lang]*Locale)}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	if f.now == nil {
		f.now = time.Now
	}
	for _, lang := range Languages {
		if f.locales[lang], err = LoadLocale(lang); err != nil {
			return nil, err
		}
	}
	if f.assets, err = loadAssets(o.Static); err != nil {
		return nil, err
	}
	if f.keeper, err = newKeeper(o.Keep, f.now); err != nil {
		return nil, err
	}
	f.errors, err = f.Room(templateFiles, "error")
	return f, err
}

// BaseURL is the address of the portal, without a slash at the end.
func (f *Frame) BaseURL() string { return f.baseURL }

// Secure reports whether the public reaches the portal by https, so that
// cookies are for that alone.
func (f *Frame) Secure() bool { return strings.HasPrefix(f.baseURL, "https:") }

// Timeout bounds the making of one page.
func (f *Frame) Timeout() time.Duration { return f.timeout }

// Now is the time that pages show things at.
func (f *Frame) Now() time.Time { return f.now() }

// Log is where failed requests are told of.
func (f *Frame) Log() *slog.Logger { return f.log }

// Locale returns the locale of one of [Languages].
func (f *Frame) Locale(lang catalog.Lang) *Locale { return f.locales[lang] }

// A Handler answers a request or says why it cannot. It writes nothing if it
// returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// A PageHandler is a [Handler] of a page in one language.
type PageHandler func(w http.ResponseWriter, r *http.Request, l *Locale) error

// A Wing is a part of the portal that answers some paths.
type Wing interface {
	Routes(mux *http.ServeMux)
}

// Handler returns the handler of every path of the portal, those that do not
// exist included. Recognise, which may be nil, puts who is looking into the
// context of a request (see [WithVisit]).
//
// A request that changes something and that a browser sends from the page of
// another site is refused (see [http.CrossOriginProtection]).
func (f *Frame) Handler(recognise func(http.Handler) http.Handler, wings ...Wing) http.Handler {
	mux := http.NewServeMux()
	for _, w := range wings {
		w.Routes(mux)
	}
	mux.Handle("GET /static/{name...}", f.Handle(f.static))
	mux.Handle("POST /look", f.Handle(f.setLook))
	mux.Handle("/", f.Handle(f.elsewhere))
	var h http.Handler = mux
	if recognise != nil {
		h = recognise(h)
	}
	guard := http.NewCrossOriginProtection()
	if err := guard.AddTrustedOrigin(f.origin); err != nil { // for proxies that change the Host header
		f.log.LogAttrs(context.Background(), slog.LevelWarn, "the base URL is not trusted as an origin", slog.Any("error", err))
	}
	guard.SetDenyHandler(f.Handle(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	return secured(guard.Handler(h))
}

// Page has page answer a pattern, such as "GET /agencies/{code}", in every
// language: in the first one as it stands, in others below /{lang}.
func (f *Frame) Page(mux *http.ServeMux, pattern string, page PageHandler) {
	method, path, _ := strings.Cut(pattern, " ")
	for _, lang := range Languages {
		l := f.locales[lang]
		mux.Handle(method+" "+Prefixed(lang, path), f.Handle(func(w http.ResponseWriter, r *http.Request) error {
			key, ok := f.keeper.key(f, r)
			if !ok {
				return page(w, r, l)
			}
			return f.keeper.answer(w, r, key, func(w http.ResponseWriter) error { return page(w, r, l) })
		}))
	}
}

// errForeign refuses a form that another site has sent.
var errForeign = catalog.Errorf(catalog.ErrForbidden,
	"Yêu cầu này được gửi từ một trang khác. Hãy mở trang của cổng dữ liệu rồi thử lại.",
	"This request was sent from the page of another site. Open the page on this portal and try again.")

// elsewhere answers what no route answers: a slash too many is mended, all
// else does not exist.
func (f *Frame) elsewhere(w http.ResponseWriter, r *http.Request) error {
	clean := path.Clean("/" + r.URL.Path)
	if clean == r.URL.Path || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return ErrNoPage
	}
	target := url.URL{Path: clean, RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, target.String(), http.StatusMovedPermanently)
	return nil
}

// Handle gives h a deadline. It is the one place where a failed request is
// logged and answered.
func (f *Frame) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), f.timeout)
		defer cancel()
		r = r.WithContext(ctx)
		if err := h(w, r); err != nil {
			f.fail(w, r, err)
		}
	})
}

// secured sets the headers that keep a page from doing what it should not.
func secured(next http.Handler) http.Handler {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
