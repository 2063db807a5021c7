package courier_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/notice"
	"nguon/publisher/courier"
	"nguon/publisher/notify"
	"nguon/publisher/outbound"
)

// A call is what a receiver got.
type call struct {
	header http.Header
	body   []byte
}

// receive returns a receiver that answers with a status, and what it got.
func receive(t *testing.T, status func(n int) int) (*httptest.Server, func() []call) {
	t.Helper()
	var mu sync.Mutex
	var got []call
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) //nolint:errcheck // a test's
		mu.Lock()
		got = append(got, call{r.Header, body})
		n := len(got)
		mu.Unlock()
		if s := status(n); s == http.StatusFound {
			http.Redirect(w, r, "/elsewhere", s)
		} else {
			w.WriteHeader(s)
		}
	}))
	t.Cleanup(srv.Close)
	return srv, func() []call { mu.Lock(); defer mu.Unlock(); return append([]call(nil), got...) }
}

func always(status int) func(int) int { return func(int) int { return status } }

func TestAWebhookGetsASignedMessage(t *testing.T) {
	b := open(t)
	srv, got := receive(t, always(http.StatusNoContent))
	_, secret := b.hook(t, "lan", srv.URL)
	b.hook(t, "lan", srv.URL, notice.KeyLeaked) // which wants other kinds
	b.follow(t, "lan", "dataset/rain", notice.NoMail, true)
	n := catalogtest.Notice("a")
	b.raise(t, n)
	b.deliver(t)
	calls := got()
	if len(calls) != 1 || len(b.box.got) != 0 {
		t.Fatalf("%d calls and %d mails, want one call", len(calls), len(b.box.got))
	}
	verify, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify.Verify(calls[0].body, calls[0].header); err != nil {
		t.Errorf("signature: %v", err)
	}
	var said struct {
		Type      string
		Timestamp time.Time
		Data      struct{ Dataset string }
		Title     catalog.Text
		URL       string
	}
	if err := json.Unmarshal(calls[0].body, &said); err != nil {
		t.Fatal(err)
	}
	if said.Type != "release.published" || !said.Timestamp.Equal(n.At) || said.Data.Dataset != "rain" || said.Title != n.Title || said.URL != "https://data.example.org"+n.Path {
		t.Errorf("said %+v", said)
	}
}

