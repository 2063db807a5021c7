// Package passkey runs the ceremonies of WebAuthn, by which accounts are signed
// in to with passkeys. It is the only user of go-webauthn.
package passkey

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"nguon/catalog"
	"nguon/catalog/account"
)

const (
	// Life is how long a ceremony may take.
	Life = 5 * time.Minute

	maxResponse = 64 << 10 // bytes; a response without attestation has about one thousand
)

// Ceremonies register passkeys and sign in with them. Methods are safe for
// concurrent use.
//
// A ceremony has two requests. What the first returns as options goes to the
// browser (navigator.credentials, with what PublicKeyCredential.parse…FromJSON
// makes of it), what it returns as cookie into a cookie that lives for [Life].
// The second takes the browser's response as JSON (PublicKeyCredential.toJSON)
// and the cookie, which is good for one attempt.
type Ceremonies struct {
	accounts *account.Accounts
	rp       *webauthn.WebAuthn
}

// New returns the ceremonies of the portal whose public address is baseURL. Name
// is what browsers show of it. Passkeys belong to the host name: under another
// they are lost.
func New(accounts *account.Accounts, baseURL, name string) (*Ceremonies, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("passkey: %q is not the address of a portal", baseURL)
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return &Ceremonies{accounts, rp}, nil
}

// BeginRegistration begins to add a passkey to the visitor's account: one that
// the authenticator finds by itself, unlocks by fingerprint, face or PIN, and
// that it does not have yet.
func (c *Ceremonies) BeginRegistration(ctx context.Context, v account.Visit) (options []byte, cookie string, err error) {
	who, err := newHolder(v.User)
	if err != nil {
		return nil, "", err
	}
	var known []protocol.CredentialDescriptor
	for _, k := range who.credentials {
		known = append(known, k.Descriptor())
	}
	creation, session, err := c.rp.BeginRegistration(who,
		webauthn.WithExclusions(known),
		webauthn.WithConveyancePreference(protocol.PreferNoAttestation), // which maker an authenticator is of is none of our business
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification:   protocol.VerificationRequired,
		}))
	if err != nil {
		return nil, "", fmt.Errorf("passkey: begin registration: %w", err)
	}
	return c.begin(ctx, creation.Response, session, v.From)
}

// FinishRegistration adds the passkey that a response holds to the visitor's
// account, under a name. The visit must be fresh. A response that does not fit
// is an error of kind catalog.ErrInvalid.
func (c *Ceremonies) FinishRegistration(ctx context.Context, v account.Visit, cookie, name string, response []byte) error {
	session, err := c.resume(ctx, cookie)
	if err != nil {
		return err
	}
	who, err := newHolder(v.User)
	if err != nil {
		return err
	}
	if len(response) > maxResponse {
		return refused(catalog.ErrInvalid, errors.New("the response is too long"))
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return refused(catalog.ErrInvalid, err)
	}
	credential, err := c.rp.CreateCredential(who, session, parsed)
	if err != nil {
		return refused(catalog.ErrInvalid, err)
	}
	p, err := keep(account.Passkey{Name: name}, credential)
	if err != nil {
		return err
	}
	return c.accounts.AddPasskey(ctx, v, p)
}

// BeginSignIn begins to sign in with a passkey that the authenticator offers: no
// name is asked for, so nothing is learnt of any.
func (c *Ceremonies) BeginSignIn(ctx context.Context, from account.Origin) (options []byte, cookie string, err error) {
	assertion, session, err := c.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", fmt.Errorf("passkey: begin sign-in: %w", err)
	}
	return c.begin(ctx, assertion.Response, session, from)
}

