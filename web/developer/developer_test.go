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

// routes are all of the room, with what a form needs to do something.
func routes(app, key string) map[string]url.Values {
	at := "/apps/" + app
	return map[string]url.Values{
		at:                              nil,
		at + "?edit":                    {"name": {"Khác"}},
		at + "/close":                   {},
		at + "/usage":                   nil,
		at + "/usage?key=" + key:        nil,
		at + "/keys":                    {"name": {"x"}, "life": {"0"}},
		at + "/keys/" + key + "/rotate": {"overlap": {"0"}},
		at + "/keys/" + key + "/revoke": {},
		at + "/subscriptions/new?product=api/rain":       nil,
		at + "/subscriptions/new":                        {"product": {"api/flood"}, "plan": {"partner"}, "message": {"x"}},
		at + "/subscriptions/end":                        {"product": {"api/rain"}},
		at + "/reuses":                                   {"product": {"api/rain"}, "name": {"x"}, "url": {"https://example.vn"}, "description": {"x"}, "consent": {"1"}},
		at + "/reuses/withdraw":                          {"product": {"api/rain"}},
		"/apps/01ARZ3NDEKTSV4RRFFQ69G5FAV":               nil,
		"/apps/" + url.PathEscape("' OR 1=1 --"):         nil,
		"/apps/" + app + "/keys/nope/revoke":             {},
		"/apps/%00":                                      nil,
		"/apps/" + app + "/subscriptions/new?product=..": nil,
	}
}

func TestNobodyComesToTheApplicationsOfOthers(t *testing.T) {
	p := newPortal(t)
	a, k := p.app(t, "MAI")
	if _, err := p.consumers.Subscribe(t.Context(), visitor("MAI"), a.ID, "api/rain", market.Registered, ""); err != nil {
		t.Fatal(err)
	}
	p.app(t, "LAN")
	for _, prefix := range []string{"", "/en"} {
		for target, form := range routes(a.ID, k.ID) {
			if got := p.ask(t, "LAN", prefix+target, form); got.status != http.StatusNotFound || strings.Contains(got.body, a.Name) {
				t.Errorf("somebody else at %s: %d", prefix+target, got.status)
			}
			if got := p.ask(t, "", prefix+target, form); got.status != http.StatusSeeOther || !strings.Contains(got.header.Get("Location"), "/account/sign-in?back=") {
				t.Errorf("nobody at %s: %d to %s", prefix+target, got.status, got.header.Get("Location"))
			}
		}
	}
	if list := p.ask(t, "LAN", "/apps", nil).shows(t, http.StatusOK); strings.Contains(list.body, a.ID) {
		t.Error("the list has an application of somebody else")
	}
	p.ask(t, "LAN", "/apps/"+a.ID+"/usage?key=", nil).shows(t, http.StatusNotFound)
	keys := p.keys(t, "MAI", a.ID)
	if len(keys) != 1 || !market.Works(keys[0], p.now) {
		t.Errorf("the keys have changed: %+v", keys)
	}
}

func TestKeyOfAnotherApplicationIsNotFound(t *testing.T) {
	p := newPortal(t)
	_, theirs := p.app(t, "MAI")
	mine, _ := p.app(t, "LAN")
	for _, target := range []string{"/keys/" + theirs.ID + "/rotate", "/keys/" + theirs.ID + "/revoke"} {
		p.ask(t, "LAN", "/apps/"+mine.ID+target, url.Values{"overlap": {"0"}}).shows(t, http.StatusNotFound)
	}
	p.ask(t, "LAN", "/apps/"+mine.ID+"/usage?key="+theirs.ID, nil).shows(t, http.StatusNotFound)
}

func TestApplicationWithItsFirstKeyIsOneForm(t *testing.T) {
	p := newPortal(t)
	p.ask(t, "MAI", "/apps", nil).shows(t, http.StatusOK, `name="name"`, "Tạo ứng dụng và khóa")
	made := p.ask(t, "MAI", "/apps", url.Values{"name": {"Bản đồ <mưa>"}, "url": {"https://example.vn"}}).shows(t, http.StatusOK, "curl -H", "Khóa đầu tiên")
	plain := keyText.FindString(made.body)
	if account.CheckKey(plain) != nil {
		t.Fatalf("the page shows no key: %q", plain)
	}
	all, err := p.consumers.Applications(t.Context(), visitor("MAI"))
	if err != nil || len(all) != 1 || all[0].URL != "https://example.vn" {
		t.Fatalf("applications: %+v, %v", all, err)
	}
	page := p.ask(t, "MAI", "/apps/"+all[0].ID, nil).shows(t, http.StatusOK, "Bản đồ &lt;mưa&gt;", account.Hint(plain))
	if strings.Contains(page.body, plain) {
		t.Error("the key is shown again")
	}
	p.ask(t, "MAI", "/en/apps", nil).shows(t, http.StatusOK, "1 key in use", "My applications")
}

