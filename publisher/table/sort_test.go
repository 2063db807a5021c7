package table

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// unsorted is a table with few different keys, some of them missing.
func unsorted(rows int) string {
	r := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	b.WriteString("name,n,x,day,row\n")
	for i := range rows {
		name := []string{"", "An", "Bình", "\"a\nb\"", "Ánh"}[r.IntN(5)]
		fmt.Fprintf(&b, "%s,%d,%.1f,2025-01-%02d,%d\n", name, r.IntN(20)-10, r.Float64()-0.5, 1+r.IntN(28), i)
	}
	return b.String()
}

func sortedRows(t *testing.T, plan *Plan, key []string) ([][]string, *Written) {
	t.Helper()
	var got [][]string
	var out bytes.Buffer
	w, err := Convert(t.Context(), plan, &out, ConvertOptions{Key: key, Sort: true, OnBatch: func(b *Batch) error {
		if b.First != int64(len(got)) {
			t.Errorf("batch begins with row %d, want %d", b.First, len(got))
		}
		for i := range b.Rows {
			var row []string
			for j := range b.Columns {
				row = append(row, b.Columns[j].text(i))
			}
			got = append(got, row)
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(t.Context(), bytes.NewReader(out.Bytes()), int64(out.Len()), w, nil); err != nil {
		t.Fatal(err)
	}
	return got, w
}

func TestRowsAreSortedByTheirKey(t *testing.T) {
	_, plan := mustInspect(t, unsorted(20_000), Options{chunk: 10_000})
	want, _ := published(t, plan)
	number := func(s string) (f float64) {
		if _, err := fmt.Sscan(s, &f); err != nil {
			t.Error(err)
		}
		return f
	}
	slices.SortStableFunc(want, func(a, b []string) int {
		return cmp.Or(cmp.Compare(boolRank(a[0] == "∅"), boolRank(b[0] == "∅")), strings.Compare(a[0], b[0]),
			cmp.Compare(number(a[1]), number(b[1])), cmp.Compare(number(a[2]), number(b[2])))
	})
	got, w := sortedRows(t, plan, []string{"name", "n", "x"})
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("rows (-want +got):\n%s", d[:min(len(d), 2000)])
	}
	if !w.Sorted {
		t.Error("sorted rows are not known to be")
	}
}

// However many runs there are, and however they are merged, the rows are those
// that one sort in memory gives.
func TestSortedRunsMergeToTheSameOrder(t *testing.T) {
	_, plan := mustInspect(t, unsorted(3000), Options{chunk: 4000})
	want, _ := sortedRows(t, plan, []string{"name", "n"})
	for _, width := range []int{2, 3, 100} {
		s := newSorter(plan, []string{"name", "n"}, t.TempDir())
		s.limit, s.width = 3000, width
		if _, err := Convert(t.Context(), plan, io.Discard, ConvertOptions{OnBatch: s.add}); err != nil {
			t.Fatal(err)
		}
		all := &Batch{Columns: make([]Vector, len(plan.Columns))}
		for i := range all.Columns {
			all.Columns[i].reset(plan.Columns[i].Type)
		}
		err := s.each(t.Context(), func(row []byte) error {
			all.addRow(row)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.runs == nil || s.close() != nil {
			t.Fatal("nothing was spilled: the test shows nothing")
		}
		var got [][]string
		for i := range all.Rows {
			var row []string
			for j := range all.Columns {
				row = append(row, all.Columns[j].text(i))
			}
			got = append(got, row)
		}
		if d := gocmp.Diff(want, got); d != "" {
			t.Errorf("%d runs at a time (-want +got):\n%s", width, d[:min(len(d), 2000)])
		}
	}
}

func TestOrderOfTheInputIsNoticed(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       bool
	}{
		{"in order", "k,v\n1,x\n1,y\n2,x\n10,x\n", true},
		{"one row too late", "k,v\n1,x\n1,y\n10,x\n2,x\n", false},
		{"the second column of the key", "k,v\n1,y\n1,x\n2,x\n", false},
		{"missing values last", "k,v\n-5,x\n3,x\n,x\n", true},
		{"a missing value before", "k,v\n3,x\n,x\n4,x\n", false},
	} {
		for _, chunk := range []int{4, 1 << 20} {
			_, plan := mustInspect(t, test.text, Options{chunk: chunk})
			w, err := Convert(t.Context(), plan, io.Discard, ConvertOptions{Key: []string{"k", "v"}})
			if err != nil {
				t.Fatal(err)
			}
			if w.Sorted != test.want {
				t.Errorf("%s, chunks of %d bytes: sorted %v", test.name, chunk, w.Sorted)
			}
		}
	}
}

// The order of the bytes of a key is that of its values, whatever they are.
func FuzzKeyOrder(f *testing.F) {
	f.Add("a", "b", int64(1), int64(-1), 0.5, -0.5)
	f.Add("a\x00b", "a", int64(0), int64(0), 0.0, 1e300)
	f.Fuzz(func(t *testing.T, s1, s2 string, i1, i2 int64, f1, f2 float64) {
		if f1 != f1 || f2 != f2 {
			return
		}
		b := &Batch{Rows: 2, Columns: []Vector{
			{Type: String, Data: []byte(s1 + s2), Ends: []uint32{uint32(len(s1)), uint32(len(s1) + len(s2))}},
			{Type: Integer, Ints: []int64{i1, i2}}, {Type: Number, Floats: []float64{f1, f2}},
		}}
		keys := []int{0, 1, 2}
		want := cmp.Or(strings.Compare(s1, s2), cmp.Compare(i1, i2), cmp.Compare(f1, f2))
		if got := bytes.Compare(appendKey(nil, b, keys, 0), appendKey(nil, b, keys, 1)); got != want {
			t.Errorf("bytes compare as %d, values as %d", got, want)
		}
		if got := compareRows(b, keys, 0, 1); got != want {
			t.Errorf("rows compare as %d, values as %d", got, want)
		}
	})
}
