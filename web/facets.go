package web

import (
	"net/url"
	"slices"

	"nguon/catalog"
	"nguon/search"
)

// facetNames are the facets in the order in which they are shown. They are
// the names of parameters, too.
var facetNames = []string{"theme", "agency", "format", "licence", "frequency"}

// facetTitles are the messages that name them.
var facetTitles = map[string]string{
	"theme": "facet.theme", "agency": "facet.agency", "format": "facet.format", "licence": "facet.licence", "frequency": "facet.frequency",
}

// A facetView is a facet with its values as checkboxes.
type facetView struct {
	Name   string
	Title  string
	Values []facetChoice
}

// A facetChoice is one checkbox.
type facetChoice struct {
	Value   string
	Title   string
	Count   int64
	Checked bool
}

// A chip is a filter in use, and the search without it.
type chip struct{ Facet, Title, Remove string }

// filters fills what the page shows of the facets.
func (p *searchPage) filters(l *locale, sum *summary, active map[string][]string, facets []search.Facet, link func(func(url.Values)) string) {
	for _, name := range facetNames {
		view := facetView{Name: name, Title: l.T(facetTitles[name])}
		counts := make(map[string]int64)
		var order []string
		for _, f := range facets {
			if f.Name == name {
				for _, v := range f.Values {
					counts[v.Value] = int64(v.Count)
					order = append(order, v.Value)
				}
			}
		}
		for _, v := range active[name] {
			if _, ok := counts[v]; !ok {
				order = append(order, v)
			}
			p.Chips = append(p.Chips, chip{view.Title, facetTitle(l, sum, name, v), link(func(q url.Values) {
				q[name] = slices.DeleteFunc(q[name], func(have string) bool { return have == v })
			})})
		}
		for _, v := range order {
			view.Values = append(view.Values, facetChoice{v, facetTitle(l, sum, name, v), counts[v], slices.Contains(active[name], v)})
		}
		if len(view.Values) > 0 {
			p.Facets = append(p.Facets, view)
		}
	}
}

// facetTitle returns the words for a value of a facet.
func facetTitle(l *locale, sum *summary, facet, value string) string {
	switch facet {
	case "theme":
		return catalog.Themes.Title(value).In(l.lang)
	case "frequency":
		return sentence(catalog.Frequencies.Title(value).In(l.lang))
	case "agency":
		return sum.agency(value).In(l.lang)
	case "format":
		return formatName(value)
	case "licence":
		return licenceName(value, l)
	}
	return value
}
