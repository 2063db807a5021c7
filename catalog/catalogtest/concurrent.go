package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"nguon/catalog"
)

var concurrent = map[string]func(*testing.T, Store){
	"events are seen in order, and none is seen late": testEventsInOrder,
	"one of several publishes of a version wins":      testPublishRace,
}

// testEventsInOrder polls while others publish. A reader that goes on from the
// last number that it has seen must see every number.
func testEventsInOrder(t *testing.T, s Store) {
	const publishers, each = 6, 5
	const total = publishers * (each + 2) // an agency and a dataset before the releases
	var seen []int64
	reader := make(chan error, 1)
	go func() { reader <- poll(t.Context(), s, total, &seen) }()

	var wg sync.WaitGroup
	for i := range publishers {
		wg.Go(func() {
			d := Dataset(catalog.Slug(fmt.Sprintf("set-%d", i)), fmt.Sprintf("A%d", i))
			for version := 1; version <= each; version++ {
				r := Release(d, version)
				err := s.SaveDraft(t.Context(), r)
				if err == nil {
					err = s.Publish(t.Context(), catalog.Publication{Agency: Agency(d.Agency), Dataset: d, Release: r})
				}
				if err != nil {
					t.Errorf("publish %s@%d: %v", d.Slug, version, err)
				}
			}
		})
	}
	wg.Wait()
	if err := <-reader; err != nil {
		t.Fatal(err)
	}
	for i, seq := range seen {
		if seq != int64(i)+1 {
			t.Fatalf("event number %d was seen in place %d: %v", seq, i+1, seen)
		}
	}
}

func poll(ctx context.Context, r catalog.Reader, total int, seen *[]int64) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var last int64
	for len(*seen) < total {
		events, err := r.Events(ctx, last, 3)
		if err != nil {
			return fmt.Errorf("with %d of %d events seen: %w", len(*seen), total, err)
		}
		for _, e := range events {
			last = e.Seq
			*seen = append(*seen, e.Seq)
		}
		time.Sleep(time.Millisecond) // leave some of a small machine to the publishers
	}
	return nil
}

func testPublishRace(t *testing.T, s Store) {
	const racers = 8
	d := Dataset("air", "H26")
	var won atomic.Int32
	var wg sync.WaitGroup
	for range racers {
		r := Release(d, 1)
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: r})
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, catalog.ErrConflict):
				t.Errorf("a loser's err = %v, want a conflict", err)
			}
		})
	}
	wg.Wait()
	if got := won.Load(); got != 1 {
		t.Errorf("%d publishes of one version succeeded, want 1", got)
	}
	if got := len(must(s.Releases(t.Context(), "air"))(t)); got != 1 {
		t.Errorf("%d releases, want 1", got)
	}
}
