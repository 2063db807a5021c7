package people

import (
	"net/http"

	"nguon/web/frame"
)

// A note is a page that only says something. It is the same for everybody, so
// that it tells nothing of whether an address has an account.
type note struct{ title, text, more, path, link string }

// notes are the notes by their paths, as keys of messages and one path to go on.
var notes = map[string]note{
	"/account/sign-up/sent": {
		"people.sent.title", "people.sent.signup", "people.sent.spam", "/account/sign-up", "people.sent.again",
	},
	"/account/password/sent": {
		"people.sent.title", "people.sent.reset", "people.sent.spam", "/account/password/forgot", "people.sent.again",
	},
	"/account/mail/half": {
		"people.mail.half", "people.mail.half_text", "people.sent.spam", "/account", "people.account.title",
	},
	"/account/deleted": {
		"people.deleted.title", "people.deleted.text", "people.deleted.more", "/datasets", "home.all",
	},
}

// notePage is the page of a note.
type notePage struct {
	frame.Head
	Heading, Text, More string
	Path, Link          string
}

func (p *People) note(n note) frame.PageHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
		page := notePage{
			Heading: l.T(n.title), Text: l.T(n.text), More: l.T(n.more),
			Path: frame.Prefixed(l.Lang, n.path), Link: l.T(n.link),
		}
		page.Head = p.Unlisted(r, l, page.Heading)
		return p.Render(w, r, http.StatusOK, l, "note", page)
	}
}
