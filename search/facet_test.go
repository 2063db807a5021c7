package search_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/search"
)

func facetOf(t *testing.T, r *search.Result, name string) map[string]int {
	t.Helper()
	for _, f := range r.Facets {
		if f.Name == name {
			counts := make(map[string]int)
			for _, v := range f.Values {
				counts[v.Value] = v.Count
			}
			return counts
		}
	}
	t.Fatalf("no facet %q in %+v", name, r.Facets)
	return nil
}

func TestCountOfAFacetIsWhatChoosingItFinds(t *testing.T) {
	x := openFixture(t)
	for _, text := range []string{"", "số", "sản lượng", "-rice", "xyzzy"} {
		for _, chosen := range []map[string][]string{
			nil,
			{"agency": {"NSO"}},
			{"agency": {"NSO", "G09"}, "frequency": {"annual"}},
			{"theme": {"environment", "energy"}, "licence": {"CC0-1.0"}, "format": {"csv"}},
			{"agency": {"nobody"}},
		} {
			r := find(t, x, search.Request{Text: text, Filters: chosen})
			for _, f := range r.Facets {
				for _, v := range f.Values {
					filters := map[string][]string{}
					for name, values := range chosen {
						filters[name] = values
					}
					filters[f.Name] = []string{v.Value}
					if got := find(t, x, search.Request{Text: text, Filters: filters}).Total; got != v.Count {
						t.Errorf("%q with %v: %s=%s counts %d and finds %d", text, chosen, f.Name, v.Value, v.Count, got)
					}
				}
			}
		}
	}
}

func TestFacetCountsLeaveTheirOwnFilterOut(t *testing.T) {
	x := openFixture(t)
	all := find(t, x, search.Request{})
	one := find(t, x, search.Request{Filters: map[string][]string{"agency": {"G11"}}})
	if diff := cmp.Diff(facetOf(t, all, "agency"), facetOf(t, one, "agency")); diff != "" {
		t.Errorf("agencies without and with a filter on them (-without +with):\n%s", diff)
	}
	if got, want := facetOf(t, one, "theme"), map[string]int{"health": one.Total}; !cmp.Equal(got, want) {
		t.Errorf("themes of one agency = %v, want %v", got, want)
	}
	sum := 0
	for _, n := range facetOf(t, all, "agency") {
		sum += n
	}
	if sum != all.Total || all.Total != len(fixture(t).datasets) {
		t.Errorf("agencies sum to %d, total is %d, datasets are %d", sum, all.Total, len(fixture(t).datasets))
	}
}

func TestChosenValueIsThereEvenAtZero(t *testing.T) {
	x := openFixture(t)
	r := find(t, x, search.Request{Text: "gạo", Filters: map[string][]string{"agency": {"G11", "gone"}}})
	counts := facetOf(t, r, "agency")
	for _, value := range []string{"G11", "gone"} {
		if n, ok := counts[value]; !ok || n != 0 {
			t.Errorf("agency %s: %d, %t; want 0, true", value, n, ok)
		}
	}
}

func TestFacetValuesAreMostFrequentFirst(t *testing.T) {
	for _, f := range find(t, openFixture(t), search.Request{}).Facets {
		sorted := slices.IsSortedFunc(f.Values, func(a, b search.FacetValue) int {
			if a.Count != b.Count {
				return b.Count - a.Count
			}
			if a.Value < b.Value {
				return -1
			}
			return 1
		})
		if !sorted {
			t.Errorf("%s: %v", f.Name, f.Values)
		}
	}
}

func TestOrders(t *testing.T) {
	c := newFakeCatalogue()
	for i, title := range []string{"Đất đai", "Dân số", "Ẩm thực", "Ăn uống", "Zô-na", "Đa dạng", "Ân xá", "Tỉnh 10", "Tỉnh 2"} {
		c.publish(dataset(catalog.Slug('a'+rune(i)), title, "Title "+string(rune('z'-i))), start.AddDate(0, 0, i))
	}
	x := openCaughtUp(t, c)
	for _, test := range []struct {
		name string
		r    search.Request
		want []string
	}{
		{"empty text: newest first", search.Request{}, []string{"i", "h", "g", "f", "e", "d", "c", "b", "a"}},
		{"empty text by relevance: the same", search.Request{Sort: search.SortRelevance}, []string{"i", "h", "g", "f", "e", "d", "c", "b", "a"}},
		{"titles in the order of the Vietnamese dictionary", search.Request{Sort: search.SortTitle}, []string{"d", "c", "g", "b", "f", "a", "i", "h", "e"}},
		{"titles in English", search.Request{Sort: search.SortTitle, Lang: catalog.English}, []string{"i", "h", "g", "f", "e", "d", "c", "b", "a"}},
		{"a page", search.Request{Offset: 2, Limit: 3}, []string{"g", "f", "e"}},
		{"the last page", search.Request{Offset: 7, Limit: 3}, []string{"b", "a"}},
		{"beyond the last page", search.Request{Offset: 50}, nil},
		{"equal scores: newest first", search.Request{Text: "title"}, []string{"i", "h", "g", "f", "e", "d", "c", "b", "a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := find(t, x, test.r)
			if diff := cmp.Diff(test.want, slugs(r)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if r.Total != 9 {
				t.Errorf("total = %d, want 9", r.Total)
			}
		})
	}
}

func TestPagesJoinToTheWhole(t *testing.T) {
	x := openFixture(t)
	whole := slugs(find(t, x, search.Request{Text: "số", Limit: 100}))
	for size := 1; size <= 7; size++ {
		var joined []string
		for offset := 0; offset < len(whole); offset += size {
			joined = append(joined, slugs(find(t, x, search.Request{Text: "số", Limit: size, Offset: offset}))...)
		}
		if diff := cmp.Diff(whole, joined); diff != "" {
			t.Errorf("pages of %d (-whole +joined):\n%s", size, diff)
		}
	}
}

func TestWrongRequestsSayWhatIsWrong(t *testing.T) {
	x := openFixture(t)
	for _, test := range []struct {
		field string
		r     search.Request
	}{
		{"colour", search.Request{Filters: map[string][]string{"colour": {"red"}}}},
		{"sort", search.Request{Sort: "best"}},
		{"limit", search.Request{Limit: search.MaxLimit + 1}},
		{"limit", search.Request{Limit: -1}},
		{"offset", search.Request{Offset: -1}},
	} {
		_, err := x.Search(t.Context(), test.r)
		e, ok := errors.AsType[*catalog.Error](err)
		if !ok || !errors.Is(err, catalog.ErrInvalid) || len(e.Fields) != 1 || e.Fields[0].Field != test.field {
			t.Errorf("Search(%+v): err = %v, want an invalid %s", test.r, err, test.field)
		}
	}
}
