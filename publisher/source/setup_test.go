package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
	"nguon/catalog/supply"
	"nguon/publisher"
	"nguon/publisher/rows"
	"nguon/storage/joined"
	"nguon/storage/local"
)

const manifest = `slug: rain
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo ngày., en: Rainfall by day.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: daily
resources:
  - name: days
    title: {vi: Theo ngày, en: By day}
    file: days.csv
    primaryKey: [day]
`

// A bench is an empty portal with a server, whose answer is its body, and one
// source.
type bench struct {
	*Keeper
	db    *sqlstore.Store
	pub   *publisher.Publisher
	body  string
	now   time.Time
	crash func() error // before the run ends, if not nil
	early bool         // it crashes before the release is made
}

func newBench(t *testing.T, automatic bool) *bench {
	t.Helper()
	b := emptyBench(t)
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if b.body == "" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		io.WriteString(w, b.body) //nolint:errcheck // the test would tell
	})
	b.add(t, supply.Source{Automatic: automatic, Parts: []supply.Part{{File: "days.csv", Address: srv.URL}}}, "")
	return b
}

// emptyBench has no source yet.
func emptyBench(t *testing.T) *bench {
	t.Helper()
	root := t.TempDir()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(root, "catalog.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // nothing is lost
	blobs, err := local.New(filepath.Join(root, "objects"))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{db: db, now: time.Now()}
	db.UseClock(func() time.Time { return b.now })
	b.pub = publisher.New(db, joined.New(blobs), publisher.Options{WorkDir: filepath.Join(root, "work"), Limits: rows.Limits{Bytes: 4 << 20}})
	sealer, err := market.NewSealer([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	b.Keeper = New(Deps{Sources: db, Pipeline: b, Sealer: sealer, WorkDir: filepath.Join(root, "fetched"), Fetch: nearby(),
		Now: func() time.Time { return b.now }, Hearers: func(context.Context, string) ([]string, error) { return []string{"u1"}, nil }})
	return b
}

// add adds the source rain, with credentials if a secret is given.
func (b *bench) add(t *testing.T, s supply.Source, secret string) {
	t.Helper()
	s.ID, s.Agency, s.Dataset, s.Every, s.Inside = "rain", "MAU-MT", "rain", time.Hour, true
	text := strings.ReplaceAll(manifest, "days.csv", s.Parts[0].File)
	s.Documents = map[string][]byte{publisher.ManifestName: []byte(text)}
	if secret != "" {
		c, err := ParseCredentials(secret, s.Parts[0])
		if err != nil {
			t.Fatal(err)
		}
		s.Sealed = c.Seal(b.deps.Sealer, s.ID)
	}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	if err := b.db.AddSource(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}

// days is a table of so many rows, with the given columns after the first.
func days(n int, columns ...string) string {
	lines := []string{strings.Join(append([]string{"day"}, columns...), ",")}
	for i := range n {
		lines = append(lines, fmt.Sprintf("2026-01-%02d%s", i+1, strings.Repeat(fmt.Sprintf(",%d", i*3), len(columns))))
	}
	return strings.Join(lines, "\n") + "\n"
}

// at runs what is due some time later.
func (b *bench) at(t *testing.T, later time.Duration, want supply.Outcome) *supply.Run {
	t.Helper()
	b.now = b.now.Add(later)
	r, err := b.Run(t.Context(), "", nil)
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	if r.Outcome != want {
		t.Fatalf("outcome %s %v, want %s", r.Outcome, r.Why, want)
	}
	return r
}

func (b *bench) versions(t *testing.T) int {
	t.Helper()
	all, err := b.db.Releases(t.Context(), "rain")
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		t.Fatal(err)
	}
	return len(all)
}

// Prepare implements Pipeline.
func (b *bench) Prepare(_ context.Context, dir string, _ func(publisher.Progress), use func(string) error) error {
	return use(dir)
}

// Check implements Pipeline.
func (b *bench) Check(ctx context.Context, dir string, add []publisher.Addition, show func(publisher.Progress)) (*publisher.Report, error) {
	return b.pub.CheckAdded(ctx, dir, add, show)
}

// Publish implements Pipeline, and crashes before or after it.
func (b *bench) Publish(ctx context.Context, dir string, hold bool, add []publisher.Addition, show func(publisher.Progress)) (*publisher.Outcome, error) {
	if b.crash != nil && b.early {
		return nil, b.crash()
	}
	out, err := b.pub.Publish(ctx, publisher.Request{Dir: dir, Hold: hold, Additions: add, Progress: show})
	if err == nil && b.crash != nil {
		return nil, b.crash()
	}
	return out, err
}

// Last implements Pipeline.
func (b *bench) Last(ctx context.Context, dataset catalog.Slug) (catalog.Release, error) {
	latest, err := b.db.Latest(ctx, b.now.Add(time.Minute), dataset)
	if err != nil {
		return catalog.Release{}, err
	}
	if r, ok := latest[dataset]; ok {
		return r, nil
	}
	return catalog.Release{}, catalog.ErrNotFound
}
