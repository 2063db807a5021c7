package source

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nguon/catalog/supply"
	"nguon/catalog/workflow"
)

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

func TestWhatADeadRunHasLeftIsRemoved(t *testing.T) {
	b := newBench(t, true)
	b.body = days(10, "rain")
	mine, other := filepath.Join(b.deps.WorkDir, runFolder+"rain.1"), filepath.Join(b.deps.WorkDir, runFolder+"rain-2.1")
	for _, dir := range []string{mine, other} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	b.at(t, 0, supply.Published)
	left, err := os.ReadDir(b.deps.WorkDir)
	if err != nil || len(left) != 1 || left[0].Name() != filepath.Base(other) {
		t.Errorf("%v, %v; want the folder of the other source alone", left, err)
	}
}