func TestBothSecretsSignWhileTheyAreRotated(t *testing.T) {
	b := open(t)
	srv, got := receive(t, always(http.StatusOK))
	w, old := b.hook(t, "lan", srv.URL)
	fresh := notify.NewSecret()
	w.Old, w.OldUntil, w.Secret = w.Secret, time.Now().Add(time.Hour), b.sealer.Seal(courier.WebhookPlace(w.ID), fresh)
	if err := b.db.SaveWebhook(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	b.follow(t, "lan", "dataset/rain", notice.NoMail, true)
	b.raise(t, catalogtest.Notice("a"))
	b.deliver(t)
	b.ahead = 2 * time.Hour
	b.raise(t, catalogtest.Notice("b"))
	b.deliver(t)
	calls := got()
	if len(calls) != 2 {
		t.Fatalf("%d calls, want 2", len(calls))
	}
	for name, test := range map[string]struct {
		secret string
		call   call
		want   bool
	}{
		"old in time": {old, calls[0], true}, "new in time": {fresh, calls[0], true}, "old after it": {old, calls[1], false}, "new after it": {fresh, calls[1], true},
	} {
		verify, err := standardwebhooks.NewWebhook(test.secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.VerifyIgnoringTimestamp(test.call.body, test.call.header); (err == nil) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFailedCallIsMadeAgainUnderTheSameID(t *testing.T) {
	for name, status := range map[string]int{"error": 500, "redirect": http.StatusFound, "not found": 404} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			srv, got := receive(t, func(n int) int {
				if n == 1 {
					return status
				}
				return 200
			})
			b.hook(t, "lan", srv.URL)
			b.follow(t, "lan", "dataset/rain", notice.NoMail, true)
			b.raise(t, catalogtest.Notice("a"))
			b.deliver(t)
			all, err := b.db.Deliveries(t.Context(), notice.DeliveryFilter{Owner: "lan"})
			if err != nil || len(all) != 1 || all[0].State != notice.Pending || time.Until(all[0].Next) > 6*time.Second {
				t.Fatalf("after the failure: %+v, %v", all, err)
			}
			stop := b.run(t)
			eventuallyIn(t, 10*time.Second, func() bool { return len(got()) == 2 })
			stop()
			if calls := got(); calls[0].header.Get("webhook-id") != calls[1].header.Get("webhook-id") {
				t.Error("the second attempt has another ID")
			}
		})
	}
}

func eventuallyIn(t *testing.T, d time.Duration, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("not in time")
}

func TestAWebhookThatIsGoneIsDisabledAndItsOwnerTold(t *testing.T) {
	b := open(t)
	srv, got := receive(t, always(http.StatusGone))
	w, _ := b.hook(t, "lan", srv.URL)
	b.follow(t, "lan", "dataset/rain", notice.NoMail, true)
	b.raise(t, catalogtest.Notice("a"))
	b.deliver(t)
	b.raise(t, catalogtest.Notice("b"))
	b.deliver(t)
	now, err := b.db.Webhook(t.Context(), w.ID)
	if err != nil || now.State != notice.OutOfUse || now.Why != notice.Gone {
		t.Errorf("webhook %+v, %v", now, err)
	}
	if n := len(got()); n != 1 {
		t.Errorf("called %d times, want once", n)
	}
	if m := b.box.to("lan@example.net"); len(m) != 1 || !strings.Contains(m[0].Text, "/account/webhooks/"+w.ID) {
		t.Errorf("mail %+v, want one that leads to the webhook", m)
	}
}

func TestAWebhookThatFailsForLongIsDisabled(t *testing.T) {
	b := open(t)
	srv, _ := receive(t, always(http.StatusBadGateway))
	w, _ := b.hook(t, "lan", srv.URL)
	b.follow(t, "lan", "dataset/rain", notice.NoMail, true)
	for i := range notice.MaxFailures + 1 {
		b.ahead = time.Duration(i) * 3 * time.Hour
		b.raise(t, catalogtest.Notice(string(rune('a'+i))))
		b.deliver(t)
		now, err := b.db.Webhook(t.Context(), w.ID)
		if err != nil {
			t.Fatal(err)
		}
		if want := i+1 >= notice.MaxFailures && b.ahead >= notice.MaxFailing; (now.State == notice.OutOfUse) != want {
			t.Fatalf("after %d failures in %v: %s", i+1, b.ahead, now.State)
		}
	}
	b.tell(t)
	b.deliver(t)
	if m := b.box.to("lan@example.net"); len(m) != 1 {
		t.Errorf("%d mails, want one", len(m))
	}
}

func TestAWebhookLeadsToNoAddressInside(t *testing.T) {
	srv, got := receive(t, always(200))
	b := open(t, func(d *courier.Deps) { d.Webhooks = notify.NewWebhooks(outbound.Door{}.Client(time.Second)) })
	b.hook(t, "lan", srv.URL)
	b.follow(t, "lan", "dataset/rain", notice.NoMail, true)
	b.raise(t, catalogtest.Notice("a"))
	b.deliver(t)
	all, err := b.db.Deliveries(t.Context(), notice.DeliveryFilter{Owner: "lan"})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	attempts, err := b.db.Attempts(t.Context(), all[0].ID)
	if err != nil || len(attempts) != 1 || attempts[0].Error != "the address is not allowed" || len(got()) != 0 {
		t.Errorf("attempts %+v, %v; %d calls", attempts, err, len(got()))
	}
}

func TestASavedSearchHearsOfWhatItFinds(t *testing.T) {
	ready := false
	b := open(t, func(d *courier.Deps) {
		d.Found = func(_ context.Context, among []catalog.Slug) (func(context.Context, url.Values) ([]catalog.Slug, error), error) {
			if !ready {
				return nil, catalog.Errorf(catalog.ErrNotReady, "chưa", "not yet")
			}
			return func(_ context.Context, params url.Values) ([]catalog.Slug, error) {
				if params.Get("q") == "mưa" {
					return among[:1], nil
				}
				return nil, nil
			}, nil
		}
	})
	b.follow(t, "lan", notice.OfSearch(url.Values{"q": {"mưa"}, "page": {"2"}}), notice.AtOnce, false)
	b.follow(t, "minh", notice.OfSearch(url.Values{"q": {"nắng"}}), notice.AtOnce, false)
	n := catalogtest.Notice("a")
	n.At = time.Now()
	b.raise(t, n)
	b.deliver(t)
	if len(b.box.got) != 0 {
		t.Fatal("told before the search knew of it")
	}
	ready = true
	b.tell(t)
	b.deliver(t)
	if len(b.box.to("lan@example.net")) != 1 || len(b.box.to("minh@example.net")) != 0 {
		t.Errorf("mail %+v", b.box.got)
	}
}
