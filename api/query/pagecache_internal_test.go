package query

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
)

// A sampleRow has a column of each way in which values are stored.
type sampleRow struct {
	Few     string   `parquet:"few,dict"`
	Some    *string  `parquet:"some,dict,optional"`
	Many    int64    `parquet:"many,dict"`
	Plain   string   `parquet:"plain"`
	Missing *string  `parquet:"missing,optional"`
	Number  *float64 `parquet:"number,optional"`
	Single  float32  `parquet:"single"`
	Whole   int32    `parquet:"whole"`
	Flag    *bool    `parquet:"flag,optional"`
	At      int64    `parquet:"at,timestamp(microsecond)"`
	Never   *int64   `parquet:"never,optional"`
}

var sampleColumns = []catalog.Column{
	{Name: "few", Type: catalog.String}, {Name: "some", Type: catalog.String}, {Name: "many", Type: catalog.Integer},
	{Name: "plain", Type: catalog.String}, {Name: "missing", Type: catalog.String}, {Name: "number", Type: catalog.Number},
	{Name: "single", Type: catalog.Number}, {Name: "whole", Type: catalog.Integer}, {Name: "flag", Type: catalog.Boolean},
	{Name: "at", Type: catalog.DateTime}, {Name: "never", Type: catalog.Integer},
}

