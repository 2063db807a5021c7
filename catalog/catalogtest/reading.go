package catalogtest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nguon/catalog"
)

var reading = map[string]func(*testing.T, Store){
	"an empty store is empty":                         testEmpty,
	"what is not there is not found":                  testNotFound,
	"what cannot be a name is not found":              testBadName,
	"a dataset comes back whole":                      testDatasetWhole,
	"a release comes back whole":                      testReleaseWhole,
	"text of any kind comes back":                     testText,
	"agencies are in the byte order of their codes":   testAgencies,
	"datasets are filtered, in the order of slugs":    testDatasets,
	"releases are newest first, those to come too":    testReleases,
	"events begin after a number, and end at a limit": testEvents,
	"a cancelled call fails as such":                  testCancelled,
}

func testEmpty(t *testing.T, s Store) {
	if got := must(s.Agencies(t.Context()))(t); len(got) > 0 {
		t.Errorf("Agencies = %v, want none", got)
	}
	if got := must(s.Datasets(t.Context(), catalog.DatasetFilter{}))(t); len(got) > 0 {
		t.Errorf("Datasets = %v, want none", got)
	}
	if got := events(t, s, 0); len(got) > 0 {
		t.Errorf("Events = %v, want none", got)
	}
	if got := must(s.Keys(t.Context()))(t); len(got) > 0 {
		t.Errorf("Keys = %v, want none", got)
	}
}

func testNotFound(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	_, err := s.Dataset(t.Context(), "water")
	wantKind(t, "Dataset", err, catalog.ErrNotFound)
	_, err = s.Releases(t.Context(), "water")
	wantKind(t, "Releases", err, catalog.ErrNotFound)
	_, err = s.Release(t.Context(), "water", 1)
	wantKind(t, "Release of no dataset", err, catalog.ErrNotFound)
	_, err = s.Release(t.Context(), "air", 2)
	wantKind(t, "Release", err, catalog.ErrNotFound)
	_, err = s.Derived(t.Context(), "01ARZ3NDEKTSV4RRFFQ69G5FAV")
	wantKind(t, "Derived", err, catalog.ErrNotFound)
	if e, ok := errors.AsType[*catalog.Error](err); !ok || e.Public.Vi == "" || e.Public.En == "" {
		t.Errorf("err = %#v, want one with a public text in both languages", err)
	}
}

