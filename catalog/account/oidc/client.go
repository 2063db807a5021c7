package oidc

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"nguon/catalog"
	"nguon/catalog/account"
)

// Life is how long somebody may stay at a provider.
const Life = 15 * time.Minute

// A Client sends people to providers and takes them back. Methods are safe for
// concurrent use.
type Client struct {
	accounts  *account.Accounts
	relations map[string]*relation
	providers []Provider
}

// Options are what a Client can do without. The zero value of a field means its
// default.
type Options struct {
	Transport http.RoundTripper // to the providers; default http.DefaultTransport
	Now       func() time.Time  // default time.Now
}

// New returns a client of providers for the portal whose public address is
// baseURL. It does not ask the providers yet: one that is down keeps nothing
// else from working.
func New(accounts *account.Accounts, baseURL string, providers []Provider, o Options) (*Client, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	web := &http.Client{Timeout: patience, Transport: bounded{cmp.Or(o.Transport, http.DefaultTransport)}}
	c := &Client{accounts: accounts, relations: make(map[string]*relation), providers: providers}
	for _, p := range providers {
		if err := p.Validate(); err != nil {
			return nil, fmt.Errorf("oidc: %w", err)
		}
		if _, twice := c.relations[p.Name]; twice {
			return nil, fmt.Errorf("oidc: there are two providers %s", p.Name)
		}
		c.relations[p.Name] = &relation{
			Provider: p, redirect: strings.TrimSuffix(baseURL, "/") + CallbackPath(p.Name), home: strings.TrimSuffix(baseURL, "/") + "/", client: web, now: o.Now,
		}
	}
	return c, nil
}

// CallbackPath returns the path to which a provider sends people back; it is to
// be registered there.
func CallbackPath(provider string) string { return "/account/providers/" + provider + "/callback" }

// Providers returns the providers in the order of the configuration.
func (c *Client) Providers() []Provider { return c.providers }

// A Trip is what to remember while somebody is at a provider.
type Trip struct {
	Back string `json:"back"` // where they were, for the caller to check and use
	User string `json:"user"` // the ID of the account to which the identity is to be added; empty: to sign in
}

