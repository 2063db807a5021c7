package people

import (
	"log/slog"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

func (p *People) data(w http.ResponseWriter, r *http.Request, l *frame.Locale, _ account.Visit) error {
	return p.show(w, r, l, http.StatusOK, formPage{
		Heading: l.T("people.data.title"), Account: true, Lead: []string{l.T("people.data.lead"), l.T("people.data.secrets")},
		Form: frame.Form{Action: frame.Prefixed(l.Lang, "/account/data"), Submit: l.T("people.data.button")},
	})
}

// export sends what is kept of the visitor, as it comes. If it breaks off in the
// middle the connection does too: nobody shall take a part for the whole.
func (p *People) export(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	file := &download{ResponseWriter: w}
	err := p.accounts.Export(r.Context(), v, file)
	switch {
	case err != nil && file.begun:
		p.Log().LogAttrs(r.Context(), slog.LevelError, "export of an account broke off", slog.Any("error", err))
		panic(http.ErrAbortHandler)
	case account.IsStale(err):
		return proveAgain(w, r, l, "/account/data")
	}
	return err
}

// A download says that it is one with its first byte.
type download struct {
	http.ResponseWriter
	begun bool
}

// Write implements [io.Writer].
func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.Header().Set("Content-Type", "application/json")
		d.Header().Set("Content-Disposition", `attachment; filename="nguon-account.json"`)
	}
	return d.ResponseWriter.Write(b)
}

func (p *People) deletePage(l *frame.Locale) formPage {
	mail := mailField(l, "off")
	mail.Label, mail.Hint = l.T("people.delete.mail"), l.T("people.delete.hint")
	return formPage{
		Heading: l.T("people.delete.title"), Account: true, Lead: []string{l.T("people.delete.lead"), l.T("people.delete.stays")},
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, "/account/delete"), Submit: l.T("people.delete.button"), Fields: []frame.Field{mail}, Danger: true,
		},
	}
}

func (p *People) farewell(w http.ResponseWriter, r *http.Request, l *frame.Locale, _ account.Visit) error {
	return p.show(w, r, l, http.StatusOK, p.deletePage(l))
}

// remove deletes the account of a visitor who has typed its address.
func (p *People) remove(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	typed, err := account.ParseMail(r.PostFormValue("mail"))
	if err == nil && typed != v.User.Mail {
		err = notYours()
	}
	if err == nil {
		err = p.accounts.Delete(r.Context(), v)
	}
	if err != nil {
		return p.unfit(w, r, l, "/account/delete", p.deletePage(l), err)
	}
	p.keep(w, sessionCookie, "", 0)
	return frame.SeeOther(w, r, l, "/account/deleted")
}

func notYours() error {
	detail := catalog.Text{Vi: "Đây không phải địa chỉ thư của tài khoản này.", En: "This is not the mail address of this account."}
	return &catalog.Error{
		Kind: catalog.ErrInvalid, Public: detail, Fields: []catalog.FieldError{{Field: "mail", Position: -1, Detail: detail}},
	}
}
