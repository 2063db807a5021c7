package desk

import (
	"net/http"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/web/frame"
)

// same reports whether f and g are the same form, perhaps filled differently:
// they ask the same of the same address.
func same(f, g frame.Form) bool { return f.Action == g.Action && slices.Equal(f.Hidden, g.Hidden) }

// both are the fields of a text in both languages.
func both(l *frame.Locale, name, label string, kind string, t catalog.Text, optional bool) []frame.Field {
	return []frame.Field{
		{ID: name + "-vi", Name: name + ".vi", Label: l.T("desk.field.vi", "label", label), Type: kind, Value: t.Vi, Rows: 4, Optional: optional},
		{ID: name + "-en", Name: name + ".en", Label: l.T("desk.field.en", "label", label), Type: kind, Value: t.En, Rows: 4, Optional: optional},
	}
}

// textOf reads what both asks.
func textOf(r *http.Request, name string) catalog.Text {
	return catalog.Text{Vi: frame.Given(r, name+".vi"), En: frame.Given(r, name+".en")}
}

// lines returns the parts of a value that commas or lines separate.
func lines(s string) []string {
	var all []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