// voyage is what is kept of a trip.
type voyage struct {
	Trip
	Provider string `json:"provider"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // of PKCE
}

// Begin returns the address of the provider to redirect to, and the value of a
// cookie (HttpOnly, Secure, SameSite=Lax) that binds the trip to the browser. A
// provider that does not answer is an error of kind catalog.ErrNotReady.
func (c *Client) Begin(ctx context.Context, provider string, t Trip, from account.Origin) (redirect, cookie string, err error) {
	r, err := c.relation(provider)
	if err != nil {
		return "", "", err
	}
	p, err := r.discover(ctx)
	if err != nil {
		return "", "", r.down(err)
	}
	v := voyage{Trip: t, Provider: provider, Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	payload, err := json.Marshal(v)
	if err != nil {
		return "", "", err
	}
	if cookie, err = c.accounts.Begin(ctx, account.ForProvider, string(payload), Life, from); err != nil {
		return "", "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(v.Nonce), oauth2.S256ChallengeOption(v.Verifier)}
	if len(r.ACRValues) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(r.ACRValues, " ")))
	}
	return r.config(p).AuthCodeURL(state(cookie), options...), cookie, nil
}

// state returns the parameter that must come back with a cookie.
func state(cookie string) string {
	sum := sha256.Sum256([]byte("state of " + cookie))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Finish takes somebody back, with the cookie of [Client.Begin] and the query of
// the callback, and returns what the provider says of them and what was to be
// remembered. What does not fit is an error of kind catalog.ErrUnknownCaller, a
// person who changed their mind one of kind catalog.ErrForbidden, and a provider
// that fails one of kind catalog.ErrNotReady. The cookie is good for one attempt.
func (c *Client) Finish(ctx context.Context, provider, cookie string, query url.Values) (account.Claim, Trip, error) {
	r, err := c.relation(provider)
	if err != nil {
		return account.Claim{}, Trip{}, err
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state(cookie))) != 1 {
		return account.Claim{}, Trip{}, refused(errors.New("the state is another's"))
	}
	payload, err := c.accounts.Take(ctx, account.ForProvider, cookie)
	if err != nil {
		return account.Claim{}, Trip{}, err
	}
	var v voyage
	if err := json.Unmarshal([]byte(payload), &v); err != nil {
		return account.Claim{}, Trip{}, fmt.Errorf("oidc: payload: %w", err)
	}
	issuer := query.Get("iss") // RFC 9207: who answers, so that providers are not taken for one another
	if v.Provider != provider || issuer != "" && issuer != r.Issuer {
		return account.Claim{}, Trip{}, refused(errors.New("another provider answered"))
	}
	switch code := query.Get("error"); code {
	case "":
	case "access_denied":
		return account.Claim{}, v.Trip, r.errorf(catalog.ErrForbidden, "Bạn đã không đồng ý đăng nhập qua %s.",
			"You did not agree to sign in through %s.")
	default:
		return account.Claim{}, v.Trip, r.down(fmt.Errorf("the provider answered with the error %q", code))
	}
	claim, err := r.redeem(ctx, query.Get("code"), v)
	return claim, v.Trip, err
}

// redeem exchanges a code for what the provider says.
func (r *relation) redeem(ctx context.Context, code string, v voyage) (account.Claim, error) {
	ctx = oidc.ClientContext(ctx, r.client)
	p, err := r.discover(ctx)
	if err != nil {
		return account.Claim{}, r.down(err)
	}
	token, err := r.config(p).Exchange(ctx, code, oauth2.VerifierOption(v.Verifier))
	if err != nil {
		if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && answer.ErrorCode == "invalid_grant" {
			return account.Claim{}, refused(err)
		}
		return account.Claim{}, r.down(err)
	}
	raw, _ := token.Extra("id_token").(string) //nolint:errcheck // without one, verifying fails
	id, err := p.VerifierContext(ctx, &oidc.Config{ClientID: r.ClientID, Now: r.now}).Verify(ctx, raw)
	if err != nil {
		return account.Claim{}, refused(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(v.Nonce)) != 1 {
		return account.Claim{}, refused(errors.New("the nonce is another's"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return account.Claim{}, refused(err)
		}
	}
	said, two, err := r.claims(ctx, p, id, token)
	if err != nil {
		return account.Claim{}, err
	}
	return account.Claim{
		Issuer: id.Issuer, Subject: id.Subject, Mail: said.mail(r.TrustMail), Name: said.text("name"), Grants: said.grants(r.Rules),
		TwoFactors: two,
	}, nil
}

// claims returns the claims of the ID token, or, if it has no mail address,
// those of the userinfo endpoint with them, and whether the ID token, which is
// signed for this sign-in, tells of two factors.
func (r *relation) claims(ctx context.Context, p *oidc.Provider, id *oidc.IDToken, token *oauth2.Token) (said claims, two bool, err error) {
	var text json.RawMessage
	if err := id.Claims(&text); err != nil {
		return nil, false, refused(err)
	}
	if said, err = parseClaims(text); err != nil {
		return nil, false, refused(err)
	}
	two = r.SecondFactor.in(said)
	if said.text("email") != "" || p.UserInfoEndpoint() == "" {
		return said, two, nil
	}
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, false, r.down(err)
	}
	if info.Subject != id.Subject { // OpenID Connect Core 1.0, section 5.3.2
		return nil, false, refused(errors.New("userinfo is of somebody else"))
	}
	if err := info.Claims(&text); err != nil {
		return nil, false, refused(err)
	}
	more, err := parseClaims(text)
	if err != nil {
		return nil, false, refused(err)
	}
	for name, value := range more {
		if _, signed := said[name]; !signed {
			said[name] = value
		}
	}
	return said, two, nil
}

func (c *Client) relation(provider string) (*relation, error) {
	r, ok := c.relations[provider]
	if !ok {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có nơi cung cấp danh tính này.", "There is no such identity provider.")
	}
	return r, nil
}

// errorf returns an error that names the provider.
func (r *relation) errorf(kind error, vi, en string) *catalog.Error {
	return &catalog.Error{Kind: kind, Public: catalog.Text{
		Vi: fmt.Sprintf(vi, r.Title.In(catalog.Vietnamese)), En: fmt.Sprintf(en, r.Title.In(catalog.English)),
	}}
}

// down tells the cause to the log alone.
func (r *relation) down(cause error) error {
	if errors.Is(cause, context.Canceled) {
		return cause
	}
	e := r.errorf(catalog.ErrNotReady, "%s đang không phản hồi. Hãy thử lại sau ít phút, hoặc đăng nhập cách khác.",
		"%s does not answer. Please try again in a few minutes, or sign in another way.")
	e.Err = cause
	return e
}

func refused(cause error) error {
	e := catalog.Errorf(catalog.ErrUnknownCaller, "Đăng nhập không thành công. Hãy bắt đầu lại.", "Signing in did not work. Please begin again.")
	e.Err = cause
	return e
}
