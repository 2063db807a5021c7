package catalogtest

import (
	"errors"
	"testing"

	"nguon/catalog"
)

var renaming = map[string]func(*testing.T, Store){
	"leaves a redirect to the newest slug": testRenameChain,
	"takes the releases along":             testRenameReleases,
	"tells both slugs":                     testRenameEvents,
	"may go back":                          testRenameBack,
	"refuses, and changes nothing":         testRenameRefused,
	"bars the old slug for publishing":     testRenamePublish,
}

func wantMoved(t *testing.T, what string, err error, to catalog.Slug) {
	t.Helper()
	moved, ok := errors.AsType[*catalog.Moved](err)
	if !ok || moved.To != to {
		t.Errorf("%s: err = %v, want moved to %s", what, err, to)
	}
}

func renameAll(t *testing.T, s Store, slugs ...catalog.Slug) {
	t.Helper()
	for i := range len(slugs) - 1 {
		if err := s.Rename(t.Context(), slugs[i], slugs[i+1]); err != nil {
			t.Fatalf("%s to %s: %v", slugs[i], slugs[i+1], err)
		}
	}
}

func testRenameChain(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	renameAll(t, s, "air", "air-2", "air-3")
	for _, old := range []catalog.Slug{"air", "air-2"} {
		_, err := s.Dataset(t.Context(), old)
		wantMoved(t, "Dataset "+string(old), err, "air-3")
		_, err = s.Releases(t.Context(), old)
		wantMoved(t, "Releases "+string(old), err, "air-3")
		_, err = s.Release(t.Context(), old, 1)
		wantMoved(t, "Release "+string(old), err, "air-3")
		wantMoved(t, "Withdraw "+string(old), s.Withdraw(t.Context(), old, 1, wrong, Epoch), "air-3")
		wantMoved(t, "Rename "+string(old), s.Rename(t.Context(), old, "air-4"), "air-3")
	}
	if got := must(s.Dataset(t.Context(), "air-3"))(t); got.Slug != "air-3" || got.Title != d.Title || !got.Modified.After(got.Created) {
		t.Errorf("dataset %q %q, created %v, modified %v", got.Slug, got.Title, got.Created, got.Modified)
	}
	wantEqual(t, "slugs", slugs(must(s.Datasets(t.Context(), catalog.DatasetFilter{}))(t)), []catalog.Slug{"air-3"})
}

func testRenameReleases(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Publish(t, s, d, Release(d, 1))
	renameAll(t, s, "air", "sky")
	r.Dataset = "sky"
	wantEqual(t, "release", must(s.Release(t.Context(), "sky", 1))(t), r)
	wantEqual(t, "latest", must(s.Latest(t.Context(), Epoch, "sky", "air"))(t), map[catalog.Slug]catalog.Release{"sky": r})
	d.Slug = "sky"
	Publish(t, s, d, Release(d, 2))
}

func testRenameEvents(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	last := lastEvent(t, s)
	renameAll(t, s, "air", "sky")
	wantEqual(t, "events", events(t, s, last), []catalog.Event{
		{Kind: catalog.DatasetRenamed, Dataset: "air"},
		{Kind: catalog.DatasetSaved, Dataset: "sky"},
	})
}

func testRenameBack(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	renameAll(t, s, "air", "sky", "air")
	must(s.Dataset(t.Context(), "air"))(t)
	_, err := s.Dataset(t.Context(), "sky")
	wantMoved(t, "Dataset sky", err, "air")
}

func testRenameRefused(t *testing.T, s Store) {
	for _, slug := range []catalog.Slug{"air", "water", "soil"} {
		d := Dataset(slug, "H26")
		Publish(t, s, d, Release(d, 1))
	}
	renameAll(t, s, "soil", "earth")
	last := lastEvent(t, s)
	for _, test := range []struct {
		name     string
		from, to catalog.Slug
		kind     error
	}{
		{"the slug of another", "air", "water", catalog.ErrConflict},
		{"what was the slug of another", "air", "soil", catalog.ErrConflict},
		{"a dataset that is not there", "fire", "flame", catalog.ErrNotFound},
		{"a slug that cannot be", "air", "Air!", catalog.ErrInvalid},
		{"the slug that it has", "air", "air", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantKind(t, "Rename", s.Rename(t.Context(), test.from, test.to), test.kind)
			if got := events(t, s, last); len(got) > 0 {
				t.Errorf("left events %v", got)
			}
			must(s.Dataset(t.Context(), "air"))(t)
		})
	}
}

func testRenamePublish(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	renameAll(t, s, "air", "sky")
	for _, version := range []int{1, 2} {
		r := Release(d, version)
		if err := s.SaveDraft(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		err := s.Publish(t.Context(), catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: r})
		wantKind(t, "Publish", err, catalog.ErrConflict)
		wantMoved(t, "Publish", err, "sky")
	}
}
