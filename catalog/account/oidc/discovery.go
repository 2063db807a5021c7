package oidc

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	patience     = 10 * time.Second // with one answer of a provider
	maxAnswer    = 1 << 20          // bytes of it
	discoverLife = 24 * time.Hour   // of a discovery document, unless there is no newer one
	outageLife   = 10 * time.Second // between two attempts to get one
)

// A relation is a provider and what it says of itself.
type relation struct {
	Provider
	redirect string
	home     string // of the portal
	client   *http.Client
	now      func() time.Time

	mu     sync.Mutex
	known  *oidc.Provider // nil: not reached yet
	err    error          // of the last attempt
	asked  time.Time      // when that was
	reader sync.Mutex     // held while asking, so that one asks at a time
}

// discover returns what the provider says of itself. It asks again once in a
// day; while the provider does not answer, what it said before stays good, and
// callers are not kept waiting for each attempt.
func (r *relation) discover(ctx context.Context) (*oidc.Provider, error) {
	if p, ok, err := r.remembered(); ok {
		return p, err
	}
	r.reader.Lock()
	defer r.reader.Unlock()
	if p, ok, err := r.remembered(); ok { // somebody else has asked
		return p, err
	}
	// The keys are fetched with this context as long as the provider is kept.
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), r.client), r.Issuer)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked, r.err = r.now(), err
	if err == nil {
		r.known = p
	}
	if r.known != nil {
		return r.known, nil
	}
	return nil, err
}

func (r *relation) remembered() (p *oidc.Provider, ok bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	age := r.now().Sub(r.asked)
	if r.err != nil && age < outageLife || r.err == nil && r.known != nil && age < discoverLife {
		if r.known != nil {
			return r.known, true, nil
		}
		return nil, true, r.err
	}
	return nil, false, nil
}

// config returns the client of the provider.
func (r *relation) config(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: r.ClientID, ClientSecret: r.Secret, Endpoint: p.Endpoint(), RedirectURL: r.redirect,
		Scopes: append([]string{oidc.ScopeOpenID, "email", "profile"}, r.Scopes...),
	}
}

// A bounded transport ends answers that are too long.
type bounded struct{ http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = &boundedBody{resp.Body, maxAnswer}
	}
	return resp, err
}

type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("an answer of more than %d bytes", maxAnswer)
	}
	return n, err
}
