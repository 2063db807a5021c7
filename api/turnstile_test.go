package api

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTurnstile(t *testing.T) {
	t.Run("names do not hinder one another", func(t *testing.T) {
		ts := newTurnstile()
		for _, name := range []string{"a", "b"} {
			if _, err := ts.enter(t.Context(), name, 1, 0, 0); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("without a queue the next is turned away at once", func(t *testing.T) {
		ts := newTurnstile()
		leave, err := ts.enter(t.Context(), "a", 1, 0, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ts.enter(t.Context(), "a", 1, 0, time.Hour); !errors.Is(err, errCrowded) {
			t.Errorf("err = %v, want %v", err, errCrowded)
		}
		leave()
		leave() // twice is once
		if _, err := ts.enter(t.Context(), "a", 1, 0, time.Hour); err != nil {
			t.Errorf("after the first left: %v", err)
		}
	})
	t.Run("patience ends", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ts := newTurnstile()
			leave, _ := ts.enter(t.Context(), "a", 1, 1, time.Second)
			begin := time.Now()
			if _, err := ts.enter(t.Context(), "a", 1, 1, time.Second); !errors.Is(err, errCrowded) || time.Since(begin) != time.Second {
				t.Errorf("err = %v after %s", err, time.Since(begin))
			}
			leave()
		})
	})
	t.Run("a client that leaves the queue makes room in it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ts := newTurnstile()
			leave, _ := ts.enter(t.Context(), "a", 1, 1, time.Hour)
			ctx, cancel := context.WithCancel(t.Context())
			left := make(chan error)
			go func() {
				_, err := ts.enter(ctx, "a", 1, 1, time.Hour)
				left <- err
			}()
			synctest.Wait()
			cancel()
			if err := <-left; !errors.Is(err, context.Canceled) {
				t.Errorf("err = %v", err)
			}
			go func() {
				next, err := ts.enter(t.Context(), "a", 1, 1, time.Hour)
				if err == nil {
					next()
				}
				left <- err
			}()
			synctest.Wait()
			leave()
			if err := <-left; err != nil {
				t.Errorf("the next in the queue: %v", err)
			}
		})
	})
	t.Run("never more inside than its width, and nothing is kept", func(t *testing.T) {
		ts := newTurnstile()
		var inside, most atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				leave, err := ts.enter(t.Context(), "a", 3, 50, time.Minute)
				if err != nil {
					t.Error(err)
					return
				}
				if n := inside.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Millisecond)
				inside.Add(-1)
				leave()
			})
		}
		wg.Wait()
		if most.Load() > 3 {
			t.Errorf("%d were inside", most.Load())
		}
		if len(ts.lines) != 0 {
			t.Errorf("%d lines are kept", len(ts.lines))
		}
	})
}
