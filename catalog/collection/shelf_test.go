package collection_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/collection"
	"nguon/catalog/market"
)

var epoch = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// A library is a catalogue, the registered APIs and the collections of a test.
type library struct {
	collection.Store // what is not tested here
	releases         map[catalog.Slug]catalog.Releases
	moved            map[catalog.Slug]catalog.Slug
	products         map[catalog.Slug]market.Product
	kept             []collection.Collection
	now              time.Time
}

func (l *library) Dataset(_ context.Context, s catalog.Slug) (catalog.Dataset, error) {
	if to, ok := l.moved[s]; ok {
		return catalog.Dataset{}, &catalog.Moved{To: to}
	}
	if _, ok := l.releases[s]; !ok {
		return catalog.Dataset{}, catalog.Errorf(catalog.ErrNotFound, "không", "no")
	}
	return catalog.Dataset{Slug: s, Agency: "H29", Title: catalog.Text{Vi: "Bộ " + string(s), En: "Set " + string(s)}}, nil
}

func (l *library) Releases(_ context.Context, s catalog.Slug) (catalog.Releases, error) {
	return l.releases[s], nil
}

func (l *library) Product(_ context.Context, name catalog.Slug) (market.Product, error) {
	p, ok := l.products[name]
	if !ok {
		return p, catalog.Errorf(catalog.ErrNotFound, "không", "no")
	}
	return p, nil
}

func (l *library) Collection(_ context.Context, s catalog.Slug) (collection.Collection, error) {
	i := slices.IndexFunc(l.kept, func(c collection.Collection) bool { return c.Slug == s })
	if i < 0 {
		return collection.Collection{}, collection.NotFound()
	}
	return l.kept[i], nil
}

func (l *library) Collections(_ context.Context, f collection.Filter) ([]collection.Collection, error) {
	return slices.DeleteFunc(slices.Clone(l.kept), func(c collection.Collection) bool { return f.Public && !c.Public() }), nil
}

func (l *library) shelf() *collection.Shelf {
	return collection.NewShelf(collection.ShelfDeps{Store: l, Catalogue: l, Products: l, Now: func() time.Time { return l.now },
		Place: func(code string) catalog.Text {
			return catalog.Text{Vi: map[string]string{"01": "Hà Nội", "79": "TP.HCM"}[code]}
		}})
}

func release(version int, s catalog.State, at time.Time) catalog.Release {
	return catalog.Release{Version: version, State: s, PublishAt: at}
}

func newLibrary() *library {
	published, withdrawn := catalog.StatePublished, catalog.StateWithdrawn
	return &library{
		releases: map[catalog.Slug]catalog.Releases{
			"rain":   {release(2, withdrawn, epoch), release(1, published, epoch)},
			"secret": {release(1, published, epoch.Add(48*time.Hour))},
			"gone":   {release(1, withdrawn, epoch)},
		},
		moved:    map[catalog.Slug]catalog.Slug{"showers": "rain"},
		products: map[catalog.Slug]market.Product{"wind": {Name: "wind", Title: catalog.Text{Vi: "Gió"}, Versions: []market.Version{{State: market.Published}}}, "draft": {Name: "draft", Versions: []market.Version{{State: market.Draft}}}},
		now:      epoch.Add(time.Hour),
	}
}

func items(paths ...string) []collection.Item {
	var all []collection.Item
	for _, p := range paths {
		all = append(all, collection.Item{Path: p, Note: catalog.Text{Vi: "Ghi chú " + p}, Added: epoch})
	}
	return all
}

