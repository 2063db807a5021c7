package bazaar

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
	"nguon/search/products"
	"nguon/web/frame"
)

const (
	cardsPerPage = 20
	maxPage      = 500 // the API walks further
)

// marketPage is the list of APIs: all, or those that were searched for.
type marketPage struct {
	frame.Head
	Q          string
	Total      int64
	APIs       []card // registered ones come first
	Datasets   []card
	Facets     []facetView
	Chips      []chip
	Clear      string // the search without filters
	Sorts      []sortOption
	Sort       string // as the reader chose it
	Hidden     []parameter
	Corrected  string
	Close      []card
	DidYouMean string
	MeanLink   string
	Previous   string
	Next       string
	First      int64
	Last       int64
}

// A parameter is a hidden field of a form.
type parameter struct{ Name, Value string }

// A sortOption is an order of the results.
type sortOption struct {
	Title, Link string
	Active      bool
}

// A request is what the parameters of the page ask for.
type request struct {
	text    string
	filters map[string][]string
	sort    string
	page    int
}

func parseRequest(params url.Values) (request, error) {
	r := request{text: strings.Join(strings.Fields(params.Get("q")), " "), filters: make(map[string][]string), sort: params.Get("sort"), page: 1}
	for _, name := range products.FacetNames() {
		for _, v := range params[name] {
			if v != "" && !slices.Contains(r.filters[name], v) {
				r.filters[name] = append(r.filters[name], v)
			}
		}
	}
	if n, err := strconv.Atoi(params.Get("page")); err == nil && n > 1 {
		r.page = n
	}
	if r.page > maxPage {
		return r, catalog.Errorf(catalog.ErrInvalid, "Trang này quá xa. Hãy thu hẹp tìm kiếm bằng bộ lọc.",
			"This page is too far away. Narrow the search with filters.")
	}
	return r, nil
}

// allows reports whether a value passes the filter of a facet.
func (r *request) allows(facet, value string) bool {
	return len(r.filters[facet]) == 0 || slices.Contains(r.filters[facet], value)
}

// A finding is what was found among registered APIs and among datasets.
type finding struct {
	apis     *products.Result
	datasets *search.Result
	counts   map[string]map[string]int
	total    int // of datasets that pass all filters
}

// find searches both kinds. Registered APIs come first, and the page goes over
// from them to datasets.
func (b *Bazaar) find(ctx context.Context, l *frame.Locale, r *request, agencies map[string]catalog.Agency) (*finding, error) {
	order := r.sort
	if order == "" {
		order = search.SortNewest
		if r.text != "" {
			order = search.SortRelevance
		}
	}
	skip := (r.page - 1) * cardsPerPage
	filters := maps.Clone(r.filters)
	filters[products.FacetAgency] = withBelow(agencies, r.filters[products.FacetAgency])
	apis, err := b.Find.Search(ctx, products.Request{Text: r.text, Lang: l.Lang, Filters: filters, Sort: order, Limit: cardsPerPage, Offset: skip})
	if err != nil {
		return nil, fmt.Errorf("search of APIs: %w", err)
	}
	ask := search.Request{Text: r.text, Lang: l.Lang, Sort: order, Limit: max(1, cardsPerPage-len(apis.Hits)), Offset: max(0, skip-apis.Total),
		Filters: map[string][]string{"api": {"true"}, "theme": r.filters[products.FacetTheme], "agency": r.filters[products.FacetAgency]}}
	datasets, err := b.Datasets.Search(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("search of datasets: %w", err)
	}
	f := &finding{apis: apis, datasets: datasets}
	f.merge(r, agencies)
	if len(apis.Hits) == cardsPerPage || f.total == 0 {
		datasets.Hits = nil
	}
	return f, nil
}

