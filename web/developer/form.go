package developer

import (
	"errors"
	"net/http"
	"slices"

	"nguon/catalog"
	"nguon/web/frame"
)

// A form is one form of a page, as templates/layout/form.html shows it.
type form struct {
	Action string
	Submit string // the text of the button
	Fields []field
	Wrong  string // with the form as a whole
}

// A field is one question of a form.
type field struct {
	ID, Name, Label string
	Type            string // of the input; "choice" and "lines" are others
	Value           string
	Hint, Wrong     string
	Autocomplete    string
	Max             int // characters; 0 is no bound
	Optional        bool
	Choices         []choice
}

// A choice is one answer to a [field].
type choice struct{ Value, Title string }

// Described are the IDs of what is said about f, for aria-describedby.
func (f field) Described() string {
	ids := ""
	if f.Hint != "" {
		ids = f.ID + "-hint"
	}
	if f.Wrong != "" {
		ids += " " + f.ID + "-wrong"
	}
	return ids
}

// Failed reports whether anything is wrong with f.
func (f form) Failed() bool {
	return f.Wrong != "" || slices.ContainsFunc(f.Fields, func(x field) bool { return x.Wrong != "" })
}

// fill keeps what was typed.
func (f *form) fill(r *http.Request) {
	for i, x := range f.Fields {
		f.Fields[i].Value = r.PostFormValue(x.Name)
	}
}

// blame says in f what err says is wrong, and returns the status to show it
// with; false means that err is no mistake of the visitor.
func (f *form) blame(err error, l *frame.Locale) (status int, ok bool) {
	switch {
	case errors.Is(err, catalog.ErrInvalid):
		status = http.StatusUnprocessableEntity
	case errors.Is(err, catalog.ErrConflict):
		status = http.StatusConflict
	}
	e, public := errors.AsType[*catalog.Error](err)
	if !public || status == 0 {
		return 0, false
	}
	found := false
	for _, wrong := range e.Fields {
		for i, x := range f.Fields {
			if x.Name == wrong.Field {
				f.Fields[i].Wrong, found = wrong.Detail.In(l.Lang), true
			}
		}
	}
	if !found {
		f.Wrong = e.Public.In(l.Lang)
	}
	return status, true
}

// titleOf says first that something is wrong, for whoever hears the title alone.
func titleOf(l *frame.Locale, heading string, forms ...form) string {
	if slices.ContainsFunc(forms, form.Failed) {
		return l.T("developer.wrong.title", "title", heading)
	}
	return heading
}