func TestReadersSeeWhatIsPublicAtThatMoment(t *testing.T) {
	for _, test := range []struct {
		path   string
		seen   bool
		later  bool // after the embargo
		titled string
	}{
		{"/datasets/rain", true, true, "Bộ rain"},
		{"/datasets/showers", true, true, "Bộ rain"},
		{"/datasets/rain/releases/1", true, true, "Bộ rain"},
		{"/datasets/rain/releases/2", false, false, ""},
		{"/datasets/rain/releases/3", false, false, ""},
		{"/datasets/secret", false, true, "Bộ secret"},
		{"/datasets/secret/releases/1", false, true, "Bộ secret"},
		{"/charts/secret?kind=line", false, true, "Bộ secret"},
		{"/charts/rain@2?kind=line", false, false, ""},
		{"/charts/rain?kind=line&title=M%C6%B0a", true, true, "Mưa"},
		{"/datasets/gone", false, false, ""},
		{"/datasets/never", false, false, ""},
		{"/apis/wind", true, true, "Gió"},
		{"/apis/draft", false, false, ""},
		{"/apis/never", false, false, ""},
		{"/places/01", true, true, "Hà Nội"},
		{"/places/compare?a=01&b=79", true, true, "Hà Nội – TP.HCM"},
		{"/places/99", false, false, ""},
	} {
		t.Run(test.path, func(t *testing.T) {
			l := newLibrary()
			c := collection.Collection{Slug: "c", Items: items(test.path)}
			for when, want := range map[time.Time]bool{l.now: test.seen, epoch.Add(72 * time.Hour): test.later} {
				l.now = when
				seen, err := l.shelf().Seen(t.Context(), &c)
				if err != nil {
					t.Fatal(err)
				}
				got, ok := seen[test.path]
				if ok != want || ok && got.Title.Vi != test.titled {
					t.Errorf("at %v: seen %v as %q, want %v as %q", when, ok, got.Title.Vi, want, test.titled)
				}
			}
		})
	}
}

// What readers see of a collection is the same, to the byte, as if what is under
// embargo or withdrawn had never been put into it.
func TestACollectionDoesNotHintAtWhatIsNotPublic(t *testing.T) {
	l := newLibrary()
	plain := collection.Collection{Slug: "c", Title: catalog.Text{Vi: "Mưa"}, Since: epoch, Items: items("/datasets/rain", "/places/01"), Revision: 2, Modified: epoch}
	full := plain
	full.Items = items("/datasets/secret", "/datasets/rain", "/charts/secret?kind=line", "/datasets/gone", "/places/01", "/datasets/rain/releases/2")
	for i := range full.Items {
		if p := full.Items[i].Path; p != "/datasets/rain" && p != "/places/01" {
			full.Items[i].Added = epoch.Add(50 * time.Minute)
		}
	}
	full.Revision, full.Modified = 9, epoch.Add(50*time.Minute)
	said := func(c collection.Collection) string {
		l.kept = []collection.Collection{c}
		s := l.shelf()
		one, err := s.View(t.Context(), "c")
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal([]any{one, all})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	want, got := said(plain), said(full)
	if got != want || strings.Contains(got, "secret") {
		t.Errorf("with what is not public:\n%s\nwithout:\n%s", got, want)
	}
	l.now = epoch.Add(72 * time.Hour)
	if later := said(full); !strings.Contains(later, "Bộ secret") || !strings.Contains(later, `"Updated":"2026-11-25T01:00:00Z"`) {
		t.Errorf("after the embargo: %s", later)
	}
}

func TestACollectionThatHoldsNothingPublicIsNotThere(t *testing.T) {
	for name, c := range map[string]collection.Collection{
		"a draft":                          {Slug: "c", Items: items("/datasets/rain")},
		"empty":                            {Slug: "c", Since: epoch},
		"of what is under embargo":         {Slug: "c", Since: epoch, Items: items("/datasets/secret")},
		"of what was withdrawn":            {Slug: "c", Since: epoch, Items: items("/datasets/gone", "/datasets/rain/releases/2")},
		"of what cannot be in any of them": {Slug: "c", Since: epoch, Items: []collection.Item{{Path: "/account"}}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLibrary()
			l.kept = []collection.Collection{c}
			if v, err := l.shelf().View(t.Context(), "c"); !errors.Is(err, catalog.ErrNotFound) {
				t.Errorf("View = %+v, %v", v, err)
			}
			if all, err := l.shelf().All(t.Context()); err != nil || len(all) > 0 {
				t.Errorf("All = %+v, %v", all, err)
			}
		})
	}
}

func TestTheListFollowsWithdrawalsWithinASecond(t *testing.T) {
	l := newLibrary()
	l.kept = []collection.Collection{{Slug: "c", Since: epoch, Items: items("/datasets/rain")}}
	s := l.shelf()
	count := func() int {
		all, err := s.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if got := count(); got != 1 {
		t.Fatalf("%d collections, want 1", got)
	}
	l.releases["rain"] = catalog.Releases{release(1, catalog.StateWithdrawn, epoch)}
	l.now = l.now.Add(time.Second)
	if got := count(); got != 0 {
		t.Errorf("%d collections a second after the withdrawal", got)
	}
}
