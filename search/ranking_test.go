//go:build !race

package search_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"nguon/catalog"
	"nguon/search"
)

// texts that find a part of the generated catalogue in many ways.
var manyWays = []string{
	"dân số", "dan so", "số liệu ", "so lieu", "t", "th", "population by province", "GDP", "lúa năm", "theo tinh",
	"tai nạn giao thông", `"tai nạn" -hà`, "column:năm", "exact:dân", "giáo dục sở", "2019 2020",
}

// TestAFewHitsAreTheFirstOfAll compares pages for which most datasets need not
// be scored with those that need all of them: were one left out that belongs to
// the first page, it would be nowhere, and another one twice.
func TestAFewHitsAreTheFirstOfAll(t *testing.T) {
	x := openGenerated(t, 3000)
	pruned := false
	for _, text := range manyWays {
		seen := make(map[catalog.Slug]bool)
		r := search.Request{Text: text, Limit: 20}
		last := -1.0
		for {
			page := find(t, x, r)
			pruned = pruned || page.Scored < page.Total
			for i, h := range page.Hits {
				if seen[h.Slug] {
					t.Errorf("%q: %s is found twice, again at %d", text, h.Slug, r.Offset+i)
				}
				if seen[h.Slug] = true; last >= 0 && h.Score > last {
					t.Errorf("%q: hit %d scores %v, after %v", text, r.Offset+i, h.Score, last)
				}
				last = h.Score
			}
			if r.Offset += len(page.Hits); len(page.Hits) == 0 || r.Offset >= page.Total {
				if len(seen) != page.Total {
					t.Errorf("%q: %d hits on all pages of %d", text, len(seen), page.Total)
				}
				break
			}
			r.Limit = search.MaxLimit
		}
	}
	if !pruned {
		t.Error("every page has scored all that it found")
	}
}

// TestWorkGrowsLessThanTheCatalogue counts, since times vary.
func TestWorkGrowsLessThanTheCatalogue(t *testing.T) {
	const times, most = 4, 2
	few, many := openGenerated(t, 2500), openGenerated(t, 2500*times)
	scored := func(x *search.Index) (all, total int) {
		for _, text := range manyWays {
			r := find(t, x, search.Request{Text: text})
			all, total = all+r.Scored, total+r.Total
		}
		return all, total
	}
	before, beforeOf := scored(few)
	after, afterOf := scored(many)
	if afterOf < beforeOf*(times-1) {
		t.Fatalf("%d hits became %d", beforeOf, afterOf)
	}
	if after > most*before {
		t.Errorf("of %d hits %d were scored, and of %d %d", beforeOf, before, afterOf, after)
	}
}

// TestASearchThatNobodyWaitsForStops ends the context at one step after the
// other.
func TestASearchThatNobodyWaitsForStops(t *testing.T) {
	x := openGenerated(t, 2000)
	for _, test := range []struct {
		name string
		r    search.Request
	}{
		{"words", search.Request{Text: "dân số tỉnh"}},
		{"one letter", search.Request{Text: "t"}},
		{"a phrase", search.Request{Text: `"tai nạn giao thông"`}},
		{"a minus", search.Request{Text: "-lúa"}},
		{"mistakes of typing", search.Request{Text: "tai nnạn giao thong"}},
		{"close ones", search.Request{Text: "dân số xyzzyx"}},
		{"by title", search.Request{Sort: search.SortTitle, Lang: catalog.English}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for steps := int64(1); ; steps += 1 + steps/4 {
				ctx := &ending{Context: t.Context()}
				ctx.steps.Store(steps)
				_, err := x.Search(ctx, test.r)
				if err == nil {
					if steps < 4 {
						t.Errorf("it looks only %d times whether it should stop", steps)
					}
					break
				}
				if !errors.Is(err, context.Canceled) {
					t.Fatalf("err = %v", err)
				}
			}
		})
	}
}

// An ending is a context that ends when it was asked a number of times.
type ending struct {
	context.Context
	steps atomic.Int64
}

func (e *ending) Err() error {
	if e.steps.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}
