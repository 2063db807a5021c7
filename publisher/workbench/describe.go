package workbench

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
	"nguon/publisher/manuscript"
)

// Lengths of names.
const (
	maxSlug = 80
	maxName = 40 // of a resource
)

// Slug returns a name for addresses that is made of a title: at most so many
// bytes of lower-case letters, digits and single hyphens, perhaps none.
func Slug(title string, most int) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ToLower(title)) {
		if r == 'đ' {
			r = 'd'
		}
		switch {
		case r < unicode.MaxASCII && (unicode.IsLower(r) || unicode.IsDigit(r)):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	s := b.String()
	if len(s) > most {
		s = s[:most]
		if i := strings.LastIndexByte(s, '-'); i > most/2 {
			s = s[:i]
		}
	}
	return strings.Trim(s, "-")
}

func setText(m *manuscript.Text, path string, t catalog.Text) {
	m.Set(path+".vi", t.Vi)
	m.Set(path+".en", t.En)
}

// describe says in m what is known of a dataset.
func describe(m *manuscript.Text, d *catalog.Dataset) {
	m.Set("slug", string(d.Slug))
	setText(m, "title", d.Title)
	setText(m, "description", d.Description)
	m.SetList("theme", d.Themes)
	m.SetList("keywords.vi", d.Keywords.Vi)
	m.SetList("keywords.en", d.Keywords.En)
	m.Set("licence", d.Licence)
	m.Set("frequency", d.Frequency)
	setText(m, "source.title", d.Source.Title)
	m.Set("source.url", d.Source.URL)
	m.Set("contact.name", d.Contact.Name)
	m.Set("contact.email", d.Contact.Email)
	m.Set("contact.url", d.Contact.URL)
	if !d.Period.From.IsZero() {
		m.Set("temporal.from", d.Period.From.Format(time.DateOnly))
	}
	if !d.Period.Until.IsZero() {
		m.Set("temporal.to", d.Period.Until.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	setText(m, "spatial.title", d.Place.Title)
	m.SetList("spatial.codes", d.Place.Codes)
	if box := d.Place.BBox; box != nil {
		m.SetNumbers("spatial.bbox", box[:]...)
	}
	if s := d.Schedule; s != nil {
		for name, value := range map[string]string{"every": s.Every, "day": s.Day, "rule": s.Rule, "at": s.At, "from": s.From, "holidays": s.Holidays} {
			m.Set("schedule."+name, value)
		}
		if s.Month != 0 {
			m.SetNumber("schedule.month", float64(s.Month))
		}
		m.SetList("schedule.except", s.Except)
		m.SetList("schedule.extra", s.Extra)
	}
}

// describeTable says what is known of the i-th table of a release. The file is
// still to come: its name is not kept with releases.
func describeTable(m *manuscript.Text, i int, d *catalog.Dataset, t *catalog.Table) {
	at := fmt.Sprintf("resources.%d", i)
	r, _ := d.Resource(t.Resource)
	m.Set(at+".name", t.Resource)
	setText(m, at+".title", r.Title)
	setText(m, at+".description", r.Description)
	m.Set(at+".sheet", t.Checks.Reading.Sheet)
	m.SetList(at+".primaryKey", t.Key)
	for j := range t.Columns {
		c := &t.Columns[j]
		if c.Type == catalog.Geometry {
			continue // it is made anew
		}
		column := fmt.Sprintf("%s.columns.%d", at, m.Len(at+".columns"))
		m.Set(column+".source", c.Source)
		m.Set(column+".name", c.Name)
		setText(m, column+".title", c.Title)
		setText(m, column+".description", c.Description)
		m.Set(column+".type", string(c.Type))
		m.Set(column+".unit", c.Unit)
	}
}
