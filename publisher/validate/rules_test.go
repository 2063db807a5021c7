package validate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/publisher/table"
)

// loaded is a CSV text as columns and batches, with its Parquet file.
type loaded struct {
	columns []catalog.Column
	batches []*table.Batch
	parquet string
}

func load(t testing.TB, text string) loaded {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "in.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	plan, err := table.Inspect(t.Context(), path, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := loaded{parquet: filepath.Join(dir, "out.parquet")}
	for _, c := range plan.Columns {
		l.columns = append(l.columns, catalog.Column{Name: c.Name, Source: c.Source, Type: catalog.Type(c.Type), Digits: c.Digits, Scale: c.Scale})
	}
	out, err := os.Create(l.parquet)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := table.Convert(t.Context(), plan, out, table.ConvertOptions{OnBatch: func(b *table.Batch) error {
		l.batches = append(l.batches, b.Clone())
		return nil
	}}); err != nil {
		t.Fatal(err)
	}
	return l
}

func ptr[T any](v T) *T { return &v }

// check applies constraints to the first column of a text.
func check(t *testing.T, text string, c Constraints) []table.Problem {
	t.Helper()
	l := load(t, text)
	asked := make([]Constraints, len(l.columns))
	asked[0] = c
	r, problems := NewRules(l.columns, asked, t.TempDir())
	defer r.Close()
	for _, b := range l.batches {
		if err := r.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	found, err := r.Problems()
	if err != nil {
		t.Fatal(err)
	}
	return append(problems, found...)
}

func TestRulesFindTheValuesThatBreakThem(t *testing.T) {
	for _, test := range []struct {
		name  string
		cells string // of the first column, divided by bars
		asked Constraints
		want  string // code, count, and value@row of each place
	}{
		{"required", "a||b|", Constraints{Required: true}, "missing-value 2 @2 @4"},
		{"required and all there", "a|b", Constraints{Required: true}, ""},
		{"minimum of integers", "5|-1||4", Constraints{Minimum: "0"}, "below-minimum 1 -1@2"},
		{"missing values are not zero", "5||7", Constraints{Minimum: "1"}, ""},
		{"minimum between integers", "0|1", Constraints{Minimum: "0.5"}, "below-minimum 1 0@1"},
		{"maximum between integers", "0|1|2", Constraints{Maximum: "1.5"}, "above-maximum 1 2@3"},
		{"the bound is allowed", "1|2|3", Constraints{Minimum: "1", Maximum: "3"}, ""},
		{"bound beyond all integers", "1|2", Constraints{Maximum: "99999999999999999999"}, ""},
		{"maximum of decimals", "1.25|1.26|-3.00", Constraints{Maximum: "1.25"}, "above-maximum 1 1.26@2"},
		{"small negative decimal", "-0.05|0.05", Constraints{Minimum: "0"}, "below-minimum 1 -0.05@1"},
		{"numbers", "1e-7|3e9|2e0", Constraints{Maximum: "2"}, "above-maximum 1 3000000000@2"},
		{"days", "2026-01-01|2025-12-31", Constraints{Minimum: "2026-01-01"}, "below-minimum 1 2025-12-31@2"},
		{"days of a year", "2026-01-01|2025-12-31", Constraints{Minimum: "2026"}, "below-minimum 1 2025-12-31@2"},
		{"instants", "2026-01-01T00:00:00Z|2026-01-02T00:00:00.5Z", Constraints{Maximum: "2026-01-02T07:00:00+07:00"}, "above-maximum 1 2026-01-02T00:00:00.5Z@2"},
		{"shortest", "ữ|ab|abc|", Constraints{MinLength: ptr(2)}, "too-short 1 ữ@1"},
		{"longest, in characters", "ữữ|abc|ab", Constraints{MaxLength: ptr(2)}, "too-long 1 abc@2"},
		{"pattern of the whole value", "K01|xK01|K1|K01", Constraints{Pattern: `K\d{2}`}, "pattern-broken 2 xK01@2 K1@3"},
		{"alternatives are of the whole value", "a|ab|b", Constraints{Pattern: `a|b`}, "pattern-broken 1 ab@2"},
		{"enum of texts", "đỏ|xanh|vàng|xanh", Constraints{Enum: []string{"đỏ", "vàng"}}, "not-in-enum 2 xanh@2 xanh@4"},
		{"enum composed otherwise", "đo\u0309|vàng", Constraints{Enum: []string{"đỏ", "vàng"}}, ""},
		{"enum of integers", "1|2||3", Constraints{Enum: []string{"1", "3"}}, "not-in-enum 1 2@2"},
		{"enum of decimals", "1.50|2.25", Constraints{Enum: []string{"1.5"}}, "not-in-enum 1 2.25@2"},
		{"enum of truths", "true|false|", Constraints{Enum: []string{"true"}}, "not-in-enum 1 false@2"},
		{"unique", "7|8||7||7", Constraints{Unique: true}, "not-unique 2 @4 @6"},
		{"two rules", "1|9", Constraints{Required: true, Maximum: "5", Unique: true}, "above-maximum 1 9@2"},
		{"pattern of numbers", "1|2", Constraints{Pattern: "1"}, "bad-constraint 1"},
		{"bound of texts", "a|b", Constraints{Minimum: "1"}, "bad-constraint 1"},
		{"bound that is no number", "1|2", Constraints{Maximum: "many"}, "bad-constraint 1"},
		{"pattern that is none", "a|b", Constraints{Pattern: "("}, "bad-constraint 1"},
		{"pattern of endless work", "a|b", Constraints{Pattern: "((a{100}){100}){100}"}, "bad-constraint 1"},
		{"enum of another type", "1|2", Constraints{Enum: []string{"x"}}, "bad-constraint 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range check(t, "a,b\n"+strings.ReplaceAll(test.cells, "|", ",x\n")+",x\n", test.asked) {
				s := fmt.Sprintf("%s %d", p.Code, p.Count)
				for _, at := range p.Spots {
					s += fmt.Sprintf(" %s@%d", at.Value, at.Got)
				}
				if p.Severity != table.Refusal || p.Column != "a" {
					t.Errorf("severity %v, column %q", p.Severity, p.Column)
				}
				got = append(got, s)
			}
			if d := cmp.Diff(test.want, strings.Join(got, "; ")); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestPlacesAreBoundedAndCountsAreExact(t *testing.T) {
	found := check(t, "a,b\n"+strings.Repeat("7,x\n", 5000), Constraints{Maximum: "6"})
	if len(found) != 1 || found[0].Count != 5000 || len(found[0].Spots) != maxSpots || found[0].Spots[99].Got != 100 {
		t.Errorf("got %v with %d places", found, len(found[0].Spots))
	}
}

func TestDurationsAreReadAsISO8601(t *testing.T) {
	for text, want := range map[string]int64{
		"PT1H30M": 5400e6, "P1DT1S": 86401e6, "PT0.5S": 5e5, "-PT1M": -60e6, "P2W": 14 * 86400e6,
	} {
		if got, ok := duration(text); !ok || got != want {
			t.Errorf("duration(%q) = %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "P", "PT", "P1Y", "1H", "PT1H30", "-P"} {
		if _, ok := duration(text); ok {
			t.Errorf("duration(%q) is taken", text)
		}
	}
}

// A bound holds as arithmetic says, whatever the scale of the column.
func FuzzBoundsOfDecimals(f *testing.F) {
	f.Add("1.25", 2)
	f.Add("-0.05", 1)
	f.Add("99999999999999999999.9", 0)
	f.Fuzz(func(t *testing.T, s string, scale int) {
		col := &catalog.Column{Type: catalog.Decimal, Scale: int(uint(scale) % 19)}
		l, exact, ok := bound(col, s)
		if !ok {
			return
		}
		if exact != (l.floor == l.ceil) && l.floor > -1<<63 && l.ceil < 1<<63-1 || l.ceil < l.floor {
			t.Errorf("bound(%q): %+v, exact: %v", s, l, exact)
		}
		if back, again, _ := bound(col, decimalText(l.floor, col.Scale)); !again || back.floor != l.floor {
			t.Errorf("%q is written %q, which is read as %d instead of %d", s, decimalText(l.floor, col.Scale), back.floor, l.floor)
		}
	})
}

// million is a batch of a million integers and texts.
func million() *table.Batch {
	const rows = 1_000_000
	b := &table.Batch{Rows: rows, Columns: []table.Vector{{Type: table.Integer}, {Type: table.String}}}
	for i := range rows {
		b.Columns[0].Ints = append(b.Columns[0].Ints, int64(i%1000))
		b.Columns[1].Data = fmt.Appendf(b.Columns[1].Data, "K%03d", i%1000)
		b.Columns[1].Ends = append(b.Columns[1].Ends, uint32(len(b.Columns[1].Data)))
	}
	return b
}

func BenchmarkRules(b *testing.B) {
	columns := []catalog.Column{{Name: "n", Type: catalog.Integer}, {Name: "word", Type: catalog.String}}
	batch := million()
	for _, bench := range []struct {
		rule  string
		asked []Constraints
	}{
		{"range", []Constraints{{Minimum: "0", Maximum: "999"}, {}}},
		{"length", []Constraints{{}, {MinLength: ptr(2), MaxLength: ptr(8)}}},
		{"pattern", []Constraints{{}, {Pattern: `K\d{3}`}}},
		{"unique", []Constraints{{Unique: true}, {}}},
	} {
		b.Run("rule="+bench.rule, func(b *testing.B) {
			for b.Loop() {
				r, _ := NewRules(columns, bench.asked, b.TempDir())
				if err := r.Add(batch); err != nil {
					b.Fatal(err)
				}
				if _, err := r.Problems(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(batch.Rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
