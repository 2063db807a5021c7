package web

import (
	"net/url"
	"slices"

	"nguon/catalog"
	"nguon/search"
)

// facetNames are the facets in the order in which they are shown. They are
// the names of parameters, too.
var facetNames = []string{"theme", "agency", "territory", "period", "api", "format", "column_type", "frequency", "licence"}

// facetTitles are the messages that name them.
var facetTitles = map[string]string{
	"theme": "facet.theme", "agency": "facet.agency", "format": "facet.format", "licence": "facet.licence", "frequency": "facet.frequency",
	"territory": "facet.territory", "period": "facet.period", "api": "facet.api", "column_type": "facet.column_type",
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
	Below   bool // of another value in the list
}

// A chip is a filter in use, and the search without it.
type chip struct{ Facet, Title, Remove string }

// filters fills what the page shows of the facets.
func (s *Site) filters(p *searchPage, l *locale, sum *summary, active map[string][]string, facets []search.Facet, link func(func(url.Values)) string) {
	for _, name := range facetNames {
		view := facetView{Name: name, Title: l.T(facetTitles[name])}
		var values []search.FacetValue
		for _, f := range facets {
			if f.Name == name {
				values = branches(f.Values, active[name])
			}
		}
		for _, v := range active[name] {
			if !slices.ContainsFunc(values, func(have search.FacetValue) bool { return have.Value == v }) {
				values = append(values, search.FacetValue{Value: v})
			}
			p.Chips = append(p.Chips, chip{view.Title, s.facetTitle(l, sum, name, v), link(func(q url.Values) {
				q[name] = slices.DeleteFunc(q[name], func(have string) bool { return have == v })
			})})
		}
		for _, v := range values {
			view.Values = append(view.Values, facetChoice{v.Value, s.facetTitle(l, sum, name, v.Value), int64(v.Count),
				slices.Contains(active[name], v.Value), v.Parent != ""})
		}
		if len(view.Values) > 0 {
			p.Facets = append(p.Facets, view)
		}
	}
}

// branches returns the values of a tree that are shown: those at the top, and
// below a value that is chosen, or has a chosen one below it, what is right
// below. What is in no tree is all at the top.
func branches(values []search.FacetValue, chosen []string) []search.FacetValue {
	parents := make(map[string]string, len(values))
	below := make(map[string][]search.FacetValue)
	for _, v := range values {
		parents[v.Value] = v.Parent
	}
	open := make(map[string]bool)
	for _, c := range chosen {
		for ; c != "" && !open[c]; c = parents[c] {
			open[c] = true
		}
	}
	for _, v := range values {
		if _, ok := parents[v.Parent]; !ok {
			v.Parent = "" // what is above it was not counted
		}
		below[v.Parent] = append(below[v.Parent], v)
	}
	var shown []search.FacetValue
	var show func(parent string)
	show = func(parent string) {
		for _, v := range below[parent] {
			shown = append(shown, v)
			if open[v.Value] {
				open[v.Value] = false // a circle ends here
				show(v.Value)
			}
		}
	}
	show("")
	return shown
}

// facetTitle returns the words for a value of a facet.
func (s *Site) facetTitle(l *locale, sum *summary, facet, value string) string {
	switch facet {
	case "theme":
		return catalog.Themes.Title(value).In(l.Lang)
	case "frequency":
		return sentence(catalog.Frequencies.Title(value).In(l.Lang))
	case "agency":
		return sum.agency(value).In(l.Lang)
	case "format":
		return formatName(value)
	case "licence":
		return licenceName(value, l)
	case "territory":
		if s.territory != nil {
			if t := s.territory(value); !t.IsZero() {
				return t.In(l.Lang)
			}
		}
	case "api":
		return l.T("facet.has_api")
	case "column_type":
		if key, ok := typeTitles[catalog.Type(value)]; ok {
			return sentence(l.T(key))
		}
	}
	return value
}
