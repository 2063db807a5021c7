package rowset_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

func TestSetKeepsAllEntriesInMemoryAndOnDisk(t *testing.T) {
	for _, most := range []int{0, 1, 7, 100} {
		t.Run(fmt.Sprintf("in memory=%d", most), func(t *testing.T) {
			dir := t.TempDir()
			s := rowset.New(dir, most)
			random := rand.New(rand.NewPCG(1, 2))
			var want []rowset.Entry
			for i := range 300 {
				e := rowset.Entry{High: random.Uint64(), Low: random.Uint64N(3), Value: uint64(i)}
				want = append(want, e)
				if err := s.Add(e); err != nil {
					t.Fatal(err)
				}
			}
			var got []rowset.Entry
			for i := range rowset.Parts {
				part, err := s.Part(i)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, part...)
			}
			slices.SortFunc(want, rowset.Compare)
			if !slices.Equal(got, want) || s.Len() != 300 {
				t.Errorf("%d entries come back of %d, or not in their order", len(got), s.Len())
			}
			if s.InMemory() != (most == 0) {
				t.Errorf("InMemory = %v", s.InMemory())
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("%d files are left behind", len(left))
			}
		})
	}
}

func TestHasFindsWhatWasAdded(t *testing.T) {
	s := rowset.New(t.TempDir(), 0)
	for i := range uint64(1000) {
		if err := s.Add(rowset.Entry{High: i << 54, Low: i}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range uint64(1000) {
		if !s.Has(rowset.Entry{High: i << 54, Low: i, Value: 9}) {
			t.Errorf("%d is missing", i)
		}
		if s.Has(rowset.Entry{High: i << 54, Low: i + 1}) {
			t.Errorf("%d was never added", i)
		}
	}
}

// all is a table with a column of every way in which values are stored.
const all = `id,real,truth,day,at,money,word,few
1,0.5,có,2026-01-01,2026-01-01T10:00:00Z,1.25,a,x
2,,không,2026-01-02,,1.30,bà,
3,1e300,,,2026-01-01T10:00:01Z,-7.00,,x
4,-0,có,2026-01-04,2026-01-01T10:00:02Z,,"c
d",y
`

// convert returns the batches and the Parquet file of a CSV text.
func convert(t testing.TB, text string) (plan *table.Plan, batches []*table.Batch, file rowset.File) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	plan, err := table.Inspect(t.Context(), path, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	_, err = table.Convert(t.Context(), plan, &out, table.ConvertOptions{OnBatch: func(b *table.Batch) error {
		batches = append(batches, b.Clone())
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return plan, batches, rowset.File{ReaderAt: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}
}

func TestBatchesAndFilesHashAlike(t *testing.T) {
	plan, batches, file := convert(t, all)
	h := rowset.NewHasher()
	r, err := h.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	var groups [][]string
	for _, c := range plan.Columns {
		groups = append(groups, []string{c.Name})
	}
	groups = append(groups, []string{plan.Columns[0].Name, plan.Columns[6].Name})
	err = r.Each(t.Context(), groups, func(rows [][]rowset.Row) error {
		for c := range plan.Columns {
			if want := h.Batch(batches[0], []int{c}, nil); !slices.Equal(rows[c], want) {
				t.Errorf("column %s (%s): %v in the file, %v in the batch", plan.Columns[c].Name, plan.Columns[c].Type, rows[c], want)
			}
		}
		if want := h.Batch(batches[0], []int{0, 6}, nil); !slices.Equal(rows[len(plan.Columns)], want) {
			t.Errorf("two columns: %v in the file, %v in the batch", rows[len(plan.Columns)], want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOrderAndMissingValuesTellRowsApart(t *testing.T) {
	_, batches, _ := convert(t, "n,a,b\n1,x,y\n2,y,x\n3,x,\n4,,x\n5,,\n6,xy,\n")
	seen := make(map[rowset.Row]int)
	for i, row := range rowset.NewHasher().Batch(batches[0], []int{1, 2}, nil) {
		if was, ok := seen[row]; ok {
			t.Errorf("rows %d and %d are taken for equal", was+1, i+1)
		}
		if row.Missing != (i >= 2) {
			t.Errorf("row %d: Missing = %v", i+1, row.Missing)
		}
		seen[row] = i
	}
}

func TestReadingAFileEnds(t *testing.T) {
	_, _, file := convert(t, all)
	h := rowset.NewHasher()
	r, err := h.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Each(t.Context(), [][]string{{"nowhere"}}, nil); err == nil {
		t.Error("a column that is not there: no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Each(ctx, [][]string{{"id"}}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: err = %v", err)
	}
}

func TestDamagedPagesDoNotPanic(t *testing.T) {
	_, _, file := convert(t, all)
	whole := make([]byte, file.Size)
	if _, err := file.ReadAt(whole, 0); err != nil {
		t.Fatal(err)
	}
	footer := int(binary.LittleEndian.Uint32(whole[len(whole)-8:]))
	failed := 0
	for at := 4; at < len(whole)-8-footer; at++ {
		data := slices.Clone(whole)
		data[at] ^= 0x55
		r, err := rowset.NewHasher().Open(rowset.File{ReaderAt: bytes.NewReader(data), Size: file.Size})
		if err == nil {
			err = r.Each(t.Context(), [][]string{{"id", "word"}, {"money", "few"}}, func([][]rowset.Row) error { return nil })
		}
		if err != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("no damage was ever found: is anything read?")
	}
}

func BenchmarkEach(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("id,word,n\n")
	const rows = 200_000
	for i := range rows {
		fmt.Fprintf(&text, "%d,K%06d,%d\n", i, i, i%50)
	}
	_, _, file := convert(b, text.String())
	for b.Loop() {
		r, err := rowset.NewHasher().Open(file)
		if err != nil {
			b.Fatal(err)
		}
		if err := r.Each(b.Context(), [][]string{{"id"}, {"word", "n"}}, func([][]rowset.Row) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
