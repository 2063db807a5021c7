package frame

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"nguon/catalog"
)

// A Form is one form of a page. The template "wrongs" says what is wrong with
// it, and "fields" shows all that is within its form element.
type Form struct {
	Action string  // an address, with the language
	Get    bool    // a search, which changes nothing
	File   bool    // has a file
	Submit string  // the text of the button
	Of     string  // what the button is for, for those who hear it alone; empty: that is clear
	Also   *Choice // a second button, by name and title; may be nil
	Quiet  bool    // a button beside others
	Danger bool    // what it does cannot be undone
	Fields []Field
	Hidden []Hidden
	Wrong  string // with the form as a whole
}

// A Hidden field is sent as it is.
type Hidden struct{ Name, Value string }

// A Field is one question of a form.
type Field struct {
	ID, Name, Label string
	// Type is that of an input, or one of "area" (lines of text), "choice" (one
	// of Choices), "boxes" (any of Choices) and "box" (yes if Value is not empty).
	Type         string
	Value        string
	Values       []string // of boxes
	Hint         string
	Wrong        string
	Autocomplete string // empty is off
	Rows         int    // of an area; 0 is what browsers take
	Max          int    // characters; 0 is no bound
	Optional     bool
	Fixed        bool // cannot be changed by the visitor
	Choices      []Choice
	Accept       string // media types of a file
	Multiple     bool   // several files
}

// A Choice is one answer to a [Field].
type Choice struct {
	Value, Title string
	Lang         catalog.Lang // of the title; empty is that of the page
}

// Has reports whether a box is ticked.
func (f Field) Has(value string) bool { return slices.Contains(f.Values, value) }

// Described are the IDs of what is said about f, for aria-describedby.
func (f Field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Wrong != "" {
		ids = append(ids, f.ID+"-wrong")
	}
	return strings.Join(ids, " ")
}

// Failed reports whether anything is wrong with f.
func (f Form) Failed() bool {
	return f.Wrong != "" || slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Wrong != "" })
}

// Titled returns the title of a page with forms, which says first that something
// is wrong with one of them, for whoever hears the title alone.
func Titled(l *Locale, title string, forms ...Form) string {
	if slices.ContainsFunc(forms, Form.Failed) {
		return l.T("form.wrong.title", "title", title)
	}
	return title
}

// Fill keeps what was given in r, but for secrets, files and what is fixed.
func (f *Form) Fill(r *http.Request) {
	for i, x := range f.Fields {
		switch {
		case x.Fixed || x.Type == "password" || x.Type == "file":
		case x.Type == "boxes":
			f.Fields[i].Values = r.PostForm[x.Name]
		default:
			f.Fields[i].Value = r.PostFormValue(x.Name)
		}
	}
}

// Blame says in f what err says is wrong, and returns the status to show it
// with; false means that err is no mistake of the visitor (see [Mistake]). A
// fault belongs to the field of its name, or whose name ends its own after a
// point; what belongs to no field is said of the form.
func (f *Form) Blame(l *Locale, err error) (status int, ok bool) {
	if status = Mistake(err); status == 0 {
		return 0, false
	}
	e, _ := errors.AsType[*catalog.Error](err)
	var others []string
	for _, fault := range e.Fields {
		i := slices.IndexFunc(f.Fields, func(x Field) bool {
			return x.Name == fault.Field || strings.HasSuffix(fault.Field, "."+x.Name)
		})
		if i >= 0 {
			f.Fields[i].Wrong = fault.Detail.In(l.Lang)
		} else if fault.Detail != e.Public {
			others = append(others, fault.In(l.Lang))
		}
	}
	if !f.Failed() || len(others) > 0 {
		f.Wrong = strings.Join(append([]string{e.Public.In(l.Lang)}, others...), " ")
	}
	return status, true
}

// Mistake returns the status of a form that is shown again because of err; 0 is
// none: err is nothing that the visitor can mend. A wrong password is an unfit
// answer to a form: no authentication scheme of HTTP, which a 401 would have to
// name, would help.
func Mistake(err error) int {
	if _, public := errors.AsType[*catalog.Error](err); !public {
		return 0
	}
	for _, k := range []struct {
		kind   error
		status int
	}{
		{catalog.ErrInvalid, http.StatusUnprocessableEntity},
		{catalog.ErrUnknownCaller, http.StatusUnprocessableEntity},
		{catalog.ErrQuota, http.StatusTooManyRequests},
		{catalog.ErrForbidden, http.StatusForbidden},
		{catalog.ErrConflict, http.StatusConflict},
		{catalog.ErrNotFound, http.StatusNotFound},
		{catalog.ErrNotReady, http.StatusServiceUnavailable},
	} {
		if errors.Is(err, k.kind) {
			return k.status
		}
	}
	return 0
}
