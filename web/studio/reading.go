package studio

import (
	"fmt"
	"slices"

	"nguon/catalog"
	"nguon/publisher/codes"
	"nguon/web/frame"
)

// tableFields ask about the table as a whole.
func (v *visit) tableFields(n int) []frame.Field {
	l, at := v.l, fmt.Sprintf("resources.%d.", n)
	fields := []frame.Field{
		{Name: "title.vi", Label: l.T("studio.table.title_vi"), Type: "text", Max: 300},
		{Name: "title.en", Label: l.T("studio.table.title_en"), Type: "text", Max: 300},
		{Name: "description.vi", Label: l.T("studio.table.description_vi"), Type: "area", Rows: 2, Optional: true},
		{Name: "description.en", Label: l.T("studio.table.description_en"), Type: "area", Rows: 2, Optional: true},
		{Name: "name", Label: l.T("studio.table.name"), Type: "text", Max: 40, Hint: l.T("studio.table.name_hint")},
		{Name: "sheet", Label: l.T("studio.table.sheet"), Type: "text", Max: 100, Optional: true, Hint: l.T("studio.table.sheet_hint")},
		{Name: "layout.header", Label: l.T("studio.table.header"), Type: "text", Max: 30, Optional: true, Hint: l.T("studio.table.header_hint")},
		{Name: "layout.data", Label: l.T("studio.table.data"), Type: "text", Max: 30, Optional: true, Hint: l.T("studio.table.data_hint")},
		{Name: "layout.columns", Label: l.T("studio.table.columns"), Type: "text", Max: 60, Optional: true, Hint: l.T("studio.table.columns_hint")},
		{Name: "layout.unit", Label: l.T("studio.table.unit"), Type: "text", Max: 60, Optional: true, Hint: l.T("studio.table.unit_hint")},
		v.choiceOf("layout.totals", "studio.table.totals", "studio.table.keep", "drop", "studio.table.drop"),
		v.choiceOf("layout.sections", "studio.table.sections", "studio.table.keep", "column", "studio.table.as_column", "drop", "studio.table.drop"),
		v.choiceOf("layout.hidden", "studio.table.hidden", "studio.table.keep", "drop", "studio.table.drop"),
		v.choiceOf("layout.notes", "studio.table.notes", "studio.table.drop", "keep", "studio.table.keep_notes"),
		v.choiceOf(mergedCells, "studio.table.fill", "studio.table.repeat", "false", "studio.table.empty"),
		{Name: "crs", Label: l.T("studio.table.crs"), Type: "text", Max: 100, Optional: true, Hint: l.T("studio.table.crs_hint")},
	}
	for i := range fields {
		f := &fields[i]
		f.ID, f.Value = "t-"+dashed(f.Name), v.text.Get(at+f.Name)
		f.Choices = withValue(f.Choices, f.Value)
	}
	return fields
}

// notation begins the names of fields that say how values are written.
const notation = "format."

// mergedCells says whether cells that are merged are filled: a value that is yes
// or no.
const mergedCells = "layout.fill"

// choiceOf asks for one of some ways. What is usual comes first, and is not said.
func (v *visit) choiceOf(name, label, usual string, others ...string) frame.Field {
	f := frame.Field{Name: name, Label: v.l.T(label), Type: "choice", Optional: true, Choices: []frame.Choice{{Title: v.l.T(usual)}}}
	for i := 0; i+1 < len(others); i += 2 {
		f.Choices = append(f.Choices, frame.Choice{Value: others[i], Title: v.l.T(others[i+1])})
	}
	return f
}

// withValue are choices, among which is the one that was written by other means.
func withValue(choices []frame.Choice, value string) []frame.Choice {
	if len(choices) == 0 || value == "" || slices.ContainsFunc(choices, func(c frame.Choice) bool { return c.Value == value }) {
		return choices
	}
	return append(choices, frame.Choice{Value: value, Title: value})
}

// listOf asks for the code list of a column.
func (v *visit) listOf() frame.Field {
	f := v.choiceOf("codes", "studio.column.codes", "studio.column.no_codes")
	for _, list := range codes.Lists() {
		f.Choices = append(f.Choices, frame.Choice{Value: list.ID, Title: catalog.Text{Vi: list.Vi, En: list.En}.In(v.l.Lang)})
	}
	return f
}
