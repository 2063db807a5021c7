package people

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

// A form is one form of a page, as templates/layout/form.html shows it.
type form struct {
	Action string
	Submit string // the text of the button
	Fields []field
	Hidden []hidden
	Wrong  string // with the form as a whole
	Danger bool   // what the button does cannot be undone
}

// A hidden field is sent as it is.
type hidden struct{ Name, Value string }

// A field is one question of a form.
type field struct {
	ID, Name, Label string
	Type            string // of the input; "choice": one of Choices
	Value           string
	Autocomplete    string
	Hint            string
	Wrong           string
	Max             int // characters; 0 is no bound
	Fixed           bool
	Choices         []choice
}

// A choice is one answer to a [field].
type choice struct{ Value, Title string }

// Described are the IDs of what is said about f, for aria-describedby.
func (f field) Described() string {
	switch {
	case f.Hint != "" && f.Wrong != "":
		return f.ID + "-hint " + f.ID + "-wrong"
	case f.Hint != "":
		return f.ID + "-hint"
	case f.Wrong != "":
		return f.ID + "-wrong"
	}
	return ""
}

// Failed reports whether anything is wrong with f.
func (f form) Failed() bool {
	return f.Wrong != "" || slices.ContainsFunc(f.Fields, func(x field) bool { return x.Wrong != "" })
}

// fill keeps what was typed into f, but for passwords.
func (f *form) fill(r *http.Request) {
	for i, x := range f.Fields {
		if x.Type != "password" && !x.Fixed {
			f.Fields[i].Value = r.PostFormValue(x.Name)
		}
	}
}

// blame says in f what err says is wrong, and returns the status to show it
// with; false means that err is no mistake of the visitor.
func (f *form) blame(w http.ResponseWriter, err error, l *frame.Locale, p *People) (status int, ok bool) {
	e, public := errors.AsType[*catalog.Error](err)
	if status = statusOf(err); !public || status == 0 {
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
	if throttled, ok := errors.AsType[*account.Throttled](err); ok {
		wait := throttled.Until.Sub(p.accounts.Now()).Seconds()
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait)))))
	}
	return status, true
}

// statusOf returns the status of a form that is shown again; 0 is none. A wrong
// password is an unfit answer to a form: no authentication scheme of HTTP, which
// a 401 would have to name, would help.
func statusOf(err error) int {
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

// A formPage is a page with one form.
type formPage struct {
	frame.Head
	Heading string
	Account bool     // the page belongs to the account of who is looking
	Lead    []string // paragraphs above the form
	Form    form
	After   []after
}

// An after is a question below a form, and where it leads.
type after struct{ Question, Path, Title string }

// show answers with a page of one form.
func (p *People) show(w http.ResponseWriter, r *http.Request, l *frame.Locale, status int, page formPage) error {
	page.Head = p.head(r, l, titleOf(l, page.Heading, page.Form))
	return p.Render(w, r, status, l, "form", page)
}

// again shows a form again with what err says is wrong with it, or passes err
// on if that is no mistake of the visitor.
func (p *People) again(w http.ResponseWriter, r *http.Request, l *frame.Locale, page formPage, err error) error {
	page.Form.fill(r)
	status, ok := page.Form.blame(w, err, l, p)
	if !ok {
		return err
	}
	return p.show(w, r, l, status, page)
}

// titleOf says first that something is wrong, for whoever hears the title alone.
func titleOf(l *frame.Locale, heading string, forms ...form) string {
	if slices.ContainsFunc(forms, form.Failed) {
		return l.T("people.wrong.title", "title", heading)
	}
	return heading
}

func mailField(l *frame.Locale, autocomplete string) field {
	return field{ID: "mail", Name: "mail", Label: l.T("people.mail.label"), Type: "email", Autocomplete: autocomplete, Max: 254}
}

func nameField(l *frame.Locale) field {
	return field{ID: "name", Name: "name", Label: l.T("people.name.label"), Hint: l.T("people.name.hint"), Type: "text", Autocomplete: "name", Max: account.MaxName}
}

func passwordField(l *frame.Locale) field {
	return field{ID: "password", Name: "password", Label: l.T("people.password.label"), Type: "password", Autocomplete: "current-password"}
}

func newPasswordField(l *frame.Locale) field {
	return field{
		ID: "password", Name: "password", Label: l.T("people.password.new"), Hint: l.T("people.password.hint"),
		Type: "password", Autocomplete: "new-password",
	}
}

// whose shows programs that keep passwords which account the form is for.
func whose(l *frame.Locale, m account.Mail) field {
	f := mailField(l, "username")
	f.Value, f.Fixed = string(m), true
	return f
}
