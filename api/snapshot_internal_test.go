package api

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"nguon/catalog"
)

// A slowCatalogue has one dataset, with releases of today and tomorrow, and
// takes a second to tell of it.
type slowCatalogue struct {
	catalog.Reader
	reads atomic.Int32
	today time.Time
}

func (c *slowCatalogue) Dataset(ctx context.Context, slug catalog.Slug) (catalog.Dataset, error) {
	c.reads.Add(1)
	select {
	case <-ctx.Done():
		return catalog.Dataset{}, ctx.Err()
	case <-time.After(time.Second):
		return catalog.Dataset{Slug: slug}, nil
	}
}

func (c *slowCatalogue) Releases(context.Context, catalog.Slug) (catalog.Releases, error) {
	return catalog.Releases{
		{Version: 2, State: catalog.StateScheduled, PublishAt: c.today.AddDate(0, 0, 1)},
		{Version: 1, State: catalog.StatePublished, PublishAt: c.today},
	}, nil
}

func TestManyWhoAskForADatasetReadItOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &slowCatalogue{today: time.Now()}
		s := newSnapshots(c, time.Now)
		hasty, leave := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { // the first, by whom it is read
			if _, err := s.get(hasty, "air"); !errors.Is(err, context.Canceled) {
				t.Errorf("who left got %v", err)
			}
		})
		synctest.Wait()
		for range 50 {
			wg.Go(func() {
				if got, err := s.get(t.Context(), "air"); err != nil || got.dataset.Slug != "air" {
					t.Errorf("%v, %v", got, err)
				}
			})
		}
		synctest.Wait()
		leave()
		wg.Wait()
		if n := c.reads.Load(); n != 1 {
			t.Errorf("it was read %d times", n)
		}
	})
}

func TestWhatIsForgottenWhileItIsReadIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &slowCatalogue{today: time.Now()}
		s := newSnapshots(c, time.Now)
		var wg sync.WaitGroup
		wg.Go(func() { s.get(t.Context(), "air") }) //nolint:errcheck // the others are looked at
		synctest.Wait()
		s.forget()
		for range 2 { // while the first is read, and when it was
			if _, err := s.get(t.Context(), "air"); err != nil {
				t.Error(err)
			}
			time.Sleep(snapshotLife)
		}
		wg.Wait()
		if n := c.reads.Load(); n != 3 {
			t.Errorf("it was read %d times, want 3: what was begun before is not for those who come after", n)
		}
	})
}

func TestASnapshotShowsAReleaseFromItsSecondOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &slowCatalogue{today: time.Now()}
		got, err := newSnapshots(c, time.Now).get(t.Context(), "air")
		if err != nil {
			t.Fatal(err)
		}
		tomorrow := c.today.AddDate(0, 0, 1)
		for _, test := range []struct {
			name string
			at   time.Time
			want int
		}{
			{"when it was read", got.read, 1},
			{"a moment before", tomorrow.Add(-1), 1},
			{"at the second", tomorrow, 2},
			{"later", tomorrow.Add(time.Hour), 2},
		} {
			if seen := got.at(test.at); len(seen) != test.want || seen[0].State != catalog.StatePublished {
				t.Errorf("%s: %d releases, want %d", test.name, len(seen), test.want)
			}
		}
	})
}
