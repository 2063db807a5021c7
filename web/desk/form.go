package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/web/frame"
)

// A form is one form of a board.
type form struct {
	Action string // an address, with the language
	Get    bool   // a search, which changes nothing
	File   bool   // has a file
	Submit string
	Also   *choice // a second button, by name and title
	Quiet  bool    // a button beside others
	Danger bool    // what it does cannot be undone
	Fields []field
	Hidden []choice
	Wrong  string // with the form as a whole
}

// A field is one question.
type field struct {
	ID, Name, Label string
	Type            string // of the input; "area", "choice", "boxes": see the template
	Value           string
	Values          []string // of boxes
	Hint            string
	Wrong           string
	Autocomplete    string
	Rows            int // of an area
	Max             int // characters; 0 is no bound
	Optional        bool
	Choices         []choice
}

// A choice is one answer to a [field].
type choice struct{ Value, Title string }

// Has reports whether a box is ticked.
func (f field) Has(value string) bool {
	return slices.Contains(f.Values, value)
}

// Described are the IDs of what is said about f, for aria-describedby.
func (f field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Wrong != "" {
		ids = append(ids, f.ID+"-wrong")
	}
	return strings.Join(ids, " ")
}

// Button reports whether f is a button alone.
func (f form) Button() bool { return len(f.Fields) == 0 }

// same reports whether f and g are the same form, perhaps filled differently:
// they ask the same of the same address.
func (f form) same(g form) bool { return f.Action == g.Action && slices.Equal(f.Hidden, g.Hidden) }

// fill keeps what was given, but for secrets and files.
func (f *form) fill(r *http.Request) {
	for i, x := range f.Fields {
		switch x.Type {
		case "password", "file":
		case "boxes":
			f.Fields[i].Values = r.PostForm[x.Name]
		default:
			f.Fields[i].Value = r.PostFormValue(x.Name)
		}
	}
}

// blame says in f what err says is wrong, and returns the status to show it with.
// A fault belongs to the field of its name, or whose name ends its own.
func (f *form) blame(err error, l *frame.Locale) int {
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok {
		return http.StatusUnprocessableEntity
	}
	var others []string
	for _, fault := range e.Fields {
		found := false
		for i, x := range f.Fields {
			if x.Name == fault.Field || strings.HasSuffix(fault.Field, "."+x.Name) {
				f.Fields[i].Wrong, found = fault.Detail.In(l.Lang), true
				break
			}
		}
		if !found {
			others = append(others, fault.In(l.Lang))
		}
	}
	if len(e.Fields) == 0 || len(others) > 0 {
		f.Wrong = strings.TrimSpace(e.Public.In(l.Lang) + " " + strings.Join(others, " "))
	}
	return statusOf(err)
}

// both are the fields of a text in both languages.
func both(l *frame.Locale, name, label string, kind string, t catalog.Text, optional bool) []field {
	return []field{
		{ID: name + "-vi", Name: name + ".vi", Label: l.T("desk.field.vi", "label", label), Type: kind, Value: t.Vi, Rows: 4, Optional: optional},
		{ID: name + "-en", Name: name + ".en", Label: l.T("desk.field.en", "label", label), Type: kind, Value: t.En, Rows: 4, Optional: optional},
	}
}

// textOf reads what both asks.
func textOf(r *http.Request, name string) catalog.Text {
	return catalog.Text{Vi: given(r, name+".vi"), En: given(r, name+".en")}
}

// given returns a value without the space around it, and with lines that end as
// in files.
func given(r *http.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
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
