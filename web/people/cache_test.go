package people_test

import (
	"net/http"
	"testing"
)

// A page that shows who is signed in is in no cache once they have left, not
// even in that of their browser.
func TestNoCacheKeepsWhatSomebodySawWhoWasSignedIn(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	for _, path := range []string{"/account", "/account/sessions", "/en/account", "/nothing-here"} {
		if got := b.get(t, path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control: %q", path, got)
		}
	}
	a := p.browser().get(t, "/account/sign-in")
	a.shows(t, http.StatusOK)
	if got := a.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page to sign in on: Cache-Control: %q", got)
	}
}
