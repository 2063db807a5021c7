package personal

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nguon/publisher/table"
)

// now is the clock of all tests.
var now = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

// write makes a file of rows, the first of which is the header.
func write(t testing.TB, rows [][]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// scanFile takes a file through the passes of an ingest.
func scanFile(t testing.TB, path string, o Options, read table.Options) *Scanner {
	t.Helper()
	plan, err := table.Inspect(t.Context(), path, read)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	if o.Now.IsZero() {
		o.Now = now
	}
	s := New(plan, o)
	_, err = table.Convert(t.Context(), plan, io.Discard, table.ConvertOptions{OnBatch: func(b *table.Batch) error {
		s.Add(b)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// scan looks at a table of columns, each a header and its cells.
func scan(t testing.TB, o Options, columns ...[]string) []Finding {
	t.Helper()
	rows := make([][]string, len(columns[0]))
	for i := range rows {
		for _, c := range columns {
			rows[i] = append(rows[i], c[i])
		}
	}
	return scanFile(t, write(t, rows), o, table.Options{Comma: ','}).Findings()
}

// of returns the worst finding of a kind in a column; nil if there is none.
func of(found []Finding, column string, k Kind) *Finding {
	for i := range found {
		if found[i].Column == column && found[i].Kind == k {
			return &found[i]
		}
	}
	return nil
}

// shared is a folder of real files that are not part of the project.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("NGUON_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		t.Skip("no real files: set NGUON_SHARED to the folder that has them")
	}
	return filepath.Join(dir, "data")
}
