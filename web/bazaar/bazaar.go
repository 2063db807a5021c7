package bazaar

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
	"nguon/search/products"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// pageNames are the folders of templates/ that are pages.
var pageNames = []string{"market", "product", "version", "status"}

// A Searcher finds datasets. It is safe for concurrent use.
type Searcher interface {
	Search(ctx context.Context, r search.Request) (*search.Result, error)
}

// A Finder finds registered APIs. It is safe for concurrent use.
type Finder interface {
	Search(ctx context.Context, r products.Request) (*products.Result, error)
	All() []*market.Product
}

// Deps are what the marketplace is made of. All are needed but Plans.
type Deps struct {
	Frame    *frame.Frame
	Catalog  catalog.Reader
	Datasets Searcher
	Find     Finder
	Products market.Products
	Health   market.Health
	Reuses   market.Reuses
	Plans    market.Plans // what the pages say about limits; default [market.DefaultPlans]
}

// A Bazaar is the marketplace: a [frame.Wing].
type Bazaar struct {
	*frame.Room
	Deps

	documents *documents
	watch     *watch
}

// New returns the marketplace. It returns an error if a template is not
// well-formed.
func New(d Deps) (*Bazaar, error) {
	room, err := d.Frame.Room(templateFiles, pageNames...)
	if err != nil {
		return nil, fmt.Errorf("bazaar: %w", err)
	}
	if len(d.Plans) == 0 {
		d.Plans = market.DefaultPlans()
	}
	return &Bazaar{Room: room, Deps: d, documents: newDocuments(d.Products), watch: &watch{health: d.Health, now: room.Now}}, nil
}

// Routes adds the pages to mux.
func (b *Bazaar) Routes(mux *http.ServeMux) {
	b.Page(mux, "GET /apis", b.market)
	b.Page(mux, "GET /apis/status", b.status)
	b.Page(mux, "GET /apis/{name}", b.product)
	b.Page(mux, "GET /apis/{name}/{version}", b.version)
}

// agencies returns the agencies by their codes.
func (b *Bazaar) agencies(ctx context.Context) (map[string]catalog.Agency, error) {
	all, err := b.Catalog.Agencies(ctx)
	if err != nil {
		return nil, fmt.Errorf("agencies: %w", err)
	}
	byCode := make(map[string]catalog.Agency, len(all))
	for _, a := range all {
		byCode[a.Code] = a
	}
	return byCode, nil
}

// titleOf returns the title of an agency, or its code.
func titleOf(agencies map[string]catalog.Agency, code string) catalog.Text {
	if a, ok := agencies[code]; ok {
		return a.Title
	}
	return catalog.Text{Vi: code, En: code}
}
