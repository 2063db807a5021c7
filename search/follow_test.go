package search_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

func TestFollowsWhatHappensToADataset(t *testing.T) {
	c, x := newFakeCatalogue(), (*search.Index)(nil)
	c.saveAgency(catalog.Agency{Code: "H29", Title: catalog.Text{Vi: "Sở Cũ", En: "Old Office"}})
	x = openCaughtUp(t, c)
	step := func(name, text string, want ...string) {
		t.Helper()
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatalf("%s: CatchUp: %v", name, err)
		}
		if got := slugs(find(t, x, search.Request{Text: text})); !slices.Equal(got, want) {
			t.Errorf("%s: %q finds %q, want %q", name, text, got, want)
		}
	}
	step("nothing published", "")
	c.publish(dataset("one", "Thứ nhất", "First"), start)
	step("published", "first", "one")
	d := dataset("one", "Thứ nhất", "Renewed")
	c.publish(d, start.AddDate(0, 1, 0))
	step("a second release with another title", "renewed", "one")
	step("the old title", "first")
	c.withdraw("one", 2)
	step("the latest withdrawn, the first still there", "renewed", "one")
	c.rename("one", "uno")
	step("renamed", "renewed", "uno")
	c.saveAgency(catalog.Agency{Code: "H29", Title: catalog.Text{Vi: "Sở Mới", En: "New Bureau"}})
	step("its agency has another title", "bureau", "uno")
	step("the old title of the agency", "office")
	c.withdraw("uno", 1)
	step("all withdrawn", "renewed")
	step("all withdrawn", "")
}

func TestScheduledReleaseIsFoundFromItsTimeOn(t *testing.T) {
	c, now := newFakeCatalogue(), &clock{now: start}
	due := start.Add(9 * time.Hour)
	c.publish(dataset("plain", "Có sẵn", "Present"), start)
	c.publish(dataset("secret", "Sắp ra", "Coming"), due)
	c.publish(dataset("secret", "Sắp ra", "Later"), due.Add(time.Hour))
	dir := t.TempDir()
	x := open(t, dir, c, search.Options{Now: now.Now})
	check := func(name string, want ...string) {
		t.Helper()
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatalf("%s: CatchUp: %v", name, err)
		}
		r := find(t, x, search.Request{Sort: search.SortTitle})
		if got := slugs(r); !slices.Equal(got, want) {
			t.Errorf("%s: finds %q, want %q", name, got, want)
		}
		if n := facetOf(t, r, "agency")["H29"]; n != len(want) {
			t.Errorf("%s: counts %d, want %d", name, n, len(want))
		}
	}
	check("before its time", "plain")
	now.set(due.Add(-time.Nanosecond))
	check("just before its time", "plain")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, dir, c, search.Options{Now: now.Now}) // the schedule must survive
	now.set(due)
	check("at its time", "plain", "secret")
	if got := find(t, x, search.Request{Sort: search.SortNewest}).Hits[0].Slug; got != "secret" {
		t.Errorf("newest is %q at the time of a release, want secret", got)
	}
	now.set(due.Add(time.Hour))
	c.withdraw("secret", 1)
	check("the second release is due", "plain", "secret")
	c.publish(dataset("plain", "Có sẵn", "Present"), due.Add(24*time.Hour))
	check("a dataset with a release to come stays", "plain", "secret")
}

func TestScheduledReleaseThatIsWithdrawnIsNeverFound(t *testing.T) {
	c, now := newFakeCatalogue(), &clock{now: start}
	c.publish(dataset("gone", "Rút", "Gone"), start.Add(time.Hour))
	x := open(t, t.TempDir(), c, search.Options{Now: now.Now})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.withdraw("gone", 1)
	for range 2 {
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := find(t, x, search.Request{}); r.Total != 0 {
			t.Errorf("finds %q", slugs(r))
		}
		now.set(start.Add(2 * time.Hour))
	}
}

