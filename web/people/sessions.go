package people

import (
	"net/http"
	"time"

	"nguon/catalog/account"
	"nguon/web/frame"
)

// sessionsPage lists where the visitor is signed in.
type sessionsPage struct {
	frame.Head
	Heading  string
	Sessions []sessionView
	End      string // the action of the forms that end a session
	Others   string // the action of the form that ends all others
}

// A sessionView is a session as its owner recognises it.
type sessionView struct {
	ID, Agent, Network, Method string
	Created, Seen              time.Time
	Current                    bool
}

// methodNames are the messages that name the ways to sign in.
var methodNames = map[account.Method]string{
	account.ByPassword:    "people.method.password",
	account.ByPasskey:     "people.method.passkey",
	account.ByProvider:    "people.method.provider",
	account.ByProviderTwo: "people.method.provider_two",
	account.ByMail:        "people.method.mail",
}

func (p *People) sessions(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	all, err := p.accounts.Sessions(r.Context(), v)
	if err != nil {
		return err
	}
	path := frame.Prefixed(l.Lang, "/account/sessions")
	page := sessionsPage{Heading: l.T("people.sessions.title"), End: path + "/end", Others: path + "/end-others"}
	for _, s := range all {
		view := sessionView{
			ID: s.ID, Agent: s.Device.Agent, Method: l.T(methodNames[s.Method]), Created: s.Created, Seen: s.Seen,
			Current: s.ID == v.Session.ID,
		}
		if view.Agent == "" {
			view.Agent = l.T("people.sessions.unknown")
		}
		if s.Device.Network.IsValid() {
			view.Network = s.Device.Network.String()
		}
		page.Sessions = append(page.Sessions, view)
	}
	page.Head = p.Unlisted(r, l, page.Heading)
	return p.Render(w, r, http.StatusOK, l, "sessions", page)
}

// endSession ends one session; with this one the visitor is signed out.
func (p *People) endSession(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id := r.PostFormValue("session")
	if err := p.accounts.EndSession(r.Context(), v, id); err != nil {
		return err
	}
	if id == v.Session.ID {
		p.keep(w, sessionCookie, "", 0)
		return frame.SeeOther(w, r, l, "/")
	}
	return frame.SeeOther(w, r, l, "/account/sessions")
}

func (p *People) endOthers(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if _, err := p.accounts.EndOthers(r.Context(), v); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, "/account/sessions")
}
