package studio

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/publisher/manuscript"
	"nguon/publisher/workbench"
	"nguon/web/frame"
)

// columnsAtOnce is how many columns one page asks about.
const columnsAtOnce = 40

// columnsPage asks about a table and its columns.
type columnsPage struct {
	page
	Heading  string
	Action   string
	Revision int64
	Table    []frame.Field
	Reading  []frame.Field // how the file is read, where that was guessed wrong
	Odd      bool          // something of Reading is said, or wrong
	Columns  []columnForm
	Pages    []link
	Here     int // the page, from 0
	Found    *workbench.Table
	Others   []string // what is wrong with the table elsewhere
}

// A columnForm asks about one column.
type columnForm struct {
	N      int
	Source string
	Says   string // what was found in it
	Fields []frame.Field
	More   []frame.Field // what is asked less often
	Open   bool          // something of More is said, or wrong
}

// columns shows the form of a table.
func (m *Room) columns(v *visit) error { return m.showColumns(v, http.StatusOK, nil) }

func (m *Room) showColumns(v *visit, status int, failed *frame.Form) error {
	n, _, err := v.resource()
	if err != nil {
		return err
	}
	p, err := m.page(v, v.titleOf(n))
	if err != nil {
		return err
	}
	p.Failed = failed
	q := columnsPage{page: p, Heading: v.titleOf(n), Action: frame.Prefixed(v.l.Lang, v.path(fmt.Sprintf("/tables/%d", n))), Revision: v.d.Revision}
	at := fmt.Sprintf("resources.%d.", n)
	faults := workbench.Faults(v.text)
	q.Table = v.tableFields(n)
	var rest []catalog.FieldError
	for _, f := range blame(v.l, q.Table, faults, at) {
		if !isColumn(f.Field, at) {
			rest = append(rest, f)
		}
	}
	for i := range q.Table {
		q.Table[i].Name = "t." + q.Table[i].Name
	}
	at0 := slices.IndexFunc(q.Table, func(f frame.Field) bool { return f.Name == "t.sheet" })
	q.Table, q.Reading = q.Table[:at0], q.Table[at0:]
	q.Odd = slices.ContainsFunc(q.Reading, func(f frame.Field) bool { return f.Wrong != "" || f.Value != "" && f.Name != "t.sheet" })
	sources := v.sources(n)
	from, _ := strconv.Atoi(v.r.FormValue("page")) //nolint:errcheck // 0 is the first
	from = max(0, min(from, (len(sources)-1)/columnsAtOnce))
	q.Here = from
	for i := range (len(sources) + columnsAtOnce - 1) / columnsAtOnce {
		if len(sources) > columnsAtOnce {
			q.Pages = append(q.Pages, link{v.l.Int(int64(i + 1)), v.path(fmt.Sprintf("/tables/%d?page=%d", n, i))})
		}
	}
	if v.found != nil {
		q.Found, _ = v.found.Table(v.text.Get(at + "name"))
	}
	for i := from * columnsAtOnce; i < min(len(sources), (from+1)*columnsAtOnce); i++ {
		q.Columns = append(q.Columns, v.columnForm(n, i, sources[i], q.Found, faults))
	}
	for _, f := range rest {
		q.Others = append(q.Others, f.In(v.l.Lang))
	}
	return m.show(v, status, "columns", q)
}

func isColumn(path, at string) bool {
	return len(path) > len(at)+8 && path[:len(at)+8] == at+"columns."
}

