package people

import (
	"encoding/base64"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/passkey"
	"nguon/web/frame"
)

// A passkeyForm is a form that a script fills in: it asks for Options, has the
// browser answer them, and sends the answer to Action. Without scripts it is
// not shown.
type passkeyForm struct{ Action, Options, Back string }

// answer sends the options of a ceremony, and the cookie that it ends with.
func (p *People) answer(w http.ResponseWriter, options []byte, cookie string) error {
	p.keep(w, passkeyCookie, cookie, passkey.Life)
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(options)
	return err
}

func (p *People) signInOptions(w http.ResponseWriter, r *http.Request, _ *frame.Locale) error {
	options, cookie, err := p.passkeys.BeginSignIn(r.Context(), p.origin(r))
	if err != nil {
		return err
	}
	return p.answer(w, options, cookie)
}

func (p *People) signInByPasskey(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	response := []byte(r.PostFormValue("response"))
	in, err := p.passkeys.FinishSignIn(r.Context(), p.spent(w, r, passkeyCookie), response, p.origin(r), p.kept(r, sessionCookie))
	if err != nil {
		p.accounts.SignInFailed(r.Context(), account.ByPasskey, p.origin(r), err)
		return p.notSignedIn(w, r, l, back(r, l), err)
	}
	return p.enter(w, r, in, back(r, l))
}

// passkeysPage lists the passkeys of the visitor.
type passkeysPage struct {
	frame.Head
	Heading  string
	Form     frame.Form // adds one, with the help of a script; has what went wrong
	Options  string
	Rename   string // the action of the forms that give another name
	Remove   string
	Passkeys []passkeyView
}

type passkeyView struct {
	account.Passkey
	Key string // of the passkey, for forms
}

func (p *People) passkeyList(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return p.showPasskeys(w, r, l, v, nil)
}

// showPasskeys shows the list, and what went wrong with it, if anything.
func (p *People) showPasskeys(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, wrong error) error {
	path := frame.Prefixed(l.Lang, "/account/passkeys")
	name := nameField(l)
	name.Label, name.Hint, name.Autocomplete = l.T("people.passkeys.name"), l.T("people.passkeys.name_hint"), "off"
	page := passkeysPage{
		Heading: l.T("people.passkeys.title"),
		Form:    frame.Form{Action: path, Submit: l.T("people.passkeys.add"), Fields: []frame.Field{name}},
		Options: path + "/options", Rename: path + "/rename", Remove: path + "/remove",
	}
	status := http.StatusOK
	if wrong != nil {
		var ok bool
		page.Form.Fill(r)
		if status, ok = p.blame(w, l, &page.Form, wrong); !ok {
			return wrong
		}
	}
	for _, k := range v.User.Passkeys {
		page.Passkeys = append(page.Passkeys, passkeyView{k, base64.RawURLEncoding.EncodeToString(k.ID)})
	}
	page.Head = p.Unlisted(r, l, frame.Titled(l, page.Heading, page.Form))
	return p.Render(w, r, status, l, "passkeys", page)
}

func (p *People) passkeyOptions(w http.ResponseWriter, r *http.Request, _ *frame.Locale, v account.Visit) error {
	options, cookie, err := p.passkeys.BeginRegistration(r.Context(), v)
	if err != nil {
		return err
	}
	return p.answer(w, options, cookie)
}

func (p *People) addPasskey(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	err := p.passkeys.FinishRegistration(r.Context(), v, p.spent(w, r, passkeyCookie), r.PostFormValue("name"), []byte(r.PostFormValue("response")))
	if err == nil && v.Principal().Withheld() { // it is there to be used
		return frame.SeeOther(w, r, l, frame.FactorPath)
	}
	return p.passkeysChanged(w, r, l, v, err)
}

func (p *People) renamePasskey(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id, err := passkeyOf(r)
	if err == nil {
		err = p.accounts.RenamePasskey(r.Context(), v, id, r.PostFormValue("name"))
	}
	return p.passkeysChanged(w, r, l, v, err)
}

func (p *People) removePasskey(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id, err := passkeyOf(r)
	if err == nil {
		err = p.accounts.RemovePasskey(r.Context(), v, id)
	}
	return p.passkeysChanged(w, r, l, v, err)
}

// passkeyOf returns the ID of the passkey that a form is about.
func passkeyOf(r *http.Request) ([]byte, error) {
	id, err := base64.RawURLEncoding.DecodeString(r.PostFormValue("key"))
	if err != nil || len(id) == 0 {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có khóa truy cập này.", "There is no such passkey.")
	}
	return id, nil
}

func (p *People) passkeysChanged(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, err error) error {
	switch {
	case account.IsStale(err):
		return proveAgain(w, r, l, "/account/passkeys")
	case err != nil:
		return p.showPasskeys(w, r, l, v, err)
	}
	return frame.SeeOther(w, r, l, "/account/passkeys")
}
