package web

import (
	"context"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/search"
	"nguon/web/frame"
)

// hitsPerPage is how many datasets one page of results shows.
const hitsPerPage = 20

// maxHit bounds how deep results can be paged; the API walks further.
const maxHit = 10_000

// sortTitles are the orders of results, and the messages that name them.
var sortTitles = []struct{ Value, Title string }{
	{search.SortRelevance, "sort.relevance"}, {search.SortNewest, "sort.newest"}, {search.SortTitle, "sort.title"},
}

// searchPage is the list of datasets: all, or those that were searched for.
type searchPage struct {
	frame.Head
	Total       int64
	Hits        []hitCard
	Facets      []facetView
	Chips       []chip
	Clear       string // the search without filters
	Sorts       []sortOption
	Corrected   string // what was searched in place of the text
	Close       []hitCard
	CloseTotal  int64
	SearchFeed  string // the search as an Atom feed
	DidYouMean  string
	MeanLink    string
	First       int64 // the number of the first hit on this page
	Last        int64
	Previous    string
	Next        string
	APIs        apiStrip
	Collections []collectionItem // that say the same words
	Stories     []storyItem      // of the theme, if one is chosen
	From, Until string           // the span that the data are to describe, as it was typed
	// SortParameter is the order that the reader chose, for the form of the
	// filters; Hidden are the filters in use, for the form of the words.
	SortParameter string
	Hidden        []parameter
}

// A parameter is a hidden field of a form.
type parameter struct{ Name, Value string }

// A hitCard is one result.
type hitCard struct {
	Slug      catalog.Slug
	Title     catalog.Text
	Agency    catalog.Text
	Snippet   template.HTML
	Themes    []themeItem
	Licence   string
	Frequency catalog.Text
	Updated   time.Time // zero if there is no release
	Rows      int64
	Formats   []string
	Matched   []string
	Places    []hitPlace
}

// A sortOption is an order of the results.
type sortOption struct {
	Title, Link string
	Active      bool
}

