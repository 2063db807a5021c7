package search_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

// used returns options with the calls of datasets.
func used(calls map[catalog.Slug]int64) search.Options {
	return search.Options{Use: func(context.Context) (map[catalog.Slug]int64, error) { return calls, nil }}
}

func TestUsePartsOnlyResultsThatAreAlikeInAllElse(t *testing.T) {
	c := newFakeCatalogue()
	for i, slug := range []catalog.Slug{"a", "b", "c", "d"} {
		d := dataset(slug, "Giá điện", "Price of power")
		c.publish(d, start.Add(time.Duration(i)*time.Minute))
	}
	long := dataset("long", "Giá điện và nhiều thứ khác nữa theo tháng", "Price of power and of many other things by month")
	c.publish(long, start)
	old := dataset("old", "Giá điện", "Price of power")
	c.publish(old, start.AddDate(0, -6, 0))
	for _, test := range []struct {
		name  string
		calls map[catalog.Slug]int64
		want  string
	}{
		{"nothing is known: the newest first", nil, "d c b a old long"},
		{"the most used first", map[catalog.Slug]int64{"a": 5000, "c": 70}, "a c d b old long"},
		{"by powers of two", map[catalog.Slug]int64{"a": 1900, "d": 1100, "b": 1023}, "d a b c old long"},
		{"after freshness", map[catalog.Slug]int64{"old": 1 << 40}, "d c b a old long"},
		{"never over a better score", map[catalog.Slug]int64{"long": 1 << 40}, "d c b a old long"},
		{"less than none is none", map[catalog.Slug]int64{"a": -3, "gone": 7}, "d c b a old long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := open(t, t.TempDir(), c, used(test.calls))
			if err := x.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			// A word of the description too, so that no title is the whole text.
			r := find(t, x, search.Request{Text: "giá điện mô tả", Explain: true})
			if got := strings.Join(slugs(r), " "); got != test.want {
				t.Errorf("order %s, want %s", got, test.want)
			}
			if !strings.Contains(r.Hits[0].Explain, "then the most used") {
				t.Errorf("the explanation does not tell of use:\n%s", r.Hits[0].Explain)
			}
		})
	}
}

// Whatever the use, results stand in the order of their scores, after those
// whose title was typed.
func TestUseNeverLiftsADatasetOverABetterScore(t *testing.T) {
	c := fixture(t)
	plain := openCaughtUp(t, c)
	random := rand.New(rand.NewPCG(5, 8))
	for round := range 5 {
		calls := make(map[catalog.Slug]int64)
		for slug := range c.datasets {
			calls[slug] = int64(random.Uint64() >> random.IntN(60) >> 1)
		}
		x := open(t, t.TempDir(), c, used(calls))
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"dân số", "sản lượng", "giá", "điện", "province", "so", "Việc làm", "annual", "theo tỉnh"} {
			request := search.Request{Text: text, Limit: 100}
			got, want := find(t, x, request), find(t, plain, request)
			scores := make(map[catalog.Slug]float64)
			for _, h := range want.Hits {
				scores[h.Slug] = h.Score
			}
			for i, h := range got.Hits {
				if h.Score != scores[h.Slug] {
					t.Errorf("round %d, %q: use changes the score of %s from %v to %v", round, text, h.Slug, scores[h.Slug], h.Score)
				}
				if i > 1 && h.Score > got.Hits[i-1].Score { // the first may be there for its title
					t.Errorf("round %d, %q: %s with score %v stands behind one with %v", round, text, h.Slug, h.Score, got.Hits[i-1].Score)
				}
			}
			if len(got.Hits) > 0 && got.Hits[0].Slug != want.Hits[0].Slug && want.Hits[0].Score != got.Hits[0].Score {
				t.Errorf("round %d, %q: use puts %s in place of %s", round, text, got.Hits[0].Slug, want.Hits[0].Slug)
			}
		}
	}
}

func TestUseThatCannotBeReadChangesNothing(t *testing.T) {
	c, asked := fixture(t), 0
	now := &clock{now: start.AddDate(1, 0, 0)}
	x := open(t, t.TempDir(), c, search.Options{Now: now.Now, Use: func(context.Context) (map[catalog.Slug]int64, error) {
		asked++
		return nil, errors.New("the counter is down")
	}})
	for range 3 {
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times within an hour, want 1", asked)
	}
	now.set(now.Now().Add(time.Hour))
	if err := x.CatchUp(t.Context()); err != nil || asked != 2 {
		t.Errorf("asked %d times after an hour, %v; want 2", asked, err)
	}
	want := find(t, openCaughtUp(t, c), search.Request{Text: "sản lượng"})
	if got := find(t, x, search.Request{Text: "sản lượng"}); fmt.Sprint(slugs(got)) != fmt.Sprint(slugs(want)) || !slices.Contains(slugs(got), "thuy-san") {
		t.Errorf("finds %q, want %q", slugs(got), slugs(want))
	}
}
