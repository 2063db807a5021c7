package query_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"nguon/api/query"
)

type thing struct {
	key    string
	closed atomic.Bool
	gone   chan struct{}
}

func (t *thing) Close() error {
	if t.closed.Swap(true) {
		panic("closed twice")
	}
	close(t.gone)
	return nil
}

func openThing(_ context.Context, key string) (*thing, error) {
	return &thing{key: key, gone: make(chan struct{})}, nil
}

func get(t *testing.T, p *query.Pool[*thing], key string) (*thing, func()) {
	t.Helper()
	v, release, err := p.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return v, release
}

func (t *thing) wait(test *testing.T) {
	test.Helper()
	select {
	case <-t.gone:
	case <-time.After(5 * time.Second):
		test.Fatalf("%s is not closed", t.key)
	}
}

func TestAPoolKeepsTheLastUsed(t *testing.T) {
	p := query.NewPool(2, openThing)
	var all []*thing
	for _, key := range []string{"a", "b", "a", "c"} {
		v, release := get(t, p, key)
		release()
		release() // twice is once
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	if len(all) != 3 {
		t.Fatalf("%d things opened, want 3", len(all))
	}
	all[1].wait(t) // b
	again, release := get(t, p, "a")
	defer release()
	if again != all[0] || again.closed.Load() {
		t.Error("a was not kept")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	all[2].wait(t)
	if again.closed.Load() {
		t.Error("a was closed in use")
	}
	release()
	again.wait(t)
}

func TestAPoolOpensOnceForAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened atomic.Int32
		p := query.NewPool(1, func(ctx context.Context, key string) (*thing, error) {
			opened.Add(1)
			time.Sleep(20 * time.Millisecond)
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return openThing(ctx, key)
		})
		impatient, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, _, err := p.Get(impatient, "a"); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want %v", err, context.Canceled)
			}
		})
		time.Sleep(5 * time.Millisecond)
		cancel()
		for range 10 {
			wg.Go(func() {
				v, release, err := p.Get(t.Context(), "a")
				if err != nil {
					t.Error(err)
					return
				}
				if v.closed.Load() {
					t.Error("got a closed thing")
				}
				time.Sleep(time.Millisecond)
				release()
			})
		}
		wg.Wait()
		if n := opened.Load(); n != 1 {
			t.Errorf("opened %d times", n)
		}
	})
}

func TestAPoolForgetsWhatCouldNotBeOpened(t *testing.T) {
	broken := errors.New("broken")
	fail := true
	p := query.NewPool(1, func(ctx context.Context, key string) (*thing, error) {
		if fail {
			return nil, broken
		}
		return openThing(ctx, key)
	})
	if _, _, err := p.Get(t.Context(), "a"); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	fail = false
	_, release := get(t, p, "a")
	release()
}

func TestWhatCouldNotBeOpenedLeavesNoPlaceBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opened := 0
		p := query.NewPool(1, func(ctx context.Context, key string) (*thing, error) {
			if opened++; opened == 1 {
				time.Sleep(20 * time.Millisecond)
				return nil, errors.New("broken")
			}
			return openThing(ctx, key)
		})
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, _, err := p.Get(impatient, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want %v", err, context.DeadlineExceeded)
		}
		time.Sleep(time.Second) // it fails with nobody there
		first, release := get(t, p, "a")
		release()
		second, release := get(t, p, "a")
		release()
		if first != second {
			t.Error("what was opened after that is not kept")
		}
		p.Drop(func(string) bool { return true })
		first.wait(t)
	})
}
