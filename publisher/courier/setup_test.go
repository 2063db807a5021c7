package courier_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/notice"
	"nguon/catalog/sqlstore"
	"nguon/publisher/courier"
	"nguon/publisher/notify"
	"nguon/web/letters"
)

// A box is a mailer that keeps what it is given.
type box struct {
	mu   sync.Mutex
	got  []notify.Message
	fail func(notify.Message) error
}

// Send implements notify.Mailer.
func (b *box) Send(_ context.Context, m notify.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := m.Validate(); err != nil {
		return err
	}
	if b.fail != nil {
		if err := b.fail(m); err != nil {
			return err
		}
	}
	b.got = append(b.got, m)
	return nil
}

func (b *box) to(address string) (got []notify.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.got {
		if m.To.Address == address {
			got = append(got, m)
		}
	}
	return got
}

// A bench is a courier on a database of its own, at a time that the test sets.
type bench struct {
	*courier.Courier
	db     *sqlstore.Store
	box    *box
	sealer *market.Sealer
	passes courier.Passes
	ahead  time.Duration // of the clock of the machine
}

func open(t *testing.T, change ...func(*courier.Deps)) *bench {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "a.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // a test's
	return on(t, db, change...)
}

// on returns a courier on a database that others may use.
func on(t *testing.T, db *sqlstore.Store, change ...func(*courier.Deps)) *bench {
	t.Helper()
	sealer, err := market.NewSealer([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	writer, err := letters.New("https://data.example.org")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{db: db, box: &box{}, sealer: sealer, passes: courier.Passes(strings.Repeat("p", 32))}
	deps := courier.Deps{
		Store: db, Mailer: b.box, Letters: writer, Sealer: sealer, Passes: b.passes, Portal: "https://data.example.org",
		Webhooks: notify.NewWebhooks(&http.Client{}), Log: slog.New(slog.DiscardHandler),
		Addressee: func(_ context.Context, owner string) (courier.Addressee, error) {
			if strings.HasPrefix(owner, "gone") {
				return courier.Addressee{}, courier.ErrNoAddressee
			}
			return courier.Addressee{To: mail.Address{Name: "Lan", Address: owner + "@example.net"}, Lang: catalog.Vietnamese}, nil
		},
		Agency: func(context.Context, string) catalog.Text {
			return catalog.Text{Vi: "Sở Y tế", En: "Health Department"}
		},
	}
	for _, f := range change {
		f(&deps)
	}
	b.Courier = courier.New(deps, courier.Options{Poll: 10 * time.Millisecond, Now: func() time.Time { return time.Now().Add(b.ahead) }})
	return b
}

// raise raises notices and tells them.
func (b *bench) raise(t *testing.T, ns ...notice.Notice) {
	t.Helper()
	if err := b.db.Raise(t.Context(), ns...); err != nil {
		t.Fatal(err)
	}
	b.tell(t)
}

func (b *bench) tell(t *testing.T) {
	t.Helper()
	for {
		if n, err := b.Tell(t.Context()); err != nil {
			t.Fatal(err)
		} else if n == 0 {
			return
		}
	}
}

// deliver attempts what is due.
func (b *bench) deliver(t *testing.T) {
	t.Helper()
	for {
		if n, err := b.Deliver(t.Context()); err != nil {
			t.Fatal(err)
		} else if n == 0 {
			return
		}
	}
}

func (b *bench) follow(t *testing.T, owner string, topic notice.Topic, c notice.Cadence, hook bool) {
	t.Helper()
	if _, err := b.db.SaveFollow(t.Context(), notice.Follow{ID: ulid.Make().String(), Owner: owner, Topic: topic, Mail: c, Webhook: hook}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) hook(t *testing.T, owner, address string, kinds ...notice.Kind) (notice.Webhook, string) {
	t.Helper()
	secret := notify.NewSecret()
	w := notice.Webhook{ID: ulid.Make().String(), Owner: owner, URL: address, Kinds: kinds, State: notice.InUse}
	w.Secret = b.sealer.Seal(courier.WebhookPlace(w.ID), secret)
	if err := b.db.SaveWebhook(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	return w, secret
}

var errBusy = errors.New("busy")

func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// run runs a courier until the function it returns is called.
func (b *bench) run(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s: not within 5 s", what)
}

var _ account.Postman = (*courier.Post)(nil)
