package profile_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/publisher/profile"
	"nguon/publisher/table"
)

// input is an inspected file.
type input struct {
	path string
	plan *table.Plan
}

func inspect(t testing.TB, text string) input {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	plan, err := table.Inspect(t.Context(), path, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return input{path, plan}
}

// profiled returns the statistics of all columns.
func (in input) profiled(t testing.TB) []catalog.Stats {
	t.Helper()
	p := profile.New(in.plan)
	_, err := table.Convert(t.Context(), in.plan, &bytes.Buffer{}, table.ConvertOptions{OnBatch: func(b *table.Batch) error {
		p.Add(b)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return p.Stats()
}

func bin(from, until float64, n int64) catalog.Bin {
	return catalog.Bin{From: from, Until: until, Count: n}
}

func ptr[T any](v T) *T { return &v }

func TestStats(t *testing.T) {
	for _, test := range []struct {
		name, cells string // separated by bars
		want        catalog.Stats
	}{
		{"integers", "3|1||2|3", catalog.Stats{Nulls: 1, Distinct: 3, Exact: true, Min: ptr("1"), Max: ptr("3"), Mean: ptr(2.25),
			Histogram: []catalog.Bin{bin(1, 2, 1), bin(2, 3, 1), bin(3, 4, 2)},
			Top:       []catalog.ValueCount{{Value: "3", Count: 2}, {Value: "1", Count: 1}, {Value: "2", Count: 1}}}},
		{"integers far apart", "-9000000000|9000000000", catalog.Stats{Distinct: 2, Exact: true, Min: ptr("-9000000000"), Max: ptr("9000000000"), Mean: ptr(0.0),
			Histogram: spread(-9e9, 900000001, 20, 0, 19), Top: []catalog.ValueCount{{Value: "-9000000000", Count: 1}, {Value: "9000000000", Count: 1}}}},
		{"numbers", "0.5|1.5|-0|0.0", catalog.Stats{Distinct: 3, Exact: true, Min: ptr("0"), Max: ptr("1.5"), Mean: ptr(0.5),
			Histogram: func() []catalog.Bin { b := spread(0, 0.075, 20, 6, 19); b[0].Count = 2; return b }(),
			Top:       []catalog.ValueCount{{Value: "0", Count: 2}, {Value: "0.5", Count: 1}, {Value: "1.5", Count: 1}}}},
		{"days", "2025-07-01|2025-07-02|", catalog.Stats{Nulls: 1, Distinct: 2, Exact: true, Min: ptr("2025-07-01"), Max: ptr("2025-07-02"),
			Histogram: []catalog.Bin{bin(1751328000, 1751414400, 1), bin(1751414400, 1751500800, 1)},
			Top:       []catalog.ValueCount{{Value: "2025-07-01", Count: 1}, {Value: "2025-07-02", Count: 1}}}},
		{"instants", "2025-07-01T10:00:00.5Z|2025-07-01T10:00:00.5Z", catalog.Stats{Distinct: 1, Exact: true, Min: ptr("2025-07-01T10:00:00.5Z"), Max: ptr("2025-07-01T10:00:00.5Z"),
			Histogram: []catalog.Bin{bin(1751364000.5, 1751364000.500001, 2)}, Top: []catalog.ValueCount{{Value: "2025-07-01T10:00:00.5Z", Count: 2}}}},
		{"truths", "có|không|có|", catalog.Stats{Nulls: 1, Distinct: 2, Exact: true, Min: ptr("false"), Max: ptr("true"),
			Top: []catalog.ValueCount{{Value: "true", Count: 2}, {Value: "false", Count: 1}}}},
		{"texts", "b|a|b|é", catalog.Stats{Distinct: 3, Exact: true, Min: ptr("a"), Max: ptr("é"),
			Top: []catalog.ValueCount{{Value: "b", Count: 2}, {Value: "a", Count: 1}, {Value: "é", Count: 1}}}},
		{"nothing", "|", catalog.Stats{Nulls: 2, Exact: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := inspect(t, "a\tb\n"+strings.ReplaceAll(test.cells, "|", "\tx\n")+"\tx\n")
			if d := cmp.Diff(test.want, in.profiled(t)[0]); d != "" {
				t.Errorf("stats (-want +got):\n%s", d)
			}
		})
	}
}

// spread makes n bins with one value in each of those that are named.
func spread(from, width float64, n int, filled ...int) []catalog.Bin {
	bins := make([]catalog.Bin, n)
	for i := range bins {
		bins[i] = catalog.Bin{From: from + float64(i)*width, Until: from + float64(i+1)*width}
	}
	for _, i := range filled {
		bins[i].Count = 1
	}
	return bins
}

// random has columns of few and of many distinct values, in several batches.
func random(rows int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("few,wide,real,code,word,t\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,%d,%d.%06d,K%08d,w%d,2025-01-01 00:%02d:%02d\n", r.IntN(500), r.IntN(1e9), r.IntN(1000), r.IntN(1e6), i, r.IntN(700), r.IntN(60), r.IntN(60))
	}
	return b.String()
}

func TestManyDistinctValuesAreEstimated(t *testing.T) {
	const rows = 60_000
	in := inspect(t, random(rows))
	stats := in.profiled(t)
	for i, want := range []struct {
		distinct float64
		exact    bool
	}{{500, true}, {rows, false}, {rows, false}, {rows, false}, {700, true}, {3600, true}} {
		got := stats[i]
		if got.Exact != want.exact || math.Abs(float64(got.Distinct)-want.distinct) > 0.03*want.distinct {
			t.Errorf("column %d: %d distinct values (exact: %v), want %v", i, got.Distinct, got.Exact, want)
		}
		if (len(got.Top) > 0) != (want.exact && want.distinct <= 1000) {
			t.Errorf("column %d: %d frequent values", i, len(got.Top))
		}
		sum := int64(0)
		for _, b := range got.Histogram {
			sum += b.Count
		}
		if sum != rows && got.Histogram != nil {
			t.Errorf("column %d: bins of %d values", i, sum)
		}
	}
	if got := stats[3]; *got.Min != "K00000000" || *got.Max != "K00059999" {
		t.Errorf("codes from %s to %s", *got.Min, *got.Max)
	}
}

func TestSameBatchesGiveTheSameStats(t *testing.T) {
	in := inspect(t, random(60_000))
	if d := cmp.Diff(in.profiled(t), in.profiled(t)); d != "" {
		t.Errorf("second run (-first +second):\n%s", d)
	}
}

func TestLongTextsAreNotPublished(t *testing.T) {
	in := inspect(t, "a,b\n"+strings.Repeat("x", 1000)+",1\nshort,2\n")
	got := in.profiled(t)[0]
	if got.Max != nil || got.Top != nil || *got.Min != "short" || got.Distinct != 2 {
		t.Errorf("stats %+v", got)
	}
}

func BenchmarkAdd(b *testing.B) {
	const rows = 100_000
	in := inspect(b, random(rows))
	var batches []*table.Batch
	_, err := table.Convert(b.Context(), in.plan, &bytes.Buffer{}, table.ConvertOptions{OnBatch: func(t *table.Batch) error {
		batches = append(batches, t.Clone())
		return nil
	}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p := profile.New(in.plan)
		for _, batch := range batches {
			p.Add(batch)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
