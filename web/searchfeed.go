package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/search"
	"nguon/web/frame"
)

// searchFeedLink returns the address of the feed of a search: its words and
// filters, without what is only about a page.
func searchFeedLink(l *locale, params url.Values) string {
	v := url.Values{}
	for _, name := range append([]string{"q", "from", "until"}, facetNames...) {
		for _, value := range params[name] {
			if value != "" {
				v.Add(name, value)
			}
		}
	}
	path := frame.Prefixed(l.Lang, "/feeds/search.atom")
	if len(v) > 0 {
		path += "?" + v.Encode()
	}
	return path
}

// SearchRequest returns what the parameters of the page of a search ask for, or
// an error of kind catalog.ErrInvalid.
func SearchRequest(lang catalog.Lang, params url.Values) (search.Request, error) {
	request := search.Request{Text: strings.Join(strings.Fields(params.Get("q")), " "), Lang: lang, Filters: make(map[string][]string)}
	var err error
	if request.From, request.Until, err = search.ParseSpan(params.Get("from"), params.Get("until")); err != nil {
		return request, err
	}
	for _, name := range facetNames {
		for _, v := range params[name] {
			if v != "" && !slices.Contains(request.Filters[name], v) {
				request.Filters[name] = append(request.Filters[name], v)
			}
		}
	}
	return request, nil
}

// searchFeed answers with the newest releases of the datasets that a search
// finds: a saved search, for a reader of feeds. An entry is the same in every
// feed that has it.
func (s *Site) searchFeed(w http.ResponseWriter, r *http.Request, l *locale) error {
	params := r.URL.Query()
	request, err := SearchRequest(l.Lang, params)
	if err != nil {
		return err
	}
	request.Sort, request.Limit = search.SortNewest, feedLength
	found, err := s.search.Search(r.Context(), request)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	items, err := s.releaseItems(r, sum, found.Hits)
	if err != nil {
		return err
	}
	title := l.T("search.title")
	if request.Text != "" {
		title = l.T("search.for", "q", request.Text)
	}
	self := s.BaseURL() + searchFeedLink(l, params)
	page := s.BaseURL() + strings.Replace(searchFeedLink(l, params), "/feeds/search.atom", "/datasets", 1)
	return s.sendXML(w, r, "application/atom+xml", s.newFeed(l, title+" · "+l.T("site.name"), self, page, items))
}

// releaseItems returns the latest releases of hits, in their order.
func (s *Site) releaseItems(r *http.Request, sum *summary, hits []search.Hit) ([]releaseItem, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	slugs := make([]catalog.Slug, len(hits))
	for i, h := range hits {
		slugs[i] = h.Slug
	}
	datasets, err := s.bySlug(r.Context(), slugs)
	if err != nil {
		return nil, err
	}
	latest, err := s.catalog.Latest(r.Context(), s.Now(), slugs...)
	if err != nil {
		return nil, fmt.Errorf("releases of the hits: %w", err)
	}
	var items []releaseItem
	for _, slug := range slugs {
		d, known := datasets[slug]
		rel, public := latest[slug]
		if known && public {
			items = append(items, releaseItem{Slug: slug, Title: d.Title, Agency: sum.agency(d.Agency), Version: rel.Version,
				At: rel.PublishAt, Note: rel.Note, Rows: rel.Rows()})
		}
	}
	return items, nil
}

// newFeed returns a feed of releases.
func (s *Site) newFeed(l *locale, title, self, page string, items []releaseItem) atomFeed {
	f := atomFeed{
		Lang: string(l.Lang), ID: self, Title: title, Author: l.T("site.name"), Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []atomLink{{"self", self}, {"alternate", page}},
	}
	for i, item := range items {
		at := item.At.UTC().Format(time.RFC3339)
		if i == 0 {
			f.Updated = at
		}
		f.Entries = append(f.Entries, atomEntry{
			// The same entry in every language, so that a reader of both sees it once.
			ID:    s.releaseURL(&locale{s.Locale(frame.Languages[0])}, item.Slug, item.Version),
			Title: fmt.Sprintf("%s, %s", item.Title.In(l.Lang), l.T("release.version", "version", item.Version)), Updated: at,
			Author: item.Agency.In(l.Lang), Link: atomLink{"alternate", s.releaseURL(l, item.Slug, item.Version)}, Summary: summaryOf(l, item),
		})
	}
	return f
}
