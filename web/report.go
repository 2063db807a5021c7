package web

import (
	"slices"
	"strconv"

	"nguon/catalog"
)

// shownMisfits is how many of the values that were set aside a page shows; it
// says how many there are.
const shownMisfits = 500

// A tableReport is how a table was read, what was found, and how good it is.
type tableReport struct {
	Name      string
	Title     catalog.Text
	Rows      int64
	InputRows int64
	Reading   []readingFact
	Steps     []step
	Findings  []finding
	Misfits   []misfit
	Aside     int    // how many misfits there are in all
	AsideLink string // the file that holds them all; "" if there is none
	Quality   *quality
	Changes   *changes
	Protected *protection  // nil if it is about nobody
	Columns   []columnView // empty if another page has them
}

// A readingFact is one thing that is known of the input.
type readingFact struct{ Name, Value string }

// A step is one thing that was done to find the table.
type step struct {
	Ref  string
	Text catalog.Text
}

// A misfit is a value that is not in the data.
type misfit struct {
	Line   int64
	Ref    string
	Column string // name in queries
	Title  catalog.Text
	Value  string
	Type   string
}

// A quality is the score of a table with its points.
type quality struct {
	Score  int
	Points []qualityPoint
}

// A qualityPoint is one measure.
type qualityPoint struct {
	Measure   string
	Got, Of   int
	Share     int // of the points, in percent
	Text, Fix catalog.Text
}

// changes are what differs from the release before.
type changes struct {
	catalog.Changes
	Columns  []columnChange
	Nothing  bool // whether nothing is known to differ
	Breaking int  // how many of the columns a program may stumble over
}

// A columnChange is a change of one column.
type columnChange struct {
	Column, Kind string
	Breaking     bool
	Text         catalog.Text
}

// The messages that name what a report counts.
var (
	measureTitles = map[string]string{
		"completeness": "measure.completeness", "uniqueness": "measure.uniqueness", "validity": "measure.validity",
		"timeliness": "measure.timeliness", "documentation": "measure.documentation",
	}
	kindTitles = map[string]string{
		"added": "change.added", "removed": "change.removed", "retyped": "change.retyped", "renamed": "change.renamed",
		"moved": "change.moved", "nullable": "change.nullable", "missing": "change.missing", "unit": "change.unit", "codes": "change.codes",
		"described": "change.described", "key": "change.key",
	}
	separatorTitles = map[string]string{
		",": "separator.comma", ";": "separator.semicolon", "\t": "separator.tab", "|": "separator.bar", " ": "separator.blank",
	}
)

// formatNames and encodingNames are names as people write them; others are
// shown as they are.
var (
	formatNames = map[string]string{
		"csv": "CSV", "xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)", "json": "JSON", "ndjson": "NDJSON", "geojson": "GeoJSON",
		"shapefile": "Shapefile", "kml": "KML", "parquet": "Parquet", "gzip": "gzip", "zstd": "Zstandard", "zip": "ZIP",
	}
	encodingNames = map[string]string{
		"utf-8": "UTF-8", "utf-8-bom": "UTF-8 (BOM)", "utf-16le": "UTF-16 LE", "utf-16be": "UTF-16 BE", "windows-1258": "Windows-1258",
		"windows-1252": "Windows-1252", "tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viqr": "VIQR",
	}
)

// titled returns the message for a word of a report, or the word.
func (l *locale) titled(titles map[string]string, word string) string {
	if key, ok := titles[word]; ok {
		return l.T(key)
	}
	return word
}

func named(names map[string]string, word string) string {
	if name, ok := names[word]; ok {
		return name
	}
	return word
}

// report describes the checks of t.
func (l *locale) report(t *catalog.Table, title catalog.Text) tableReport {
	c := &t.Checks
	v := tableReport{
		Name: t.Resource, Title: title, Rows: t.Rows, InputRows: c.InputRows, Reading: l.reading(c.Reading), Aside: len(c.Misfits),
		Findings: l.findings(t, c.Findings), Quality: l.quality(c.Quality), Changes: l.changes(c.Changes),
		Protected: l.protected(t),
	}
	for _, s := range c.Reading.Steps {
		v.Steps = append(v.Steps, step{s.Ref, s.Text})
	}
	for _, m := range c.Misfits[:min(len(c.Misfits), shownMisfits)] {
		row := misfit{Line: m.Line, Ref: m.Ref, Column: m.Column, Value: m.Value, Type: l.T(typeTitles[m.Type])}
		if col, ok := t.Column(m.Column); ok {
			row.Title, row.Type = titleOf(col), l.typeName(col)
		}
		v.Misfits = append(v.Misfits, row)
	}
	return v
}

// findings are about columns by their name or by their header in the input;
// both are shown by their title.
func (l *locale) findings(t *catalog.Table, all []catalog.Finding) []finding {
	var views []finding
	for _, f := range all {
		column := f.Column
		if i := slices.IndexFunc(t.Columns, func(c catalog.Column) bool { return c.Name == column || c.Source == column }); i >= 0 && column != "" {
			column = titleOf(&t.Columns[i]).In(l.Lang)
		}
		views = append(views, finding{column, f.Text, f.Count, f.Line, f.Ref, f.Value, f.Refused})
	}
	return views
}

func (l *locale) reading(r catalog.Reading) []readingFact {
	header := r.Header
	if line, err := strconv.ParseInt(header, 10, 64); err == nil {
		header = l.T("reading.line", "line", line)
	}
	facts := []readingFact{
		{l.T("reading.format"), named(formatNames, r.Format)},
		{l.T("reading.packed"), named(formatNames, r.Packed)},
		{l.T("reading.encoding"), named(encodingNames, r.Encoding)},
		{l.T("reading.separator"), l.titled(separatorTitles, r.Separator)},
		{l.T("reading.sheet"), r.Sheet},
		{l.T("reading.header"), header},
	}
	return slices.DeleteFunc(facts, func(f readingFact) bool { return f.Value == "" })
}

func (l *locale) quality(q *catalog.Quality) *quality {
	if q == nil {
		return nil
	}
	v := &quality{Score: q.Score}
	for _, p := range q.Points {
		point := qualityPoint{Measure: l.titled(measureTitles, p.Measure), Got: p.Got, Of: p.Of, Text: p.Text, Fix: p.Fix}
		if p.Of > 0 {
			point.Share = 100 * max(0, min(p.Got, p.Of)) / p.Of
		}
		v.Points = append(v.Points, point)
	}
	return v
}

func (l *locale) changes(c *catalog.Changes) *changes {
	if c == nil {
		return nil
	}
	v := &changes{Changes: *c}
	for _, col := range c.Columns {
		v.Columns = append(v.Columns, columnChange{col.Column, l.titled(kindTitles, col.Kind), col.Breaking, col.Text})
		if col.Breaking {
			v.Breaking++
		}
	}
	r := c.Rows
	v.Nothing = len(c.Columns) == 0 && r.Before == r.After && r.ByKey && r.Added == 0 && r.Removed == 0 && r.Changed == 0
	return v
}
