package notify

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
)

// ErrRefused says that the receiver will not take the message, and that there
// is no use in trying again.
var ErrRefused = errors.New("refused for good")

// A Mailer sends mail. Its methods are safe for concurrent use.
type Mailer interface {
	// Send sends one message, and returns once somebody else answers for it.
	// The error wraps [ErrRefused] or [ErrMalformed] if there is no use in trying
	// again. It quotes neither the message nor a password.
	Send(ctx context.Context, m Message) error
}

// A Sender says in whose name mail is sent.
type Sender struct {
	From     mail.Address
	Password string // of the user in the address of an SMTP server; may be empty
}

// Open returns the mailer at an address:
//
//	smtp://user@mail.example.org          SMTP on port 587; STARTTLS must succeed
//	smtp://127.0.0.1:25?tls=none          without TLS, for a relay on the same machine
//	smtp://mail.example.org?tls=try       with TLS if the server offers it (RFC 7435)
//	smtps://user@mail.example.org         TLS from the first byte, on port 465
//	smtps://mail.example.org?ca=/etc/ca   with an authority of one's own
//	file:///var/lib/nguon/mail            a folder, for development: see [Folder]
func Open(address string, s Sender) (Mailer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("notify: the address of the mail server is not one") // err would quote it
	}
	if _, has := u.User.Password(); has {
		return nil, errors.New("notify: the address of the mail server must not hold a password")
	}
	if _, err := mail.ParseAddress(s.From.String()); err != nil || !strings.Contains(s.From.Address, "@") {
		return nil, fmt.Errorf("notify: %q is not an address to send from", s.From.Address)
	}
	switch u.Scheme {
	case "smtp", "smtps":
		return newSMTP(u, s)
	case "file":
		if u.Host != "" || !strings.HasPrefix(u.Path, "/") {
			return nil, fmt.Errorf("notify: %s is not file:// and an absolute path", address)
		}
		return NewFolder(u.Path, s.From)
	}
	return nil, fmt.Errorf("notify: unknown kind of mail server %q; want smtp, smtps or file", u.Scheme)
}
