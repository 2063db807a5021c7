package studio

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// tablesPage shows how each table was read.
type tablesPage struct {
	page
	Failure *failing // why none could be read
	Tables  []tablePart
	Unread  []unreadFile
}

// A tablePart is a table of the description, and what was found in it.
type tablePart struct {
	Title, Path, Privacy string
	File, Sheet          string
	Found                *workbench.Table // nil if it was not read yet
	Header               string
	Facts                []fact
	Columns              []columnLine
	Refusal              *failing // what to correct
	Steps                []saying // of reading
	Personal             []saying // about persons
	Others               []saying
	Preview              *previewView
	Kept                 bool // there is a policy that deals with what is refused
}

// An unreadFile is one in which there is no table that could be read.
type unreadFile struct {
	File    string
	Failure *failing
}

// A fact is a name and what it stands for.
type fact struct{ Name, Value string }

// A columnLine is a column in a list.
type columnLine struct {
	workbench.Column
	Title string
	Kind  string // its type in words
	Range string
}

// tables shows all tables.
func (m *Room) tables(v *visit) error {
	p, err := m.page(v, v.l.T("studio.step.tables"))
	if err != nil {
		return err
	}
	q := tablesPage{page: p}
	if v.found != nil {
		if f := v.found.Failed; f != nil {
			q.Failure = v.failing(-1, f.Public, f.Fields, nil)
		}
		for _, u := range v.found.Unread {
			q.Unread = append(q.Unread, unreadFile{u.File, v.failing(-1, u.Failure.Public, u.Failure.Fields, nil)})
		}
	}
	for i := range v.text.Len("resources") {
		part := v.tablePart(i)
		if part.Preview, err = m.preview(v, i); err != nil {
			return err
		}
		q.Tables = append(q.Tables, part)
	}
	return m.show(v, http.StatusOK, "tables", q)
}

func (v *visit) tablePart(i int) tablePart {
	at := fmt.Sprintf("resources.%d", i)
	t := tablePart{Title: v.titleOf(i), Path: v.path(fmt.Sprintf("/tables/%d", i)), Privacy: v.path(fmt.Sprintf("/privacy/%d", i)),
		File: v.text.Get(at + ".file"), Sheet: v.text.Get(at + ".sheet")}
	if v.found == nil {
		return t
	}
	name := v.text.Get(at + ".name")
	found, ok := v.found.Table(name)
	if !ok {
		return t
	}
	t.Found = found
	_, t.Kept = v.found.Protection(name)
	t.Facts = v.readingFacts(found)
	var personal, others []catalog.Finding
	for _, f := range found.Findings {
		if strings.HasPrefix(f.Code, "personal-") {
			personal = append(personal, f)
		} else {
			others = append(others, f)
		}
	}
	t.Personal, t.Others = v.findings(i, personal), v.findings(i, others)
	for _, step := range found.Reading.Steps {
		t.Steps = append(t.Steps, v.said(i, "", step.Text.In(v.l.Lang)))
	}
	if r := found.Refusal; r != nil {
		t.Refusal = v.failing(i, r.Public, r.Fields, func(f catalog.FieldError) bool { // said of personal data
			return slices.ContainsFunc(personal, func(p catalog.Finding) bool { return p.Column == f.Field && p.Refused })
		})
	}
	titles := v.declaredTitles(i)
	for _, c := range found.Columns {
		t.Columns = append(t.Columns, columnLine{Column: c, Title: titles[c.Source], Kind: kindName(v.l, c.Type), Range: rangeOf(v.l, &c)})
	}
	return t
}

// readingFacts say how a file was read.
func (v *visit) readingFacts(t *workbench.Table) []fact {
	l, r := v.l, &t.Reading
	var all []fact
	add := func(name, value string) {
		if value != "" {
			all = append(all, fact{name, value})
		}
	}
	add(l.T("studio.read.format"), strings.ToUpper(r.Format))
	add(l.T("studio.read.packed"), r.Packed)
	add(l.T("studio.read.encoding"), r.Encoding)
	separator := r.Separator
	if separator == "\t" {
		separator = l.T("studio.read.tab")
	}
	add(l.T("studio.read.separator"), separator)
	add(l.T("studio.read.sheet"), r.Sheet)
	add(l.T("studio.read.header"), r.Header)
	add(l.T("studio.read.rows"), l.Int(t.Rows))
	if t.Score != nil {
		add(l.T("studio.read.score"), l.T("studio.read.of_hundred", "score", *t.Score))
	}
	return all
}

// declaredTitles are the titles of the columns of a table, by header.
func (v *visit) declaredTitles(i int) map[string]string {
	titles := make(map[string]string)
	for j := range v.text.Len(fmt.Sprintf("resources.%d.columns", i)) {
		at := fmt.Sprintf("resources.%d.columns.%d", i, j)
		title := catalog.Text{Vi: v.text.Get(at + ".title.vi"), En: v.text.Get(at + ".title.en")}
		titles[v.text.Get(at+".source")] = title.In(v.l.Lang)
	}
	return titles
}

var kindNames = map[catalog.Type]string{
	catalog.Boolean: "studio.kind.boolean", catalog.Integer: "studio.kind.integer", catalog.Decimal: "studio.kind.decimal", catalog.Number: "studio.kind.number",
	catalog.Date: "studio.kind.date", catalog.Time: "studio.kind.time", catalog.DateTime: "studio.kind.datetime", catalog.Duration: "studio.kind.duration",
	catalog.String: "studio.kind.string", catalog.Geometry: "studio.kind.geometry",
}

// kindName names a type in words.
func kindName(l *frame.Locale, t catalog.Type) string {
	if key, ok := kindNames[t]; ok {
		return l.T(key)
	}
	return string(t)
}

// inWords writes a value, which is in the text form of the API, as the language
// does.
func inWords(l *frame.Locale, t catalog.Type, text string) string {
	switch t {
	case catalog.Decimal, catalog.Number:
		return l.Point(text)
	case catalog.Date:
		if day, err := time.Parse(time.DateOnly, text); err == nil {
			return l.Day(day)
		}
	}
	return text
}

// rangeOf says what the values of a column are like.
func rangeOf(l *frame.Locale, c *workbench.Column) string {
	var parts []string
	if c.Min != "" && c.Min != c.Max {
		parts = append(parts, l.T("studio.column.range", "least", inWords(l, c.Type, c.Min), "most", inWords(l, c.Type, c.Max)))
	} else if c.Min != "" {
		parts = append(parts, inWords(l, c.Type, c.Min))
	}
	if c.Known {
		parts = append(parts, l.N("studio.column.distinct", c.Distinct))
		if c.Nulls > 0 {
			parts = append(parts, l.N("studio.column.nulls", c.Nulls))
		}
	}
	return strings.Join(parts, " · ")
}