func (s *Site) datasets(w http.ResponseWriter, r *http.Request, l *locale) error {
	params := r.URL.Query()
	number := pageNumber(params)
	request, err := SearchRequest(l.Lang, params)
	if err != nil {
		return err
	}
	q := request.Text
	request.Sort, request.Limit, request.Offset = params.Get("sort"), hitsPerPage, (number-1)*hitsPerPage
	if request.Sort == "" {
		request.Sort = search.SortNewest
		if q != "" {
			request.Sort = search.SortRelevance
		}
	}
	if request.Offset+hitsPerPage > maxHit {
		return catalog.Errorf(catalog.ErrInvalid, "Trang này quá xa. Hãy thu hẹp tìm kiếm bằng bộ lọc.",
			"This page is too far away. Narrow the search with filters.")
	}
	found, err := s.search.Search(r.Context(), request)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	title := l.T("search.title")
	if q != "" {
		title = l.T("search.for", "q", q)
	}
	page := searchPage{Head: s.Head(r, l.Locale, title, l.T("search.description")), Total: int64(found.Total)}
	page.Nav, page.Query, page.SortParameter = "datasets", q, params.Get("sort")
	for _, name := range facetNames {
		for _, v := range request.Filters[name] {
			page.Hidden = append(page.Hidden, parameter{name, v})
		}
	}
	if page.Hits, err = s.cards(r.Context(), l, sum, found.Hits); err != nil {
		return err
	}
	if number == 1 {
		if page.APIs, err = s.apiStrip(r.Context(), l, sum, q); err != nil {
			return err
		}
		if themes := request.Filters["theme"]; len(themes) == 1 {
			if page.Stories, err = s.told(r.Context(), l, onTheme(themes[0])); err != nil {
				return err
			}
		}
		if page.Collections, err = s.gathered(r.Context(), l, shownCollections, saying(q)); err != nil {
			return err
		}
	}
	link := func(change func(url.Values)) string { return changed(l, params, change) }
	page.Clear = link(func(v url.Values) {
		for _, name := range append([]string{"from", "until"}, facetNames...) {
			v.Del(name)
		}
	})
	page.From, page.Until = params.Get("from"), params.Get("until")
	for _, name := range []string{"from", "until"} {
		if v := params.Get(name); v != "" {
			page.Hidden = append(page.Hidden, parameter{name, v})
			page.Chips = append(page.Chips, chip{l.T("search." + name), v, link(func(q url.Values) { q.Del(name) })})
		}
	}
	s.filters(&page, l, sum, request.Filters, found.Facets, link)
	for _, o := range sortTitles {
		if o.Value == search.SortRelevance && q == "" {
			continue // there is nothing to be relevant to
		}
		page.Sorts = append(page.Sorts, sortOption{l.T(o.Title), link(func(v url.Values) { v.Set("sort", o.Value) }), o.Value == request.Sort})
	}
	page.Corrected, page.CloseTotal = found.Corrected, int64(found.CloseTotal)
	if page.Close, err = s.cards(r.Context(), l, sum, found.Close); err != nil {
		return err
	}
	page.SearchFeed = searchFeedLink(l, params)
	if found.DidYouMean != "" {
		page.DidYouMean = found.DidYouMean
		page.MeanLink = frame.Prefixed(l.Lang, "/datasets") + "?" + url.Values{"q": {found.DidYouMean}}.Encode()
	}
	if n := len(page.Hits); n > 0 {
		page.First, page.Last = int64(request.Offset+1), int64(request.Offset+n)
	}
	if number > 1 {
		page.Previous = link(func(v url.Values) { setPage(v, number-1) })
	}
	if request.Offset+hitsPerPage < found.Total && request.Offset+2*hitsPerPage <= maxHit {
		page.Next = link(func(v url.Values) { setPage(v, number+1) })
	}
	return s.Render(w, r, http.StatusOK, l.Locale, "search", page)
}

// changed returns the address of the search with other parameters, from its
// first page unless the change says otherwise.
func changed(l *locale, params url.Values, change func(url.Values)) string {
	v := maps.Clone(params)
	for name, values := range v {
		v[name] = slices.Clone(values)
	}
	v.Del("page")
	change(v)
	maps.DeleteFunc(v, func(_ string, values []string) bool { return len(values) == 0 || len(values) == 1 && values[0] == "" })
	path := frame.Prefixed(l.Lang, "/datasets")
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

// pageNumber returns the page that is asked for, from 1.
func pageNumber(v url.Values) int {
	n, err := strconv.Atoi(v.Get("page"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxHit)
}

// cards returns what the page shows of the hits, with two queries for all of
// them.
func (s *Site) cards(ctx context.Context, l *locale, sum *summary, hits []search.Hit) ([]hitCard, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	slugs := make([]catalog.Slug, len(hits))
	for i, h := range hits {
		slugs[i] = h.Slug
	}
	datasets, err := s.bySlug(ctx, slugs)
	if err != nil {
		return nil, err
	}
	latest, err := s.catalog.Latest(ctx, s.Now(), slugs...)
	if err != nil {
		return nil, fmt.Errorf("releases of the hits: %w", err)
	}
	var cards []hitCard
	for _, h := range hits {
		d, ok := datasets[h.Slug]
		if !ok {
			continue // renamed or gone since the index saw it
		}
		c := newCard(l, sum, d, latest)
		if h.Snippet != "" {
			c.Snippet = template.HTML(h.Snippet) // escaped by package search but for <mark>
		}
		c.Places = hitPlaces(l, h.Slug, latest[h.Slug], h.Found)
		for _, f := range h.Fields {
			if key, ok := fieldTitles[f]; ok && !slices.Contains(c.Matched, l.T(key)) {
				c.Matched = append(c.Matched, l.T(key))
			}
		}
		cards = append(cards, c)
	}
	return cards, nil
}
