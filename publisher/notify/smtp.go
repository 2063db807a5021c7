package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// sendTimeout bounds one conversation with an SMTP server.
const sendTimeout = 30 * time.Second

// SMTP sends mail through a server. Each message has a connection of its own:
// servers end those that idle.
type SMTP struct {
	host    string
	from    mail.Address
	options []gomail.Option
}

var _ Mailer = (*SMTP)(nil)

func newSMTP(u *url.URL, s Sender) (*SMTP, error) {
	if u.Hostname() == "" || u.Path != "" && u.Path != "/" {
		return nil, errors.New("notify: the address of the mail server has no host, or a path")
	}
	conf := &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}
	if file := u.Query().Get("ca"); file != "" {
		pem, err := os.ReadFile(file) //nolint:gosec // the operator names it
		if err != nil {
			return nil, fmt.Errorf("notify: authority of the mail server: %w", err)
		}
		if conf.RootCAs = x509.NewCertPool(); !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("notify: there is no certificate in %s", file)
		}
	}
	policy, err := tlsOptions(u.Scheme, u.Query().Get("tls"))
	if err != nil {
		return nil, err
	}
	port := 587
	if u.Scheme == "smtps" {
		port = 465
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil || port < 1 || port > 65535 {
			return nil, fmt.Errorf("notify: %q is not a port", p)
		}
	}
	options := append(policy, gomail.WithPort(port), gomail.WithTLSConfig(conf), gomail.WithTimeout(sendTimeout))
	if user := u.User.Username(); user != "" {
		if s.Password == "" {
			return nil, fmt.Errorf("notify: there is no password of %s at the mail server", user)
		}
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(user), gomail.WithPassword(s.Password))
	}
	if _, err := gomail.NewClient(u.Hostname(), options...); err != nil {
		return nil, fmt.Errorf("notify: %w", err)
	}
	return &SMTP{host: u.Hostname(), from: s.From, options: options}, nil
}

func tlsOptions(scheme, policy string) ([]gomail.Option, error) {
	if scheme == "smtps" {
		if policy != "" {
			return nil, errors.New("notify: smtps:// has TLS always")
		}
		return []gomail.Option{gomail.WithSSL()}, nil
	}
	switch cmp.Or(policy, "must") {
	case "must":
		return []gomail.Option{gomail.WithTLSPolicy(gomail.TLSMandatory)}, nil
	case "try":
		return []gomail.Option{gomail.WithTLSPolicy(gomail.TLSOpportunistic)}, nil
	case "none":
		return []gomail.Option{gomail.WithTLSPolicy(gomail.NoTLS)}, nil
	}
	return nil, fmt.Errorf("notify: tls=%s is none of must, try, none", policy)
}

// Send implements [Mailer].
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := compose(m, s.from, time.Now())
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	client, err := gomail.NewClient(s.host, s.options...) // one carries one conversation
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, msg)
	if refused, ok := errors.AsType[*gomail.SendError](err); ok {
		return sendError(refused)
	}
	if err != nil {
		return fmt.Errorf("notify: mail server: %w", err)
	}
	return nil
}

// sendError keeps the status of an answer, and not its words: servers like to
// repeat addresses.
func sendError(e *gomail.SendError) error {
	switch code := e.ErrorCode(); {
	case code == 530 || code == 534 || code == 535 || code == 538: // what has to change is the configuration (RFC 4954)
		return fmt.Errorf("notify: mail server wants other credentials: %d %s", code, e.EnhancedStatusCode())
	case code >= 500:
		return fmt.Errorf("notify: mail server answered %d %s: %w", code, e.EnhancedStatusCode(), ErrRefused)
	case code > 0:
		return fmt.Errorf("notify: mail server answered %d %s", code, e.EnhancedStatusCode())
	}
	return fmt.Errorf("notify: mail server: %s", e.Reason)
}
