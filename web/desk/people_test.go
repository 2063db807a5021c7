package desk_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

func (b *bureau) roles(t testing.TB, name string) []account.Grant {
	t.Helper()
	return must(b.db.Accounts().User(t.Context(), b.users[name].ID))(t).Grants()
}

func TestMembersGetAndLoseRoles(t *testing.T) {
	b := newBureau(t)
	b.join(t, "boss", grant(here, account.Administrator))
	b.join(t, "editor", grant(here, account.Editor))
	b.join(t, "stranger to it", grant(there, account.Editor))
	give := func(who string, role account.Role) answer {
		return b.post(t, "boss", "/desk/H26/members/grant", url.Values{"user": {b.users[who].ID}, "role": {string(role)}, "agency": {there}})
	}
	wantDone(t, "give", give("editor", account.Steward))
	if got := b.roles(t, "editor"); len(got) != 2 || got[1] != grant(here, account.Steward) {
		t.Errorf("%+v", got)
	}
	wantStatus(t, "give to whoever is not asked", give("stranger to it", account.Steward), http.StatusNotFound)
	for _, role := range []account.Role{account.PortalAdmin, "king"} {
		if a := give("editor", role); a.status < 400 {
			t.Errorf("give %s: %d", role, a.status)
		}
	}
	wantDone(t, "take", b.post(t, "boss", "/desk/H26/members/revoke", url.Values{"user": {b.users["editor"].ID}, "role": {"steward"}}))
	if got := b.roles(t, "editor"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	wantStatus(t, "take what nobody has", b.post(t, "boss", "/desk/H26/members/revoke", url.Values{"user": {b.users["stranger to it"].ID}, "role": {"editor"}}), http.StatusNotFound)
}

func TestInvitationsAreOfTheirAgency(t *testing.T) {
	b := newBureau(t)
	b.join(t, "boss", grant(here, account.Administrator), grant(there, account.Administrator))
	wantStatus(t, "an address that is none", b.post(t, "boss", "/desk/H26/members/invite", url.Values{"mail": {"x"}, "role": {"editor"}}), http.StatusUnprocessableEntity)
	wantDone(t, "invite", b.post(t, "boss", "/desk/H26/members/invite", url.Values{"mail": {"new@example.org"}, "role": {"editor"}}))
	wantText(t, "members", b.get(t, "boss", "/desk/H26/members?done=invited"), "new@example.org", `role="status"`)
	caller := account.Caller{Principal: account.Operator()}
	id := must(b.accounts.Invitations(t.Context(), caller, here))(t)[0].ID
	wantStatus(t, "end it from another desk", b.post(t, "boss", "/desk/H29/members/uninvite", url.Values{"invitation": {id}}), http.StatusNotFound)
	wantDone(t, "end it", b.post(t, "boss", "/desk/H26/members/uninvite", url.Values{"invitation": {id}}))
	if left := must(b.accounts.Invitations(t.Context(), caller, here))(t); len(left) != 0 {
		t.Errorf("%+v", left)
	}
}

func TestTokensOfRobotsAreShownOnce(t *testing.T) {
	b := newBureau(t)
	b.join(t, "boss", grant(here, account.Administrator), grant(there, account.Administrator))
	wantStatus(t, "a robot without rights", b.post(t, "boss", "/desk/H26/robots/create", url.Values{"name": {"Đêm"}}), http.StatusUnprocessableEntity)
	wantStatus(t, "one that approves", b.post(t, "boss", "/desk/H26/robots/create", url.Values{"name": {"Đêm"}, "actions": {"approve"}}), http.StatusUnprocessableEntity)
	wantDone(t, "create", b.post(t, "boss", "/desk/H26/robots/create", url.Values{"name": {"Đêm"}, "actions": {"draft", "submit"}}))
	robot := must(b.accounts.Robots(t.Context(), account.Caller{Principal: account.Operator()}, here))(t)[0]
	form := url.Values{"robot": {robot.ID}, "days": {"30"}}
	wantStatus(t, "through another desk", b.post(t, "boss", "/desk/H29/robots/token", form), http.StatusNotFound)
	made := b.post(t, "boss", "/desk/H26/robots/token", form)
	wantStatus(t, "a token", made, http.StatusCreated)
	if made.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a page with a token may be kept: %q", made.header.Get("Cache-Control"))
	}
	plain := regexp.MustCompile(`<pre tabindex="0"><code>([^<]+)</code>`).FindStringSubmatch(made.body)
	if plain == nil {
		t.Fatal(made.main())
	}
	if p, err := b.accounts.AuthenticateRobot(t.Context(), plain[1]); err != nil || !p.May(account.ActionDraft, here) || p.May(account.ActionDraft, there) {
		t.Errorf("%+v, %v", p, err)
	}
	if again := b.get(t, "boss", "/desk/H26/robots"); strings.Contains(again.body, plain[1]) {
		t.Error("the token is shown again")
	}
	for _, days := range []string{"0", "-1", "367", "x", ""} {
		wantStatus(t, "for "+days+" days", b.post(t, "boss", "/desk/H26/robots/token", url.Values{"robot": {robot.ID}, "days": {days}}), http.StatusUnprocessableEntity)
	}
	wantDone(t, "remove", b.post(t, "boss", "/desk/H26/robots/remove", url.Values{"robot": {robot.ID}}))
	if _, err := b.accounts.AuthenticateRobot(t.Context(), plain[1]); !errors.Is(err, catalog.ErrUnknownCaller) {
		t.Errorf("the token of a robot that is gone: %v", err)
	}
}

