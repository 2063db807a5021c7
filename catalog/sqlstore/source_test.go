package sqlstore_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/catalog/sqlstore"
	"nguon/catalog/supply"
)

func sourceOf(id string) supply.Source {
	return supply.Source{ID: id, Agency: "H26", Dataset: catalog.Slug(id), Every: time.Hour, Automatic: true, Sealed: []byte{0, 1, 255},
		Documents: map[string][]byte{"dataset.yaml": []byte("slug: rain\n")},
		Parts:     []supply.Part{{File: "days.csv", Address: "https://example.org/days.csv"}}}
}

// onSources runs a test on both databases, with a clock that it moves.
func onSources(t *testing.T, test func(t *testing.T, s *sqlstore.Store, now *time.Time)) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		now := time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC)
		s.UseClock(func() time.Time { return now })
		test(t, s, &now)
	})
}

func TestASourceIsKeptAsItWasAdded(t *testing.T) {
	onSources(t, func(t *testing.T, s *sqlstore.Store, now *time.Time) {
		want := sourceOf("rain")
		if err := s.AddSource(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		want.State, want.Next, want.Created = supply.Active, *now, *now
		got, err := s.Source(t.Context(), "rain")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("Source: %v (-want +got)\n%s", err, diff)
		}
		same := sourceOf("other")
		same.Dataset = "rain"
		for _, again := range []supply.Source{sourceOf("rain"), same} {
			if err := s.AddSource(t.Context(), again); !errors.Is(err, catalog.ErrConflict) {
				t.Errorf("AddSource of what is there: err = %v, want a conflict", err)
			}
		}
		if err := s.RemoveSource(t.Context(), "rain"); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"RemoveSource": s.RemoveSource(t.Context(), "rain"),
			"ChangeSource": s.ChangeSource(t.Context(), "rain", nil),
		} {
			if !errors.Is(err, catalog.ErrNotFound) {
				t.Errorf("%s of what is gone: err = %v", what, err)
			}
		}
	})
}

func TestOneWorkerHasASourceUntilItsLeaseEnds(t *testing.T) {
	onSources(t, func(t *testing.T, s *sqlstore.Store, now *time.Time) {
		if err := s.AddSource(t.Context(), sourceOf("rain")); err != nil {
			t.Fatal(err)
		}
		got, err := s.ClaimSource(t.Context(), "", "a", time.Minute)
		if err != nil || got.ID != "rain" {
			t.Fatalf("ClaimSource = %q, %v", got.ID, err)
		}
		if _, err := s.ClaimSource(t.Context(), "", "b", time.Minute); !errors.Is(err, supply.ErrNothing) {
			t.Errorf("a second claim: err = %v, want %v", err, supply.ErrNothing)
		}
		if _, err := s.ClaimSource(t.Context(), "rain", "b", time.Minute); !errors.Is(err, catalog.ErrConflict) {
			t.Errorf("a second claim by name: err = %v, want a conflict", err)
		}
		*now = now.Add(59 * time.Second)
		if err := s.BeatSource(t.Context(), "rain", "a", time.Minute); err != nil {
			t.Error(err)
		}
		*now = now.Add(59 * time.Second)
		if _, err := s.ClaimSource(t.Context(), "", "b", time.Minute); !errors.Is(err, supply.ErrNothing) {
			t.Errorf("a claim of what is heard of: err = %v", err)
		}
		*now = now.Add(2 * time.Second)
		if _, err := s.ClaimSource(t.Context(), "", "b", time.Minute); err != nil {
			t.Fatalf("a claim after the lease: %v", err)
		}
		if err := s.BeatSource(t.Context(), "rain", "a", time.Minute); !errors.Is(err, supply.ErrLost) {
			t.Errorf("the dead worker beats: err = %v, want %v", err, supply.ErrLost)
		}
		if err := s.EndRun(t.Context(), "a", got, supply.Run{ID: "1", Started: *now, Ended: *now}); !errors.Is(err, supply.ErrLost) {
			t.Errorf("the dead worker ends its run: err = %v, want %v", err, supply.ErrLost)
		}
		if runs, err := s.Runs(t.Context(), "rain", 10); len(runs) != 0 || err != nil {
			t.Errorf("Runs = %v, %v", runs, err)
		}
	})
}

