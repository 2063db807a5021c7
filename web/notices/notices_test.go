package notices_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
	"nguon/catalog/notice"
	"nguon/catalog/sqlstore"
	"nguon/publisher/courier"
	"nguon/web/frame"
	"nguon/web/notices"
)

// A portal is the room on a database of its own.
type portal struct {
	http.Handler
	db     *sqlstore.Store
	passes courier.Passes
}

// user is the name of the header with which a request says who asks.
const user = "Test-User"

func open(t *testing.T) *portal {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "a.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // a test's
	sealer, err := market.NewSealer([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://data.example.org", Static: fstest.MapFS{}})
	if err != nil {
		t.Fatal(err)
	}
	p := &portal{db: db, passes: courier.Passes(strings.Repeat("p", 32))}
	room, err := notices.New(notices.Deps{Frame: f, Store: db, Sealer: sealer, Passes: p.passes,
		Title: func(_ context.Context, of notice.Topic) catalog.Text {
			if of == "dataset/rain" {
				return catalog.Text{Vi: "Mưa <b>lớn</b>", En: "Rain"}
			}
			return catalog.Text{}
		}})
	if err != nil {
		t.Fatal(err)
	}
	p.Handler = f.Handler(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if id := r.Header.Get(user); id != "" {
				u := account.User{ID: id, Name: id, State: account.Active}
				if id == "editor" {
					u.Memberships = []account.Membership{{Grant: account.Grant{Agency: "H26", Role: account.Editor}}}
				}
				r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{User: u}))
			}
			next.ServeHTTP(w, r)
		})
	}, room)
	return p
}

