package passkey_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"log/slog"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/descope/virtualwebauthn"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/passkey"
	"nguon/catalog/account/password"
	"nguon/catalog/sqlstore"
)

type nobody struct{}

func (nobody) Post(context.Context, account.Letter) error { return nil }

// A desk is a portal, somebody who is signed in, and their authenticator.
type desk struct {
	accounts   *account.Accounts
	ceremonies *passkey.Ceremonies
	visit      account.Visit
	rp         virtualwebauthn.RelyingParty
	device     virtualwebauthn.Authenticator
	key        virtualwebauthn.Credential
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	hasher, err := password.New(password.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{
		rp:  virtualwebauthn.RelyingParty{ID: "portal.example.org", Name: "Nguồn", Origin: "https://portal.example.org"},
		key: virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
	if d.accounts, err = account.New(db.Accounts(), []byte(strings.Repeat("p", 32)), hasher, nobody{}, account.Options{}); err != nil {
		t.Fatal(err)
	}
	if d.ceremonies, err = passkey.New(d.accounts, "https://portal.example.org/", "Nguồn"); err != nil {
		t.Fatal(err)
	}
	_, l, err := d.accounts.CreateUser(t.Context(), account.Caller{Principal: account.Operator()},
		account.Registration{Mail: "mai@example.org", Name: "Mai", Lang: catalog.Vietnamese})
	if err != nil {
		t.Fatal(err)
	}
	in, err := d.accounts.SetPassword(t.Context(), l.Token, "bảy con vịt bơi qua sông", account.Origin{}, "")
	if err != nil {
		t.Fatal(err)
	}
	d.visit = in.Visit
	d.device = virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{
		UserHandle: []byte(d.visit.User.ID), BackupEligible: true, BackupState: true,
	})
	return d
}

// wrap is the form in which the authenticator takes options.
func wrap(options []byte) string { return `{"publicKey":` + string(options) + `}` }

func (d *desk) register(t testing.TB) error {
	t.Helper()
	options, cookie, err := d.ceremonies.BeginRegistration(t.Context(), d.visit)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := virtualwebauthn.ParseAttestationOptions(wrap(options))
	if err != nil {
		t.Fatal(err)
	}
	response := virtualwebauthn.CreateAttestationResponse(d.rp, d.device, d.key, *parsed)
	return d.ceremonies.FinishRegistration(t.Context(), d.visit, cookie, "Điện thoại", []byte(response))
}

// assert begins to sign in and returns the cookie and the device's response.
func (d *desk) assert(t testing.TB) (cookie, response string) {
	t.Helper()
	options, cookie, err := d.ceremonies.BeginSignIn(t.Context(), account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := virtualwebauthn.ParseAssertionOptions(wrap(options))
	if err != nil {
		t.Fatal(err)
	}
	return cookie, virtualwebauthn.CreateAssertionResponse(d.rp, d.device, d.key, *parsed)
}

func (d *desk) finish(t testing.TB, cookie, response string) (account.SignedIn, error) {
	t.Helper()
	return d.ceremonies.FinishSignIn(t.Context(), cookie, []byte(response), account.Origin{}, "")
}

func TestARegisteredPasskeySignsIn(t *testing.T) {
	d := newDesk(t)
	if err := d.register(t); err != nil {
		t.Fatal(err)
	}
	for count := range uint32(3) {
		d.key.Counter = count + 1
		cookie, response := d.assert(t)
		in, err := d.finish(t, cookie, response)
		if err != nil {
			t.Fatal(err)
		}
		p := in.User.Passkeys[0]
		if in.User.ID != d.visit.User.ID || in.Session.Method != account.ByPasskey || p.Name != "Điện thoại" || !p.BackedUp || p.LastUsed.IsZero() {
			t.Errorf("signed in as %s by %s with %+v", in.User.ID, in.Session.Method, p)
		}
		var kept struct {
			Authenticator struct {
				SignCount uint32 `json:"signCount"`
			} `json:"authenticator"`
		}
		if err := json.Unmarshal(p.Credential, &kept); err != nil || kept.Authenticator.SignCount != count+1 {
			t.Errorf("the counter is kept as %d, %v; want %d", kept.Authenticator.SignCount, err, count+1)
		}
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		wear func(d *desk)
	}{
		{"another site", func(d *desk) { d.rp.Origin = "https://portal.example.net" }},
		{"another host's key", func(d *desk) { d.rp.ID = "example.org" }},
		{"an unlocked device", func(d *desk) { d.device.Options.UserNotVerified = true }},
		{"nobody at the device", func(d *desk) { d.device.Options.UserNotPresent = true }},
		{"another key", func(d *desk) { d.key.Key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2).Key }},
		{"a key that nobody has", func(d *desk) { d.key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2) }},
		{"another's account", func(d *desk) { d.device.Options.UserHandle = []byte("01ARZ3NDEKTSV4RRFFQ69G5FAV") }},
		{"a counter that went back", func(d *desk) { d.key.Counter = 1 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t)
			d.key.Counter = 5
			if err := d.register(t); err != nil {
				t.Fatal(err)
			}
			d.key.Counter = 6
			test.wear(d)
			cookie, response := d.assert(t)
			if _, err := d.finish(t, cookie, response); !errors.Is(err, catalog.ErrUnknownCaller) {
				t.Errorf("err = %v, want one of kind %q", err, catalog.ErrUnknownCaller)
			}
		})
	}
}

