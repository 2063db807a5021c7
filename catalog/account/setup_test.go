package account_test

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/password"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
)

const (
	good    = "bảy con vịt bơi qua sông"
	another = "tám con gà nhảy qua suối"
)

var (
	home   = account.Origin{Address: netip.MustParseAddr("192.0.2.77"), Agent: "Mozilla/5.0 (X11; Linux) Gecko Firefox/140.0"}
	office = account.Origin{Address: netip.MustParseAddr("2001:db8:1:2:3:4:5:6"), Agent: "curl/8.0"}
)

// A post box keeps letters instead of sending them.
type postbox struct {
	mu      sync.Mutex
	letters []account.Letter
	full    error // not nil: it takes no letters
}

func (p *postbox) Post(_ context.Context, l account.Letter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full != nil {
		return p.full
	}
	p.letters = append(p.letters, l)
	return nil
}

// A world is accounts with a clock that stands still until it is moved.
type world struct {
	*account.Accounts
	db    *sqlstore.Store
	store *sqlstore.Accounts
	post  *postbox
	now   time.Time
}

// hashes computes with the least costs. One is enough for all tests.
var hashes = sync.OnceValues(func() (*password.Hasher, error) { return password.New(password.Options{}) })

func newWorld(t testing.TB) *world {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	hasher, err := hashes()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{db: db, store: db.Accounts(), post: new(postbox), now: catalogtest.Epoch}
	pepper := account.Pepper(strings.Repeat("p", account.PepperLength))
	w.Accounts, err = account.New(w.store, pepper, hasher, w.post, account.Options{Now: func() time.Time { return w.now }})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// letter returns the newest letter, which must be of the kind, and removes all.
func (w *world) letter(t testing.TB, kind account.LetterKind) account.Letter {
	t.Helper()
	if len(w.post.letters) == 0 {
		t.Fatalf("no letter, want %s", kind)
	}
	l := w.post.letters[len(w.post.letters)-1]
	if l.Kind != kind {
		t.Fatalf("the letter is of kind %s, want %s", l.Kind, kind)
	}
	w.post.letters = nil
	return l
}

func (w *world) noLetter(t testing.TB) {
	t.Helper()
	if len(w.post.letters) > 0 {
		t.Errorf("letters were posted: %v", w.post.letters)
	}
	w.post.letters = nil
}

func registration(mail string) account.Registration {
	return account.Registration{Mail: mail, Name: "Nguyễn Thị Mai", Lang: catalog.Vietnamese}
}

// join makes an account with roles and signs in.
func (w *world) join(t testing.TB, mail string, grants ...account.Grant) account.SignedIn {
	t.Helper()
	_, l, err := w.CreateUser(t.Context(), operator(), registration(mail), grants...)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, func() (account.SignedIn, error) { return w.SetPassword(t.Context(), l.Token, good, home, "") })
}

func operator() account.Caller { return account.Caller{Principal: account.Operator()} }

// do returns what f returns, or ends the test.
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

// verbs returns what the audit log says, oldest first.
func (w *world) verbs(t testing.TB, f account.AuditFilter) (verbs []account.Verb) {
	t.Helper()
	for _, e := range do(t, func() ([]account.Entry, error) { return w.Audit(t.Context(), operator(), f) }) {
		verbs = append(verbs, e.Verb)
	}
	return verbs
}
