package source

import (
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/catalog/supply"
	"nguon/catalog/workflow"
)

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

func TestWhatUnpacksToTooMuchIsRefused(t *testing.T) {
	b := newBench(t, true)
	var packed strings.Builder
	w := gzip.NewWriter(&packed)
	line := "2026-01-01,1\n"
	if _, err := io.WriteString(w, "day,rain\n"+strings.Repeat(line, (16<<20)/len(line))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b.body = packed.String()
	if r := b.at(t, 0, supply.Refused); r.Bytes > 1<<20 || len(r.Why) == 0 {
		t.Errorf("%d bytes, %v", r.Bytes, r.Why)
	}
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
			told, err := b.db.ClaimNotices(t.Context(), 100, 0)
			if err != nil || !slices.ContainsFunc(told, func(n notice.Notice) bool { return n.Kind == "source.attention" }) {
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
