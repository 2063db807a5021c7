package web

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net/http"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/schedule"
	"nguon/search"
	"nguon/web/frame"
)

//go:embed static
var staticFiles embed.FS

//go:embed templates
var templateFiles embed.FS

// Static returns the style sheets, the icons and the islands of the portal, for
// [frame.Options].
func Static() fs.FS {
	files, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err) // the name is a constant that is valid
	}
	return files
}

// pageNames are the folders of templates/ that are pages.
var pageNames = []string{"home", "search", "dataset", "release", "checks", "agencies", "agency", "about"}

// A Searcher finds datasets. It is safe for concurrent use.
type Searcher interface {
	Search(ctx context.Context, r search.Request) (*search.Result, error)
}

// Deps are what the open part of the portal is made of. What may be left out says so.
type Deps struct {
	Frame   *frame.Frame
	Catalog catalog.Reader
	Facts   *Facts // of Catalog; nil makes them when the first page is asked for
	Search  Searcher
	Query   query.Runner
	Plans   market.Plans // what the pages say about limits; default [market.DefaultPlans]
	// Agenda is the release calendar; nil is one of the law alone.
	Agenda *schedule.Agenda
	// Territory returns the name of a territory by its code, zero if it has none;
	// nil knows no names.
	Territory func(code string) catalog.Text
	// DOI returns the registered DOI of a version, 0 being all of them together, or
	// ""; nil knows none.
	DOI func(ctx context.Context, s catalog.Slug, version int) (string, error)
	// APIs finds the registered APIs that are shown beside datasets, and lists
	// them for crawlers; nil has none.
	APIs APIFinder
	// Posts are what people ask about datasets; nil asks nothing.
	Posts Posts
	// Collections are what editors have gathered; nil has none.
	Collections Collections
	// Places are the paths of the pages of places, for the site map; none is fine.
	Places []string
	// Stories are what people made of data and tell of; nil has none.
	Stories Stories
	// Reuses are the applications that are shown with datasets; nil has none.
	Reuses market.ReuseLister
}

// A Site is the open part of the portal: a [frame.Wing].
type Site struct {
	*frame.Room

	catalog catalog.Reader
	search  Searcher
	query   query.Runner
	plans   market.Plans

	territory   func(code string) catalog.Text
	apis        APIFinder
	reuses      market.ReuseLister
	collections Collections
	stories     Stories
	places      []string
	doi         func(ctx context.Context, s catalog.Slug, version int) (string, error)

	facts   *Facts
	agenda  *schedule.Agenda
	posts   Posts
	painter *cardPainter
}

// A locale says things in one language, those of columns and checks included.
type locale struct{ *frame.Locale }

// New returns the open part of the portal. It returns an error if a template is
// not well-formed.
func New(d Deps) (*Site, error) {
	room, err := d.Frame.Room(templateFiles, pageNames...)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s := &Site{Room: room, catalog: d.Catalog, search: d.Search, query: d.Query, plans: d.Plans, territory: d.Territory, apis: d.APIs, doi: d.DOI, posts: d.Posts, reuses: d.Reuses, collections: d.Collections, stories: d.Stories, places: d.Places}
	if len(s.plans) == 0 {
		s.plans = market.DefaultPlans()
	}
	if s.painter, err = newCardPainter(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if s.facts = d.Facts; s.facts == nil {
		s.facts = NewFacts(s.catalog, s.Now)
	}
	if s.agenda = d.Agenda; s.agenda == nil {
		s.agenda = schedule.NewAgenda(s.catalog, nil, s.Now)
	}
	return s, nil
}

// A pageHandler is a handler of a page in one language.
type pageHandler func(w http.ResponseWriter, r *http.Request, l *locale) error

// Routes adds the pages to mux.
func (s *Site) Routes(mux *http.ServeMux) {
	for pattern, page := range map[string]pageHandler{
		"/{$}":                                s.home,
		"/datasets":                           s.datasets,
		"/datasets/{slug}":                    s.dataset,
		"/datasets/{slug}/card.png":           s.shareCard,
		"/datasets/{slug}/releases/{version}": s.release,
		"/datasets/{slug}/releases/{version}/checks/{resource}": s.checks,
		"/agencies":            s.agencies,
		"/agencies/{code}":     s.agency,
		"/about":               s.about,
		"/feeds/releases.atom": s.feed,
		"/feeds/search.atom":   s.searchFeed,
	} {
		s.Page(mux, "GET "+pattern, func(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
			return page(w, r, &locale{l})
		})
	}
	mux.Handle("GET /robots.txt", s.Handle(s.robots))
	mux.Handle("GET /sitemap.xml", s.Handle(s.sitemap))
	mux.Handle("GET /sitemaps/{name}", s.Handle(s.sitemapPart))
}