func TestTheEndOfARunIsKeptWithItsNotice(t *testing.T) {
	onSources(t, func(t *testing.T, s *sqlstore.Store, now *time.Time) {
		if err := s.AddSource(t.Context(), sourceOf("rain")); err != nil {
			t.Fatal(err)
		}
		a, err := s.ClaimSource(t.Context(), "", "a", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		a.Memory = supply.Memory{Asked: "ab", Parts: map[string]supply.Seen{"days.csv": {ETag: `"1"`, SHA256: "ab"}}, Why: []catalog.Text{{Vi: "a", En: "b"}}}
		a.State = supply.Attention
		run := supply.Run{ID: "01", Source: "rain", Started: *now, Ended: now.Add(time.Second), Outcome: supply.Asked, Bytes: 12, Why: a.Memory.Why}
		n := notice.Notice{ID: notice.ID(*now, "x"), Kind: notice.SourceAttention, To: []string{"u"}, Title: catalog.Text{Vi: "a", En: "b"}}
		if err := s.EndRun(t.Context(), "a", a, run, n); err != nil {
			t.Fatal(err)
		}
		got, err := s.Source(t.Context(), "rain")
		a.Next, a.Leased = time.Time{}, time.Time{}
		if diff := cmp.Diff(a, got); diff != "" || err != nil {
			t.Errorf("Source: %v (-want +got)\n%s", err, diff)
		}
		runs, err := s.Runs(t.Context(), "rain", 10)
		if diff := cmp.Diff([]supply.Run{run}, runs); diff != "" || err != nil {
			t.Errorf("Runs: %v (-want +got)\n%s", err, diff)
		}
		if due, err := s.ClaimNotices(t.Context(), 10, 0); len(due) != 1 || err != nil {
			t.Errorf("ClaimNotices = %v, %v", due, err)
		}
		if _, err := s.ClaimSource(t.Context(), "", "a", time.Minute); !errors.Is(err, supply.ErrNothing) {
			t.Errorf("what waits for a person is claimed: err = %v", err)
		}
	})
}

func TestASourcePausedDuringARunStaysSo(t *testing.T) {
	onSources(t, func(t *testing.T, s *sqlstore.Store, now *time.Time) {
		if err := s.AddSource(t.Context(), sourceOf("rain")); err != nil {
			t.Fatal(err)
		}
		a, err := s.ClaimSource(t.Context(), "", "a", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		err = s.ChangeSource(t.Context(), "rain", func(s *supply.Source) error { s.State = supply.Paused; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EndRun(t.Context(), "a", a, supply.Run{ID: "1", Started: *now, Ended: *now, Outcome: supply.Unchanged}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Source(t.Context(), "rain"); got.State != supply.Paused || !got.Next.IsZero() || err != nil {
			t.Errorf("state %s, next %s, %v", got.State, got.Next, err)
		}
	})
}

func TestOnlyTheLastRunsAreKept(t *testing.T) {
	onSources(t, func(t *testing.T, s *sqlstore.Store, now *time.Time) {
		if err := s.AddSource(t.Context(), sourceOf("rain")); err != nil {
			t.Fatal(err)
		}
		for i := range supply.RunsKept + 3 {
			a, err := s.ClaimSource(t.Context(), "rain", "a", time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.EndRun(t.Context(), "a", a, supply.Run{ID: fmt.Sprintf("%04d", i), Started: *now, Ended: *now}); err != nil {
				t.Fatal(err)
			}
		}
		runs, err := s.Runs(t.Context(), "rain", 1000)
		if len(runs) != supply.RunsKept || err != nil || runs[0].ID != fmt.Sprintf("%04d", supply.RunsKept+2) {
			t.Errorf("%d runs, %v", len(runs), err)
		}
	})
}
