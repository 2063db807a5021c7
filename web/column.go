package web

import (
	"slices"

	"nguon/catalog"
)

// typeTitles are the messages that name the types of columns.
var typeTitles = map[catalog.Type]string{
	catalog.Boolean: "type.boolean", catalog.Integer: "type.integer", catalog.Decimal: "type.decimal", catalog.Number: "type.number",
	catalog.Date: "type.date", catalog.Time: "type.time", catalog.DateTime: "type.datetime", catalog.Duration: "type.duration",
	catalog.String: "type.string", catalog.Geometry: "type.geometry",
}

// precisionTitles are the messages that name dates that are no days, and
// roleTitles those that say what values are for.
var (
	precisionTitles = map[catalog.Precision]string{
		catalog.ByMonth: "type.month", catalog.ByQuarter: "type.quarter", catalog.ByYear: "type.year",
	}
	roleTitles = map[catalog.Role]string{
		catalog.RoleCode: "role.code", catalog.RoleCategory: "role.category", catalog.RoleURL: "role.url",
		catalog.RoleLongitude: "role.longitude", catalog.RoleLatitude: "role.latitude",
	}
)

// typeName names the type of a column.
func (l *locale) typeName(c *catalog.Column) string {
	if key, ok := precisionTitles[c.Precision]; ok && c.Type == catalog.Date {
		return l.T(key)
	}
	return l.T(typeTitles[c.Type])
}

// typeNotes say more about the values of a column than its type.
func (l *locale) typeNotes(c *catalog.Column) []string {
	var notes []string
	if c.Type == catalog.Decimal && c.Scale > 0 {
		notes = append(notes, l.N("type.scale", int64(c.Scale)))
	}
	if key, ok := roleTitles[c.Role]; ok {
		notes = append(notes, l.T(key))
	}
	if c.Codes != "" {
		notes = append(notes, l.T("type.codes", "list", c.Codes))
	}
	return notes
}

// references say which rows of other tables the values of a column lead to.
func (l *locale) references(t *catalog.Table, name string) (notes []string) {
	for _, r := range t.References {
		if i := slices.Index(r.Fields, name); i >= 0 {
			notes = append(notes, l.T("type.refers", "table", r.Resource, "column", r.To[i], "name", r.Name()))
		}
	}
	return notes
}

// topValues is how many of the most frequent values of a column are shown.
const topValues = 5

// A columnView describes a column in the dictionary of a table.
type columnView struct {
	Name        string
	Title       catalog.Text
	Description catalog.Text
	Source      string // the header in the file of the agency, if that was another
	Type        string
	Notes       []string // what else is known of the values
	Unit        string
	Key         bool
	Missing     string // the share of values that are missing; "" if none is
	Counted     bool   // whether it is known how many are different: of shapes it is not
	Distinct    int64
	Exact       bool
	Min, Max    string
	Mean        string
	Histogram   *histogram
	Top         []topValue
}

// A topValue is one of the most frequent values of a column.
type topValue struct {
	Value string
	Count int64
	Share string
	Width int    // of its bar, in percent of the widest
	Link  string // the rows that have it, where they can be looked at
}

// columnViews describes the columns of t.
func (l *locale) columnViews(t *catalog.Table) []columnView {
	views := make([]columnView, 0, len(t.Columns))
	for i := range t.Columns {
		c := &t.Columns[i]
		v := columnView{
			Name: c.Name, Title: titleOf(c), Description: c.Description, Type: l.typeName(c), Notes: append(l.typeNotes(c), l.references(t, c.Name)...), Unit: c.Unit,
			Counted: c.Type != catalog.Geometry, Distinct: c.Stats.Distinct, Exact: c.Stats.Exact, Histogram: l.histogram(c),
		}
		if c.Source != c.Name {
			v.Source = c.Source
		}
		for _, k := range t.Key {
			v.Key = v.Key || k == c.Name
		}
		if c.Stats.Nulls > 0 && t.Rows > 0 {
			v.Missing = l.Percent(float64(c.Stats.Nulls) / float64(t.Rows))
		}
		if c.Stats.Min != nil && c.Stats.Max != nil {
			v.Min, v.Max = l.stat(*c.Stats.Min, c), l.stat(*c.Stats.Max, c)
		}
		if c.Stats.Mean != nil {
			v.Mean = l.Float(*c.Stats.Mean, min(4, columnDecimals(*c.Stats.Mean, c)))
		}
		if v.Histogram == nil {
			v.Top = l.top(c, t.Rows)
		}
		views = append(views, v)
	}
	return views
}

func (l *locale) top(c *catalog.Column, rows int64) []topValue {
	if len(c.Stats.Top) == 0 || rows == 0 {
		return nil
	}
	most := c.Stats.Top[0].Count
	if c.Stats.Distinct > topValues && most*c.Stats.Distinct < 2*(rows-c.Stats.Nulls) {
		return nil // all are about as frequent: the few shown would say nothing
	}
	var values []topValue
	for _, v := range c.Stats.Top[:min(topValues, len(c.Stats.Top))] {
		values = append(values, topValue{
			Value: l.stat(v.Value, c), Count: v.Count, Share: l.Percent(float64(v.Count) / float64(rows)),
			Width: max(1, int(100*v.Count/most)),
		})
	}
	return values
}
