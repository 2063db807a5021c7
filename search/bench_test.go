package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

// generated returns a catalogue of n datasets whose texts are put together
// from those of the fixture, so that words are about as frequent as in life.
func generated(tb testing.TB, n int) *fakeCatalogue {
	tb.Helper()
	base := fixture(tb)
	random := rand.New(rand.NewPCG(1, 2))
	var models []catalog.Dataset
	for _, d := range base.datasets {
		models = append(models, d)
	}
	slices.SortFunc(models, func(a, b catalog.Dataset) int { return strings.Compare(string(a.Slug), string(b.Slug)) })
	pick := func() catalog.Dataset { return models[random.IntN(len(models))] }
	provinces := []string{"Hà Nội", "An Giang", "Đà Nẵng", "Cần Thơ", "Huế", "Lào Cai", "Cà Mau", "Đồng Nai", "Gia Lai", "Sơn La"}
	c := newFakeCatalogue()
	c.agencies = base.agencies
	for i := range n {
		d, other, third := pick(), pick(), pick()
		releases := base.releases[d.Slug]
		place := provinces[random.IntN(len(provinces))]
		d.Slug = catalog.Slug(fmt.Sprintf("%s-%d", d.Slug, i))
		d.Title.Vi = fmt.Sprintf("%s %s %d", d.Title.Vi, place, 1990+i%36)
		d.Title.En = fmt.Sprintf("%s, %s %d", d.Title.En, place, 1990+i%36)
		d.Agency, d.Licence, d.Frequency = other.Agency, other.Licence, third.Frequency
		d.Themes = []string{d.Themes[0], third.Themes[0]}
		d.Description.Vi += " " + other.Description.Vi + " " + third.Description.Vi
		d.Description.En += " " + other.Description.En + " " + third.Description.En
		c.publish(d, start.Add(time.Duration(i)*time.Minute), releases[0].Tables...)
	}
	return c
}

var benchmarked = sync.OnceValue(func() *fakeCatalogue { return generated(&testing.B{}, 10_000) })

// BenchmarkSearch answers typical queries, with all facets and a page of 20
// with snippets, over 10,000 datasets.
func BenchmarkSearch(b *testing.B) {
	x := openCaughtUp(b, benchmarked())
	for _, test := range []struct {
		name string
		r    search.Request
	}{
		{"one-word", search.Request{Text: "rừng"}},
		{"two-words-without-marks", search.Request{Text: "dan so"}},
		{"two-words", search.Request{Text: "dân số "}},
		{"frequent-words", search.Request{Text: "so tinh "}},
		{"prefix", search.Request{Text: "th"}},
		{"letter", search.Request{Text: "t"}},
		{"phrase", search.Request{Text: `"tai nạn giao thông"`}},
		{"english", search.Request{Text: "rice exports by market"}},
		{"facet-page", search.Request{Filters: map[string][]string{"agency": {"NSO"}, "theme": {"economy", "health"}}}},
		{"all-by-title", search.Request{Sort: search.SortTitle}},
		{"nothing", search.Request{Text: "earthquakke"}},
	} {
		b.Run("datasets=10000/query="+test.name, func(b *testing.B) {
			b.ReportAllocs()
			total := find(b, x, test.r).Total
			var took []time.Duration
			for b.Loop() {
				took = append(took, find(b, x, test.r).Elapsed)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(total), "found")
		})
	}
}

// BenchmarkRebuild indexes 10,000 datasets.
func BenchmarkRebuild(b *testing.B) {
	c := benchmarked()
	for b.Loop() {
		if err := search.Rebuild(b.Context(), b.TempDir(), c, search.Options{}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(c.datasets)*b.N)/b.Elapsed().Seconds(), "datasets/s")
}

// BenchmarkOpen opens an index of 10,000 datasets.
func BenchmarkOpen(b *testing.B) {
	c, dir := benchmarked(), b.TempDir()
	if err := search.Rebuild(b.Context(), dir, c, search.Options{}, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		x, err := search.Open(dir, c, search.Options{})
		if err != nil {
			b.Fatal(err)
		}
		x.Close()
	}
}
