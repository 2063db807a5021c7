package people

import (
	"errors"
	"math"
	"net/http"
	"strconv"

	"nguon/catalog/account"
	"nguon/web/frame"
)

// blame says in f what err says is wrong, and returns the status to show it
// with; false means that err is no mistake of the visitor. Whoever has to wait is
// told for how long.
func (p *People) blame(w http.ResponseWriter, l *frame.Locale, f *frame.Form, err error) (status int, ok bool) {
	if status, ok = f.Blame(l, err); !ok {
		return 0, false
	}
	if throttled, ok := errors.AsType[*account.Throttled](err); ok {
		wait := throttled.Until.Sub(p.accounts.Now()).Seconds()
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait)))))
	}
	return status, true
}

// A formPage is a page with one form.
type formPage struct {
	frame.Head
	Heading string
	Account bool     // the page belongs to the account of who is looking
	Lead    []string // paragraphs above the form
	Form    frame.Form
	After   []after
}

// An after is a question below a form, and where it leads.
type after struct{ Question, Path, Title string }

// show answers with a page of one form.
func (p *People) show(w http.ResponseWriter, r *http.Request, l *frame.Locale, status int, page formPage) error {
	page.Head = p.Unlisted(r, l, frame.Titled(l, page.Heading, page.Form))
	return p.Render(w, r, status, l, "form", page)
}

// again shows a form again with what err says is wrong with it, or passes err
// on if that is no mistake of the visitor.
func (p *People) again(w http.ResponseWriter, r *http.Request, l *frame.Locale, page formPage, err error) error {
	page.Form.Fill(r)
	status, ok := p.blame(w, l, &page.Form, err)
	if !ok {
		return err
	}
	return p.show(w, r, l, status, page)
}

func mailField(l *frame.Locale, autocomplete string) frame.Field {
	return frame.Field{ID: "mail", Name: "mail", Label: l.T("people.mail.label"), Type: "email", Autocomplete: autocomplete, Max: 254}
}

func nameField(l *frame.Locale) frame.Field {
	return frame.Field{ID: "name", Name: "name", Label: l.T("people.name.label"), Hint: l.T("people.name.hint"), Type: "text", Autocomplete: "name", Max: account.MaxName}
}

func passwordField(l *frame.Locale) frame.Field {
	return frame.Field{ID: "password", Name: "password", Label: l.T("people.password.label"), Type: "password", Autocomplete: "current-password"}
}

func newPasswordField(l *frame.Locale) frame.Field {
	return frame.Field{
		ID: "password", Name: "password", Label: l.T("people.password.new"), Hint: l.T("people.password.hint"),
		Type: "password", Autocomplete: "new-password",
	}
}

// whose shows programs that keep passwords which account the form is for.
func whose(l *frame.Locale, m account.Mail) frame.Field {
	f := mailField(l, "username")
	f.Value, f.Fixed = string(m), true
	return f
}
