package duckdb_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/api/query"
	"nguon/api/query/duckdb"
	"nguon/catalog"
	"nguon/storage"
)

// source writes a published table of places.
func source(t testing.TB, rows ...place) query.Source {
	t.Helper()
	path := write(t, "it's.parquet", rows...)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return query.Source{Name: query.Relation, Path: path, Table: &catalog.Table{
		Resource: "places", Rows: int64(len(rows)), Columns: []catalog.Column{{Name: "id", Type: catalog.Integer}, {Name: "name", Type: catalog.String}},
		File: catalog.File{Key: path, Bytes: int64(len(data)), SHA256: sha256.Sum256(data)},
	}}
}

// keeper is an engine that keeps copies in dir.
func keeper(t testing.TB, dir string, o duckdb.CopyOptions) *duckdb.Engine {
	t.Helper()
	o.Dir = dir
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	return open(t, duckdb.Options{Threads: 1, Copies: o})
}

func ids(t testing.TB, e *duckdb.Engine, s query.Source) query.Result {
	t.Helper()
	got, err := e.Rows(t.Context(), []query.Source{s}, query.Statement{
		SQL: `SELECT id, "#" FROM data WHERE name <> ?1`, Args: []any{"b"}, Types: []catalog.Type{catalog.Integer, catalog.Integer},
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func listing(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestACopyAnswersAsThePublishedFile(t *testing.T) {
	dir := t.TempDir()
	e := keeper(t, dir, duckdb.CopyOptions{})
	s := source(t, place{30, "a"}, place{10, "b"}, place{20, ""})
	before := ids(t, e, s)
	if err := e.Copy(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	after := ids(t, e, s)
	if before.Reader != query.ReadParquet || after.Reader != query.ReadCopy {
		t.Errorf("read from %s, then from %s: %s", before.Reader, after.Reader, after.Why)
	}
	if d := cmp.Diff(before.Rows, after.Rows); d != "" {
		t.Errorf("-published +copy\n%s", d)
	}
	if got := e.Copies(); got.Files != 1 || got.Made != 1 || got.Bytes == 0 || len(listing(t, dir)) != 1 {
		t.Errorf("%+v, %v", got, listing(t, dir))
	}
}

var (
	_ = context.Background
	_ = errors.Is
	_ = filepath.Join
	_ = time.Now
	_ = storage.ErrNotExist
)
