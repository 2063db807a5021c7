package sqldoor_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"nguon/api/sqldoor"
)

func TestAStatementThatFindsTheQueueFullIsTurnedAwayAtOnce(t *testing.T) {
	d := ownDoor(t, sqldoor.Options{Queue: 1, Wait: time.Hour})
	running, err := d.Look(t.Context(), "SELECT 1 AS a", limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(running.Close)
	var wg sync.WaitGroup
	wg.Go(func() {
		s, err := d.Look(t.Context(), "SELECT 2 AS a", limits)
		for errors.Is(err, sqldoor.ErrBusy) && t.Context().Err() == nil { // the other has the place
			time.Sleep(time.Millisecond)
			s, err = d.Look(t.Context(), "SELECT 2 AS a", limits)
		}
		if err != nil {
			t.Errorf("the one that waits: %v", err)
			return
		}
		s.Close()
	})
	// Until that one waits, this one does, and gives up.
	for begin := time.Now(); ; {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		s, err := d.Look(ctx, "SELECT 3 AS a", limits)
		cancel()
		if errors.Is(err, sqldoor.ErrBusy) {
			break
		}
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > patience {
			t.Errorf("got %v, %v; want %v", s, err, sqldoor.ErrBusy)
			break
		}
		time.Sleep(20 * time.Millisecond) // the place is free
	}
	running.Close()
	wg.Wait()
	if _, err := ask(t.Context(), d, "SELECT 4 AS a", limits); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// The same statement is remembered for all; what it may read is not.
func TestStatementsAtTheSameTimeReadOnlyWhatEachIsGranted(t *testing.T) {
	const sql = `SELECT min(province) AS lo, max(province) AS hi, count(*) AS n FROM shared.data`
	d := door(t)
	var wg sync.WaitGroup
	for i := range 8 {
		of := fmt.Sprintf("of-%d", i%2)
		tables := []sqldoor.Table{table(of, []province{{of, of}, {of, of}}, columns("province region")...)}
		wg.Go(func() {
			s, err := d.Look(t.Context(), sql, limits)
			if err != nil {
				t.Errorf("%s: %v", of, err)
				return
			}
			defer s.Close()
			a, err := s.Run(t.Context(), tables)
			if err != nil {
				t.Errorf("%s: %v", of, err)
				return
			}
			if got, want := fmt.Sprint(a.Page.Rows), fmt.Sprintf("[[%s %s 2]]", of, of); got != want {
				t.Errorf("%s: got %s, want %s", of, got, want)
			}
		})
	}
	wg.Wait()
}
