package upload_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/api/upload"
	"nguon/storage"
)

func TestSweepRemovesWhatDoesNotGrow(t *testing.T) {
	onEach(t, func(t *testing.T, blobs storage.Store) {
		var ahead time.Duration
		r := serve(t, blobs, upload.Options{Now: func() time.Time { return time.Now().Add(ahead) }})
		stale, used := r.create(t, 10), r.create(t, 10)
		r.patch(t, stale, 0, "01234")
		r.patch(t, used, 0, "0123456789")
		if err := blobs.Put(t.Context(), "uploads/ORPHAN/00000000000000000000", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		if err := blobs.Put(t.Context(), "releases/a", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		inUse := func(context.Context) (map[string]bool, error) { return map[string]bool{used: true}, nil }
		var told []string
		sweep := func(dry bool) {
			t.Helper()
			told = nil
			err := r.Sweep(t.Context(), upload.Sweep{Age: r.Age(), InUse: inUse, DryRun: dry, Removed: func(i storage.Info) { told = append(told, i.Key) }})
			if err != nil {
				t.Fatal(err)
			}
		}
		sweep(false)
		if got := count(t, blobs); got != 6 || len(told) != 0 {
			t.Errorf("young uploads: %d objects are left of 6, told of %v", got, told)
		}
		ahead = r.Age() + time.Minute
		if got := r.offset(t, stale); got != -1 {
			t.Errorf("an expired upload has offset %d", got)
		}
		sweep(true)
		if got := count(t, blobs); got != 6 || len(told) != 3 {
			t.Errorf("dry: %d objects are left of 6, told of %v", got, told)
		}
		sweep(false)
		slices.Sort(told)
		want := []string{"uploads/" + stale + "/00000000000000000000", "uploads/" + stale + "/info", "uploads/ORPHAN/00000000000000000000"}
		slices.Sort(want)
		if !slices.Equal(told, want) {
			t.Errorf("removed %v, want %v", told, want)
		}
		if got := count(t, blobs); got != 3 {
			t.Errorf("%d objects are left, want 3", got)
		}
	})
}

func TestAnUploadThatGrowsIsNotStale(t *testing.T) {
	blobs := &aged{Store: folder(t)}
	r := serve(t, blobs, upload.Options{})
	id := r.create(t, 2*part)
	r.patch(t, id, 0, text(part))
	blobs.passed = 48 * time.Hour
	if got := r.offset(t, id); got != part {
		t.Fatalf("offset %d", got)
	}
	if err := r.Sweep(t.Context(), upload.Sweep{Age: r.Age()}); err != nil {
		t.Fatal(err)
	}
	if got := count(t, blobs); got != 2 {
		t.Errorf("%d objects are left, want 2", got)
	}
}

// aged is a store in which time has passed since the uploads began.
type aged struct {
	storage.Store
	passed time.Duration
}

func (a *aged) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		for i, err := range a.Store.List(ctx, prefix) {
			if strings.HasSuffix(i.Key, "/info") {
				i.Modified = i.Modified.Add(-a.passed)
			}
			if !yield(i, err) {
				return
			}
		}
	}
}
