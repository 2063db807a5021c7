package web

import (
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
)

// pageTimeout bounds the making of one page.
const pageTimeout = 5 * time.Second

// A Searcher finds datasets. It is safe for concurrent use.
type Searcher interface {
	Search(ctx context.Context, r search.Request) (*search.Result, error)
}

// Deps are what the portal is made of. All are needed but Log, Now and Plans.
type Deps struct {
	Catalog catalog.Reader
	Search  Searcher
	Query   query.Runner
	Plans   market.Plans     // what the pages say about limits; default [market.DefaultPlans]
	BaseURL string           // of the portal as the world sees it, without a slash at the end
	Log     *slog.Logger     // default: nothing is logged
	Now     func() time.Time // default [time.Now]
	// Territory returns the name of a territory by its code, zero if it has none;
	// nil knows no names.
	Territory func(code string) catalog.Text
}

// A Site is the portal.
type Site struct {
	catalog catalog.Reader
	search  Searcher
	query   query.Runner
	plans   market.Plans
	baseURL string
	log     *slog.Logger
	now     func() time.Time

	territory func(code string) catalog.Text

	locales map[catalog.Lang]*locale
	pages   map[catalog.Lang]map[string]*template.Template
	assets  assets
	facts   *facts
}

// New returns a portal. It returns an error if a template or a message
// catalogue is not well-formed, or BaseURL is no http(s) address.
func New(d Deps) (*Site, error) {
	base, err := url.Parse(d.BaseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("web: base URL %q is not an http(s) address", d.BaseURL)
	}
	s := &Site{
		catalog: d.Catalog, search: d.Search, query: d.Query, plans: d.Plans, baseURL: strings.TrimSuffix(d.BaseURL, "/"),
		log: d.Log, now: d.Now, territory: d.Territory,
		locales: make(map[catalog.Lang]*locale), pages: make(map[catalog.Lang]map[string]*template.Template),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if len(s.plans) == 0 {
		s.plans = market.DefaultPlans()
	}
	s.facts = newFacts(s.catalog, s.now)
	for _, lang := range langs {
		if s.locales[lang], err = loadLocale(lang); err != nil {
			return nil, err
		}
		if s.pages[lang], err = parseTemplates(s.locales[lang]); err != nil {
			return nil, err
		}
	}
	static, err := fs.Sub(staticFiles, "static")
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	s.assets, err = loadAssets(static)
	return s, err
}

// A handler answers a request or says why it cannot. It writes nothing if it
// returns an error.
type handler func(w http.ResponseWriter, r *http.Request) error

// A pageHandler is a handler of a page in one language.
type pageHandler func(w http.ResponseWriter, r *http.Request, l *locale) error

// Handler returns the handler of every path of the portal, those that do not
// exist included.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, lang := range langs {
		for pattern, page := range map[string]pageHandler{
			"/{$}":                                s.home,
			"/datasets":                           s.datasets,
			"/datasets/{slug}":                    s.dataset,
			"/datasets/{slug}/releases/{version}": s.release,
			"/datasets/{slug}/releases/{version}/checks/{resource}": s.checks,
			"/agencies":            s.agencies,
			"/agencies/{code}":     s.agency,
			"/about":               s.about,
			"/feeds/releases.atom": s.feed,
			"/feeds/search.atom":   s.searchFeed,
		} {
			mux.Handle("GET "+prefixed(lang, pattern), s.handle(func(w http.ResponseWriter, r *http.Request) error {
				return page(w, r, s.locales[lang])
			}))
		}
	}
	mux.Handle("GET /static/{name...}", s.handle(s.static))
	mux.Handle("GET /robots.txt", s.handle(s.robots))
	mux.Handle("GET /sitemap.xml", s.handle(s.sitemap))
	mux.Handle("GET /sitemaps/{name}", s.handle(s.sitemapPart))
	mux.Handle("POST /theme", s.handle(s.setTheme))
	mux.Handle("/", s.handle(s.elsewhere))
	return secured(mux)
}

// elsewhere answers what no route answers: a slash too many is mended, all
// else does not exist.
func (s *Site) elsewhere(w http.ResponseWriter, r *http.Request) error {
	clean := path.Clean("/" + r.URL.Path)
	if clean == r.URL.Path || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return errNoPage
	}
	target := url.URL{Path: clean, RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, target.String(), http.StatusMovedPermanently)
	return nil
}

// handle gives h a deadline. It is the one place where a failed request is
// logged and answered.
func (s *Site) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), pageTimeout)
		defer cancel()
		r = r.WithContext(ctx)
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
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
