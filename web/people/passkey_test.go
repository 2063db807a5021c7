package people_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/descope/virtualwebauthn"

	"nguon/catalog/account"
)

// A device is an authenticator with one passkey.
type device struct {
	rp   virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

func newDevice(user string) *device {
	return &device{
		rp:   virtualwebauthn.RelyingParty{ID: "portal.example.org", Name: "Nguồn", Origin: baseURL},
		auth: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(user), BackupEligible: true, BackupState: true}),
		key:  virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
}

// create answers the options of a registration, as the script of the page does.
func (d *device) create(t testing.TB, b *browser) string {
	t.Helper()
	a := b.post(t, "/account/passkeys/options").shows(t, http.StatusOK)
	options := must(virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + a.body + `}`))(t)
	return virtualwebauthn.CreateAttestationResponse(d.rp, d.auth, d.key, *options)
}

// get answers the options of signing in.
func (d *device) get(t testing.TB, b *browser) string {
	t.Helper()
	a := b.post(t, "/account/sign-in/passkey/options").shows(t, http.StatusOK)
	if a.Header.Get("Content-Type") != "application/json" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("Content-Type %q, Cache-Control %q", a.Header.Get("Content-Type"), a.Header.Get("Cache-Control"))
	}
	options := must(virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + a.body + `}`))(t)
	return virtualwebauthn.CreateAssertionResponse(d.rp, d.auth, d.key, *options)
}

var passkeyKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

func TestAPasskeyIsAddedUsedRenamedAndRemoved(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	d := newDevice(must(p.accounts.Authenticate(t.Context(), b.session(), account.Origin{}))(t).User.ID)
	b.get(t, "/account/passkeys").shows(t, http.StatusOK, `data-passkey="create"`, "chưa có khóa truy cập nào")
	b.post(t, "/account/passkeys", "name", " ", "response", d.create(t, b)).shows(t, http.StatusUnprocessableEntity, `id="name-wrong"`)
	b.post(t, "/account/passkeys", "name", "Điện thoại", "response", d.create(t, b)).leads(t, "/account/passkeys")
	a := b.get(t, "/account/passkeys").shows(t, http.StatusOK, "Điện thoại", "Có bản sao lưu", "chưa dùng")
	key := passkeyKey.FindStringSubmatch(a.body)
	if key == nil {
		t.Fatal("the list has no key of the passkey")
	}
	d.auth.AddCredential(d.key)

	visitor := p.browser()
	visitor.get(t, "/account/sign-in").shows(t, http.StatusOK, `data-passkey="get"`)
	response := d.get(t, visitor)
	visitor.post(t, "/account/sign-in/passkey", "response", response, "back", "/account/sessions").leads(t, "/account/sessions")
	visitor.get(t, "/account/sessions").shows(t, http.StatusOK, "Bằng khóa truy cập")
	replay := p.browser()
	replay.post(t, "/account/sign-in/passkey", "response", response).shows(t, http.StatusNotFound, `role="alert"`)
	replay.post(t, "/account/sign-in/passkey/options").shows(t, http.StatusOK)
	replay.post(t, "/account/sign-in/passkey", "response", "{}").shows(t, http.StatusUnprocessableEntity, "Khóa truy cập không được chấp nhận")

	b.post(t, "/account/passkeys/rename", "key", key[1], "name", "Máy tính").leads(t, "/account/passkeys")
	b.get(t, "/account/passkeys").shows(t, http.StatusOK, "Máy tính")
	b.post(t, "/account/passkeys/rename", "key", "@", "name", "Máy tính").shows(t, http.StatusNotFound)
	p.join(t, "nam@example.org").post(t, "/account/passkeys/remove", "key", key[1]).shows(t, http.StatusNotFound)
	b.post(t, "/account/passkeys/remove", "key", key[1]).leads(t, "/account/passkeys")
	p.browser().post(t, "/account/sign-in/passkey", "response", d.get(t, visitor)).shows(t, http.StatusNotFound)
}
