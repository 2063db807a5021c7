package bazaar

import (
	"cmp"
	"net/url"
	"slices"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search/products"
	"nguon/web/frame"
)

// kindDataset is the kind of the APIs that datasets have, beside those of
// package products.
const kindDataset = "dataset"

// maxAgency bounds how deep the tree of agencies is followed.
const maxAgency = 12

// A facetView is a facet with its values as checkboxes.
type facetView struct {
	Name, Title string
	Values      []facetChoice
}

// A facetChoice is one checkbox.
type facetChoice struct {
	Value, Title string
	Count        int64
	Checked      bool
}

// A chip is a filter in use, and the search without it.
type chip struct{ Facet, Title, Remove string }

// withBelow returns the codes with those of all agencies below them.
func withBelow(agencies map[string]catalog.Agency, codes []string) []string {
	if len(codes) == 0 {
		return nil
	}
	all := slices.Clone(codes)
	for code, a := range agencies {
		for range maxAgency {
			if slices.Contains(codes, a.Code) {
				all = append(all, code)
				break
			}
			var ok bool
			if a, ok = agencies[a.Parent]; !ok {
				break
			}
		}
	}
	return all
}

// merge adds up the counts of both kinds: those of a facet leave out its own
// filter, as in both searches.
func (f *finding) merge(r *request, agencies map[string]catalog.Agency) {
	f.counts = make(map[string]map[string]int)
	for _, facet := range f.apis.Facets {
		f.counts[facet.Name] = make(map[string]int)
		for _, v := range facet.Values {
			f.counts[facet.Name][v.Value] += v.Count
			if facet.Name != products.FacetAgency {
				continue
			}
			a := agencies[v.Value]
			for range maxAgency { // what is below an agency counts as its own
				if a = agencies[a.Parent]; a.Code == "" {
					break
				}
				f.counts[facet.Name][a.Code] += v.Count
			}
		}
	}
	// The API of a dataset is open, is published, and is of its own kind.
	kind, access, state := r.allows(products.FacetKind, kindDataset), r.allows(products.FacetAccess, string(market.Open)), r.allows(products.FacetState, string(market.Published))
	n := f.datasets.Total
	if access && state {
		f.counts[products.FacetKind][kindDataset] = n
	}
	if kind && state {
		f.counts[products.FacetAccess][string(market.Open)] += n
	}
	if kind && access {
		f.counts[products.FacetState][string(market.Published)] += n
	}
	if !kind || !access || !state {
		return
	}
	f.total = n
	for _, facet := range f.datasets.Facets {
		if facet.Name == products.FacetTheme || facet.Name == products.FacetAgency {
			for _, v := range facet.Values {
				f.counts[facet.Name][v.Value] += v.Count
			}
		}
	}
}

// filters fills what the page shows of the facets.
func (p *marketPage) filters(l *frame.Locale, agencies map[string]catalog.Agency, r *request, f *finding, link func(func(url.Values)) string) {
	titles := map[string]string{
		products.FacetKind: l.T("bazaar.facet.kind"), products.FacetTheme: l.T("facet.theme"), products.FacetAccess: l.T("bazaar.facet.access"),
		products.FacetAgency: l.T("bazaar.facet.agency"), products.FacetState: l.T("bazaar.facet.state"),
	}
	for _, name := range products.FacetNames() {
		view := facetView{Name: name, Title: titles[name]}
		for value, n := range f.counts[name] {
			checked := slices.Contains(r.filters[name], value)
			if n > 0 || checked {
				view.Values = append(view.Values, facetChoice{value, valueTitle(l, agencies, name, value), int64(n), checked})
			}
		}
		slices.SortFunc(view.Values, func(a, b facetChoice) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Title, b.Title))
		})
		for _, v := range r.filters[name] {
			p.Chips = append(p.Chips, chip{view.Title, valueTitle(l, agencies, name, v), link(func(q url.Values) {
				q[name] = slices.DeleteFunc(q[name], func(have string) bool { return have == v })
			})})
			p.Hidden = append(p.Hidden, parameter{name, v})
		}
		if len(view.Values) > 0 {
			p.Facets = append(p.Facets, view)
		}
	}
	p.Clear = link(func(q url.Values) {
		for _, name := range products.FacetNames() {
			q.Del(name)
		}
	})
}

// kindTitles are the messages that name the kinds of APIs.
var kindTitles = map[string]string{
	kindDataset: "bazaar.kind.dataset", products.KindRegistered: "bazaar.kind.registered", products.KindListed: "bazaar.kind.listed",
}

// valueTitle returns the words for a value of a facet; what nobody knows stands
// as it is.
func valueTitle(l *frame.Locale, agencies map[string]catalog.Agency, facet, value string) string {
	key := ""
	switch facet {
	case products.FacetTheme:
		return catalog.Themes.Title(value).In(l.Lang)
	case products.FacetAgency:
		return titleOf(agencies, value).In(l.Lang)
	case products.FacetKind:
		key = kindTitles[value]
	case products.FacetAccess:
		key = accessTitles[market.Access(value)]
	case products.FacetState:
		key = stateTitles[market.State(value)]
	}
	if key == "" {
		return value
	}
	return l.T(key)
}
