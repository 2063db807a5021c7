package search_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/search"
	"nguon/search/searchtest"
)

// benchSize is the number of datasets of the benchmarks: NGUON_BENCH_DATASETS,
// or a few thousand, so that they run in no time.
var benchSize = sync.OnceValue(func() int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("NGUON_BENCH_DATASETS"), "5000"))
	if err != nil || n < 1 {
		panic("NGUON_BENCH_DATASETS is no number of datasets")
	}
	return n
})

// benchDir is where the index of all benchmarks is built, once: in a folder of
// its own in NGUON_BENCH_INDEX, where it is kept for the next time, or in a
// temporary one.
var benchDir = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(cmp.Or(os.Getenv("NGUON_BENCH_INDEX"), temporaryDir), strconv.Itoa(benchSize()))
	if _, err := os.Stat(filepath.Join(dir, "current")); err == nil {
		return dir, nil
	}
	return dir, search.Rebuild(context.Background(), dir, searchtest.New(benchSize(), 1), search.Options{Within: within}, nil)
})

var temporaryDir = filepath.Join(os.TempDir(), fmt.Sprintf("nguon-bench-%d", os.Getpid()))

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(temporaryDir)
	os.Exit(code)
}

func openBenchmarked(b *testing.B) *search.Index {
	b.Helper()
	dir, err := benchDir()
	if err != nil {
		b.Fatal(err)
	}
	x := open(b, dir, searchtest.New(benchSize(), 1), search.Options{Within: within})
	if err := x.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	return x
}

// words are the queries of one and of two words that are measured.
var words = []string{
	"rừng", "lúa", "population", "viec lam", "dân số", "dan so", "giá đất", "an giang", "khai sinh", "air quality", "mã bệnh", "sở y tế ",
	"xuất khẩu", "CPI", "2019", "cà mau", "học sinh", "bệnh viện",
}

// BenchmarkSearch answers queries, with all facets and a page of 20 with
// snippets.
func BenchmarkSearch(b *testing.B) {
	x := openBenchmarked(b)
	type query struct {
		name string
		r    search.Request
	}
	queries := []query{
		{"frequent-words", search.Request{Text: "so lieu "}},
		{"three-frequent-words", search.Request{Text: "số liệu tỉnh "}},
		{"prefix", search.Request{Text: "th"}},
		{"letter", search.Request{Text: "t"}},
		{"phrase", search.Request{Text: `"tai nạn giao thông"`}},
		{"facet-page", search.Request{Filters: map[string][]string{"agency": {"H79"}, "theme": {"economy", "health"}}}},
		{"minus", search.Request{Text: "-lúa"}},
		{"all-by-title", search.Request{Sort: search.SortTitle}},
		{"deep-page", search.Request{Text: "so lieu ", Offset: 100_000}},
		{"500-words", search.Request{Text: strings.Repeat("số liệu dân số theo tỉnh thành phố năm ", 55) + "xyzzy"}},
		{"nothing", search.Request{Text: "earthquakke"}},
	}
	var mixed []search.Request
	for _, w := range words {
		mixed = append(mixed, search.Request{Text: w})
	}
	b.Run(fmt.Sprintf("datasets=%d/query=one-or-two-words", benchSize()), func(b *testing.B) { measure(b, x, mixed...) })
	for _, q := range queries {
		b.Run(fmt.Sprintf("datasets=%d/query=%s", benchSize(), q.name), func(b *testing.B) { measure(b, x, q.r) })
	}
}

// BenchmarkClients has 32 clients ask at once, each one query of one or two
// words after the other, and reports the memory of the process.
func BenchmarkClients(b *testing.B) {
	const clients = 32
	x := openBenchmarked(b)
	b.Run(fmt.Sprintf("datasets=%d/clients=%d", benchSize(), clients), func(b *testing.B) {
		var mu sync.Mutex
		var took []time.Duration
		for b.Loop() {
			var all sync.WaitGroup
			for i := range clients {
				all.Go(func() {
					for j := range words {
						began := time.Now()
						_, err := x.Search(b.Context(), search.Request{Text: words[(i+j)%len(words)]})
						mu.Lock()
						took = append(took, time.Since(began))
						if err != nil {
							b.Error(err)
						}
						mu.Unlock()
					}
				})
			}
			all.Wait()
		}
		b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "searches/s")
		b.ReportMetric(residentMB(), "process-MB")
		reportTimes(b, "", took)
	})
}

// residentMB returns the memory that the process has, pages of the index among
// it; 0 where the system does not tell.
func residentMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	kb, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "kB")), 64)
	return kb * 1024 / 1e6
}

// BenchmarkSuggest suggests for what is typed, letter by letter: with marks and
// without, in Vietnamese and in English, of one word and of several.
func BenchmarkSuggest(b *testing.B) {
	x := openBenchmarked(b)
	b.Run(fmt.Sprintf("datasets=%d", benchSize()), func(b *testing.B) {
		var took []time.Duration
		for b.Loop() {
			for _, text := range []string{"dân số trung bình", "y te", "chat luong khong khi ha noi", "tai nạn", "population of", "sở y tế", "so lieu", "thu nhap"} {
				for i := range text + " " {
					if i > 0 {
						began := time.Now()
						suggest(b, x, text[:i], 8)
						took = append(took, time.Since(began))
					}
				}
			}
		}
		reportTimes(b, "", took)
	})
}

// measure asks one request after the other, and reports the times.
func measure(b *testing.B, x *search.Index, rs ...search.Request) {
	b.ReportAllocs()
	for _, r := range rs {
		find(b, x, r)
	}
	var took []time.Duration
	for b.Loop() {
		for _, r := range rs {
			took = append(took, find(b, x, r).Elapsed)
		}
	}
	reportTimes(b, "", took)
}

func reportTimes(b *testing.B, name string, took []time.Duration) (median time.Duration) {
	slices.Sort(took)
	at := func(percent int) float64 { return float64(took[len(took)*percent/100].Microseconds()) / 1000 }
	b.ReportMetric(at(50), name+"p50-ms")
	b.ReportMetric(at(99), name+"p99-ms")
	return took[len(took)/2]
}

// BenchmarkOpen opens the index, with its checksums compared and its columns
// read, and reports the memory that it then holds.
func BenchmarkOpen(b *testing.B) {
	openBenchmarked(b).Close()
	dir, err := benchDir()
	if err != nil {
		b.Fatal(err)
	}
	before := heap()
	held := 0.0
	for b.Loop() {
		x, err := search.Open(dir, searchtest.New(benchSize(), 1), search.Options{Within: within})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		held = heap() - before
		x.Close()
		b.StartTimer()
	}
	b.ReportMetric(held, "heap-MB")
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}
