package oidc_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
	"nguon/catalog/account/password"
	"nguon/catalog/sqlstore"
)

// signer is a key of providers; to make one takes a while.
var signer = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// A rogue is a small provider that can be told to do wrong, which no real one
// can. It agrees to everything at once.
type rogue struct {
	*httptest.Server
	key *rsa.PrivateKey

	claims   map[string]any // of the ID token, beside those that it must have
	userinfo map[string]any
	spoil    func(claims map[string]any) // the last word on the ID token
	signWith *rsa.PrivateKey
	down     bool
	ends     string // where people sign out; empty: nowhere
	asked    int    // how often for the discovery document

	codes map[string]url.Values // the request of each code
}

func newRogue(t testing.TB) *rogue {
	t.Helper()
	key, err := signer()
	if err != nil {
		t.Fatal(err)
	}
	r := &rogue{key: key, signWith: key, codes: make(map[string]url.Values), claims: map[string]any{
		"sub": "person-1", "email": "Mai@Example.org", "email_verified": true, "name": "Nguyễn Thị Mai",
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		r.asked++
		said := map[string]any{
			"issuer": r.URL, "authorization_endpoint": r.URL + "/authorize", "token_endpoint": r.URL + "/token",
			"jwks_uri": r.URL + "/keys", "userinfo_endpoint": r.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"RS256"},
		}
		if r.ends != "" {
			said["end_session_endpoint"] = r.ends
		}
		answer(w, said)
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", r.token)
	mux.HandleFunc("/userinfo", func(w http.ResponseWriter, _ *http.Request) { answer(w, r.userinfo) })
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if r.down {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, req)
	}))
	t.Cleanup(r.Close)
	return r
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v) //nolint:errcheck // the client will tell
}

// authorize is what a browser and its user do: it returns the query of the
// callback.
func (r *rogue) authorize(t testing.TB, redirect string) url.Values {
	t.Helper()
	u, err := url.Parse(redirect)
	if err != nil {
		t.Fatal(err)
	}
	code := rand.Text()
	r.codes[code] = u.Query()
	return url.Values{"code": {code}, "state": {u.Query().Get("state")}, "iss": {r.URL}}
}

// token checks what RFC 6749 and RFC 7636 have a provider check.
func (r *rogue) token(w http.ResponseWriter, req *http.Request) {
	asked, ok := r.codes[req.FormValue("code")]
	delete(r.codes, req.FormValue("code"))
	sum := sha256.Sum256([]byte(req.FormValue("code_verifier")))
	id, secret, _ := req.BasicAuth()
	switch {
	case !ok, asked.Get("code_challenge_method") != "S256",
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]),
		asked.Get("redirect_uri") != req.FormValue("redirect_uri"), id != "nguon", secret != "hush":
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	said := map[string]any{
		"iss": r.URL, "aud": "nguon", "nonce": asked.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
	}
	maps.Copy(said, r.claims)
	if r.spoil != nil {
		r.spoil(said)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: r.signWith, KeyID: "1"}}, nil)
	if err != nil {
		panic(err)
	}
	token, err := jwt.Signed(s).Claims(said).Serialize()
	if err != nil {
		panic(err)
	}
	answer(w, map[string]any{"access_token": "access", "token_type": "Bearer", "id_token": token})
}

type nobody struct{}

func (nobody) Post(context.Context, account.Letter) error { return nil }

func newAccounts(t testing.TB) *account.Accounts {
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
	accounts, err := account.New(db.Accounts(), []byte(strings.Repeat("p", 32)), hasher, nobody{}, account.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}

// provider returns the configuration for a provider at an address.
func provider(name, issuer string) oidc.Provider {
	return oidc.Provider{
		Name: name, Title: catalog.Text{Vi: "Định danh " + name, En: "Identity " + name}, Issuer: issuer, ClientID: "nguon", Secret: "hush",
		Rules: []oidc.Rule{
			{Claim: "/realm_access/roles", Value: "h26-bien-tap", Agency: "H26", Role: account.Editor},
			{Claim: "/groups", Value: "admins", Agency: account.AnyAgency, Role: account.PortalAdmin},
		},
	}
}

func newClient(t testing.TB, accounts *account.Accounts, o oidc.Options, ps ...oidc.Provider) *oidc.Client {
	t.Helper()
	c, err := oidc.New(accounts, "https://portal.example.org/", ps, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
