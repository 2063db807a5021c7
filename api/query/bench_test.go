package query_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"nguon/api/query"
	"nguon/catalog"
)

type trip struct {
	ID    int64   `parquet:"id"`
	From  string  `parquet:"origin,dict"`
	Delay int64   `parquet:"delay"`
	Miles float64 `parquet:"distance"`
	At    int64   `parquet:"at,timestamp(microsecond)"`
}

var tripColumns = []catalog.Column{
	column("id", catalog.Integer), column("origin", catalog.String), column("delay", catalog.Integer),
	column("distance", catalog.Number), column("at", catalog.DateTime),
}

// trips is a table of many rows, written in the layout of published ones.
func trips(b *testing.B, w world, rows int) query.Target {
	b.Helper()
	path := filepath.Join(w.dir, "trips.parquet")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := parquet.NewGenericWriter[trip](f, parquet.Compression(&parquet.Zstd), parquet.PageBufferSize(16<<10), parquet.MaxRowsPerRowGroup(122_880))
	r := rand.New(rand.NewPCG(1, 2))
	batch := make([]trip, 0, 1<<14)
	for i := range rows {
		batch = append(batch, trip{
			ID: int64(i), From: fmt.Sprintf("Sân bay %d", r.IntN(300)), Delay: int64(r.NormFloat64() * 40),
			Miles: float64(r.IntN(30000)) / 10, At: time.Date(2001, 1, 1, 0, 0, i*2, 0, time.UTC).UnixMicro(),
		})
		if len(batch) == cap(batch) || i == rows-1 {
			if _, err := out.Write(batch); err != nil {
				b.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	f.Close()
	return query.Target{Dataset: "bench", Version: 1, Table: &catalog.Table{
		Resource: "trips", Rows: int64(rows), Columns: tripColumns, Key: []string{"id"}, Sorted: true,
		File: catalog.File{Key: "trips.parquet", Bytes: info.Size(), SHA256: catalog.Digest{1}}, // the sum that copies are known by
	}}
}

func BenchmarkRun(b *testing.B) {
	w := newWorld(b)
	target := trips(b, w, 3_000_000)
	run := func(b *testing.B, params url.Values) *query.Page {
		q, err := query.Parse(params, target, query.Limits{Rows: 50_000})
		if err != nil {
			b.Fatal(err)
		}
		page, err := w.Run(b.Context(), target, q)
		if err != nil {
			b.Fatal(err)
		}
		return page
	}
	for name, request := range map[string]string{
		"first page":                   "",
		"filter on key":                "id=2500000",
		"filter on code and range":     "origin=Sân bay 17&distance__gte=2000",
		"filter that folds":            "origin__contains=san bay 2&delay__gt=150",
		"sort":                         "sort=-delay",
		"filter and sort":              "origin=Sân bay 17&sort=-distance",
		"filter and exact count":       "origin=Sân bay 17&count=exact",
		"whole page of a partner plan": "delay__gt=0&limit=1000",
		"expression":                   "where=origin IN ('Sân bay 17','Sân bay 18') AND (delay > 100 OR distance < 10)",
		"words":                        "q=san 299",
		"group, count and mean":        "group=origin&agg=count(*),avg(delay)",
		"group, mean of doubles":       "group=origin&agg=avg(distance)",
		"group by month, sorted":       "group=m:date_trunc('month',at)&agg=n:count(*),median(delay)&sort=-n",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				run(b, readParams(request))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
	// A walk in long pages leaves cursors at all depths.
	var deep []url.Values
	for next := ""; ; {
		params := url.Values{"limit": {"50000"}}
		if next != "" {
			params.Set("cursor", next)
			deep = append(deep, url.Values{"cursor": {next}})
		}
		if next = run(b, params).Next; next == "" {
			break
		}
	}
	b.Run("page at any depth", func(b *testing.B) {
		i := 0
		for b.Loop() {
			run(b, deep[i%len(deep)])
			i += 7
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	})
	b.Run("page after a sort", func(b *testing.B) {
		next := run(b, readParams("sort=-distance&limit=1000")).Next
		for b.Loop() {
			run(b, url.Values{"sort": {"-distance"}, "cursor": {next}})
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	})
}

// BenchmarkReaders sets the two readers of statements against each other, in the
// shapes of the table of peers.
func BenchmarkReaders(b *testing.B) {
	w := newWorld(b)
	target := trips(b, w, 3_000_000)
	for _, shape := range []struct{ name, request string }{
		{"filter", "origin=Sân bay 17&distance__gte=2000"},
		{"group", "group=origin&agg=count(*),avg(delay)"},
		{"sort", "sort=-delay"},
		{"count", "origin=Sân bay 17&distance__gte=2000&count=exact&limit=1"},
		{"contains", "origin__contains=san bay 29&delay__gt=150"},
		{"point", "at=2001-02-03T04:05:06Z"},
	} {
		q, err := query.Parse(readParams(shape.request), target, patient)
		if err != nil {
			b.Fatal(err)
		}
		for reader, s := range map[query.Reader]*query.Service{query.ReadParquet: w.statements, query.ReadCopy: w.copies} {
			b.Run("shape="+shape.name+"/reader="+string(reader), func(b *testing.B) {
				if _, err := s.Run(b.Context(), target, q); err != nil { // makes the copy
					b.Fatal(err)
				}
				for b.Loop() {
					page, err := s.Run(b.Context(), target, q)
					if err != nil || page.Reader != reader {
						b.Fatal(err, page)
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
			})
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	w := newWorld(b)
	target := trips(b, w, 50_000)
	q, err := query.Parse(url.Values{"limit": {"50000"}}, target, query.Limits{Rows: 50_000})
	if err != nil {
		b.Fatal(err)
	}
	page, err := w.Run(b.Context(), target, q)
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range query.Formats {
		b.Run(string(f), func(b *testing.B) {
			var size counter
			for b.Loop() {
				size = 0
				if err := query.Encode(&size, f, page, query.EncodeOptions{}); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(size))
		})
	}
}

func BenchmarkWriteCSV(b *testing.B) {
	w := newWorld(b)
	target := trips(b, w, 500_000)
	data, err := os.ReadFile(filepath.Join(w.dir, "trips.parquet"))
	if err != nil {
		b.Fatal(err)
	}
	var size counter
	for b.Loop() {
		size = 0
		if err := query.WriteCSV(b.Context(), &size, bytes.NewReader(data), int64(len(data)), target.Table); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(size))
}

func BenchmarkParse(b *testing.B) {
	target := fuzzTarget()
	params := readParams("n__in=1,2,3&name__contains=Hà Nội&sort=-x&limit=50&select=name,x")
	for b.Loop() {
		q, err := query.Parse(params, target, patient)
		if err != nil {
			b.Fatal(err)
		}
		query.ETag(target, q)
	}
}

type counter int64

var _ io.Writer = (*counter)(nil)

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
