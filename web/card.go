package web

import (
	"html/template"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/web/frame"
)

// fieldTitles are the messages that name the fields in which a search found
// its words.
var fieldTitles = map[string]string{
	"title": "match.title", "keywords": "match.keywords", "agency": "match.agency", "theme": "match.theme",
	"resource": "match.resource", "column": "match.column", "description": "match.description", "place": "match.place",
	"licence": "match.licence", "frequency": "match.frequency", "slug": "match.slug",
	"value": "match.value", "note": "match.note", "source": "match.source", "format": "match.format",
}

// newCard describes a dataset in a list.
func newCard(l *locale, sum *summary, d catalog.Dataset, latest map[catalog.Slug]catalog.Release) hitCard {
	c := hitCard{
		Slug: d.Slug, Title: d.Title, Agency: sum.agency(d.Agency), Licence: licenceName(d.Licence, l),
		Frequency: catalog.Frequencies.Title(d.Frequency),
	}
	c.Snippet = template.HTML(template.HTMLEscapeString(frame.Shorten(d.Description.In(l.Lang), 220)))
	for _, code := range d.Themes {
		c.Themes = append(c.Themes, themeItem{Code: code, Title: catalog.Themes.Title(code)})
	}
	if r, ok := latest[d.Slug]; ok {
		c.Updated, c.Rows, c.Formats = r.PublishAt, r.Rows(), formatsOf(&r)
	}
	return c
}

// formatsOf returns the names of the formats in which a release can be
// downloaded: any table can be had as CSV as well.
func formatsOf(r *catalog.Release) []string {
	var names []string
	for _, t := range r.Tables {
		for _, format := range []string{t.File.Format, "csv"} {
			if name := formatName(format); len(t.Columns) > 0 && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// formatName returns the name of a format as people write it.
func formatName(format string) string {
	switch format {
	case "parquet":
		return "Parquet"
	case "csv.gz":
		return "CSV.gz"
	case "geojson":
		return "GeoJSON"
	}
	return strings.ToUpper(format)
}

// licenceName returns the short name of a licence: its identifier, or, of one
// that is only an address, whose it is.
func licenceName(id string, l *locale) string {
	if u, err := url.Parse(id); err == nil && u.Host != "" {
		return l.T("licence.own", "host", strings.TrimPrefix(u.Host, "www."))
	}
	return id
}

// sentence returns s with its first letter in upper case.
func sentence(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[n:]
}
