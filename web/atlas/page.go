package atlas

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/publisher/codes"
	"nguon/search"
	"nguon/web/frame"
)

const (
	shownDatasets = 12
	longestText   = 100 // characters that are looked for
)

// placesPage lists the provinces, or what was looked for.
type placesPage struct {
	frame.Head
	Asked     string
	Provinces []placeLink
	Former    []formerLink
	Communes  []placeLink
	More      int // communes that are not listed
	None      bool
}

type placeLink struct {
	Name   catalog.Text
	Link   string
	Within catalog.Text // the province of a commune
	Former string       // names of the provinces that it was made of
	Count  int          // datasets
}

type formerLink struct {
	Name catalog.Text
	Now  placeLink
}

func linkOf(l *frame.Locale, p *Place) placeLink {
	v := placeLink{Name: p.Name, Link: frame.Prefixed(l.Lang, "/places/"+p.Code)}
	if p.Parent != nil {
		v.Within = p.Parent.Name
	}
	if p.Merged() {
		v.Former = formerNames(l, p)
	}
	return v
}

func formerNames(l *frame.Locale, p *Place) string {
	var names []string
	for _, e := range p.Former {
		names = append(names, catalog.Text{Vi: e.Name, En: e.NameEn}.In(l.Lang))
	}
	return strings.Join(names, ", ")
}

func (room *Room) places(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	page := placesPage{Asked: strings.TrimSpace(strings.ToValidUTF8(r.URL.Query().Get("q"), ""))}
	if utf8.RuneCountInString(page.Asked) > longestText {
		page.Asked = string([]rune(page.Asked)[:longestText])
	}
	counts, err := room.counts(r.Context())
	if err != nil {
		return err
	}
	found := units().provinces
	if page.Asked != "" {
		var old []former
		var communes []*Place
		found, old, communes, page.More = units().find(page.Asked)
		for _, f := range old {
			page.Former = append(page.Former, formerLink{catalog.Text{Vi: f.Name, En: f.NameEn}, linkOf(l, f.Now)})
		}
		for _, p := range communes {
			page.Communes = append(page.Communes, linkOf(l, p))
		}
	}
	for _, p := range found {
		v := linkOf(l, p)
		v.Count = counts[p.Code]
		page.Provinces = append(page.Provinces, v)
	}
	page.None = len(page.Provinces)+len(page.Former)+len(page.Communes) == 0
	page.Head = room.Head(r, l, l.T("atlas.title"), l.T("atlas.lead"))
	page.NoIndex = page.Asked != ""
	return room.Render(w, r, http.StatusOK, l, "places", page)
}

// counts are how many datasets there are of each territory.
func (room *Room) counts(ctx context.Context) (map[string]int, error) {
	res, err := room.search.Search(ctx, search.Request{Limit: 1})
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int)
	for _, f := range res.Facets {
		if f.Name == "territory" {
			for _, v := range f.Values {
				counts[v.Value] = v.Count
			}
		}
	}
	return counts, nil
}

// placePage is one place.
type placePage struct {
	frame.Head
	Place     *Place
	Parent    *placeLink
	Merged    bool
	Former    []catalog.Text
	Since     string // the day from which the merger holds
	Law       string
	Pending   bool // nothing was asked yet
	Figures   []figureView
	Datasets  []datasetLink
	Total     int
	All       string // the search for them
	National  string // the search for those of the country
	Parts     []placeLink
	Others    []placeLink // to compare with
	CompareTo string
}

type datasetLink struct {
	Title catalog.Text
	Link  string
}

func (room *Room) place(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	p := units().byCode[r.PathValue("code")]
	if p == nil {
		if now := units().successor(r.PathValue("code")); now != nil {
			http.Redirect(w, r, frame.Prefixed(l.Lang, "/places/"+now.Code), http.StatusMovedPermanently)
			return nil
		}
		return frame.ErrNoPage
	}
	page := placePage{Place: p, Merged: p.Merged(), Law: mergedBy, CompareTo: frame.Prefixed(l.Lang, "/places/compare"), Pending: !room.survey.known()}
	name := p.Name.In(l.Lang)
	siblings := units().provinces
	if p.Parent != nil {
		parent := linkOf(l, p.Parent)
		page.Parent, siblings = &parent, p.Parent.Parts
		name += ", " + p.Parent.Name.In(l.Lang)
	}
	for _, e := range p.Former {
		page.Former = append(page.Former, catalog.Text{Vi: e.Name, En: e.NameEn})
	}
	if list, ok := codes.Find(codes.Provinces); ok {
		page.Since = l.Day(list.From)
	}
	for _, part := range p.Parts {
		page.Parts = append(page.Parts, linkOf(l, part))
	}
	for _, other := range siblings {
		if other != p {
			page.Others = append(page.Others, placeLink{Name: other.Name, Link: other.Code})
		}
	}
	var err error
	if page.Figures, err = room.figures(r.Context(), l, p); err != nil {
		return err
	}
	if page.Datasets, page.Total, err = room.about(r.Context(), l, p); err != nil {
		return err
	}
	page.All = frame.Prefixed(l.Lang, "/datasets?"+url.Values{"territory": {p.Code}}.Encode())
	page.National = frame.Prefixed(l.Lang, "/datasets?"+url.Values{"territory": {"VN"}}.Encode())
	page.Head = room.Head(r, l, l.T("atlas.place.title", "place", name), l.T("atlas.place.lead", "place", name))
	page.Structured = map[string]any{
		"@context": "https://schema.org", "@type": "AdministrativeArea", "name": name, "identifier": p.Code, "url": page.Canonical,
	}
	return room.Render(w, r, http.StatusOK, l, "place", page)
}

// about are the datasets of a place and its parts, the newest first.
func (room *Room) about(ctx context.Context, l *frame.Locale, p *Place) ([]datasetLink, int, error) {
	res, err := room.search.Search(ctx, search.Request{Filters: map[string][]string{"territory": {p.Code}}, Limit: shownDatasets, Lang: l.Lang})
	if err != nil {
		return nil, 0, err
	}
	var all []datasetLink
	for _, h := range res.Hits {
		d, err := room.catalog.Dataset(ctx, h.Slug)
		if err != nil {
			return nil, 0, fmt.Errorf("dataset: %w", err)
		}
		all = append(all, datasetLink{d.Title, frame.Prefixed(l.Lang, "/datasets/"+string(h.Slug))})
	}
	return all, res.Total, nil
}