func TestWrongFormsKeepWhatWasTyped(t *testing.T) {
	p := newPortal(t)
	a, _ := p.app(t, "MAI")
	at := "/apps/" + a.ID
	long := strings.Repeat("ă", 101)
	p.ask(t, "MAI", "/apps", url.Values{"name": {long}, "description": {"giữ lại"}}).
		shows(t, http.StatusUnprocessableEntity, `id="app-name-wrong"`, long, "giữ lại", `<title>Chưa được: `)
	p.ask(t, "MAI", at, url.Values{"name": {"x"}, "url": {"javascript:alert(1)"}}).shows(t, http.StatusUnprocessableEntity, `id="app-url-wrong"`, "javascript:alert(1)")
	p.ask(t, "MAI", at+"/keys", url.Values{"name": {"x"}, "life": {"-1"}}).shows(t, http.StatusUnprocessableEntity, `id="key-life-wrong"`)
	p.ask(t, "MAI", at+"/keys", url.Values{"name": {"x"}, "life": {"1000"}}).shows(t, http.StatusUnprocessableEntity, `id="key-life-wrong"`)
	p.ask(t, "MAI", at+"/keys", url.Values{"name": {"x"}, "life": {"0"}, "networks": {"10.0.0.0/8\n<b>nhà"}}).
		shows(t, http.StatusUnprocessableEntity, `id="key-networks-wrong"`, "&lt;b&gt;nhà")
	p.ask(t, "MAI", at+"/keys/"+p.keys(t, "MAI", a.ID)[0].ID+"/rotate", url.Values{"overlap": {"x"}}).shows(t, http.StatusUnprocessableEntity)
	p.ask(t, "MAI", at+"/keys/"+p.keys(t, "MAI", a.ID)[0].ID+"/rotate", url.Values{"overlap": {"999"}}).shows(t, http.StatusUnprocessableEntity)
	p.ask(t, "MAI", at+"/subscriptions/new", url.Values{"product": {"api/flood"}, "plan": {"partner"}}).
		shows(t, http.StatusUnprocessableEntity, `id="message-wrong"`, `value="partner" selected`)
	p.ask(t, "MAI", "/apps", url.Values{"name": {strings.Repeat("x", 70<<10)}}).shows(t, http.StatusRequestEntityTooLarge)
}

func TestFieldsThatAreNotInAFormChangeNothing(t *testing.T) {
	p := newPortal(t)
	a, k := p.app(t, "MAI")
	more := url.Values{"id": {"X"}, "owner": {"LAN"}, "Owner": {"LAN"}, "created": {"2020-01-01"}, "closed": {"1"}, "plan": {"partner"}, "grants": {"*:portal-admin"},
		"hash": {"00"}, "application": {"X"}, "key": {k.ID}, "state": {"active"}, "answered": {"1"}, "answered_by": {"MAI"}}
	with := func(form url.Values) url.Values {
		for name, values := range more {
			if !form.Has(name) {
				form[name] = values
			}
		}
		return form
	}
	at := "/apps/" + a.ID
	p.ask(t, "MAI", at, with(url.Values{"name": {"Khác"}})).leads(t, at+"?done=saved")
	want := a
	want.Name = "Khác"
	if got, err := p.consumers.Application(t.Context(), visitor("MAI"), a.ID); err != nil || got != want {
		t.Errorf("the application is %+v, %v", got, err)
	}
	p.ask(t, "MAI", at+"/keys", with(url.Values{"name": {"x"}, "life": {"30"}})).shows(t, http.StatusOK)
	made := p.key(t, "MAI", a.ID, func(k account.Key) bool { return k.Name == "x" })
	if made.Plan != "" || made.Grants != nil || made.Application != a.ID || made.ID == "X" || made.Expires.Sub(p.now) != 30*24*time.Hour {
		t.Errorf("the key is %+v", made)
	}
	p.ask(t, "MAI", at+"/subscriptions/new", with(url.Values{"product": {"api/flood"}, "plan": {"registered"}, "message": {"Lũ"}})).leads(t, at+"?done=asked")
	subs, err := p.consumers.Subscriptions(t.Context(), visitor("MAI"), a.ID)
	if err != nil || len(subs) != 1 || subs[0].State != market.Pending || subs[0].AnsweredBy != "" || subs[0].Plan != market.Registered {
		t.Errorf("the subscriptions are %+v, %v", subs, err)
	}
}
