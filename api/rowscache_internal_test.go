package api

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestTheCacheOfRowsIsBounded(t *testing.T) {
	const bytes = 100_000
	r, err := newRowsCache(bytes)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		if _, made, err := r.get(t.Context(), fmt.Sprint(i), answerOf(1000)); err != nil || !made {
			t.Fatalf("answer %d: made %v, %v", i, made, err)
		}
	}
	if _, _, err := r.get(t.Context(), "large", answerOf(2*bytes)); err != nil {
		t.Fatal(err)
	}
	r.answers.CleanUp()
	if size := r.answers.WeightedSize(); size > bytes || size < bytes/2 {
		t.Errorf("%d bytes are kept, of at most %d", size, bytes)
	}
	if _, made, _ := r.get(t.Context(), "large", answerOf(1)); !made {
		t.Error("an answer larger than the cache was kept")
	}
}

func answerOf(size int) func(context.Context) (*rowsAnswer, error) {
	return func(context.Context) (*rowsAnswer, error) { return &rowsAnswer{body: make([]byte, size)}, nil }
}

func TestWhatFailedIsNotKept(t *testing.T) {
	r, err := newRowsCache(0)
	if err != nil {
		t.Fatal(err)
	}
	failure := errors.New("no")
	if _, _, err := r.get(t.Context(), "a", func(context.Context) (*rowsAnswer, error) { return nil, failure }); !errors.Is(err, failure) {
		t.Errorf("got %v, want %v", err, failure)
	}
	if a, made, err := r.get(t.Context(), "a", answerOf(3)); err != nil || !made || len(a.body) != 3 {
		t.Errorf("got %v, made %v, %v", a, made, err)
	}
}

func TestACacheOfNothingKeepsNothing(t *testing.T) {
	r, err := newRowsCache(-1)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, made, err := r.get(t.Context(), "a", answerOf(3)); err != nil || !made {
			t.Errorf("made %v, %v", made, err)
		}
	}
}
