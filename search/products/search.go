package products

import (
	"cmp"
	"context"
	"slices"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
)

// The facets of products.
const (
	FacetKind   = "kind"   // [KindRegistered] or [KindListed]
	FacetTheme  = "theme"  // codes of [catalog.Themes]
	FacetAccess = "access" // a [market.Access]
	FacetAgency = "agency" // codes
	FacetState  = "state"  // a [market.State], of the version for newcomers
)

// The kinds of products.
const (
	KindRegistered = "registered" // called through the portal
	KindListed     = "listed"     // the portal only says where it is
)

// FacetNames returns the names of the facets in the order in which results
// hold them.
func FacetNames() []string {
	return []string{FacetKind, FacetTheme, FacetAccess, FacetAgency, FacetState}
}

// Kind returns the kind of p.
func Kind(p *market.Product) string {
	if v := p.Current(); v != nil && v.Upstream != nil {
		return KindRegistered
	}
	return KindListed
}

// StateOf returns the state of the version of p for newcomers; a product all of
// whose versions have stopped is retired.
func StateOf(p *market.Product) market.State {
	if v := p.Current(); v != nil {
		return v.State
	}
	return market.Retired
}

// values returns the values of a facet that p has.
func values(p *market.Product, facet string) []string {
	switch facet {
	case FacetKind:
		return []string{Kind(p)}
	case FacetTheme:
		return p.Themes
	case FacetAccess:
		return []string{string(p.Access)}
	case FacetAgency:
		return []string{p.Agency}
	}
	return []string{string(StateOf(p))}
}

// A Request asks for products. Text, Lang and Sort are those of
// [search.Request].
type Request struct {
	Text    string
	Lang    catalog.Lang
	Filters map[string][]string // facet → alternatives; every facet must agree
	Sort    string
	Limit   int // products, at most; 0 or less returns none and counts
	Offset  int // how many to leave out at the beginning
}

// A Hit is a product that was found.
type Hit struct {
	*market.Product          // do not change it
	Fields          []string // where the words were found: those of [search.Hit]; "resource" is a call
	Snippet         string   // HTML: escaped text, with what was found in <mark>
}

// A Result is the answer to a [Request].
type Result struct {
	Total  int
	Hits   []Hit
	Facets []search.Facet // all of [FacetNames]; a filter on the facet itself does not change its own counts
	// Corrected is the text that was searched instead, DidYouMean the part of it
	// that finds Close: see [search.Result].
	Corrected  string
	Close      []Hit
	DidYouMean string
}

// Search answers a request. It returns an error of kind [catalog.ErrInvalid] if
// Sort or a facet is not known, and [search.ErrNotReady] while the index is not
// whole.
func (f *Finder) Search(ctx context.Context, r Request) (*Result, error) {
	for name := range r.Filters {
		if !slices.Contains(FacetNames(), name) {
			return nil, catalog.Errorf(catalog.ErrInvalid, "Không có bộ lọc %q.", "There is no filter %q.", name)
		}
	}
	out := &Result{}
	var all []Hit
	ask := search.Request{Text: r.Text, Lang: r.Lang, Sort: r.Sort, Limit: search.MaxLimit}
	for {
		found, err := f.index.Search(ctx, ask)
		if err != nil {
			return nil, err
		}
		out.Corrected, out.DidYouMean = found.Corrected, found.DidYouMean
		all = append(all, f.hits(found.Hits)...)
		out.Close = f.hits(found.Close)
		if ask.Offset += len(found.Hits); len(found.Hits) == 0 || ask.Offset >= found.Total {
			break
		}
	}
	counts := make(map[string]map[string]int)
	for _, name := range FacetNames() {
		counts[name] = make(map[string]int)
		for _, v := range r.Filters[name] {
			counts[name][v] = 0
		}
	}
	for _, h := range all {
		if missed := misses(h.Product, r.Filters); len(missed) == 0 {
			if out.Total++; out.Total > r.Offset && len(out.Hits) < r.Limit {
				out.Hits = append(out.Hits, h)
			}
			for _, name := range FacetNames() {
				count(counts, h.Product, name)
			}
		} else if len(missed) == 1 {
			count(counts, h.Product, missed[0])
		}
	}
	for _, name := range FacetNames() {
		facet := search.Facet{Name: name}
		for v, n := range counts[name] {
			facet.Values = append(facet.Values, search.FacetValue{Value: v, Count: n})
		}
		slices.SortFunc(facet.Values, func(a, b search.FacetValue) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value)) })
		out.Facets = append(out.Facets, facet)
	}
	return out, nil
}

// hits returns the products of hits, as far as the public still sees them.
func (f *Finder) hits(found []search.Hit) []Hit {
	var hits []Hit
	for _, h := range found {
		if p, ok := f.shelf.product(h.Slug); ok {
			hits = append(hits, Hit{p, h.Fields, h.Snippet})
		}
	}
	return hits
}

// misses returns the facets by whose filters p is left out.
func misses(p *market.Product, filters map[string][]string) []string {
	var missed []string
	for name, wanted := range filters {
		if len(wanted) > 0 && !slices.ContainsFunc(values(p, name), func(v string) bool { return slices.Contains(wanted, v) }) {
			missed = append(missed, name)
		}
	}
	return missed
}

func count(counts map[string]map[string]int, p *market.Product, facet string) {
	for _, v := range values(p, facet) {
		counts[facet][v]++
	}
}
