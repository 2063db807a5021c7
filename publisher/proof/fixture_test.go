package proof_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
	"nguon/publisher/proof"
)

// A portal is a catalogue with its log.
type portal struct {
	url    string // of the database
	db     *sqlstore.Store
	key    *proof.Key // that the notary loads
	notary *proof.Notary
	log    *proof.Log
	ahead  time.Duration // of its clock
}

func newPortal(t testing.TB) *portal {
	t.Helper()
	return replicaOf(t, "sqlite://"+filepath.Join(t.TempDir(), "catalog.db"), derived(t, 1))
}

func replicaOf(t testing.TB, url string, key *proof.Key) *portal {
	t.Helper()
	p := &portal{url: url, key: key}
	var err error
	if p.db, err = sqlstore.Open(t.Context(), url, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.db.Close() })
	if p.notary, err = proof.NewNotary(func() (*proof.Key, error) { return p.key, nil }); err == nil {
		err = p.db.Notarise(t.Context(), p.notary)
	}
	if err != nil {
		t.Fatal(err)
	}
	p.log = proof.NewLog(p.db, p.notary, func() time.Time { return time.Now().Add(p.ahead) })
	return p
}

func derived(t testing.TB, seed byte) *proof.Key {
	t.Helper()
	k, err := proof.DeriveKey([proof.SeedSize]byte{seed})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// publish makes the next releases of a dataset and returns the last.
func (p *portal) publish(t testing.TB, slug catalog.Slug, versions ...int) catalog.Release {
	t.Helper()
	d := catalogtest.Dataset(slug, "H26")
	var r catalog.Release
	for _, v := range versions {
		r = catalogtest.Publish(t, p.db, d, catalogtest.Release(d, v))
	}
	return r
}

func (p *portal) withdraw(t testing.TB, r catalog.Release) {
	t.Helper()
	reason := catalog.Text{Vi: "Sai <số> liệu\n& \u2028 khác.", En: "Wrong “figures”.\t"}
	if err := p.db.Withdraw(t.Context(), r.Dataset, r.Version, reason, time.Now()); err != nil {
		t.Fatal(err)
	}
}

// rotate announces a new key, and has the notary find it.
func (p *portal) rotate(t testing.TB) {
	t.Helper()
	next, _, err := proof.NewKey(p.key.Name())
	if err != nil {
		t.Fatal(err)
	}
	successor, err := p.notary.Succeed(next)
	if err == nil {
		err = p.db.AnnounceKey(t.Context(), successor, next.Public())
	}
	if err != nil {
		t.Fatal(err)
	}
	p.key = next
}

func (p *portal) bundle(t testing.TB, r catalog.Release, since int64) *proof.Bundle {
	t.Helper()
	b, err := p.log.Bundle(t.Context(), r.ID, since)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func verified(t testing.TB, b *proof.Bundle) *proof.Evidence {
	t.Helper()
	e, err := b.Verify()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// get asks the handler of the log.
func (p *portal) get(path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	p.log.Handler(slog.New(slog.DiscardHandler)).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, proof.Prefix+path, nil))
	return rec
}