// FinishSignIn signs in whoever has the passkey of a response; see
// [account.Accounts.SignInWithPasskey]. A response that does not fit, or is of a
// passkey whose counter says that it was copied, is an error of kind
// catalog.ErrUnknownCaller.
func (c *Ceremonies) FinishSignIn(ctx context.Context, cookie string, response []byte, from account.Origin, old string) (account.SignedIn, error) {
	session, err := c.resume(ctx, cookie)
	if err != nil {
		return account.SignedIn{}, err
	}
	if len(response) > maxResponse {
		return account.SignedIn{}, refused(catalog.ErrUnknownCaller, errors.New("the response is too long"))
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return account.SignedIn{}, refused(catalog.ErrUnknownCaller, err)
	}
	var user account.User
	_, credential, err := c.rp.ValidatePasskeyLogin(func(id, handle []byte) (webauthn.User, error) {
		var err error
		if user, err = c.accounts.UserByPasskey(ctx, id); err != nil {
			return nil, err
		}
		if user.ID != string(handle) {
			return nil, errors.New("the passkey is another's")
		}
		return newHolder(user)
	}, session, parsed)
	if err != nil {
		return account.SignedIn{}, refused(catalog.ErrUnknownCaller, err)
	}
	if credential.Authenticator.CloneWarning {
		return account.SignedIn{}, refused(catalog.ErrUnknownCaller, errors.New("the counter went back: the passkey was copied"))
	}
	i := slices.IndexFunc(user.Passkeys, func(p account.Passkey) bool { return bytes.Equal(p.ID, credential.ID) })
	if i < 0 {
		return account.SignedIn{}, refused(catalog.ErrUnknownCaller, errors.New("the passkey was removed"))
	}
	used, err := keep(user.Passkeys[i], credential)
	if err != nil {
		return account.SignedIn{}, err
	}
	return c.accounts.SignInWithPasskey(ctx, used, from, old)
}

func (c *Ceremonies) begin(ctx context.Context, response any, session *webauthn.SessionData, from account.Origin) (options []byte, cookie string, err error) {
	if options, err = json.Marshal(response); err != nil {
		return nil, "", err
	}
	payload, err := json.Marshal(session)
	if err != nil {
		return nil, "", err
	}
	cookie, err = c.accounts.Begin(ctx, account.ForPasskey, string(payload), Life, from)
	return options, cookie, err
}

func (c *Ceremonies) resume(ctx context.Context, cookie string) (session webauthn.SessionData, err error) {
	payload, err := c.accounts.Take(ctx, account.ForPasskey, cookie)
	if err != nil {
		return session, err
	}
	if err := json.Unmarshal([]byte(payload), &session); err != nil {
		return session, fmt.Errorf("passkey: session: %w", err)
	}
	return session, nil
}

// refused tells the cause to the log alone.
func refused(kind, cause error) error {
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	e := catalog.Errorf(kind, "Khóa truy cập không được chấp nhận. Hãy thử lại, hoặc đăng nhập cách khác.",
		"The passkey was not accepted. Please try again, or sign in another way.")
	e.Err = cause
	return e
}

// keep returns p as it is now.
func keep(p account.Passkey, c *webauthn.Credential) (account.Passkey, error) {
	c.Attestation = webauthn.CredentialAttestation{} // not asked for, and never looked at again
	text, err := json.Marshal(c)
	if err != nil {
		return account.Passkey{}, fmt.Errorf("passkey: credential: %w", err)
	}
	p.ID, p.Credential, p.BackedUp = c.ID, text, c.Flags.BackupState
	return p, nil
}

// A holder shows a user to go-webauthn.
type holder struct {
	account.User
	credentials []webauthn.Credential
}

func newHolder(u account.User) (*holder, error) {
	h := &holder{User: u}
	for _, p := range u.Passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal(p.Credential, &c); err != nil {
			return nil, fmt.Errorf("passkey: credential of %s: %w", u.ID, err)
		}
		h.credentials = append(h.credentials, c)
	}
	return h, nil
}

// WebAuthnID returns the ID of the account, which says nothing of the person.
func (h *holder) WebAuthnID() []byte { return []byte(h.ID) }

// WebAuthnName returns the mail address.
func (h *holder) WebAuthnName() string { return string(h.Mail) }

// WebAuthnDisplayName returns the name.
func (h *holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials returns the passkeys.
func (h *holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }
