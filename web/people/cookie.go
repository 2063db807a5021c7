package people

import (
	"net/http"
	"time"

	"nguon/catalog/account"
)

// The cookies. Browsers keep them under other names: see [frame.Frame.CookieName].
const (
	sessionCookie = "session"
	passkeyCookie = "passkey"  // a ceremony that has begun
	tripCookie    = "provider" // somebody is at a provider
	linkCookie    = "link"     // what a provider said, until the holder of the account agrees
)

// linkLife is how long a link waits for agreement; package account decides.
const linkLife = 15 * time.Minute

// keep gives the browser a cookie; without a value it takes it away.
func (p *People) keep(w http.ResponseWriter, name, value string, life time.Duration) {
	c := &http.Cookie{
		Name: p.CookieName(name), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: p.Secure(), SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// kept returns the value of a cookie, or "".
func (p *People) kept(r *http.Request, name string) string {
	c, err := r.Cookie(p.CookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// spent returns the value of a cookie that is good for one use, and takes it
// away.
func (p *People) spent(w http.ResponseWriter, r *http.Request, name string) string {
	value := p.kept(r, name)
	if value != "" {
		p.keep(w, name, "", 0)
	}
	return value
}

// keepSession gives the browser the token of a session. How long it is good for
// is decided at each request, not by the cookie.
func (p *People) keepSession(w http.ResponseWriter, token string) {
	p.keep(w, sessionCookie, token, p.accounts.Session.Absolute)
}

// enter lets somebody in who has shown who they are.
func (p *People) enter(w http.ResponseWriter, r *http.Request, in account.SignedIn, to string) error {
	p.keepSession(w, in.Token)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
