package parquetfile_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/brotli"
	"github.com/parquet-go/parquet-go/compress/gzip"
	"github.com/parquet-go/parquet-go/compress/lz4"
	"github.com/parquet-go/parquet-go/compress/snappy"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"nguon/publisher/rows"
	"nguon/publisher/rows/parquetfile"
)

// readAny reads a file that may be damaged, and fails if the error is none
// that the author of the file can mend.
func readAny(t *testing.T, data []byte) {
	t.Helper()
	_, _, _, err := read(t, data, rows.Options{Limits: rows.Limits{Cell: 1 << 16, Columns: 100, Rows: 1000}})
	if err == nil {
		return
	}
	if _, ok := errors.AsType[*rows.Error](err); !ok {
		t.Fatalf("err = %v, want an error of the file", err)
	}
}

func TestAnyByteMayBeWrong(t *testing.T) {
	for _, name := range []string{"duckdb.parquet", "hyparquet.parquet", "wkb.parquet"} {
		data := fixture(t, name)
		for i := range data {
			wrong := slices.Clone(data)
			wrong[i] ^= []byte{0xff, 0x01, 0x80}[i%3]
			readAny(t, wrong)
			if i%10 == 0 {
				readAny(t, data[:i])
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"duckdb.parquet", "hyparquet.parquet", "wkb.parquet", "blob.parquet"} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(readAny)
}

type small struct {
	ID   int64    `parquet:"id"`
	Name string   `parquet:"name"`
	Tags []string `parquet:"tags,list"`
}

func write(t testing.TB, n int, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[small](&b, options...)
	for i := range n {
		if _, err := w.Write([]small{{int64(i), "Phường Thuận Hòa", []string{"a", "b"}[:i%3]}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAllCodecsAndPageVersions(t *testing.T) {
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &snappy.Codec{}, &gzip.Codec{}, &brotli.Codec{}, &zstd.Codec{}, &lz4.Codec{}} {
		for version := 1; version <= 2; version++ {
			data := write(t, 3000, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(2000), parquet.MaxRowsPerRowGroup(1100))
			_, body, _, err := read(t, data, rows.Options{})
			if err != nil || len(body) != 3000 {
				t.Errorf("%s, pages of version %d: %d rows, %v", codec, version, len(body), err)
				continue
			}
			if want := []string{"number 2999", "text Phường Thuận Hòa", `text ["a","b"]`}; !slices.Equal(body[2999], want) {
				t.Errorf("%s, pages of version %d: last row %q, want %q", codec, version, body[2999], want)
			}
			if body[0][2] != "text []" {
				t.Errorf("%s, pages of version %d: an empty list is %q", codec, version, body[0][2])
			}
		}
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	data := write(t, 3000, parquet.MaxRowsPerRowGroup(1000))
	table, err := parquetfile.Open(ctx, rows.Input{File: bytes.NewReader(data), Size: int64(len(data))}, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close() //nolint:errcheck // it is read only
	cancel()
	for err == nil {
		_, err = table.Next()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want that the reading was cancelled", err)
	}
}

func BenchmarkRead(b *testing.B) {
	const n = 200_000
	data := write(b, n, parquet.Compression(&zstd.Codec{}))
	b.ReportAllocs()
	for b.Loop() {
		table, err := parquetfile.Open(b.Context(), rows.Input{File: bytes.NewReader(data), Size: int64(len(data))}, rows.Options{})
		for err == nil {
			_, err = table.Next()
		}
		if err.Error() != "EOF" {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
}
