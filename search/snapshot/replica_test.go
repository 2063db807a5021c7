package snapshot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/sqlstore"
	"nguon/search"
	"nguon/search/snapshot"
)

// guard is how long a test waits for what should take less than a second, on
// machines that are busy with other things.
const guard = 15 * time.Second

// A replica is an index that follows the catalogue of all replicas.
type replica struct {
	name string
	*search.Index
}

// replicas starts two, the second from a snapshot of the first.
func replicas(t *testing.T, address string, keeper *snapshot.Keeper) []replica {
	t.Helper()
	var all []replica
	for i := range 2 {
		x := openIndex(t, t.TempDir(), openCatalogue(t, address), search.Options{Snapshot: keeper.Open, SnapshotKey: small.Key})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- x.Follow(ctx) }()
		t.Cleanup(func() {
			stop()
			if err := <-ended; err != nil {
				t.Errorf("Follow = %v, want nil", err)
			}
		})
		within(t, "is ready", func() bool { return x.Ready() == nil })
		if i == 0 {
			make1(t, keeper, x)
		}
		all = append(all, replica{fmt.Sprintf("replica %d", i+1), x})
	}
	return all
}

// within waits until something is so.
func within(t *testing.T, what string, so func() bool) {
	t.Helper()
	for began := time.Now(); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Since(began) > guard {
			t.Fatalf("after %v it is not true that the replica %s", guard, what)
		}
	}
}

// fresh publishes and withdraws a dataset, and measures how long each replica
// takes to find it and to find it no more.
func fresh(t *testing.T, db *sqlstore.Store, slug catalog.Slug, all []replica) {
	t.Helper()
	word := string(slug)
	for _, step := range []struct {
		what string
		do   func()
		want int
	}{
		{"published", func() { publish(t, db, slug, word) }, 1},
		{"withdrawn", func() { withdraw(t, db, slug) }, 0},
	} {
		step.do()
		began, know := time.Now(), make(map[string]time.Duration)
		within(t, "knows what was "+step.what, func() bool {
			for _, r := range all {
				if know[r.name] == 0 && total(t, r.Index, word) == step.want {
					know[r.name] = time.Since(began)
				}
			}
			return len(know) == len(all)
		})
		for _, r := range all {
			t.Logf("%s: %s after %v", r.name, step.what, know[r.name].Round(time.Millisecond))
		}
	}
}

func TestEveryReplicaFindsWhatWasPublishedAndNotWhatWasWithdrawn(t *testing.T) {
	for name, engine := range engines {
		t.Run(name, func(t *testing.T) {
			address := engine.database(t)
			db := filled(t, address, 5)
			all := replicas(t, address, snapshot.New(engine.blobs(t), small))
			fresh(t, db, "quiet", all)

			t.Log("while an index is built anew:")
			building, begun := make(chan error, 1), make(chan struct{})
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			go func() { // again and again, so that a build is always under way
				first := true
				for {
					err := all[0].Rebuild(ctx, func(int, int) {
						if first {
							first = false
							close(begun)
						}
					})
					if err != nil {
						building <- err
						return
					}
				}
			}()
			<-begun
			fresh(t, db, "busy", all)
			stop()
			if err := <-building; ctx.Err() == nil {
				t.Errorf("Rebuild: %v", err)
			}
			for _, r := range all {
				if got := total(t, r.Index, ""); got != 5 {
					t.Errorf("%s finds %d in the end, want 5", r.name, got)
				}
			}
		})
	}
}
