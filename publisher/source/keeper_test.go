package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
	"nguon/catalog/supply"
	"nguon/catalog/workflow"
	"nguon/publisher"
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
	b.pub = publisher.New(db, blobs, publisher.Options{WorkDir: filepath.Join(root, "work")})
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

func TestNewDataBecomeAReleaseAndTheSameDataDoNot(t *testing.T) {
	b := newBench(t, true)
	b.body = days(10, "rain")
	if r := b.at(t, 0, supply.Published); r.Version != 1 {
		t.Errorf("version %d", r.Version)
	}
	b.at(t, time.Hour, supply.Unchanged)
	if _, err := b.Run(t.Context(), "", nil); !errors.Is(err, supply.ErrNothing) {
		t.Errorf("before its time: err = %v", err)
	}
	b.body = days(11, "rain")
	if r := b.at(t, time.Hour, supply.Published); r.Version != 2 || b.versions(t) != 2 {
		t.Errorf("version %d of %d", r.Version, b.versions(t))
	}
}

func TestAnAgencyThatApprovesIsAsked(t *testing.T) {
	b := newBench(t, true)
	if err := b.db.SetPolicy(t.Context(), "MAU-MT", workflow.Policy{Approval: workflow.Required}); err != nil {
		t.Fatal(err)
	}
	b.body = days(10, "rain")
	b.at(t, 0, supply.Submitted)
	if n := b.versions(t); n != 0 {
		t.Errorf("%d releases are public", n)
	}
}

func TestWhatIsNotAutomaticStaysADraft(t *testing.T) {
	b := newBench(t, false)
	b.body = days(10, "rain")
	b.at(t, 0, supply.Held)
	if n := b.versions(t); n != 0 {
		t.Errorf("%d releases are public", n)
	}
}

func TestDataThatAreRefusedAreADraftWithTheReasons(t *testing.T) {
	b := newBench(t, true)
	b.body = days(5, "rain") + "2026-01-01,7\n" // the key twice
	if r := b.at(t, 0, supply.Refused); len(r.Why) == 0 {
		t.Error("no reasons")
	}
	found, err := b.db.Candidates(t.Context(), workflow.Filter{Dataset: "rain", States: []catalog.State{catalog.StateRefused}})
	if err != nil || len(found) != 1 {
		t.Errorf("%d refused drafts, %v", len(found), err)
	}
	b.at(t, time.Hour, supply.Unchanged) // the same data are not refused again and again
}

func TestASourceStopsAndAsks(t *testing.T) {
	for name, body := range map[string]string{
		"half of the rows are gone": days(5, "rain"),
		"a column is new":           days(10, "rain", "snow"),
		"a column is gone":          days(10),
		"a column has another name": days(10, "regen"),
		"a column has another type": strings.ReplaceAll(days(10, "rain"), ",", ",about "),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, true)
			b.body = days(10, "rain")
			b.at(t, 0, supply.Published)
			b.body = body
			if r := b.at(t, time.Hour, supply.Asked); len(r.Why) == 0 {
				t.Error("no reasons")
			}
			b.now = b.now.Add(24 * time.Hour)
			if _, err := b.Run(t.Context(), "", nil); !errors.Is(err, supply.ErrNothing) {
				t.Errorf("it did not stop: err = %v", err)
			}
			told, err := b.db.DueNotices(t.Context(), 100)
			if err != nil || !slices.ContainsFunc(told, func(n noticeOf) bool { return n.Kind == "source.attention" }) {
				t.Errorf("nobody was told: %v, %v", told, err)
			}
			if err := b.db.ChangeSource(t.Context(), "rain", func(s *supply.Source) error { return s.Do(supply.Accept, b.now) }); err != nil {
				t.Fatal(err)
			}
			if r := b.at(t, 0, supply.Published); r.Version != 2 {
				t.Errorf("version %d", r.Version)
			}
		})
	}
}

