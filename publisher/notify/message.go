package notify

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// ErrMalformed says that something is no message: it can never be sent.
var ErrMalformed = errors.New("malformed message")

// A Message is a mail to one reader.
type Message struct {
	ID      string // of letters, digits and hyphens; the same for the same message
	To      mail.Address
	Subject string
	Text    string // plain
	HTML    string // the same as a document; empty: there is none
	Lang    string // BCP 47

	// Unsubscribe is the address by which the reader ends further messages of
	// this kind, with one POST (RFC 8058); empty: it is no such message.
	Unsubscribe string
	List        string // what the reader has subscribed to, as one word; only with Unsubscribe
}

// MaxSubject is the greatest length of a subject in bytes.
const MaxSubject = 300

// Validate returns an error that wraps [ErrMalformed] if m cannot be sent as it
// stands. What goes into a header is of one line, so that no reader's name and
// no title of a dataset can add another header.
func (m Message) Validate() error {
	for name, value := range map[string]string{"address": m.To.Address, "name": m.To.Name, "subject": m.Subject, "list": m.List, "language": m.Lang} {
		if !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) {
			return fmt.Errorf("%w: its %s has characters that are not valid", ErrMalformed, name)
		}
	}
	if parsed, err := mail.ParseAddress("<" + m.To.Address + ">"); err != nil || parsed.Address != m.To.Address {
		return fmt.Errorf("%w: it is to no address", ErrMalformed)
	}
	if m.ID == "" || strings.Trim(m.ID, idLetters) != "" || strings.Trim(m.List, idLetters) != "" {
		return fmt.Errorf("%w: its ID or list is none", ErrMalformed)
	}
	if m.Subject == "" || len(m.Subject) > MaxSubject || m.Text == "" {
		return fmt.Errorf("%w: it has no subject, a long one, or no text", ErrMalformed)
	}
	if u, err := url.Parse(m.Unsubscribe); err != nil || m.Unsubscribe != "" && (u.Host == "" || strings.ContainsAny(m.Unsubscribe, "<>, ")) {
		return fmt.Errorf("%w: its address to unsubscribe is none", ErrMalformed)
	}
	return nil
}

const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

// compose returns m as it is sent from an address at a time.
func compose(m Message, from mail.Address, at time.Time) (*gomail.Msg, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(from.Name, from.Address); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := msg.AddToFormat(m.To.Name, m.To.Address); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	_, host, _ := strings.Cut(from.Address, "@")
	msg.SetMessageIDWithValue(m.ID + "@" + host)
	msg.SetDateWithValue(at)
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")  // the same for Exchange
	if m.Lang != "" {
		msg.SetGenHeader("Content-Language", m.Lang)
	}
	if m.Unsubscribe != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+m.Unsubscribe+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		if m.List != "" {
			msg.SetGenHeader("List-Id", "<"+m.List+"."+host+">") // RFC 2919
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}