// ask sends a request of a user, with a form if there is one.
func (p *portal) ask(t *testing.T, who, method, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set(user, who)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func (p *portal) want(t *testing.T, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d: %.300s", w.Code, status, w.Body)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

func TestAVisitorFollowsChangesAndEnds(t *testing.T) {
	p := open(t)
	for _, test := range []struct{ of, topic string }{
		{"/datasets/rain", "dataset/rain"}, {"/en/agencies/H26", "agency/H26"}, {"/datasets?q=m%C6%B0a&page=3", "search/q=m%C6%B0a"},
	} {
		w := p.ask(t, "lan", "GET", "/account/follows/new?of="+url.QueryEscape(test.of), nil)
		p.want(t, w, http.StatusOK, `name="topic" value="`+test.topic+`"`)
		w = p.ask(t, "lan", "POST", "/account/follows", url.Values{"topic": {test.topic}, "mail": {"daily"}, "webhook": {""}})
		p.want(t, w, http.StatusSeeOther)
	}
	p.want(t, p.ask(t, "lan", "GET", "/account/follows", nil), http.StatusOK, "Mưa &lt;b&gt;lớn&lt;/b&gt;", "H26", "mưa")
	if all, err := p.db.FollowsOf(t.Context(), "minh"); err != nil || len(all) != 0 {
		t.Errorf("another follows %+v, %v", all, err)
	}
	all, err := p.db.FollowsOf(t.Context(), "lan")
	if err != nil || len(all) != 3 {
		t.Fatalf("follows %+v, %v", all, err)
	}
	for _, who := range []string{"minh", "lan"} { // of whom one may not
		p.want(t, p.ask(t, who, "POST", "/account/follows/drop", url.Values{"id": {all[0].ID}}), http.StatusSeeOther)
		left, err := p.db.FollowsOf(t.Context(), "lan")
		if want := map[string]int{"minh": 3, "lan": 2}[who]; err != nil || len(left) != want {
			t.Errorf("after %s: %d follows, %v; want %d", who, len(left), err, want)
		}
	}
	p.want(t, p.ask(t, "lan", "GET", "/account/follows/new?of=/about", nil), http.StatusNotFound)
	p.want(t, p.ask(t, "lan", "POST", "/account/follows", url.Values{"topic": {"world/peace"}, "mail": {"daily"}}), http.StatusUnprocessableEntity)
	p.want(t, p.ask(t, "lan", "POST", "/account/follows", url.Values{"topic": {"dataset/rain"}, "mail": {"none"}}), http.StatusUnprocessableEntity, "wrongs")
}

func TestMailEndsInOneStepAndNotByLooking(t *testing.T) {
	p := open(t)
	p.ask(t, "lan", "POST", "/account/follows", url.Values{"topic": {"dataset/rain"}, "mail": {"now"}})
	p.ask(t, "lan", "POST", "/account/follows", url.Values{"topic": {"dataset/sun"}, "mail": {"now"}})
	p.ask(t, "lan", "POST", "/account/follows", url.Values{"topic": {"agency/H26"}, "mail": {"now"}, "webhook": {"1"}})
	pass, err := p.passes.Sign(courier.Pass{Owner: "lan", Cadence: notice.AtOnce, Topics: []notice.Topic{"dataset/rain", "agency/H26"}})
	if err != nil {
		t.Fatal(err)
	}
	path := courier.EndPath + "?t=" + url.QueryEscape(pass)
	p.want(t, p.ask(t, "", "GET", path, nil), http.StatusOK, `method="post"`)
	if all, err := p.db.FollowsOf(t.Context(), "lan"); err != nil || len(all) != 3 {
		t.Fatalf("looking ended something: %+v, %v", all, err)
	}
	p.want(t, p.ask(t, "", "POST", path, url.Values{"List-Unsubscribe": {"One-Click"}}), http.StatusOK)
	all, err := p.db.FollowsOf(t.Context(), "lan")
	if err != nil {
		t.Fatal(err)
	}
	left := make(map[notice.Topic]notice.Cadence)
	for _, f := range all {
		left[f.Topic] = f.Mail
	}
	if len(left) != 2 || left["dataset/sun"] != notice.AtOnce || left["agency/H26"] != notice.NoMail {
		t.Errorf("left %v, want the other dataset, and the webhook of the agency", left)
	}
	p.want(t, p.ask(t, "", "POST", courier.EndPath+"?t=forged", nil), http.StatusNotFound)
}

func TestAWebhookIsMadeTriedRotatedAndRemovedByItsOwnerAlone(t *testing.T) {
	p := open(t)
	form := url.Values{"url": {"https://example.org/hook"}, "note": {"<script>"}, "kind": {"release.published", "key.leaked", "no.such"},
		"owner": {"minh"}, "state": {"disabled"}, "secret": {"mine"}}
	w := p.ask(t, "lan", "POST", "/account/webhooks", form)
	p.want(t, w, http.StatusCreated, "whsec_")
	hooks, err := p.db.WebhooksOf(t.Context(), "lan")
	if err != nil || len(hooks) != 1 || len(hooks[0].Kinds) != 2 || hooks[0].State != notice.InUse {
		t.Fatalf("webhooks %+v, %v", hooks, err)
	}
	hook := hooks[0]
	path := "/account/webhooks/" + hook.ID
	if w := p.ask(t, "lan", "GET", path, nil); strings.Contains(w.Body.String(), "whsec_") || strings.Contains(w.Body.String(), `value="<script>`) {
		t.Error("the page shows the secret again, or markup of the owner's")
	}
	for _, way := range []struct{ method, path string }{
		{"GET", path}, {"POST", path}, {"POST", path + "/ping"}, {"POST", path + "/rotate"}, {"POST", path + "/state"},
	} {
		p.want(t, p.ask(t, "minh", way.method, way.path, form), http.StatusNotFound)
		if w := p.ask(t, "", way.method, way.path, form); w.Code != http.StatusSeeOther && w.Code != http.StatusFound && w.Code != http.StatusUnauthorized && w.Code != http.StatusForbidden {
			t.Errorf("%s %s of a stranger: %d", way.method, way.path, w.Code)
		}
	}
	p.want(t, p.ask(t, "minh", "POST", path+"/remove", nil), http.StatusSeeOther)
	for range 3 { // in one minute
		p.want(t, p.ask(t, "lan", "POST", path+"/ping", nil), http.StatusSeeOther)
	}
	sent, err := p.db.Deliveries(t.Context(), notice.DeliveryFilter{Webhook: hook.ID})
	if err != nil || len(sent) < 1 || len(sent) > 2 || sent[0].Notices[0].Kind != notice.Ping {
		t.Errorf("pings %+v, %v", sent, err)
	}
	p.want(t, p.ask(t, "minh", "POST", "/account/deliveries/"+sent[0].ID+"/resend", nil), http.StatusNotFound)
	p.want(t, p.ask(t, "lan", "POST", path+"/rotate", nil), http.StatusOK, "whsec_")
	now, err := p.db.Webhook(t.Context(), hook.ID)
	if err != nil || string(now.Old) != string(hook.Secret) || string(now.Secret) == string(hook.Secret) || time.Until(now.OldUntil) < 23*time.Hour {
		t.Errorf("rotated: %+v, %v", now, err)
	}
	p.want(t, p.ask(t, "lan", "POST", path+"/state", nil), http.StatusSeeOther)
	p.want(t, p.ask(t, "lan", "POST", path+"/ping", nil), http.StatusConflict)
	p.want(t, p.ask(t, "lan", "POST", path+"/state", url.Values{"on": {"1"}}), http.StatusSeeOther)
	p.want(t, p.ask(t, "lan", "GET", "/en/account/webhooks", nil), http.StatusOK, "https://example.org/hook")
	p.want(t, p.ask(t, "lan", "POST", path+"/remove", nil), http.StatusSeeOther)
	p.want(t, p.ask(t, "lan", "GET", path, nil), http.StatusNotFound)
}

func TestAddressesOfWebhooksThatAreNoneAreRefused(t *testing.T) {
	p := open(t)
	for name, address := range map[string]string{
		"file": "file:///etc/passwd", "script": "javascript:alert(1)", "password": "https://a:b@example.org", "no host": "https://", "long": "https://example.org/" + strings.Repeat("a", 2000), "none": "",
	} {
		w := p.ask(t, "lan", "POST", "/account/webhooks", url.Values{"url": {address}, "kind": {"key.leaked"}})
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
	p.want(t, p.ask(t, "lan", "POST", "/account/webhooks", url.Values{"url": {"https://example.org"}}), http.StatusUnprocessableEntity, "wrongs")
}

func TestTheLogShowsWhatWasSentWithItsAttempts(t *testing.T) {
	p := open(t)
	n := catalogtest.Notice("a")
	n.Title.Vi = "Mưa <script>alert(1)</script>"
	if err := p.db.Raise(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if err := p.db.Tell(t.Context(), notice.Telling{Notice: n, Readers: []notice.Reader{{Owner: "lan", Mail: notice.AtOnce}}}); err != nil {
		t.Fatal(err)
	}
	claimed, err := p.db.ClaimDeliveries(t.Context(), 1)
	if err != nil || len(claimed) != 1 {
		t.Fatal(claimed, err)
	}
	failed := notice.Attempt{Delivery: claimed[0].ID, Number: 1, At: time.Now(), Error: "mail server answered 550"}
	if err := p.db.EndAttempts(t.Context(), notice.Outcome{Attempt: failed, State: notice.GivenUp}); err != nil {
		t.Fatal(err)
	}
	w := p.ask(t, "lan", "GET", "/account/deliveries", nil)
	p.want(t, w, http.StatusOK, failed.Error, "Mưa &lt;script&gt;", "/resend")
	if w := p.ask(t, "minh", "GET", "/account/deliveries", nil); strings.Contains(w.Body.String(), failed.Error) {
		t.Error("another sees it")
	}
	p.want(t, p.ask(t, "lan", "POST", "/account/deliveries/"+failed.Delivery+"/resend", nil), http.StatusSeeOther)
	p.want(t, p.ask(t, "lan", "POST", "/account/deliveries/"+failed.Delivery+"/resend", nil), http.StatusConflict)
}