func TestWhatIsAcceptedIsNoLicenceForOtherData(t *testing.T) {
	b := newBench(t, true)
	b.body = days(20, "rain")
	b.at(t, 0, supply.Published)
	b.body = days(9, "rain")
	b.at(t, time.Hour, supply.Asked)
	if err := b.db.ChangeSource(t.Context(), "rain", func(s *supply.Source) error { return s.Do(supply.Accept, b.now) }); err != nil {
		t.Fatal(err)
	}
	b.body = days(2, "rain")
	b.at(t, 0, supply.Asked)
}

func TestAFailureIsTriedAgainSoonerAndNotForEver(t *testing.T) {
	b := newBench(t, true)
	for i := range maxFailures {
		b.at(t, time.Hour, supply.Failed)
		s, err := b.db.Source(t.Context(), "rain")
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 && (s.Next.Before(b.now.Add(30*time.Second)) || s.Next.After(b.now.Add(2*time.Minute))) {
			t.Errorf("after one failure it waits for %s", s.Next.Sub(b.now))
		}
		if last := i == maxFailures-1; last != (s.State == supply.Attention) {
			t.Errorf("after %d failures: %s", i+1, s.State)
		}
	}
}

// A run that dies after the fetch, or after the release was made, is begun again
// when its lease is over, and makes nothing twice.
func TestACrashMakesNothingTwice(t *testing.T) {
	for _, test := range []struct {
		name             string
		automatic, early bool
		want             supply.Outcome // of the run that follows
	}{
		{"before it is published", true, true, supply.Published},
		{"before there is a draft", false, true, supply.Held},
		{"after it was published", true, false, supply.Unchanged},
		{"after there was a draft", false, false, supply.Held},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, test.automatic)
			b.body = days(10, "rain")
			ctx, kill := context.WithCancel(t.Context())
			b.crash, b.early = func() error { kill(); return ctx.Err() }, test.early
			if _, err := b.Run(ctx, "", nil); !errors.Is(err, context.Canceled) {
				t.Fatalf("err = %v", err)
			}
			b.crash = nil
			if _, err := b.Run(t.Context(), "", nil); !errors.Is(err, supply.ErrNothing) {
				t.Errorf("before the lease is over: err = %v", err)
			}
			b.at(t, 3*time.Minute, test.want)
			all, err := b.db.Candidates(t.Context(), workflow.Filter{Dataset: "rain"})
			if err != nil || len(all) != 1 {
				t.Errorf("%d releases, %v", len(all), err)
			}
		})
	}
}

// However runs crash, follow one another and are asked for, there is one release
// for each time that the data have become others.
func TestTheSameBytesMakeNoNewRelease(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			b := newBench(t, true)
			want, last := 0, ""
			for range 15 {
				b.body = days(18+random.IntN(3), "rain")
				ctx, kill := context.WithCancel(t.Context())
				b.crash, b.early = nil, random.IntN(2) == 0
				if random.IntN(3) == 0 {
					b.crash = func() error { kill(); return ctx.Err() }
				}
				b.now = b.now.Add(2 * time.Hour)
				r, err := b.Run(ctx, "", nil)
				if crashed := errors.Is(err, context.Canceled); err != nil && !crashed || err == nil && r.Outcome != supply.Published && r.Outcome != supply.Unchanged {
					t.Fatalf("%+v, %v", r, err)
				}
				died := b.crash != nil && b.early && b.body != last // before there was a release
				if b.body != last && !died {
					want, last = want+1, b.body
				}
				kill()
				if got := b.versions(t); got != want {
					t.Fatalf("%d releases, want %d", got, want)
				}
			}
		})
	}
}

func TestADryRunChangesNothing(t *testing.T) {
	b := newBench(t, true)
	b.body = days(10, "rain")
	b.at(t, 0, supply.Published)
	before, err := b.db.Source(t.Context(), "rain")
	if err != nil {
		t.Fatal(err)
	}
	b.body = days(3, "rain")
	p, err := b.DryRun(t.Context(), "rain", nil)
	if err != nil || len(p.Doubts) != 1 || p.Report.Tables[0].Table.Checks.Changes == nil {
		t.Errorf("%+v, %v", p, err)
	}
	after, err := b.db.Source(t.Context(), "rain")
	if err != nil || after.Memory.Digest != before.Memory.Digest || after.State != before.State || b.versions(t) != 1 {
		t.Errorf("%+v, %v", after, err)
	}
}