// sources are the headers of a table: those that were found, and those that are
// described but were not found.
func (v *visit) sources(n int) (all []string) {
	at := fmt.Sprintf("resources.%d", n)
	if v.found != nil {
		if t, ok := v.found.Table(v.text.Get(at + ".name")); ok {
			for _, c := range t.Columns {
				if c.Type != catalog.Geometry {
					all = append(all, c.Source)
				}
			}
		}
	}
	for j := range v.text.Len(at + ".columns") {
		if s := v.text.Get(fmt.Sprintf("%s.columns.%d.source", at, j)); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// columnForm asks about a column.
func (v *visit) columnForm(n, i int, source string, found *workbench.Table, faults []catalog.FieldError) columnForm {
	l := v.l
	c := columnForm{N: i, Source: source}
	var seen *workbench.Column
	if found != nil {
		if k := slices.IndexFunc(found.Columns, func(c workbench.Column) bool { return c.Source == source }); k >= 0 {
			seen = &found.Columns[k]
			c.Says = rangeOf(l, seen)
		}
	}
	kinds := []frame.Choice{{Value: "", Title: l.T("studio.column.as_found")}}
	name := ""
	unit := l.T("studio.column.unit_hint")
	if seen != nil {
		kinds[0].Title = l.T("studio.column.as_found_is", "type", kindName(l, seen.Type))
		name = seen.Name
		if seen.Unit != "" {
			unit = l.T("studio.column.unit_found", "unit", seen.Unit)
		}
	}
	for _, t := range []catalog.Type{catalog.String, catalog.Integer, catalog.Decimal, catalog.Number, catalog.Date, catalog.DateTime, catalog.Time, catalog.Boolean, catalog.Duration} {
		kinds = append(kinds, frame.Choice{Value: string(t), Title: kindName(l, t)})
	}
	c.Fields = []frame.Field{
		{Name: "title.vi", Label: l.T("studio.column.title_vi"), Type: "text", Max: 300, Optional: true},
		{Name: "title.en", Label: l.T("studio.column.title_en"), Type: "text", Max: 300, Optional: true},
		{Name: "type", Label: l.T("studio.column.type"), Type: "choice", Optional: true, Choices: kinds},
		{Name: "unit", Label: l.T("studio.column.unit"), Type: "text", Max: 60, Optional: true, Hint: unit},
	}
	c.More = []frame.Field{
		{Name: "name", Label: l.T("studio.column.name"), Type: "text", Max: 63, Optional: true, Hint: l.T("studio.column.name_hint", "name", name)},
		{Name: "description.vi", Label: l.T("studio.column.description_vi"), Type: "area", Rows: 2, Optional: true},
		{Name: "description.en", Label: l.T("studio.column.description_en"), Type: "area", Rows: 2, Optional: true},
		v.choiceOf(notation+"dates", "studio.column.dates", "studio.column.as_read", "dmy", "studio.column.dmy", "mdy", "studio.column.mdy"),
		v.choiceOf(notation+"decimal", "studio.column.decimal", "studio.column.as_read", ",", "studio.column.comma", ".", "studio.column.point"),
		{Name: "missingValues", Label: l.T("studio.column.missing"), Type: "text", Max: 300, Optional: true, Hint: l.T("studio.column.missing_hint")},
		v.listOf(),
		{Name: "misfits", Label: l.T("studio.column.misfits"), Type: "box"},
		{Name: "key", Label: l.T("studio.column.key"), Type: "box", Hint: keyHint(l, seen, found)},
	}
	at := fmt.Sprintf("resources.%d.", n)
	j := v.declared(n, source)
	if j >= 0 {
		at = fmt.Sprintf("%scolumns.%d.", at, j)
		for _, fields := range [][]frame.Field{c.Fields, c.More} {
			for k := range fields {
				fields[k].Value = v.text.Get(at + fields[k].Name)
				if fields[k].Name == "missingValues" {
					fields[k].Value = strings.Join(v.text.List(at+fields[k].Name), ", ")
				}
				fields[k].Choices = withValue(fields[k].Choices, fields[k].Value)
			}
			blame(l, fields, faults, at)
		}
	}
	declared := name
	if j >= 0 && v.text.Get(at+"name") != "" {
		declared = v.text.Get(at + "name")
	}
	set, key := &c.More[len(c.More)-2], &c.More[len(c.More)-1]
	set.Value = ""
	if j >= 0 && v.text.Get(at+"misfits") == "set-aside" {
		set.Value = "1"
	}
	if declared != "" && slices.Contains(v.text.List(fmt.Sprintf("resources.%d.primaryKey", n)), declared) {
		key.Value = "1"
	}
	for _, fields := range [][]frame.Field{c.Fields, c.More} {
		for k := range fields {
			fields[k].Name = fmt.Sprintf("c%d.%s", i, fields[k].Name)
			fields[k].ID = dashed(fields[k].Name)
		}
	}
	c.Open = slices.ContainsFunc(c.More, func(f frame.Field) bool { return f.Wrong != "" })
	return c
}

// keyHint says whether a column could tell the rows apart.
func keyHint(l *frame.Locale, c *workbench.Column, t *workbench.Table) string {
	if c != nil && c.Known && c.Exact && c.Nulls == 0 && c.Distinct == t.Rows && t.Rows > 0 {
		return l.T("studio.column.key_fits")
	}
	return ""
}

// declared is the index of what is said of a column, or -1.
func (v *visit) declared(n int, source string) int { return declaredIn(v.text, n, source) }

func declaredIn(m *manuscript.Text, n int, source string) int {
	at := fmt.Sprintf("resources.%d.columns", n)
	for j := range m.Len(at) {
		if m.Get(fmt.Sprintf("%s.%d.source", at, j)) == source {
			return j
		}
	}
	return -1
}

// dashed is a name as it may be an ID.
func dashed(name string) string {
	b := []byte(name)
	for i, c := range b {
		if c == '.' {
			b[i] = '-'
		}
	}
	return string(b)
}

// saveColumns keeps what is said of a table, and has it read again.
func (m *Room) saveColumns(v *visit) error {
	n, _, err := v.resource()
	if err != nil {
		return err
	}
	sources := v.sources(n)
	_, err = m.Bench.Describe(v.r.Context(), v.who, &v.agency, v.d.ID, v.revision(), func(text *manuscript.Text) error {
		if n >= text.Len("resources") {
			return catalog.Errorf(catalog.ErrConflict, "Bảng này không còn trong hồ sơ.", "The table is no longer in the dossier.")
		}
		at := fmt.Sprintf("resources.%d.", n)
		for _, f := range v.tableFields(n) {
			switch value := frame.Given(v.r, "t."+f.Name); {
			case !v.r.PostForm.Has("t." + f.Name):
			case f.Name == mergedCells && value != "":
				text.SetBool(at+f.Name, value == "true")
			default:
				text.Set(at+f.Name, value)
			}
		}
		for i, source := range sources {
			if v.r.PostForm.Has(fmt.Sprintf("c%d.type", i)) {
				v.saveColumn(text, n, i, source)
			}
		}
		declareAll(text, n, sources)
		return nil
	})
	if err != nil {
		f := frame.Form{}
		status, err := mend(v.l, &f, err)
		if err != nil {
			return err
		}
		return m.showColumns(v, status, &f)
	}
	return m.checkNow(v.r.Context(), v)
}

// declareAll names all columns of a table of which any is described: one that is
// not would be a surprise, and is refused.
func declareAll(text *manuscript.Text, n int, sources []string) {
	at := fmt.Sprintf("resources.%d.columns", n)
	if text.Len(at) == 0 {
		return
	}
	for _, source := range sources {
		if declaredIn(text, n, source) < 0 {
			text.Set(fmt.Sprintf("%s.%d.source", at, text.Len(at)), source)
		}
	}
}

// saveColumn keeps what is said of one column.
func (v *visit) saveColumn(text *manuscript.Text, n, i int, source string) {
	given := func(name string) string { return frame.Given(v.r, fmt.Sprintf("c%d.%s", i, name)) }
	values := map[string]string{}
	for _, name := range []string{"title.vi", "title.en", "type", "unit", "name", "description.vi", "description.en", "codes", notation + "dates", notation + "decimal"} {
		values[name] = given(name)
	}
	if given("misfits") != "" && values["type"] != "" {
		values["misfits"] = "set-aside"
	} else {
		values["misfits"] = ""
	}
	j := declaredIn(text, n, source)
	missing := parts(given("missingValues"))
	some := len(missing) > 0
	for _, value := range values {
		some = some || value != ""
	}
	if j < 0 && some {
		j = text.Len(fmt.Sprintf("resources.%d.columns", n))
		text.Set(fmt.Sprintf("resources.%d.columns.%d.source", n, j), source)
	}
	if j >= 0 {
		for name, value := range values {
			text.Set(fmt.Sprintf("resources.%d.columns.%d.%s", n, j, name), value)
		}
		text.SetList(fmt.Sprintf("resources.%d.columns.%d.missingValues", n, j), missing)
	}
	v.saveKey(text, n, source, values["name"], given("key") != "")
}

// saveKey says whether a column belongs to the key of its table, in which columns
// are called by their names.
func (v *visit) saveKey(text *manuscript.Text, n int, source, name string, in bool) {
	path := fmt.Sprintf("resources.%d.primaryKey", n)
	was := ""
	if v.found != nil {
		if t, ok := v.found.Table(v.text.Get(fmt.Sprintf("resources.%d.name", n))); ok {
			if k := slices.IndexFunc(t.Columns, func(c workbench.Column) bool { return c.Source == source }); k >= 0 {
				was = t.Columns[k].Name
			}
		}
	}
	if name == "" {
		name = was
	}
	old := text.List(path)
	key := slices.DeleteFunc(slices.Clone(old), func(x string) bool { return x == name || x == was })
	if in && name != "" {
		if at := slices.IndexFunc(old, func(x string) bool { return x == name || x == was }); at >= 0 {
			key = slices.Insert(key, min(at, len(key)), name)
		} else {
			key = append(key, name)
		}
	}
	if !slices.Equal(key, old) {
		text.SetList(path, key)
	}
}