// sampleFile is a file of several row groups with several pages each.
func sampleFile(t testing.TB, rows int) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	w := parquet.NewGenericWriter[sampleRow](&b, parquet.PageBufferSize(4<<10), parquet.MaxRowsPerRowGroup(3000), parquet.Compression(&parquet.Zstd))
	for i := range rows {
		row := sampleRow{
			Few: fmt.Sprintf("Sân bay %d", r.IntN(30)), Many: r.Int64N(100_000), Plain: fmt.Sprint("dòng ", i), Single: r.Float32(),
			Whole: int32(r.Uint32()), At: time.Date(2001, 1, 1, 0, 0, i, 0, time.UTC).UnixMicro(),
		}
		if i%3 > 0 {
			row.Some, row.Missing = new(fmt.Sprint(i%7)), new("")
			row.Number, row.Flag = new(r.NormFloat64()), new(i%2 == 0)
		}
		if i%100 == 1 {
			row.Number = new(math.NaN())
		}
		if _, err := w.Write([]sampleRow{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openSample(t testing.TB, data []byte, cache *pageCache) *tableFile {
	t.Helper()
	f, err := parseFooter(bytes.NewReader(data), int64(len(data)), cache)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// valuesOf reads n rows of a column.
func valuesOf(t testing.TB, f *tableFile, c *catalog.Column, first, n int64) (values []any) {
	t.Helper()
	r, err := f.column(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.pick(sequence(first, n), func(v any) error {
		values = append(values, v)
		return nil
	}); err != nil {
		t.Fatalf("%s, rows %d to %d: %v", c.Name, first, first+n, err)
	}
	return values
}

func TestKeptPagesHoldWhatTheFileHolds(t *testing.T) {
	const rows = 10_000
	data := sampleFile(t, rows)
	direct := openSample(t, data, nil)
	for name, bytes := range map[string]int64{"room for all": 64 << 20, "room for a few pages": 64 << 10, "room for none": 1} {
		t.Run(name, func(t *testing.T) {
			cache := newPageCache(bytes)
			kept := openSample(t, data, cache)
			r := rand.New(rand.NewPCG(5, 6))
			for range 100 {
				c := &sampleColumns[r.IntN(len(sampleColumns))]
				first := r.Int64N(rows)
				n := 1 + r.Int64N(min(rows-first, 5000))
				if diff := cmp.Diff(valuesOf(t, direct, c, first, n), valuesOf(t, kept, c, first, n)); diff != "" {
					t.Fatalf("%s, rows %d to %d, -read +kept:\n%s", c.Name, first, first+n, diff)
				}
			}
			cache.pages.CleanUp()
			if got := cache.pages.WeightedSize(); got > uint64(bytes) {
				t.Errorf("%d bytes are kept, more than %d", got, bytes)
			}
		})
	}
}

func TestAColumnThatIsReadAgainIsNotDecodedAgain(t *testing.T) {
	data := sampleFile(t, 3000)
	r := &readings{Reader: bytes.NewReader(data)}
	f, err := parseFooter(r, int64(len(data)), newPageCache(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	for i := range sampleColumns {
		valuesOf(t, f, &sampleColumns[i], 0, 3000)
	}
	before := r.n
	for i := range sampleColumns {
		valuesOf(t, f, &sampleColumns[i], 100, 2000)
	}
	if r.n != before {
		t.Errorf("the file was read %d times more", r.n-before)
	}
}

// readings counts how often a file is read.
type readings struct {
	*bytes.Reader
	n int
}

// ReadAt implements io.ReaderAt.
func (r *readings) ReadAt(p []byte, off int64) (int, error) {
	r.n++
	return r.Reader.ReadAt(p, off)
}

// BenchmarkColumns reads 100 rows of eleven columns at any depth, with pages
// that are kept and without.
func BenchmarkColumns(b *testing.B) {
	const rows = 100_000
	data := sampleFile(b, rows)
	for _, kept := range []bool{true, false} {
		b.Run(fmt.Sprintf("kept=%t", kept), func(b *testing.B) {
			f := openSample(b, data, nil)
			if kept {
				f = openSample(b, data, newPageCache(64<<20))
			}
			columns := make([]*catalog.Column, len(sampleColumns))
			for i := range columns {
				columns[i] = &sampleColumns[i]
				valuesOf(b, f, columns[i], 0, rows)
			}
			numbers := make([]int64, 100)
			first := int64(0)
			b.ReportAllocs()
			for b.Loop() {
				for i := range numbers {
					numbers[i] = first + int64(i)
				}
				if _, err := f.pickRows(b.Context(), columns, numbers, new(PageSize)); err != nil {
					b.Fatal(err)
				}
				first = (first + 70_100) % (rows - 100)
			}
		})
	}
}

// BenchmarkSeek looks for a value of a sorted column.
func BenchmarkSeek(b *testing.B) {
	const rows = 100_000
	data := sampleFile(b, rows)
	at := &sampleColumns[9]
	for _, kept := range []bool{true, false} {
		b.Run(fmt.Sprintf("kept=%t", kept), func(b *testing.B) {
			f := openSample(b, data, nil)
			if kept {
				f = openSample(b, data, newPageCache(64<<20))
				valuesOf(b, f, at, 0, rows)
			}
			row := int64(0)
			b.ReportAllocs()
			for b.Loop() {
				value := time.Date(2001, 1, 1, 0, 0, int(row), 0, time.UTC)
				if got, err := f.seek(b.Context(), at, 0, rows, value, false); err != nil || got != row {
					b.Fatalf("row %d, want %d; %v", got, row, err)
				}
				row = (row + 70_001) % rows
			}
		})
	}
}

func TestAPlaceIsFoundInKeptPagesAsInTheFile(t *testing.T) {
	const rows = 7000
	data := sampleFile(t, rows)
	direct, kept := openSample(t, data, nil), openSample(t, data, newPageCache(64<<20))
	at := &sampleColumns[9]
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		first := r.Int64N(rows)
		until := first + 1 + r.Int64N(rows-first)
		past := r.IntN(2) == 0
		var value any = time.Date(2001, 1, 1, 0, 0, r.IntN(rows+200)-100, r.IntN(2), time.UTC)
		if r.IntN(20) == 0 {
			value = endOfValues{}
		}
		want, err := direct.seek(t.Context(), at, first, until, value, past)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := kept.seek(t.Context(), at, first, until, value, past); err != nil || got != want {
			t.Fatalf("%v (past: %t) in rows %d to %d: row %d, %v; in the file %d", value, past, first, until, got, err, want)
		}
	}
}