func TestReopenedIndexReplaysOnlyWhatItMissed(t *testing.T) {
	c, dir := fixture(t), t.TempDir()
	x := open(t, dir, c, search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	c.publish(dataset("late", "Đến sau", "Latecomer"), start)
	counted := &countingCatalogue{fakeCatalogue: c}
	x = open(t, dir, counted, search.Options{})
	if err := x.Ready(); !errors.Is(err, search.ErrNotReady) {
		t.Errorf("Ready before what was missed is replayed: err = %v, want %v", err, search.ErrNotReady)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := slugs(find(t, x, search.Request{Text: "latecomer"})); !slices.Equal(got, []string{"late"}) {
		t.Errorf("finds %q, want late", got)
	}
	if counted.datasets != 1 {
		t.Errorf("read %d datasets, want 1", counted.datasets)
	}
}

func TestIndexOfAnotherCatalogueIsBuiltAnew(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, fixture(t), search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.Close()
	for name, other := range map[string]func() *fakeCatalogue{
		"one with fewer events": newFakeCatalogue,
		"one with other events": func() *fakeCatalogue {
			c := newFakeCatalogue()
			for range 200 {
				c.publish(dataset("other", "Khác", "Other"), start)
			}
			return c
		},
	} {
		c := other()
		x := open(t, dir, c, search.Options{})
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := find(t, x, search.Request{}).Total; got != len(c.datasets) {
			t.Errorf("%s: finds %d, want %d", name, got, len(c.datasets))
		}
		x.Close()
	}
}

func TestFollowFindsWhatIsPublishedWithinASecond(t *testing.T) {
	c := fixture(t)
	x := open(t, t.TempDir(), c, search.Options{Poll: 20 * time.Millisecond})
	follow(t, x)
	waitFor(t, "the index to be built", func() bool { return x.Ready() == nil })
	c.publish(dataset("fresh", "Mới tinh", "Brand new"), start)
	waitFor(t, "the new dataset", func() bool { return find(t, x, search.Request{Text: "brand new"}).Total == 1 })
	c.withdraw("fresh", 1)
	waitFor(t, "the dataset to go", func() bool { return find(t, x, search.Request{Text: "brand new"}).Total == 0 })
}

func TestFollowOutlivesFailuresOfTheCatalogue(t *testing.T) {
	broken := &countingCatalogue{fakeCatalogue: fixture(t), failures: 3}
	x := open(t, t.TempDir(), broken, search.Options{Poll: time.Millisecond})
	follow(t, x)
	waitFor(t, "the catalogue to answer", func() bool { return x.Ready() == nil })
}

func TestSearchBeforeTheIndexIsBuiltIsRefused(t *testing.T) {
	x := open(t, t.TempDir(), fixture(t), search.Options{})
	if _, err := x.Search(t.Context(), search.Request{}); !errors.Is(err, search.ErrNotReady) {
		t.Errorf("Search before CatchUp: err = %v, want %v", err, search.ErrNotReady)
	}
	x.Close()
	if err := x.CatchUp(t.Context()); !errors.Is(err, search.ErrClosed) {
		t.Errorf("CatchUp after Close: err = %v, want %v", err, search.ErrClosed)
	}
}

// countingCatalogue counts the datasets that are read, after it has failed a
// few times.
type countingCatalogue struct {
	*fakeCatalogue
	datasets, failures int
}

var errDown = errors.New("the database is down")

func (c *countingCatalogue) Datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	if c.failures > 0 {
		c.failures--
		return nil, errDown
	}
	ds, err := c.fakeCatalogue.Datasets(ctx, f)
	c.datasets += len(ds)
	return ds, err
}

// follow follows until the test ends, and fails it if Follow does.
func follow(t *testing.T, x *search.Index) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- x.Follow(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Follow = %v, want nil", err)
		}
	})
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long for %s", what)
		}
	}
}
