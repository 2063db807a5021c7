package developer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
)

func TestLifeOfAKey(t *testing.T) {
	p := newPortal(t)
	a, old := p.app(t, "MAI")
	at := "/en/apps/" + a.ID
	made := p.ask(t, "MAI", at+"/keys", url.Values{"name": {"office"}, "life": {"30"}, "networks": {"203.0.113.9, 2001:db8::/32 ::ffff:192.0.2.1"}}).shows(t, http.StatusOK, "New API key")
	if !keyText.MatchString(made.body) {
		t.Error("no key is shown")
	}
	p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, "203.0.113.9/32", "2001:db8::/32", "192.0.2.1/32", "never used", "ends 22 Dec 2026")
	rotated := p.ask(t, "MAI", at+"/keys/"+old.ID+"/rotate", url.Values{"overlap": {"24"}}).shows(t, http.StatusOK, "New API key")
	if !keyText.MatchString(rotated.body) {
		t.Error("no key is shown after a rotation")
	}
	p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, `class="badge withdrawn">ends 23 Nov 2026`)
	p.now = p.now.Add(24 * time.Hour)
	p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, "1 key that works no more", "ended 23 Nov 2026")
	fresh := p.key(t, "MAI", a.ID, func(k account.Key) bool { return k.ID != old.ID && k.Name == old.Name })
	p.ask(t, "MAI", at+"/keys/"+fresh.ID+"/revoke", url.Values{}).leads(t, at+"?done=revoked")
	p.ask(t, "MAI", at+"?done=revoked", nil).shows(t, http.StatusOK, "The key is revoked", "revoked 23 Nov 2026")
	p.ask(t, "MAI", at+"/keys/"+fresh.ID+"/revoke", url.Values{}).shows(t, http.StatusConflict)

	p.ask(t, "MAI", at+"/close", url.Values{}).leads(t, at+"?done=closed")
	closed := p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, "This application was closed")
	if strings.Contains(closed.body, "/keys/") {
		t.Error("a closed application offers to change keys")
	}
	p.ask(t, "MAI", at+"/keys", url.Values{"name": {"x"}, "life": {"0"}}).shows(t, http.StatusConflict)
	p.ask(t, "MAI", "/en/apps", nil).shows(t, http.StatusOK, "1 closed application is not shown here.")
}

func TestSubscribingFromTheMarketplace(t *testing.T) {
	p := newPortal(t)
	a, _ := p.app(t, "MAI")
	at := "/apps/" + a.ID
	p.ask(t, "MAI", "/apps/subscribe?product=api%2Fflood", nil).shows(t, http.StatusOK, at+"/subscriptions/new?product=api%2Fflood", "?product=api%2Fflood")
	p.ask(t, "MAI", "/apps/subscribe?product=api%2Fnope", nil).shows(t, http.StatusNotFound)
	p.ask(t, "MAI", at+"/subscriptions/new?product=api%2Fflood", nil).shows(t, http.StatusOK, "Mưa &amp; lũ", "Đối tác (cần phê duyệt)", "Đã đăng ký (cần phê duyệt)")
	p.ask(t, "MAI", at+"/subscriptions/new?product=api%2Frain", nil).shows(t, http.StatusOK, `<option value="registered">Đã đăng ký</option>`, "100.000 lượt trong 86.400 giây")
	p.ask(t, "MAI", at+"/subscriptions/new", url.Values{"product": {"api/rain"}, "plan": {"registered"}}).leads(t, at+"?done=subscribed")
	p.ask(t, "MAI", at+"/subscriptions/new", url.Values{"product": {"api/flood"}, "plan": {"partner"}, "message": {"Cảnh báo <lũ>"}}).leads(t, at+"?done=asked")
	p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, "chờ duyệt", "hạn trả lời", "Cảnh báo &lt;lũ&gt;", "đang dùng")
	p.now = p.now.Add(6 * 24 * time.Hour)
	p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, "(đã quá hạn)")

	s, err := p.store.Subscription(t.Context(), a.ID, "api/flood")
	if err == nil {
		err = s.Reply(market.Refused, "U9", "Chưa đủ thông tin", p.now)
	}
	if err == nil {
		err = p.store.SaveSubscription(t.Context(), s, market.Pending)
	}
	if err != nil {
		t.Fatal(err)
	}
	p.ask(t, "MAI", at, nil).shows(t, http.StatusOK, "bị từ chối", "Chưa đủ thông tin")
	p.ask(t, "MAI", at+"/subscriptions/end", url.Values{"product": {"api/rain"}}).leads(t, at+"?done=ended")
	p.ask(t, "MAI", at+"/subscriptions/end", url.Values{"product": {"api/rain"}}).shows(t, http.StatusConflict)

	p.ask(t, "MAI", "/apps?product=api%2Fflood", url.Values{"name": {"Mới"}})
	if all, err := p.consumers.Applications(t.Context(), visitor("MAI")); err != nil || len(all) != 2 || len(p.keys(t, "MAI", all[1].ID)) != 0 {
		t.Errorf("applications: %+v, %v", all, err)
	}
}

func TestUsageIsThatOfTheKeysOfTheApplication(t *testing.T) {
	p := newPortal(t)
	a, mine := p.app(t, "MAI")
	other, theirs := p.app(t, "LAN")
	bare, err := p.consumers.CreateApplication(t.Context(), visitor("MAI"), market.ApplicationDraft{Name: "without a key"})
	if err != nil {
		t.Fatal(err)
	}
	hour := p.now.Truncate(time.Hour)
	use := func(key, product string, status int, n int64) market.Use {
		u := market.Use{UseKey: market.UseKey{Hour: hour, Product: market.Ref(product), Key: key, Route: "/x", Status: status}, Requests: n, Bytes: 1000 * n}
		u.Latencies[2] = n
		return u
	}
	err = p.store.AddUse(t.Context(), "1", []market.Use{
		use(mine.ID, "data/air", 200, 1234), use(mine.ID, "data/air", 404, 7), use(mine.ID, "catalogue", 304, 5), use(theirs.ID, "data/secret", 200, 99),
	})
	if err != nil {
		t.Fatal(err)
	}
	page := p.ask(t, "MAI", "/apps/"+a.ID+"/usage", nil).shows(t, http.StatusOK, `<td class="number">1.241</td>`, "≤ 5 ms", "1,2 MB", "data/air", "catalogue", "còn 100.000 trong 100.000 lượt")
	if strings.Contains(page.body, "secret") {
		t.Error("the page shows the use of somebody else")
	}
	p.ask(t, "LAN", "/apps/"+other.ID+"/usage", nil).shows(t, http.StatusOK, "data/secret")
	if none := p.ask(t, "MAI", "/apps/"+bare.ID+"/usage", nil).shows(t, http.StatusOK, "Chưa có lời gọi nào"); strings.Contains(none.body, "data/") {
		t.Error("an application without a key has use")
	}
	for used, words := range map[int64]string{79_999: "còn 20.001", 80_000: "Đã dùng hơn 80 %", 100_000: "Đã dùng hết"} {
		p.used = used
		page := p.ask(t, "MAI", "/apps/"+a.ID+"/usage?key="+mine.ID, nil).shows(t, http.StatusOK, words)
		if used < 80_000 && strings.Contains(page.body, "Đã dùng hơn 80 %") {
			t.Errorf("an alert at %d of 100,000", used)
		}
	}
}
