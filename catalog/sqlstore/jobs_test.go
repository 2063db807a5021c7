package sqlstore_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/job"
	"nguon/catalog/sqlstore"
)

// announce is a job of the tests.
type announce struct {
	Dataset catalog.Slug `json:"dataset"`
	Version int          `json:"version"`
}

func (announce) Kind() string { return "announce" }

// blocking is a job that is made in its transaction only when it is let.
type blocking struct{ began, release chan struct{} }

func (blocking) Kind() string { return "blocking" }

func (b blocking) MarshalJSON() ([]byte, error) {
	close(b.began)
	<-b.release
	return json.Marshal(struct{}{})
}

// occupy keeps a writing transaction of s open until the returned function is
// called.
func occupy(t *testing.T, s *sqlstore.Store) (release func()) {
	t.Helper()
	b := blocking{began: make(chan struct{}), release: make(chan struct{})}
	d := catalogtest.Dataset("slow", "H26")
	r := catalogtest.Release(d, 1)
	if err := s.SaveDraft(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- s.Publish(t.Context(), catalog.Publication{Agency: catalogtest.Agency("H26"), Dataset: d, Release: r, Jobs: []catalog.Job{b}})
	}()
	<-b.began
	return func() {
		close(b.release)
		if err := <-done; err != nil {
			t.Errorf("Publish: %v", err)
		}
	}
}

func asPublic(err error) (*catalog.Error, bool) { return errors.AsType[*catalog.Error](err) }

func isEnd(err error) bool { return errors.Is(err, context.DeadlineExceeded) }

func TestJobsCommitWithTheirRelease(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s, publisher := open(t, url), open(t, url)
		d := catalogtest.Dataset("air", "H26")
		catalogtest.Publish(t, publisher, d, catalogtest.Release(d, 1), announce{"air", 1})
		refused := catalogtest.Release(d, 7)
		if err := publisher.SaveDraft(t.Context(), refused); err != nil {
			t.Fatal(err)
		}
		err := publisher.Publish(t.Context(), catalog.Publication{
			Agency: catalogtest.Agency("H26"), Dataset: d, Release: refused, Jobs: []catalog.Job{announce{"air", 7}},
		})
		if !errors.Is(err, catalog.ErrConflict) {
			t.Fatalf("err = %v, want a conflict", err)
		}
		catalogtest.Publish(t, publisher, d, catalogtest.Release(d, 2), announce{"air", 2})

		done := make(chan announce, 10)
		runner := s.Jobs(job.Options{Poll: 100 * time.Millisecond, Workers: 1})
		job.Handle(runner, func(_ context.Context, a announce) error { done <- a; return nil })
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- runner.Run(ctx) }()
		for version := 1; version <= 2; version++ {
			select {
			case got := <-done:
				if want := (announce{"air", version}); got != want {
					t.Errorf("job %+v, want %+v", got, want)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("no job was done")
			}
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		if len(done) > 0 {
			t.Errorf("done as well: %+v", <-done)
		}
	})
}

func TestAJobThatCannotBeStoredUndoesThePublication(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		d := catalogtest.Dataset("air", "H26")
		r := catalogtest.Release(d, 1)
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		p := catalog.Publication{Agency: catalogtest.Agency("H26"), Dataset: d, Release: r, Jobs: []catalog.Job{badKind{}}}
		if err := s.Publish(t.Context(), p); err == nil {
			t.Fatal("no error")
		}
		if events, err := s.Events(t.Context(), 0, 10); err != nil || len(events) > 0 {
			t.Errorf("events %v, %v; want none", events, err)
		}
		p.Jobs = nil
		if err := s.Publish(t.Context(), p); err != nil {
			t.Errorf("the same without the job: %v", err)
		}
	})
}

type badKind struct{}

func (badKind) Kind() string { return "?" }