func TestAResponseIsGoodOnce(t *testing.T) {
	d := newDesk(t)
	if err := d.register(t); err != nil {
		t.Fatal(err)
	}
	d.key.Counter = 1
	cookie, response := d.assert(t)
	other, _ := d.assert(t)
	if _, err := d.finish(t, other, response); !errors.Is(err, catalog.ErrUnknownCaller) {
		t.Errorf("with the cookie of another ceremony: %v", err)
	}
	if _, err := d.finish(t, cookie, response); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{cookie, other, "", strings.Repeat("A", 43)} {
		if _, err := d.finish(t, c, response); !errors.Is(err, catalog.ErrNotFound) {
			t.Errorf("with the cookie %q: %v", c, err)
		}
	}
}

func TestAPasskeyIsRegisteredOnceAndByItsHolder(t *testing.T) {
	d := newDesk(t)
	d.device.Options.UserNotVerified = true
	if err := d.register(t); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("a device that verified nobody: %v", err)
	}
	d.device.Options.UserNotVerified = false
	if err := d.register(t); err != nil {
		t.Fatal(err)
	}
	if err := d.register(t); !errors.Is(err, catalog.ErrConflict) {
		t.Errorf("the same key again: %v", err)
	}
	options, cookie, err := d.ceremonies.BeginRegistration(t.Context(), d.visit)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := virtualwebauthn.ParseAttestationOptions(wrap(options))
	if err != nil {
		t.Fatal(err)
	}
	response := virtualwebauthn.CreateAttestationResponse(d.rp, d.device, virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA), *parsed)
	thief := d.visit
	thief.User.ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
	if err := d.ceremonies.FinishRegistration(t.Context(), thief, cookie, "a", []byte(response)); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("a ceremony that another began: %v", err)
	}
}

func TestNewRefusesWhatIsNoAddress(t *testing.T) {
	for _, url := range []string{"", "portal.example.org", "https://", "://"} {
		if _, err := passkey.New(nil, url, "Nguồn"); err == nil {
			t.Errorf("%q is taken", url)
		}
	}
}

// FuzzFinishSignIn gives responses that no browser makes.
func FuzzFinishSignIn(f *testing.F) {
	d := newDesk(f)
	if err := d.register(f); err != nil {
		f.Fatal(err)
	}
	_, response := d.assert(f)
	f.Add([]byte(response))
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"authenticatorData":"","clientDataJSON":"","signature":""}}`))
	var callers atomic.Uint32 // each from an address of its own, or they would have to wait
	f.Fuzz(func(t *testing.T, response []byte) {
		from := account.Origin{Address: netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, 0x0a000000+callers.Add(1)<<8)))}
		_, cookie, err := d.ceremonies.BeginSignIn(t.Context(), from)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.ceremonies.FinishSignIn(t.Context(), cookie, response, from, ""); !errors.Is(err, catalog.ErrUnknownCaller) {
			t.Errorf("err = %v", err)
		}
	})
}
