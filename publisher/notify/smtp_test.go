package notify_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"nguon/publisher/notify"
)

// A server is a real SMTP server in the test.
type server struct {
	address  string // host:port
	ca       string // file with its certificate
	mu       sync.Mutex
	got      []string
	rcpt     []string
	wasTLS   bool
	refuse   error // for every recipient
	password string
}

type serverOptions struct {
	tls      bool // STARTTLS
	implicit bool // TLS from the first byte
	password string
	refuse   error
}

func serve(t *testing.T, o serverOptions) *server {
	t.Helper()
	s := &server{refuse: o.refuse, password: o.password}
	srv := smtp.NewServer(s)
	srv.Domain, srv.AllowInsecureAuth = "localhost", false
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	if o.tls || o.implicit {
		srv.TLSConfig = s.certificate(t)
	}
	if o.implicit {
		l = tls.NewListener(l, srv.TLSConfig)
	}
	var done sync.WaitGroup
	done.Go(func() { srv.Serve(l) }) //nolint:errcheck // it ends by Close
	t.Cleanup(func() {
		srv.Close() //nolint:errcheck // it is over
		done.Wait()
	})
	return s
}

// certificate makes a certificate for the loopback address.
func (s *server) certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	s.ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(s.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
}

// NewSession implements smtp.Backend.
func (s *server) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{s, c}, nil }

type session struct {
	*server
	conn *smtp.Conn
}

// AuthMechanisms and Auth implement smtp.AuthSession.
func (s *session) AuthMechanisms() []string {
	if s.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "portal" || password != s.password {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rcpt = append(s.rcpt, to)
	_, s.wasTLS = s.conn.TLSConnectionState()
	return s.refuse
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, string(text))
	return err
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

func TestMailGoesThroughAServer(t *testing.T) {
	for _, test := range []struct {
		name    string
		server  serverOptions
		url     func(*server) string
		wantTLS bool
	}{
		{name: "STARTTLS and a password", server: serverOptions{tls: true, password: "s3cret"}, wantTLS: true,
			url: func(s *server) string { return "smtp://portal@" + s.address + "?ca=" + s.ca }},
		{name: "TLS from the first byte", server: serverOptions{implicit: true, password: "s3cret"}, wantTLS: true,
			url: func(s *server) string { return "smtps://portal@" + s.address + "?ca=" + s.ca }},
		{name: "a relay without TLS", url: func(s *server) string { return "smtp://" + s.address + "?tls=none" }},
		{name: "TLS if there is any, and there is none", url: func(s *server) string { return "smtp://" + s.address + "?tls=try" }},
		{name: "TLS if there is any, and there is", server: serverOptions{tls: true}, wantTLS: true,
			url: func(s *server) string { return "smtp://" + s.address + "?tls=try&ca=" + s.ca }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.server)
			m, err := notify.Open(test.url(s), notify.Sender{From: from, Password: test.server.password})
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Send(t.Context(), sample()); err != nil {
				t.Fatal(err)
			}
			if len(s.got) != 1 || len(s.rcpt) != 1 || s.rcpt[0] != "lan@example.net" || !strings.Contains(s.got[0], sample().ID) {
				t.Errorf("to %v, got %q", s.rcpt, s.got)
			}
			if s.wasTLS != test.wantTLS {
				t.Errorf("TLS: %v, want %v", s.wasTLS, test.wantTLS)
			}
		})
	}
}

func TestMailIsNotSentWhereItShouldNotBe(t *testing.T) {
	for _, test := range []struct {
		name     string
		server   serverOptions
		url      func(*server) string
		password string
		final    bool // no use in trying again
	}{
		{name: "a server without TLS that must have it", url: func(s *server) string { return "smtp://" + s.address }},
		{name: "a certificate of a stranger", server: serverOptions{tls: true}, url: func(s *server) string { return "smtp://" + s.address }},
		{name: "a wrong password can be mended", server: serverOptions{tls: true, password: "s3cret"}, password: "wrong",
			url: func(s *server) string { return "smtp://portal@" + s.address + "?ca=" + s.ca }},
		{name: "no such mailbox", server: serverOptions{refuse: &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}},
			url: func(s *server) string { return "smtp://" + s.address + "?tls=none" }, final: true},
		{name: "a mailbox that is busy", server: serverOptions{refuse: &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try later"}},
			url: func(s *server) string { return "smtp://" + s.address + "?tls=none" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.server)
			m, err := notify.Open(test.url(s), notify.Sender{From: from, Password: test.password})
			if err != nil {
				t.Fatal(err)
			}
			err = m.Send(t.Context(), sample())
			if err == nil || len(s.got) != 0 {
				t.Fatalf("Send: %v; the server got %q", err, s.got)
			}
			if errors.Is(err, notify.ErrRefused) != test.final {
				t.Errorf("Send: %v; refused for good: %v, want %v", err, !test.final, test.final)
			}
			if strings.Contains(err.Error(), "lan@example.net") || test.password != "" && strings.Contains(err.Error(), test.password) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestAddressesOfMailServersThatAreNoneAreRefused(t *testing.T) {
	for name, url := range map[string]string{
		"password in it": "smtp://portal:secret@example.org", "other scheme": "imap://example.org", "no host": "smtp://",
		"user without a password": "smtp://portal@example.org", "no port": "smtp://example.org:99999", "TLS of no kind": "smtp://example.org?tls=maybe",
		"policy of smtps": "smtps://example.org?tls=none", "path that is relative": "file://mail", "authority that is not there": "smtp://example.org?ca=/no/such/file",
		"not an address": "smtp://[::1",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := notify.Open(url, notify.Sender{From: from}); err == nil || strings.Contains(err.Error(), "secret") {
				t.Errorf("Open(%q): %v", url, err)
			}
		})
	}
}
