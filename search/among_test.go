//go:build !race

package search_test

import (
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/search"
)

// TestAmongLeavesOutOthersAlone compares searches among some datasets with what
// is left of the same searches among all.
func TestAmongLeavesOutOthersAlone(t *testing.T) {
	x := openGenerated(t, 400)
	for _, text := range []string{"", "dân số", "nước", "báo cáo năm 2024", "không có từ này ở đâu cả"} {
		for _, order := range []string{search.SortNewest, search.SortTitle, search.SortRelevance} {
			r := search.Request{Text: text, Sort: order, Limit: search.MaxLimit}
			all, err := x.Search(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			r.Among = []catalog.Slug{"no-such-dataset"}
			var want []catalog.Slug
			for i, h := range all.Hits {
				if i%3 == 0 {
					want = append(want, h.Slug)
				}
			}
			r.Among = append(r.Among, want...)
			some, err := x.Search(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			var got []catalog.Slug
			for _, h := range some.Hits {
				got = append(got, h.Slug)
			}
			if !slices.Equal(got, want) || some.Total != len(want) {
				t.Errorf("%q by %s among %d datasets: %d in all, %v, want %v", text, order, len(want), some.Total, got, want)
			}
		}
	}
}

// BenchmarkAmong is what a saved search costs when there are new releases.
func BenchmarkAmong(b *testing.B) {
	x := openGenerated(b, 10_000)
	all, err := x.Search(b.Context(), search.Request{Sort: search.SortNewest, Limit: 50})
	if err != nil {
		b.Fatal(err)
	}
	newest := search.Request{Text: "dân số", Sort: search.SortNewest, Limit: search.MaxLimit}
	among := newest
	for _, h := range all.Hits {
		among.Among = append(among.Among, h.Slug)
	}
	for name, r := range map[string]search.Request{"of=all": newest, "of=50": among} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(b.Context(), r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
