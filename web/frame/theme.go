package frame

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// CookieName returns the name under which browsers keep a cookie of the portal.
// Where that is reached by https the name begins with __Host-, so that no other
// host of the domain can set it (RFC 6265bis, section 4.1.3.2).
func (f *Frame) CookieName(name string) string {
	if f.Secure() {
		return "__Host-" + name
	}
	return name
}

// themeCookie keeps which of the themes a reader chose. Theme.ts sets it too.
const themeCookie = "theme"

// theme returns "light", "dark", or "" if the device decides.
func (f *Frame) theme(r *http.Request) string {
	c, err := r.Cookie(f.CookieName(themeCookie))
	if err != nil || c.Value != "light" && c.Value != "dark" {
		return ""
	}
	return c.Value
}

// setTheme remembers the choice of the reader and goes back to where it was
// made. It is how the switch works without JavaScript.
func (f *Frame) setTheme(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	c := &http.Cookie{
		Name: f.CookieName(themeCookie), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		SameSite: http.SameSiteLaxMode, Secure: f.Secure(),
	}
	switch theme := r.PostFormValue("theme"); theme {
	case "light", "dark":
		c.Value = theme
	default:
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
	http.Redirect(w, r, LocalPath(r.PostFormValue("back")), http.StatusSeeOther)
	return nil
}

// LocalPath returns the path and parameters of s if that is an address within
// the portal, or "/".
func LocalPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.ContainsRune(s, '\\') {
		return "/"
	}
	u.Fragment = ""
	local := u.String()
	if !strings.HasPrefix(local, "/") || strings.HasPrefix(local, "//") {
		return "/"
	}
	return local
}