// ask has an application ask for rain.
func (b *bureau) ask(t testing.TB, id, name, message string) {
	t.Helper()
	app := market.Application{ID: id, Owner: "U", Name: name, Created: time.Now()}
	sub := must(market.Subscribe(id, "api/rain", market.Partner, message, true, time.Now()))(t)
	if err := errors.Join(b.db.SaveApplication(t.Context(), app), b.db.SaveSubscription(t.Context(), sub, "")); err != nil {
		t.Fatal(err)
	}
}

func TestTheAgencyAnswersWhoAsks(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	b.join(t, "other", grant(there, account.Steward))
	b.ask(t, "APP1", "Bản đồ mưa", "Cảnh báo lũ")
	b.ask(t, "APP2", "Khác", "Xem thử")
	wantText(t, "consumers", b.get(t, "steward", "/desk/H26/consumers"), "Bản đồ mưa", "Cảnh báo lũ")
	answerTo := func(who, desk, app, to, why string) answer {
		return b.post(t, who, "/desk/"+desk+"/consumers", url.Values{"application": {app}, "product": {"api/rain"}, "to": {to}, "answer": {why}})
	}
	wantStatus(t, "by another agency", answerTo("other", there, "APP1", "active", ""), http.StatusNotFound)
	wantStatus(t, "refuse without a reason", answerTo("steward", here, "APP1", "refused", " "), http.StatusUnprocessableEntity)
	wantDone(t, "approve", answerTo("steward", here, "APP1", "active", ""))
	wantDone(t, "refuse", answerTo("steward", here, "APP2", "refused", "Chưa rõ mục đích"))
	for app, want := range map[string]market.SubscriptionState{"APP1": market.Active, "APP2": market.Refused} {
		s := must(b.db.Subscription(t.Context(), app, "api/rain"))(t)
		if s.State != want || s.AnsweredBy != b.users["steward"].ID {
			t.Errorf("%s: %+v", app, s)
		}
	}
	wantStatus(t, "approve what was refused", answerTo("steward", here, "APP2", "active", ""), http.StatusConflict)
	entries := must(b.accounts.Audit(t.Context(), account.Caller{Principal: account.Operator()}, account.AuditFilter{Verb: account.VerbAnswer}))(t)
	if len(entries) != 2 || entries[0].Agency != here {
		t.Errorf("%+v", entries)
	}
}

func TestTheAgencySeesWhoCalls(t *testing.T) {
	b := newBureau(t)
	b.offer(t)
	b.ask(t, "APP1", "Bản đồ <mưa>", "Lũ")
	if err := b.db.SaveKey(t.Context(), account.Key{ID: "K1", Application: "APP1", Created: time.Now()}); err != nil {
		t.Fatal(err)
	}
	var calls market.Latencies
	calls.Add(7 * time.Millisecond)
	hour := time.Now().UTC().Truncate(time.Hour)
	err := b.db.AddUse(t.Context(), "B", []market.Use{
		{UseKey: market.UseKey{Hour: hour, Product: "api/rain", Key: "K1", Route: "/v1/call/x", Status: 200}, Requests: 1234, Bytes: 5000, Latencies: calls},
		{UseKey: market.UseKey{Hour: hour, Product: "api/rain", Route: "/v1/call/x", Status: 503}, Requests: 7, Latencies: calls},
		{UseKey: market.UseKey{Hour: hour, Product: "api/other", Key: "K1", Route: "/v1/call/secret", Status: 200}, Requests: 99, Latencies: calls},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = b.db.AddQueries(t.Context(), "Q", []market.QueryUse{
		{Hour: hour, Product: "api/rain", Outline: "main·where(year__gte)", Requests: 3}, {Hour: hour, Product: "api/rain", Outline: "main", Requests: 1},
		{Hour: hour, Product: "api/other", Outline: "secret", Requests: 9},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := b.get(t, "steward", "/desk/H26/consumers")
	wantText(t, "queries", a, "<code>main·where(year__gte)</code>", "75")
	if strings.Contains(a.body, "secret") {
		t.Error("the queries of others are shown")
	}
	wantText(t, "consumers", a, "Bản đồ &lt;mưa&gt;", "1.234", "Không có khóa", "/v1/call/x", "<svg", "<table>")
	if strings.Contains(a.body, "/v1/call/secret") || strings.Contains(a.body, "<mưa>") {
		t.Error("what belongs to others, or markup, is shown")
	}
	file := b.get(t, "steward", "/desk/H26/consumers.csv")
	want := fmt.Sprintf("%s,api/rain,APP1,K1,200,1234,5000,", hour.Format(time.DateOnly))
	if !strings.Contains(file.body, want) || strings.Contains(file.body, "api/other") || !strings.HasPrefix(file.header.Get("Content-Type"), "text/csv") {
		t.Errorf("%v\n%s", file.header, file.body)
	}
}
