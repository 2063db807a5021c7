package studio

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/web/frame"
)

// Messages of the publisher name fields of dataset.yaml and of policies, as those
// who write them need it. Here they are read by people who have forms instead:
// said puts the words of the form in the place of such names, and finds where the
// field is.

// A formWord is a name in messages, what the form calls it, and the field.
type formWord struct {
	name  *regexp.Regexp
	key   string // of the message with the words of the form; empty: the name is taken out
	page  string // below the dossier: "tables" or "privacy"; empty leads nowhere
	field string // the end of its ID, of the table or of the column
	table bool   // the field is that of the table
}

func word(pattern, key, page, field string, table bool) formWord {
	return formWord{regexp.MustCompile(pattern), key, page, field, table}
}

// formWords are looked for in this order: longer names go before those that they
// begin with.
var formWords = []formWord{
	word(`\blayout: header (và|and) columns( của nó)?`, "studio.word.header_columns", "tables", "t-layout-header", true),
	word(`\blayout: header\b`, "studio.word.header", "tables", "t-layout-header", true),
	word(`\blayout: columns\b`, "studio.word.columns", "tables", "t-layout-columns", true),
	word(`\blayout: unit\b`, "studio.word.unit", "tables", "t-layout-unit", true),
	word(`\b(ghi|write) layout: notes: keep\b`, "studio.word.notes", "tables", "t-layout-notes", true),
	word(`\b(ghi|write) layout: totals: drop\b`, "studio.word.totals", "tables", "t-layout-totals", true),
	word(`\b(ghi|write) layout: hidden: drop\b`, "studio.word.hidden", "tables", "t-layout-hidden", true),
	word(`\b(ghi|write) layout: fill: false\b`, "studio.word.fill", "tables", "t-layout-fill", true),
	word(`\b(ghi|write) layout: sections: column\b`, "studio.word.sections", "tables", "t-layout-sections", true),
	word(`\bsections: drop\b`, "studio.word.sections_drop", "tables", "t-layout-sections", true),
	word(`\blayout: (skip|[a-z]+)`, "studio.word.layout", "tables", "t-layout-header", true),
	word(`\b(theo|as the) layout( says)?\b`, "studio.word.as_chosen", "tables", "t-layout-header", true),
	word(`\bscan\.allow\b`, "studio.word.allow", "privacy", "reason", false),
	word(`\s*\(search\.suppress_(rows|cells)\)`, "", "privacy", "suppress", true),
	word(`\bsearch\.suppress_(rows|cells)\b`, "studio.word.suppress", "privacy", "suppress", true),
	word(`\s*\((quasi|sensitive|op: drop|unit|duration)\)`, "", "privacy", "", false),
	word(`\btype (và|and) format\b`, "studio.word.type", "tables", "type", false),
	word(`\btype: string\b`, "studio.word.text", "tables", "type", false),
	word(`\bmissing: \[[^\]]*\]`, "studio.word.missing", "tables", "missingValues", false),
	word(`(mục|under) codes\b`, "studio.word.codes", "tables", "codes", false),
	word(`(mục|,) sheet\b`, "studio.word.sheet", "tables", "t-sheet", true),
	word(`(mục )?\bcrs\b`, "studio.word.crs", "tables", "t-crs", true),
	word(` (trong|vào|của|in) (dataset|policy)\.yaml( \(unit\))?`, "", "", "", false),
	word(`\b(dataset|policy)\.yaml\b`, "studio.word.here", "", "", false),
}

// A saying is a message in the words of the form, and where its field is.
type saying struct {
	Column  string
	Text    string
	Path    string // of the field; empty: there is none
	Refused bool
}

// said puts a message about a table, and perhaps about one of its columns, into
// the words of the form.
func (v *visit) said(n int, column, text string) saying {
	s := saying{Column: column, Text: text}
	if n < 0 {
		n = v.tableOfColumn(column)
	}
	for _, w := range formWords {
		if !w.name.MatchString(s.Text) {
			continue
		}
		words := ""
		if w.key != "" {
			words = v.l.T(w.key)
		}
		s.Text = w.name.ReplaceAllLiteralString(s.Text, words)
		if s.Path == "" && w.page != "" {
			s.Path = v.fieldPath(n, &w, column)
		}
	}
	s.Text = strings.ReplaceAll(s.Text, "  ", " ")
	return s
}

// fieldPath is the address of the field of a word.
func (v *visit) fieldPath(n int, w *formWord, column string) string {
	if n < 0 {
		return v.path("/" + w.page)
	}
	page := fmt.Sprintf("/%s/%d", w.page, n)
	if w.table {
		return v.path(page) + "#" + w.field
	}
	at := slices.Index(v.sources(n), column)
	if at < 0 {
		return v.path(page)
	}
	if w.page == "tables" {
		return v.path(fmt.Sprintf("%s?page=%d#c%d-%s", page, at/columnsAtOnce, at, w.field))
	}
	id := fmt.Sprintf("c%d", v.place(n, column))
	if w.field != "" {
		id += "-" + w.field
	}
	return v.path(page) + "#" + id
}