func testBadName(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	for _, bad := range []catalog.Slug{"", "air\x00", "\xff\xfe", "air' OR '1'='1", "AIR", `air\`, "?"} {
		_, err := s.Dataset(t.Context(), bad)
		wantKind(t, "Dataset "+string(bad), err, catalog.ErrNotFound)
		_, err = s.Releases(t.Context(), bad)
		wantKind(t, "Releases "+string(bad), err, catalog.ErrNotFound)
		_, err = s.Release(t.Context(), bad, 1)
		wantKind(t, "Release "+string(bad), err, catalog.ErrNotFound)
		if got := must(s.Latest(t.Context(), Epoch, bad))(t); len(got) > 0 {
			t.Errorf("Latest(%q) = %v, want none", bad, got)
		}
		if got := must(s.Datasets(t.Context(), catalog.DatasetFilter{Slugs: []catalog.Slug{bad}}))(t); len(got) > 0 {
			t.Errorf("Datasets(%q) = %v, want none", bad, got)
		}
	}
	for _, bad := range []string{"H26\x00", "\xff", "H26' OR '1'='1"} {
		if got := must(s.Datasets(t.Context(), catalog.DatasetFilter{Agency: bad}))(t); len(got) > 0 {
			t.Errorf("Datasets of %q = %v, want none", bad, got)
		}
		_, err := s.Derived(t.Context(), bad)
		wantKind(t, "Derived of "+bad, err, catalog.ErrNotFound)
	}
}

func testDatasetWhole(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	Publish(t, s, d, Release(d, 1))
	got := must(s.Dataset(t.Context(), "air"))(t)
	if diff := cmp.Diff(d, got, cmpopts.IgnoreFields(catalog.Dataset{}, "Created", "Modified")); diff != "" {
		t.Errorf("dataset differs (-want +got):\n%s", diff)
	}
	if got.Created.IsZero() || !got.Modified.Equal(got.Created) {
		t.Errorf("created %v, modified %v; want one time", got.Created, got.Modified)
	}
	if got.Created.Location() != time.UTC {
		t.Errorf("created in zone %v, want UTC", got.Created.Location())
	}
	wantEqual(t, "agencies", must(s.Agencies(t.Context()))(t), []catalog.Agency{Agency("H26")})
}

func testReleaseWhole(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	want := Publish(t, s, d, Release(d, 1))
	wantEqual(t, "release", must(s.Release(t.Context(), "air", 1))(t), want)
	wantEqual(t, "releases", must(s.Releases(t.Context(), "air"))(t), catalog.Releases{want})
	wantEqual(t, "latest", must(s.Latest(t.Context(), Epoch, "air"))(t), map[catalog.Slug]catalog.Release{"air": want})
}

func testText(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	d.Description = catalog.Text{Vi: "Dữ liệu “mở” 'nháy' \\ ? ?0 $1 %s \x00 \u2028 🌾", En: "line\nline\ttab -- ; DROP TABLE datasets"}
	Publish(t, s, d, Release(d, 1))
	wantEqual(t, "description", must(s.Dataset(t.Context(), "air"))(t).Description, d.Description)
}

func testAgencies(t *testing.T, s Store) {
	codes := []string{"H29", "H29.12", "H29-1", "a1", "B2", "H3"}
	for i, code := range codes {
		d := Dataset(catalog.Slug("set-"+string(rune('a'+i))), code)
		Publish(t, s, d, Release(d, 1))
	}
	var got []string
	for _, a := range must(s.Agencies(t.Context()))(t) {
		got = append(got, a.Code)
	}
	slices.Sort(codes)
	wantEqual(t, "codes", got, codes)
}

func testDatasets(t *testing.T, s Store) {
	for _, of := range []struct {
		slug   catalog.Slug
		agency string
	}{{"air", "H26"}, {"air-quality", "H26"}, {"air1", "H29"}, {"aira", "H26"}, {"water", "H29"}} {
		d := Dataset(of.slug, of.agency)
		Publish(t, s, d, Release(d, 1))
	}
	for _, test := range []struct {
		name string
		f    catalog.DatasetFilter
		want []catalog.Slug
	}{
		{"all, in byte order", catalog.DatasetFilter{}, []catalog.Slug{"air", "air-quality", "air1", "aira", "water"}},
		{"by slug", catalog.DatasetFilter{Slugs: []catalog.Slug{"water", "air", "none"}}, []catalog.Slug{"air", "water"}},
		{"of an agency", catalog.DatasetFilter{Agency: "H29"}, []catalog.Slug{"air1", "water"}},
		{"of no agency", catalog.DatasetFilter{Agency: "H30"}, nil},
		{"after a slug", catalog.DatasetFilter{After: "air-quality"}, []catalog.Slug{"air1", "aira", "water"}},
		{"a page", catalog.DatasetFilter{After: "air", Limit: 2}, []catalog.Slug{"air-quality", "air1"}},
		{"all at once", catalog.DatasetFilter{Slugs: []catalog.Slug{"air", "aira", "air1"}, Agency: "H26", After: "air", Limit: 5}, []catalog.Slug{"aira"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantEqual(t, "slugs", slugs(must(s.Datasets(t.Context(), test.f))(t)), test.want)
		})
	}
}

func testReleases(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	past, future := Release(d, 1), Release(d, 2)
	future.PublishAt = time.Now().AddDate(100, 0, 0).UTC().Truncate(time.Microsecond)
	Publish(t, s, d, past)
	Publish(t, s, d, future)
	if err := s.SaveDraft(t.Context(), Release(d, 3)); err != nil {
		t.Fatal(err)
	}
	past.State, future.State = catalog.StatePublished, catalog.StatePublished
	wantEqual(t, "releases", must(s.Releases(t.Context(), "air"))(t), catalog.Releases{future, past})
	wantEqual(t, "release to come", must(s.Release(t.Context(), "air", 2))(t), future)
	_, err := s.Release(t.Context(), "air", 3)
	wantKind(t, "Release of a draft", err, catalog.ErrNotFound)
}

func testEvents(t *testing.T, s Store) {
	for _, slug := range []catalog.Slug{"air", "water"} {
		d := Dataset(slug, "H26")
		Publish(t, s, d, Release(d, 1))
	}
	all := []catalog.Event{
		{Kind: catalog.AgencySaved, Agency: "H26"},
		{Kind: catalog.DatasetSaved, Dataset: "air"},
		{Kind: catalog.ReleasePublished, Dataset: "air", Version: 1},
		{Kind: catalog.DatasetSaved, Dataset: "water"},
		{Kind: catalog.ReleasePublished, Dataset: "water", Version: 1},
	}
	wantEqual(t, "all events", events(t, s, 0), all)
	wantEqual(t, "events after 3", events(t, s, 3), all[3:])
	if got := must(s.Events(t.Context(), 5, 10))(t); len(got) > 0 {
		t.Errorf("events after the last = %v, want none", got)
	}
	got := must(s.Events(t.Context(), 1, 2))(t)
	if len(got) != 2 || got[0].Seq != 2 || got[1].Seq != 3 {
		t.Errorf("two events after 1 = %v, want 2 and 3", got)
	}
}

func testCancelled(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	r := Release(d, 1)
	if err := s.SaveDraft(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Datasets(ctx, catalog.DatasetFilter{})
	wantKind(t, "Datasets", err, ctx.Err())
	_, err = s.Latest(ctx, Epoch, "air")
	wantKind(t, "Latest", err, ctx.Err())
	_, err = s.Events(ctx, 0, 10)
	wantKind(t, "Events", err, ctx.Err())
	err = s.Publish(ctx, catalog.Publication{Agency: Agency("H26"), Dataset: d, Release: r})
	wantKind(t, "Publish", err, ctx.Err())
	if got := events(t, s, 0); len(got) > 0 {
		t.Errorf("a cancelled Publish left events %v", got)
	}
}
