package searchtest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/search/searchtest"
)

func TestDatasetsAreValidAndTheSameEachTime(t *testing.T) {
	c, again := searchtest.New(5_000, 7), searchtest.New(5_000, 7)
	agencies, err := c.Agencies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, a := range agencies {
		if err := a.Validate(); err != nil {
			t.Errorf("agency %s: %v", a.Code, err)
		}
		known[a.Code] = true
	}
	titles := make(map[string]bool)
	for i := range c.Size() {
		d, r := c.At(i)
		if err := d.Validate(); err != nil {
			t.Fatalf("dataset %d: %v: %+v", i, err, d)
		}
		if !known[d.Agency] {
			t.Fatalf("dataset %d is of agency %q, which is not there", i, d.Agency)
		}
		titles[d.Title.Vi] = true
		if i%100 == 0 {
			d2, r2 := again.At(i)
			if diff := cmp.Diff(d, d2) + cmp.Diff(r, r2); diff != "" {
				t.Fatalf("dataset %d differs:\n%s", i, diff)
			}
		}
	}
	if len(titles) < c.Size()/2 {
		t.Errorf("only %d titles among %d datasets", len(titles), c.Size())
	}
}

func TestPagesOfDatasetsJoinToTheWhole(t *testing.T) {
	c := searchtest.New(250, 7)
	var after catalog.Slug
	seen := 0
	for {
		page, err := c.Datasets(t.Context(), catalog.DatasetFilter{After: after, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, d := range page {
			if d.Slug <= after {
				t.Fatalf("%s comes after %s", d.Slug, after)
			}
			after = d.Slug
		}
		seen += len(page)
	}
	if seen != c.Size() {
		t.Errorf("pages hold %d datasets, want %d", seen, c.Size())
	}
}
