package market_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

func TestLeakedKeyIsRevokedAtOnce(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	plain, k := w.key(t, w.mai, a.ID, 0)
	stranger, err := account.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{plain, plain, stranger} { // nobody can tell these apart
		if err := w.ReportLeaked(t.Context(), account.Caller{}, key, "https://example.org/?key="+plain); err != nil {
			t.Fatalf("ReportLeaked: %v", err)
		}
	}
	if got := do(t, func() (account.Key, error) { return w.store.KeyByHash(t.Context(), k.Hash) }); !got.RevokedAt(w.now) {
		t.Error("the key still works")
	}
	if len(w.told) != 1 || w.told[0].Kind != market.KeyLeaked || w.told[0].Application.Owner != "MAI" || w.told[0].Key.ID != k.ID {
		t.Fatalf("told of: %+v", w.told)
	}
	if strings.Contains(w.told[0].Found, plain) {
		t.Errorf("what is told has the key in it: %s", w.told[0].Found)
	}
	log := do(t, func() ([]account.Entry, error) {
		return w.store.Accounts().Audit(t.Context(), account.AuditFilter{Verb: account.VerbKeyRevoke})
	})
	if len(log) != 1 || strings.Contains(string(log[0].After), plain) || log[0].Actor.Kind != account.ActorNobody {
		t.Errorf("audit log: %+v", log)
	}
}

func TestLeakOfTheKeyOfNoApplicationIsReported(t *testing.T) {
	w := newWorld(t)
	plain, err := account.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.SaveKey(t.Context(), account.Key{ID: "K", Hash: w.pepper.Hash(plain), Created: w.now}); err != nil {
		t.Fatal(err)
	}
	if err := w.ReportLeaked(t.Context(), account.Caller{}, plain, ""); err != nil {
		t.Fatal(err)
	}
	if len(w.told) != 1 || w.told[0].Application.ID != "" {
		t.Errorf("told of: %+v", w.told)
	}
}

func TestReportOfWhatIsNoKeyIsRefused(t *testing.T) {
	w := newWorld(t)
	for name, test := range map[string]struct{ plain, found string }{
		"empty":           {"", ""},
		"noise":           {"ngn_live_" + strings.Repeat("a", 36), ""},
		"a long place":    {"ngn_live_" + strings.Repeat("a", 36), strings.Repeat("x", 501)},
		"a place of junk": {"", "\xff"},
	} {
		wantKind(t, name, w.ReportLeaked(t.Context(), account.Caller{}, test.plain, test.found), catalog.ErrInvalid)
	}
}

// same names what happened.
func same(e market.Event) string {
	at, words := e.Same()
	return fmt.Sprint(at.Unix(), words)
}

func TestOwnersAreToldBeforeAKeyEnds(t *testing.T) {
	const day = 24 * time.Hour
	w := newWorld(t)
	a := w.application(t, w.mai)
	w.key(t, w.mai, a.ID, 10*day)
	_, short := w.key(t, w.mai, a.ID, 3*day)
	w.key(t, w.mai, a.ID, 0)
	seen := make(map[string]int)
	days := []int{}
	for range 12 * 24 { // every hour
		w.now, w.told = w.now.Add(time.Hour), nil
		if err := w.TellExpiring(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, e := range w.told {
			if e.Kind != market.KeyExpiring || e.Application.ID != a.ID || e.Key.ID == short.ID && e.Days == 7 {
				t.Errorf("told of %+v", e)
			}
			if seen[same(e)]++; seen[same(e)] == 1 {
				days = append(days, e.Days)
			}
		}
	}
	if want := []int{1, 7, 1}; len(days) != 3 || days[0] != want[0] || days[1] != want[1] || days[2] != want[2] {
		t.Errorf("told %v days before, want %v", days, want)
	}
}
