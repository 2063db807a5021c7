package market_test

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
)

// A world is the rules of consumers over SQLite, with two people, one key of
// whom may be seen, and a clock that stands still until it is moved.
type world struct {
	*market.Consumers
	store    *sqlstore.Store
	pepper   account.Pepper
	now      time.Time
	told     []market.Event
	deaf     error // what telling fails with
	mai, lan account.Caller
}

// shelf has one API that is open to keys, and one that wants approval.
type shelf map[market.Ref]market.Access

func (s shelf) Offer(_ context.Context, product market.Ref, _ time.Time) (market.Offer, error) {
	access, ok := s[product]
	if !ok {
		return market.Offer{}, catalog.Errorf(catalog.ErrNotFound, "Không có.", "None.")
	}
	return market.Offer{Product: product, Agency: "H29", Access: access}, nil
}

func person(id string) account.Caller {
	return account.Caller{Principal: account.Principal{User: &account.User{ID: id, State: account.Active}}}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "catalog.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{store: db, now: catalogtest.Epoch, mai: person("MAI"), lan: person("LAN"), pepper: account.Pepper(strings.Repeat("p", account.PepperLength))}
	w.Consumers, err = market.NewConsumers(db, shelf{"api/rain": market.WithKey, "api/flood": market.Approved}, w.pepper, market.ConsumerOptions{
		Now: func() time.Time { return w.now },
		Tell: func(_ context.Context, e market.Event) error {
			w.told = append(w.told, e)
			return w.deaf
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) application(t testing.TB, by account.Caller) market.Application {
	t.Helper()
	return do(t, func() (market.Application, error) {
		return w.CreateApplication(t.Context(), by, market.ApplicationDraft{Name: "Bản đồ mưa"})
	})
}

func (w *world) key(t testing.TB, by account.Caller, application string, life time.Duration) (string, account.Key) {
	t.Helper()
	plain, k, err := w.NewKey(t.Context(), by, application, market.KeyDraft{Name: "máy chủ", Life: life})
	if err != nil {
		t.Fatal(err)
	}
	return plain, k
}

// verbs returns what the audit log says, oldest first.
func (w *world) verbs(t testing.TB) (verbs []account.Verb) {
	t.Helper()
	for _, e := range do(t, func() ([]account.Entry, error) { return w.store.Accounts().Audit(t.Context(), account.AuditFilter{}) }) {
		verbs = append(verbs, e.Verb)
	}
	return verbs
}

func do[T any](t testing.TB, f func() (T, error)) T {
	t.Helper()
	v, err := f()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantKind(t testing.TB, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: err = %v, want one of kind %q", what, err, kind)
	}
}

func TestStrangersFindNothingOfAnApplication(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	_, k := w.key(t, w.mai, a.ID, 0)
	if _, err := w.Subscribe(t.Context(), w.mai, a.ID, "api/rain", market.Registered, ""); err != nil {
		t.Fatal(err)
	}
	before := len(w.verbs(t))
	for who, by := range map[string]account.Caller{"somebody else": w.lan, "nobody": {}, "its own key": {Principal: account.Principal{Key: &k}},
		"an administrator": {Principal: account.Operator()}} {
		kind := catalog.ErrNotFound
		if by.User == nil {
			kind = catalog.ErrUnknownCaller
		}
		_, _, made := w.NewKey(t.Context(), by, a.ID, market.KeyDraft{Name: "x"})
		_, _, rotated := w.RotateKey(t.Context(), by, a.ID, k.ID, 0)
		_, subscribed := w.Subscribe(t.Context(), by, a.ID, "api/flood", market.Partner, "x")
		_, seen := w.Application(t.Context(), by, a.ID)
		_, keys := w.Keys(t.Context(), by, a.ID)
		_, subscriptions := w.Subscriptions(t.Context(), by, a.ID)
		for what, err := range map[string]error{
			"NewKey": made, "RotateKey": rotated, "Subscribe": subscribed, "Application": seen, "Keys": keys, "Subscriptions": subscriptions,
			"EditApplication":  w.EditApplication(t.Context(), by, a.ID, market.ApplicationDraft{Name: "x"}),
			"RevokeKey":        w.RevokeKey(t.Context(), by, a.ID, k.ID),
			"Unsubscribe":      w.Unsubscribe(t.Context(), by, a.ID, "api/rain"),
			"CloseApplication": w.CloseApplication(t.Context(), by, a.ID),
		} {
			wantKind(t, who+": "+what, err, kind)
		}
	}
	other := w.application(t, w.lan)
	wantKind(t, "a key by way of another application", w.RevokeKey(t.Context(), w.lan, other.ID, k.ID), catalog.ErrNotFound)
	if after := len(w.verbs(t)); after != before+1 {
		t.Errorf("the audit log grew from %d to %d entries", before, after)
	}
	if got := do(t, func() (account.Key, error) { return w.store.KeyByHash(t.Context(), k.Hash) }); !market.Works(got, w.now) {
		t.Error("the key works no more")
	}
}

func TestApplicationsAreBounded(t *testing.T) {
	w := newWorld(t)
	var last market.Application
	for range market.MaxApplications {
		last = w.application(t, w.mai)
	}
	_, err := w.CreateApplication(t.Context(), w.mai, market.ApplicationDraft{Name: "one more"})
	wantKind(t, "one more", err, catalog.ErrConflict)
	if err := w.CloseApplication(t.Context(), w.mai, last.ID); err != nil {
		t.Fatal(err)
	}
	w.application(t, w.mai) // a closed one makes room
	wantKind(t, "closing twice", w.CloseApplication(t.Context(), w.mai, last.ID), catalog.ErrConflict)
	_, _, err = w.NewKey(t.Context(), w.mai, last.ID, market.KeyDraft{Name: "x"})
	wantKind(t, "a key of a closed one", err, catalog.ErrConflict)
}

func TestKeysThatAreNotValidAreNotMade(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	host := netip.MustParsePrefix("192.0.2.0/24")
	for name, d := range map[string]market.KeyDraft{
		"no name":           {Name: " "},
		"a long name":       {Name: strings.Repeat("ă", 101)},
		"a life before now": {Name: "x", Life: -1},
		"a long life":       {Name: "x", Life: market.MaxKeyLife + 1},
		"many networks":     {Name: "x", Networks: slices.Repeat([]netip.Prefix{host}, market.MaxNetworks+1)},
		"no network":        {Name: "x", Networks: []netip.Prefix{{}}},
		"a network of more": {Name: "x", Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/24")}},
	} {
		_, _, err := w.NewKey(t.Context(), w.mai, a.ID, d)
		wantKind(t, name, err, catalog.ErrInvalid)
	}
	for range market.MaxKeys {
		w.key(t, w.mai, a.ID, 0)
	}
	_, _, err := w.NewKey(t.Context(), w.mai, a.ID, market.KeyDraft{Name: "one more"})
	wantKind(t, "one more", err, catalog.ErrConflict)
	first := do(t, func() ([]account.Key, error) { return w.Keys(t.Context(), w.mai, a.ID) })[0]
	if _, _, err := w.RotateKey(t.Context(), w.mai, a.ID, first.ID, time.Hour); err != nil {
		t.Errorf("rotating one of as many as there may be: %v", err)
	}
}

func TestRotatedKeyWorksUntilTheOverlapIsOver(t *testing.T) {
	for name, test := range map[string]struct{ life, overlap, ends, next time.Duration }{
		"at once":                         {0, 0, 0, 0},
		"with an overlap":                 {0, 24 * time.Hour, 24 * time.Hour, 0},
		"a key that ends before":          {time.Hour, 24 * time.Hour, time.Hour, time.Hour},
		"a key that would end afterwards": {48 * time.Hour, time.Hour, time.Hour, 48 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := w.application(t, w.mai)
			plain, old := w.key(t, w.mai, a.ID, test.life)
			fresh, next, err := w.RotateKey(t.Context(), w.mai, a.ID, old.ID, test.overlap)
			if err != nil {
				t.Fatal(err)
			}
			if fresh == plain || next.Name != old.Name || next.Hash != w.pepper.Hash(fresh) {
				t.Errorf("the new key is %+v", next)
			}
			if got := next.Expires.Sub(w.now); test.next > 0 && got != test.next || test.next == 0 && !next.Expires.IsZero() {
				t.Errorf("the new key ends at %v", next.Expires)
			}
			old = do(t, func() (account.Key, error) { return w.store.KeyByHash(t.Context(), old.Hash) })
			if got := old.Expires.Sub(w.now); got != test.ends {
				t.Errorf("the old key ends after %v, want %v", got, test.ends)
			}
			w.now = w.now.Add(test.ends)
			_, _, err = w.RotateKey(t.Context(), w.mai, a.ID, old.ID, 0)
			wantKind(t, "rotating what has ended", err, catalog.ErrConflict)
		})
	}
}

func TestEveryChangeIsInTheAuditLog(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	_, k := w.key(t, w.mai, a.ID, 0)
	_, next, err := w.RotateKey(t.Context(), w.mai, a.ID, k.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Subscribe(t.Context(), w.mai, a.ID, "api/rain", market.Registered, ""); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		w.EditApplication(t.Context(), w.mai, a.ID, market.ApplicationDraft{Name: "Khác"}),
		w.RevokeKey(t.Context(), w.mai, a.ID, next.ID),
		w.Unsubscribe(t.Context(), w.mai, a.ID, "api/rain"),
		w.CloseApplication(t.Context(), w.mai, a.ID),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []account.Verb{market.VerbApplicationCreate, account.VerbKeyCreate, account.VerbKeyRotate, market.VerbSubscribe,
		market.VerbApplicationEdit, account.VerbKeyRevoke, market.VerbUnsubscribe, market.VerbApplicationClose}
	if got := w.verbs(t); !slices.Equal(got, want) {
		t.Errorf("audit log: %v, want %v", got, want)
	}
}
