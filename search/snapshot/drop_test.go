package snapshot_test

import (
	"errors"
	"testing"
	"time"

	"nguon/search"
	"nguon/search/snapshot"
)

// TestWithdrawalRemovesTheSnapshotsThatHoldIt goes on from a snapshot in which
// something is that is withdrawn then, by whichever process.
func TestWithdrawalRemovesTheSnapshotsThatHoldIt(t *testing.T) {
	for name, engine := range engines {
		t.Run(name, func(t *testing.T) {
			blobs, db := engine.blobs(t), filled(t, engine.database(t), 3)
			x := ready(t, db, search.Options{})
			now := time.Now()
			opt := snapshot.Options{Key: []byte("0123456789abcdef0123456789abcdef"), Least: 1, Changed: 1, Events: db.Events, Now: func() time.Time { return now }}
			k := snapshot.New(blobs, opt)
			drop := func(k *snapshot.Keeper, want int) {
				t.Helper()
				if n, err := k.Drop(t.Context()); err != nil || n != want {
					t.Errorf("%d snapshots were removed, %v, want %d", n, err, want)
				}
			}
			drop(k, 0)
			first := make1(t, k, x)
			publish(t, db, "other", "Another")
			drop(k, 0)
			withdraw(t, db, "set-1")
			drop(k, 1)
			if left := keys(t, blobs); len(left) > 0 {
				t.Errorf("%v are left", left)
			}
			if _, err := k.Make(t.Context(), x); !errors.Is(err, search.ErrNotReady) {
				t.Errorf("of an index that has not heard of the withdrawal: err = %v, want %v", err, search.ErrNotReady)
			}
			if err := x.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			now = now.Add(10 * time.Minute)
			second := make1(t, k, x)
			if second == "" || second == first {
				t.Errorf("the snapshot in its place is %q", second)
			}
			drop(k, 0)

			withdraw(t, db, "set-2")
			drop(snapshot.New(blobs, opt), 1) // by a process that was not there
			drop(k, 0)
		})
	}
}