// tableOfColumn is the first table with a column of a header, -1 if there is none.
func (v *visit) tableOfColumn(source string) int {
	for n := range v.text.Len("resources") {
		if slices.Contains(v.sources(n), source) {
			return n
		}
	}
	return -1
}

// place is the index of a column among all that were found in a table.
func (v *visit) place(n int, source string) int {
	for i, c := range v.columnsOf(n) {
		if c.Source == source {
			return i
		}
	}
	return 0
}

// findings are those about a table in the words of the form.
func (v *visit) findings(n int, all []catalog.Finding) (said []saying) {
	for _, f := range all {
		s := v.said(n, f.Column, f.Text.In(v.l.Lang))
		s.Refused = f.Refused
		said = append(said, s)
	}
	return said
}

// texts are messages about a table as a whole.
func (v *visit) texts(n int, all []catalog.Text) (said []saying) {
	for _, t := range all {
		said = append(said, v.said(n, "", t.In(v.l.Lang)))
	}
	return said
}

// A failing is why something came to nothing, in the words of the form.
type failing struct {
	Says   string
	Places []saying
}

// failing tells of a failure of a table; -1 is none in particular. What leave says
// is told elsewhere on the page is left out.
func (v *visit) failing(n int, public catalog.Text, faults []catalog.FieldError, leave func(catalog.FieldError) bool) *failing {
	f := &failing{Says: v.said(n, "", public.In(v.l.Lang)).Text}
	for _, fault := range faults {
		if leave != nil && leave(fault) {
			continue
		}
		s := v.said(n, v.called(fault.Field), fault.Detail.In(v.l.Lang))
		if fault.Line > 0 {
			s.Text = v.l.T("studio.line", "line", fault.Line) + ": " + s.Text
		}
		if s.Path == "" {
			s.Path = v.faultPath(fault.Field)
		}
		f.Places = append(f.Places, s)
	}
	return f
}

// labels are what the forms call the fields of a description, by the end of their
// path.
var labels = map[string]string{
	"slug": "studio.about.slug", "title": "studio.about.title_vi", "description": "studio.about.description_vi", "theme": "studio.about.theme",
	"licence": "studio.about.licence", "frequency": "studio.about.frequency", "type": "studio.column.type", "unit": "studio.column.unit", "name": "studio.column.name",
	"misfits": "studio.column.misfits", "primaryKey": "studio.column.key", "file": "studio.file.file", "sheet": "studio.table.sheet", "header": "studio.table.header",
	"data": "studio.table.data", "columns": "studio.table.columns", "codes": "studio.column.codes", "missingValues": "studio.column.missing", "crs": "studio.table.crs",
	"at": "studio.schedule.at", "day": "studio.schedule.day", "every": "studio.schedule.every", "from": "studio.schedule.from", "holidays": "studio.schedule.holidays",
}

// called is what people call the place of a fault: a column by its header, a field
// by its label; a header, or the name of a table, stays.
func (v *visit) called(field string) string {
	parts := strings.Split(field, ".")
	for i, part := range parts {
		if part == "columns" && i+1 < len(parts) {
			if source := v.text.Get(strings.Join(parts[:i+2], ".") + ".source"); source != "" {
				return source
			}
		}
	}
	if len(parts) == 1 && labels[field] == "" || slices.Contains(v.allSources(), field) {
		return field
	}
	for _, part := range slices.Backward(parts) {
		if key, ok := labels[part]; ok {
			return v.l.T(key)
		}
	}
	return field
}

func (v *visit) allSources() (all []string) {
	for n := range v.text.Len("resources") {
		all = append(all, v.sources(n)...)
	}
	return all
}

// faultPath is the page of the field of a path of the description; empty if there
// is none.
func (v *visit) faultPath(field string) string {
	var n, j int
	if _, err := fmt.Sscanf(field, "resources.%d.columns.%d.", &n, &j); err == nil {
		source := v.text.Get(fmt.Sprintf("resources.%d.columns.%d.source", n, j))
		at := max(0, slices.Index(v.sources(n), source))
		end := field[strings.LastIndexByte(field, '.')+1:]
		return v.path(fmt.Sprintf("/tables/%d?page=%d#c%d-%s", n, at/columnsAtOnce, at, end))
	}
	if rest, ok := strings.CutPrefix(field, "resources."); ok {
		if _, err := fmt.Sscanf(rest, "%d.", &n); err == nil {
			_, end, _ := strings.Cut(rest, ".")
			return v.path(fmt.Sprintf("/tables/%d#t-%s", n, dashed(end)))
		}
		return ""
	}
	if slices.ContainsFunc(v.aboutGroups(), func(g group) bool {
		return slices.ContainsFunc(g.Fields, func(f frame.Field) bool { return f.Name == field })
	}) {
		return v.path("/about#" + dashed(field))
	}
	return ""
}
