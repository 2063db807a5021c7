package catalogtest

import (
	"errors"
	"maps"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/collection"
	"nguon/catalog/dossier"
	"nguon/catalog/job"
	"nguon/catalog/market"
	"nguon/catalog/notice"
	"nguon/catalog/remind"
	"nguon/catalog/score"
	"nguon/catalog/story"
	"nguon/catalog/voice"
	"nguon/catalog/workflow"
)

// A Store is what the suite tests.
type Store interface {
	catalog.Reader
	catalog.Writer
	account.Keys
	job.Ledger
	catalog.Log
	catalog.Announcer
	workflow.Store
	market.Products
	market.Applications
	market.Reuses
	dossier.Store
	market.Usage
	market.Health
	notice.Store
	remind.Ledger
	score.Store
	voice.Store
	collection.Store
	story.Store

	// UseClock has the store take the time from now.
	UseClock(now func() time.Time)
}

// Run tests the stores that open returns. Each test gets a new, empty one,
// which open closes when its test ends.
func Run(t *testing.T, open func(t *testing.T) Store) {
	groups := map[string]map[string]func(*testing.T, Store){
		"reading":     reading,
		"latest":      latest,
		"workflow":    releaseWorkflow,
		"embargo":     embargo,
		"drafts":      drafts,
		"publishing":  publishing,
		"concurrent":  concurrent,
		"withdrawal":  withdrawal,
		"renaming":    renaming,
		"derived":     derived,
		"in use":      inUse,
		"keys":        keys,
		"tasks":       tasks,
		"log":         releaseLog,
		"products":    products,
		"consumers":   consumers,
		"reuses":      reuses,
		"dossiers":    dossiers,
		"use":         use,
		"queries":     queries,
		"health":      health,
		"notices":     notices,
		"follows":     follows,
		"webhooks":    webhooks,
		"deliveries":  deliveries,
		"reminders":   reminders,
		"mutes":       mutes,
		"figures":     figures,
		"posts":       posts,
		"collections": collections,
		"stories":     stories,
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		t.Run(group, func(t *testing.T) {
			for _, name := range slices.Sorted(maps.Keys(groups[group])) {
				t.Run(name, func(t *testing.T) { groups[group][name](t, open(t)) })
			}
		})
	}
}

// must returns v, or ends the test if err is not nil.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantKind(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: err = %v, want one of kind %q", what, err, kind)
	}
}

func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

// events returns the events after seq without their numbers and times, which
// it checks: numbers without gaps, and times that are set.
func events(t *testing.T, s Store, after int64) []catalog.Event {
	t.Helper()
	seen := must(s.Events(t.Context(), after, 1000))(t)
	for i := range seen {
		if want := after + int64(i) + 1; seen[i].Seq != want {
			t.Errorf("event %d after %d has number %d, want %d", i, after, seen[i].Seq, want)
		}
		if seen[i].Time.IsZero() {
			t.Errorf("event %d has no time", seen[i].Seq)
		}
		seen[i] = catalog.Event{Kind: seen[i].Kind, Agency: seen[i].Agency, Dataset: seen[i].Dataset, Version: seen[i].Version,
			Product: seen[i].Product}
	}
	return seen
}

// lastEvent returns the number of the last event.
func lastEvent(t *testing.T, s Store) int64 {
	t.Helper()
	seen := must(s.Events(t.Context(), 0, 1000))(t)
	if len(seen) == 0 {
		return 0
	}
	return seen[len(seen)-1].Seq
}

func slugs(ds []catalog.Dataset) []catalog.Slug {
	var names []catalog.Slug
	for _, d := range ds {
		names = append(names, d.Slug)
	}
	return names
}
