package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nguon/catalog"
)

// Bounds of the values of one dataset that are searched: those of its first
// columns, the most frequent first.
const (
	maxValues     = 4000
	maxValueBytes = 100 // longer ones are texts, not values that anyone looks up
)

// passagesOf appends to passages all of a dataset that is searched, most
// telling first.
func passagesOf(passages []passage, d catalog.Dataset, r catalog.Release, a catalog.Agency) []passage {
	g := gatherer{passages: passages}
	g.both(tierTitle, "title", d.Title)
	for _, k := range d.Keywords.Vi {
		g.add(tierSubject, passage{Field: "keywords", Lang: catalog.Vietnamese, Text: k})
	}
	for _, k := range d.Keywords.En {
		g.add(tierSubject, passage{Field: "keywords", Lang: catalog.English, Text: k})
	}
	g.both(tierSubject, "agency", a.Title)
	g.name(tierSubject, "agency", d.Agency)
	for _, t := range d.Themes {
		if term, ok := catalog.Themes.Find(t); ok {
			g.both(tierSubject, "theme", term.Title)
		}
		g.name(tierSubject, "theme", t)
	}
	g.both(tierSubject, "place", d.Place.Title)
	for _, res := range d.Resources {
		g.both(tierColumn, "resource", res.Title)
		g.name(tierColumn, "resource", res.Name)
		g.both(tierText, "resource", res.Description)
	}
	for _, t := range r.Tables {
		g.columns(t)
	}
	g.both(tierText, "description", d.Description)
	g.both(tierText, "note", r.Note)
	if licence, ok := catalog.FindLicence(d.Licence); ok {
		g.both(tierText, "licence", licence.Title)
	}
	g.name(tierText, "licence", d.Licence)
	g.both(tierText, "frequency", catalog.Frequencies.Title(d.Frequency))
	g.both(tierText, "source", d.Source.Title)
	for _, format := range formatsOf(&r) {
		g.name(tierText, "format", format)
	}
	g.name(tierSubject, "slug", string(d.Slug))
	for _, t := range r.Tables {
		g.values(t)
	}
	return g.passages
}

// A gatherer collects passages.
type gatherer struct {
	passages []passage
	held     int // values
}

func (g *gatherer) add(tier int, p passage) {
	if p.Text = strings.TrimSpace(normalize(p.Text)); p.Text != "" {
		p.tier = tier
		g.passages = append(g.passages, p)
	}
}

func (g *gatherer) both(tier int, field string, t catalog.Text) {
	g.add(tier, passage{Field: field, Lang: catalog.Vietnamese, Text: t.Vi})
	g.add(tier, passage{Field: field, Lang: catalog.English, Text: t.En})
}

func (g *gatherer) name(tier int, field, text string) { g.add(tier, passage{Field: field, Text: text}) }

func (g *gatherer) columns(t catalog.Table) {
	for _, c := range t.Columns {
		at := passage{Field: "column", Resource: t.Resource, Column: c.Name}
		with := func(tier int, lang catalog.Lang, text string) {
			p := at
			p.Lang, p.Text = lang, text
			g.add(tier, p)
		}
		with(tierColumn, catalog.Vietnamese, c.Title.Vi)
		with(tierColumn, catalog.English, c.Title.En)
		with(tierColumn, "", c.Name)
		with(tierColumn, "", c.Codes)
		with(tierColumn, "", c.Unit)
		with(tierText, catalog.Vietnamese, c.Description.Vi)
		with(tierText, catalog.English, c.Description.En)
	}
}

// values adds the frequent values of texts: of codes and numbers only those
// with a letter.
func (g *gatherer) values(t catalog.Table) {
	for _, c := range t.Columns {
		if c.Type != catalog.String || c.Role == catalog.RoleURL {
			continue
		}
		var values []string
		add := func(value string) {
			text := strings.TrimSpace(normalize(value))
			if g.held < maxValues && len(text) <= maxValueBytes && utf8.RuneCountInString(text) > 1 && strings.ContainsFunc(text, unicode.IsLetter) {
				values = append(values, text)
				g.held++
			}
		}
		for _, v := range c.Stats.Top {
			add(v.Value)
		}
		for _, v := range c.Stats.Rest {
			add(v)
		}
		if len(values) > 0 {
			g.passages = append(g.passages, passage{
				Field: "value", Resource: t.Resource, Column: c.Name, Values: slices.Clip(values), tier: tierValue})
		}
	}
}
