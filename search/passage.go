package search

import (
	"strings"

	"nguon/catalog"
)

// passagesOf gathers all of a dataset that is searched, most telling first.
func passagesOf(d catalog.Dataset, r catalog.Release, a catalog.Agency) []passage {
	var ps []passage
	add := func(tier int, field string, lang catalog.Lang, text string) {
		if text = strings.TrimSpace(normalize(text)); text != "" {
			ps = append(ps, passage{Field: field, Lang: lang, Text: text, tier: tier})
		}
	}
	both := func(tier int, field string, t catalog.Text) {
		add(tier, field, catalog.Vietnamese, t.Vi)
		add(tier, field, catalog.English, t.En)
	}
	both(tierTitle, "title", d.Title)
	for _, k := range d.Keywords.Vi {
		add(tierSubject, "keywords", catalog.Vietnamese, k)
	}
	for _, k := range d.Keywords.En {
		add(tierSubject, "keywords", catalog.English, k)
	}
	both(tierSubject, "agency", a.Title)
	add(tierSubject, "agency", "", d.Agency)
	for _, t := range d.Themes {
		if term, ok := catalog.Themes.Find(t); ok {
			both(tierSubject, "theme", term.Title)
		}
		add(tierSubject, "theme", "", t)
	}
	for _, res := range d.Resources {
		both(tierColumn, "resource", res.Title)
		add(tierColumn, "resource", "", res.Name)
		both(tierText, "resource", res.Description)
	}
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			both(tierColumn, "column", c.Title)
			add(tierColumn, "column", "", c.Name)
			both(tierText, "column", c.Description)
		}
	}
	both(tierText, "description", d.Description)
	both(tierText, "place", d.Place.Title)
	if licence, ok := catalog.FindLicence(d.Licence); ok {
		both(tierText, "licence", licence.Title)
	}
	add(tierText, "licence", "", d.Licence)
	both(tierText, "frequency", catalog.Frequencies.Title(d.Frequency))
	add(tierSubject, "slug", "", string(d.Slug))
	return ps
}

