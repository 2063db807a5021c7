package web

import (
	"html/template"
	"net/url"

	"nguon/catalog"
	"nguon/search"
	"nguon/web/frame"
)

// A hitPlace is a column, or a value of one, in which a search found its words.
type hitPlace struct {
	Column catalog.Text
	Value  bool          // whether it is a value
	HTML   template.HTML // what was found
	Link   string        // the rows that have the value, or the table
}

// hitPlaces returns the places in the tables of a release.
func hitPlaces(l *locale, slug catalog.Slug, r catalog.Release, found []search.Found) []hitPlace {
	var all []hitPlace
	for _, f := range found {
		t, ok := r.Table(f.Resource)
		if !ok {
			continue // of another release than the index saw
		}
		c, ok := t.Column(f.Column)
		if !ok {
			continue
		}
		v := url.Values{"resource": {f.Resource}}
		if f.Value != "" {
			v.Set(f.Column+"__eq", f.Value)
		}
		all = append(all, hitPlace{
			Column: titleOf(c), Value: f.Value != "", HTML: template.HTML(f.HTML), // escaped by package search but for <mark>
			Link: frame.Prefixed(l.Lang, "/datasets/"+string(slug)) + "?" + v.Encode() + "#data",
		})
	}
	return all
}
