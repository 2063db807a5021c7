package frame

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
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

// A Look is how a reader wants pages to look. Empty is as the device says.
type Look struct {
	Theme    string // "light" or "dark"
	Contrast string // "more"
	Text     string // "large" or "larger"
}

// looks are what a reader can choose of each part of a [Look], which is kept in a
// cookie of that name. Look.ts sets them too.
var looks = map[string][]string{"theme": {"light", "dark"}, "contrast": {"more"}, "text": {"large", "larger"}}

// look returns what the reader of r has chosen.
func (f *Frame) look(r *http.Request) Look {
	chosen := func(name string) string {
		c, err := r.Cookie(f.CookieName(name))
		if err != nil || !slices.Contains(looks[name], c.Value) {
			return ""
		}
		return c.Value
	}
	return Look{Theme: chosen("theme"), Contrast: chosen("contrast"), Text: chosen("text")}
}

// isLook reports whether a cookie holds a part of a look.
func (f *Frame) isLook(cookie string) bool {
	for name := range looks {
		if cookie == f.CookieName(name) {
			return true
		}
	}
	return false
}

// setLook remembers the choice of the reader and goes back to where it was
// made. It is how the switches work without JavaScript. What is not in the form
// stays as it is.
func (f *Frame) setLook(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	for _, name := range slices.Sorted(maps.Keys(looks)) {
		value := r.PostFormValue(name)
		if value == "" {
			continue
		}
		c := &http.Cookie{
			Name: f.CookieName(name), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
			SameSite: http.SameSiteLaxMode, Secure: f.Secure(),
		}
		if slices.Contains(looks[name], value) {
			c.Value = value
		} else {
			c.MaxAge = -1
		}
		http.SetCookie(w, c)
	}
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
