package account

import (
	"context"
	"log/slog"
	"time"

	"nguon/catalog"
)

// A Letter is a mail to be written to the holder of an account, or to an
// address that might be theirs.
type Letter struct {
	Kind    LetterKind
	To      Mail
	Name    string // of the reader; empty if not known
	Lang    catalog.Lang
	Token   string // the secret of its link; empty: it has none
	Expires time.Time
	NewMail Mail  // for LetterOldMail
	Grant   Grant // for LetterInvitation
}

// A LetterKind says what a letter is about.
type LetterKind string

// The kinds of letter. Those with a link say where it leads.
const (
	LetterWelcome         LetterKind = "welcome"          // choose a password, and the account is yours
	LetterExists          LetterKind = "exists"           // somebody signed up, but you have an account; no link
	LetterReset           LetterKind = "reset"            // choose a new password
	LetterPasswordChanged LetterKind = "password-changed" // was it you? no link
	LetterOldMail         LetterKind = "old-mail"         // agree to a new address
	LetterNewMail         LetterKind = "new-mail"         // confirm the new address
	LetterMailTaken       LetterKind = "mail-taken"       // somebody wanted this address, which has an account; no link
	LetterSignIn          LetterKind = "sign-in-changed"  // a passkey or an identity was added or removed; no link
	LetterInvitation      LetterKind = "invitation"       // a role in an agency
	LetterDeleted         LetterKind = "deleted"          // the account is gone; no link
)

// Paths are the pages that the links of letters lead to; the token follows as
// the parameter token. Opening a page must not use the token up: programs that
// guard mail open links too.
var paths = map[LetterKind]string{
	LetterWelcome:    "/account/password/new",
	LetterReset:      "/account/password/new",
	LetterOldMail:    "/account/mail/confirm",
	LetterNewMail:    "/account/mail/confirm",
	LetterInvitation: "/account/invitation",
}

// Path returns the path and query of the link of l, or "" if it has none.
func (l Letter) Path() string {
	path, ok := paths[l.Kind]
	if !ok || l.Token == "" {
		return ""
	}
	return path + "?token=" + l.Token
}

// LogValue hides the token from slog.
func (l Letter) LogValue() slog.Value { return slog.StringValue("letter " + string(l.Kind)) }

// A Postman delivers letters. Post must return at once, whether the address
// exists or not, or else its time would tell; it may deliver later and by
// other hands, but must keep tokens as secret as passwords.
type Postman interface {
	Post(ctx context.Context, l Letter) error
}
