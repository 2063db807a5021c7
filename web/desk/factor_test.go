package desk_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/desk"
)

// sessions makes an account with roles, and opens a session by password, and a
// function that opens one by passkey.
func (b *bureau) sessions(t testing.TB, mail string, grants ...account.Grant) (byPassword string, byPasskey func() string) {
	t.Helper()
	const plain = "bảy con vịt bơi qua sông"
	u, l, err := b.accounts.CreateUser(t.Context(), account.Caller{Principal: account.Operator()}, account.Registration{Mail: mail, Name: mail, Lang: catalog.Vietnamese}, grants...)
	if err != nil {
		t.Fatal(err)
	}
	in := must(b.accounts.SetPassword(t.Context(), l.Token, plain, account.Origin{}, ""))(t)
	key := account.Passkey{ID: []byte(u.ID), Name: "Khóa", Credential: []byte("c")}
	return in.Token, func() string {
		err := b.db.Accounts().Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
			now, err := tx.User(ctx, u.ID)
			if err != nil {
				return err
			}
			now.Passkeys = []account.Passkey{key}
			return tx.PutUser(ctx, now)
		})
		if err != nil {
			t.Fatal(err)
		}
		return must(b.accounts.SignInWithPasskey(t.Context(), key, account.Origin{}, ""))(t).Token
	}
}

// withToken sends a request in a session.
func (b *bureau) withToken(t testing.TB, token, method, target string, form url.Values) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Test-Token", token)
	return b.send(t, r, "")
}

// TestNoPageGoesAroundTheSecondFactor opens every page and sends every form of the
// room in a session that began, by password, before the demand.
func TestNoPageGoesAroundTheSecondFactor(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	b.supply(t)
	old, byPasskey := b.sessions(t, "boss@example.org", grant(account.AnyAgency, account.PortalAdmin))
	b.accounts.SecondFactor = account.Steward
	ladder := account.Roles()
	fill := strings.NewReplacer("{agency}", here, "{api}", "rain", "{version}", "v1", "{source}", "rain", "{dataset}", "rain", "{user}", b.join(t, "nobody").ID, "{code}", here)
	closed := 0
	for _, row := range desk.Pages() {
		method, path, _ := strings.Cut(row.Pattern, " ")
		target := fill.Replace(path)
		a := b.withToken(t, old, method, target, nil)
		led := a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/account/second-factor?back=")
		asked := slices.Index(ladder, leastFor(t, path)) >= slices.Index(ladder, account.Steward)
		if asked {
			closed++
		}
		if asked && method == http.MethodPost { // a form says that there is no right to it, and changes nothing
			if !led && a.status != http.StatusForbidden {
				t.Errorf("%s %s: %d", method, target, a.status)
			}
		} else if led != asked {
			t.Errorf("%s %s: %d to %q, asks for a second factor: %v", method, target, a.status, a.header.Get("Location"), asked)
		}
	}
	if closed < 30 {
		t.Errorf("%d pages ask for a second factor: where are the others?", closed)
	}
	wantText(t, "what is left", b.withToken(t, old, http.MethodGet, "/desk/H26", nil), `href="/account/second-factor?back=%2Fdesk%2FH26"`)
	strong := byPasskey()
	if a := b.withToken(t, strong, http.MethodGet, "/admin", nil); a.status != http.StatusOK || strings.Contains(a.body, "second-factor") {
		t.Errorf("with the passkey: %d", a.status)
	}
	if a := b.withToken(t, old, http.MethodGet, "/admin", nil); a.status != http.StatusSeeOther {
		t.Errorf("another session of who used a passkey in one: %d", a.status)
	}
}

func TestAnAgencyAsksForTwoFactors(t *testing.T) {
	b := newBureau(t)
	word, byPasskey := b.sessions(t, "boss@example.org", grant(here, account.Administrator))
	set := func(token, role string) answer {
		return b.withToken(t, token, http.MethodPost, "/desk/H26/members/second-factor", url.Values{"role": {role}})
	}
	if a := set(word, "steward"); a.status != http.StatusForbidden || !strings.Contains(a.body, "Hãy tự đăng nhập bằng hai yếu tố") {
		t.Errorf("by password: %d", a.status)
	}
	strong := byPasskey()
	wantStatus(t, "a role that there is not", set(strong, "king"), http.StatusUnprocessableEntity)
	wantDone(t, "ask", set(strong, "steward"))
	wantText(t, "members", b.withToken(t, strong, http.MethodGet, "/desk/H26/members?done=demanded", nil), `<option value="steward" selected`, "có hiệu lực ngay")
	if a := set(word, ""); a.status == http.StatusSeeOther && !strings.Contains(a.header.Get("Location"), "second-factor") {
		t.Error("who has shown one factor ends the demand")
	}
	wantDone(t, "ask no more", set(strong, ""))
}

func TestLostPasskeysAreRemovedByTheAdministration(t *testing.T) {
	b := newBureau(t)
	_, byPasskey := b.sessions(t, "lost@example.org", grant(here, account.Steward))
	session := byPasskey()
	b.join(t, "portal", grant(account.AnyAgency, account.PortalAdmin))
	u := must(b.accounts.UserByMail(t.Context(), account.Caller{Principal: account.Operator()}, "lost@example.org"))(t)
	wantText(t, "the account", b.get(t, "portal", "/admin/users/"+u.ID), "Bỏ khóa truy cập bị mất (1)")
	wantDone(t, "remove", b.post(t, "portal", "/admin/users/"+u.ID+"/forget-passkeys", nil))
	if a := b.withToken(t, session, http.MethodGet, "/desk/H26", nil); a.status != http.StatusSeeOther || !strings.Contains(a.header.Get("Location"), "sign-in") {
		t.Errorf("a session by the lost passkey goes on: %d", a.status)
	}
	wantStatus(t, "again", b.post(t, "portal", "/admin/users/"+u.ID+"/forget-passkeys", nil), http.StatusNotFound)
}