func (b *Bazaar) market(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	params := r.URL.Query()
	ask, err := parseRequest(params)
	if err != nil {
		return err
	}
	agencies, err := b.agencies(r.Context())
	if err != nil {
		return err
	}
	found, err := b.find(r.Context(), l, &ask, agencies)
	if err != nil {
		return err
	}
	title := l.T("bazaar.title")
	if ask.text != "" {
		title = l.T("bazaar.for", "q", ask.text)
	}
	page := marketPage{Head: b.Head(r, l, title, l.T("bazaar.description")), Q: ask.text, Total: int64(found.apis.Total + found.total), Sort: ask.sort}
	page.Nav = "apis"
	if page.APIs, err = b.apiCards(r.Context(), l, agencies, found.apis.Hits); err != nil {
		return err
	}
	if page.Datasets, err = b.datasetCards(r.Context(), l, agencies, found.datasets.Hits); err != nil {
		return err
	}
	link := func(change func(url.Values)) string { return changed(l, params, change) }
	page.filters(l, agencies, &ask, found, link)
	page.sorts(l, &ask, link)
	if page.Total == 0 && len(page.Chips) == 0 {
		if page.Close, err = b.apiCards(r.Context(), l, agencies, found.apis.Close); err != nil {
			return err
		}
		if mean := found.apis.DidYouMean; mean != "" {
			page.DidYouMean, page.MeanLink = mean, frame.Prefixed(l.Lang, "/apis")+"?"+url.Values{"q": {mean}}.Encode()
		}
	}
	if found.datasets.Corrected == "" || len(page.Datasets) == 0 {
		page.Corrected = found.apis.Corrected
	}
	shown := len(page.APIs) + len(page.Datasets)
	if first := (ask.page - 1) * cardsPerPage; shown > 0 {
		page.First, page.Last = int64(first+1), int64(first+shown)
	}
	if ask.page > 1 {
		page.Previous = link(func(v url.Values) { setPage(v, ask.page-1) })
	}
	if page.Last < page.Total && shown > 0 && ask.page < maxPage {
		page.Next = link(func(v url.Values) { setPage(v, ask.page+1) })
	}
	return b.Render(w, r, http.StatusOK, l, "market", page)
}

// sorts fills the orders of the results.
func (p *marketPage) sorts(l *frame.Locale, r *request, link func(func(url.Values)) string) {
	now := r.sort
	for _, o := range []struct{ value, title string }{
		{search.SortRelevance, l.T("sort.relevance")}, {search.SortNewest, l.T("sort.newest")}, {search.SortTitle, l.T("sort.title")},
	} {
		if o.value == search.SortRelevance && r.text == "" {
			continue // there is nothing to be relevant to
		}
		if now == "" {
			now = o.value
		}
		p.Sorts = append(p.Sorts, sortOption{o.title, link(func(v url.Values) { v.Set("sort", o.value) }), o.value == now})
	}
}

// changed returns the address of the search with other parameters, from its
// first page unless the change says otherwise.
func changed(l *frame.Locale, params url.Values, change func(url.Values)) string {
	v := make(url.Values)
	for name, values := range params {
		v[name] = slices.Clone(values)
	}
	v.Del("page")
	change(v)
	maps.DeleteFunc(v, func(_ string, values []string) bool { return len(values) == 0 || len(values) == 1 && values[0] == "" })
	path := frame.Prefixed(l.Lang, "/apis")
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func setPage(v url.Values, n int) {
	if n > 1 {
		v.Set("page", strconv.Itoa(n))
	}
}

// stateTitles are the messages that name the states of versions that the public
// sees.
var stateTitles = map[market.State]string{
	market.Published: "bazaar.state.published", market.Deprecated: "bazaar.state.deprecated", market.Retired: "bazaar.state.retired",
}

// accessTitles are the messages that name the kinds of access.
var accessTitles = map[market.Access]string{
	market.Open: "bazaar.access.open", market.WithKey: "bazaar.access.key", market.Approved: "bazaar.access.approval",
}
