package catalogtest

import (
	"fmt"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/collection"
)

var collections = map[string]func(*testing.T, Store){
	"come back whole":                         testCollectionWhole,
	"are selected, in the order of names":     testCollectionsSelected,
	"that somebody else changed are not lost": testCollectionConflict,
	"are one of a name, and bounded":          testCollectionsBounded,
	"that are not valid change nothing":       testCollectionInvalid,
}

func sampleCollection(name catalog.Slug, agency string) collection.Collection {
	return collection.Collection{
		Slug: name, Agency: agency, Title: catalog.Text{Vi: "Mưa 'to' ?", En: "Heavy rain"}, Lead: catalog.Text{Vi: "Một\n\nhai", En: "One"},
		Items: []collection.Item{
			{Path: "/datasets/rain", Note: catalog.Text{Vi: "Từng giờ", En: "By the hour"}, Added: Epoch},
			{Path: "/charts/rain?kind=line&x=t", Added: Epoch.Add(time.Second)},
		},
	}
}

func addCollection(t *testing.T, s Store, c collection.Collection) {
	t.Helper()
	if err := s.AddCollection(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func testCollectionWhole(t *testing.T, s Store) {
	s.UseClock(func() time.Time { return Epoch })
	want := sampleCollection("rain", "H26")
	addCollection(t, s, want)
	want.Revision, want.Modified = 1, Epoch
	wantEqual(t, "collection", must(s.Collection(t.Context(), "rain"))(t), want)
	s.UseClock(func() time.Time { return Epoch.Add(time.Hour) })
	saved := want
	saved.Agency, saved.Title.En, saved.Lead, saved.Items, saved.Since = "H29", "Rain", catalog.Text{}, nil, Epoch.Add(time.Minute)
	if err := s.SaveCollection(t.Context(), saved); err != nil {
		t.Fatal(err)
	}
	saved.Agency, saved.Revision, saved.Modified = "H26", 2, Epoch.Add(time.Hour)
	wantEqual(t, "collection", must(s.Collection(t.Context(), "rain"))(t), saved)
	for _, name := range []catalog.Slug{"snow", "sn\x00w"} {
		_, err := s.Collection(t.Context(), name)
		wantKind(t, string(name), err, catalog.ErrNotFound)
	}
}

func testCollectionsSelected(t *testing.T, s Store) {
	shown := sampleCollection("b", "H26")
	shown.Since = Epoch
	for _, c := range []collection.Collection{sampleCollection("c", "H26"), shown, sampleCollection("a", ""), sampleCollection("d", "H29")} {
		addCollection(t, s, c)
	}
	for _, test := range []struct {
		name string
		f    collection.Filter
		want string
	}{
		{"all", collection.Filter{}, "[a b c d]"},
		{"agency", collection.Filter{Agency: "H26"}, "[b c]"},
		{"the portal", collection.Filter{Portal: true}, "[a]"},
		{"public", collection.Filter{Public: true}, "[b]"},
		{"a page", collection.Filter{After: "a", Limit: 2}, "[b c]"},
		{"no text", collection.Filter{Agency: "\x00"}, "[]"},
	} {
		var got []catalog.Slug
		for _, c := range must(s.Collections(t.Context(), test.f))(t) {
			got = append(got, c.Slug)
		}
		wantEqual(t, test.name, fmt.Sprint(got), test.want)
	}
}

func testCollectionConflict(t *testing.T, s Store) {
	c := sampleCollection("rain", "H26")
	addCollection(t, s, c)
	c.Revision = 1
	if err := s.SaveCollection(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "the second of two changes", s.SaveCollection(t.Context(), c), catalog.ErrConflict)
	wantKind(t, "removing what it was before", s.DropCollection(t.Context(), "rain", 1), catalog.ErrConflict)
	if err := s.DropCollection(t.Context(), "rain", 2); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "changing what is gone", s.SaveCollection(t.Context(), c), catalog.ErrNotFound)
	wantKind(t, "removing what is gone", s.DropCollection(t.Context(), "rain", 2), catalog.ErrNotFound)
	wantKind(t, "removing what cannot be", s.DropCollection(t.Context(), "\x00", 2), catalog.ErrNotFound)
}

func testCollectionsBounded(t *testing.T, s Store) {
	addCollection(t, s, sampleCollection("rain", "H26"))
	wantKind(t, "one of the same name", s.AddCollection(t.Context(), sampleCollection("rain", "H29")), catalog.ErrConflict)
	for n := 1; n < collection.MaxAgency; n++ {
		addCollection(t, s, sampleCollection(catalog.Slug(fmt.Sprintf("c%03d", n)), "H26"))
	}
	wantKind(t, "one too many", s.AddCollection(t.Context(), sampleCollection("more", "H26")), catalog.ErrQuota)
	addCollection(t, s, sampleCollection("more", "H29"))
}

func testCollectionInvalid(t *testing.T, s Store) {
	c := sampleCollection("rain", "H26")
	c.Title.En = ""
	wantKind(t, "a title in one language", s.AddCollection(t.Context(), c), catalog.ErrInvalid)
	c = sampleCollection("rain", "H26")
	addCollection(t, s, c)
	c.Revision, c.Lead.Vi = 1, "\x00"
	wantKind(t, "text that is binary", s.SaveCollection(t.Context(), c), catalog.ErrInvalid)
	wantEqual(t, "revision", must(s.Collection(t.Context(), "rain"))(t).Revision, 1)
}
