package duckdb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"nguon/api/query"
	"nguon/api/query/duckdb"
	"nguon/catalog"
)

type place struct {
	ID   int64  `parquet:"id"`
	Name string `parquet:"name"`
}

func write(t testing.TB, name string, rows ...place) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := parquet.WriteFile(path, rows); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, o duckdb.Options) *duckdb.Engine {
	t.Helper()
	e, err := duckdb.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// rows runs a statement on a file as the table data.
func rows(ctx context.Context, e *duckdb.Engine, file string, s query.Statement) ([][]any, error) {
	got, err := e.Rows(ctx, []query.Source{{Name: query.Relation, Path: file, Table: new(catalog.Table)}}, s)
	return got.Rows, err
}

func integers(sql string, args ...any) query.Statement {
	return query.Statement{SQL: sql, Args: args, Types: []catalog.Type{catalog.Integer}}
}

func TestRowsAreNumberedInTheOrderOfTheFile(t *testing.T) {
	e := open(t, duckdb.Options{})
	file := write(t, "it's here.parquet", place{30, "a"}, place{10, "b\x00c"}, place{20, ""})
	got, err := rows(t.Context(), e, file, query.Statement{
		SQL:   `SELECT id, name, "#" FROM data WHERE name <> ?1 ORDER BY id`,
		Args:  []any{"b"},
		Types: []catalog.Type{catalog.Integer, catalog.String, catalog.Integer},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]any{{int64(10), "b\x00c", int64(1)}, {int64(20), "", int64(2)}, {int64(30), "a", int64(0)}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestAColumnMayHaveTheNameThatDuckDBGivesToRowNumbers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.parquet")
	type row struct {
		Number int64 `parquet:"file_row_number"`
		File   int64 `parquet:"filename"`
	}
	if err := parquet.WriteFile(path, []row{{7, 1}, {8, 2}, {9, 3}}); err != nil {
		t.Fatal(err)
	}
	got, err := rows(t.Context(), open(t, duckdb.Options{}), path, query.Statement{
		SQL:   `SELECT "file_row_number", "filename", "#" FROM data WHERE "filename" > 1`,
		Types: []catalog.Type{catalog.Integer, catalog.Integer, catalog.Integer},
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]any{{int64(8), int64(2), int64(1)}, {int64(9), int64(3), int64(2)}}, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// No statement of a caller gets here. If one did, it would find a locked room.
func TestAnInstanceReachesNothingButItsFile(t *testing.T) {
	for _, reader := range []query.Reader{query.ReadParquet, query.ReadCopy} {
		t.Run(string(reader), func(t *testing.T) { testLocked(t, reader) })
	}
}

func testLocked(t *testing.T, reader query.Reader) {
	dir := t.TempDir()
	e := keeper(t, dir, duckdb.CopyOptions{})
	mine := source(t, place{1, "a"})
	file := mine.Path
	other := write(t, "other.parquet", place{2, "secret"})
	out := filepath.Join(t.TempDir(), "out")
	rows := func(ctx context.Context, e *duckdb.Engine, _ string, s query.Statement) ([][]any, error) {
		got, err := e.Rows(ctx, []query.Source{mine}, s)
		return got.Rows, err
	}
	if reader == query.ReadCopy {
		if err := e.Copy(t.Context(), mine); err != nil {
			t.Fatal(err)
		}
	}
	if got := ids(t, e, mine); got.Reader != reader {
		t.Fatalf("read from %s: %s", got.Reader, got.Why)
	}
	for name, sql := range map[string]string{
		"another table":         "SELECT id FROM read_parquet('" + other + "')",
		"a table by its path":   "SELECT id FROM '" + other + "'",
		"a glob":                "SELECT count(*) FROM glob('" + filepath.Dir(other) + "/*')",
		"a file of the system":  "SELECT count(*) FROM read_text('/etc/passwd')",
		"a table of text":       "SELECT count(*) FROM read_csv('/etc/passwd')",
		"a write":               "COPY (SELECT 1) TO '" + out + "'",
		"a database":            "ATTACH '" + out + "' AS db",
		"an extension":          "INSTALL httpfs",
		"a loaded extension":    "LOAD httpfs",
		"a write to the copy":   "UPDATE copy0.main.data SET id = 5",
		"a new table in it":     "CREATE TABLE copy0.main.more AS SELECT 1",
		"the copy, to write":    "ATTACH '" + filepath.Join(dir, "x.duckdb") + "' AS w",
		"a setting":             "SET enable_external_access = true",
		"allowed paths":         "SET allowed_paths = ['" + other + "']",
		"the lock":              "SET lock_configuration = false",
		"more memory":           "SET memory_limit = '100GB'",
		"a secret":              "CREATE PERSISTENT SECRET s (TYPE http)",
		"an export":             "EXPORT DATABASE '" + out + "'",
		"several statements":    "SELECT 1; SELECT id FROM data",
		"a statement and a set": "SET threads = 1; SELECT id FROM data",
	} {
		t.Run(name, func(t *testing.T) {
			if answer, err := rows(t.Context(), e, file, integers(sql)); err == nil {
				t.Errorf("answered %v", answer)
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("wrote a file")
			}
		})
	}
	got, err := rows(t.Context(), e, file, integers("SELECT id FROM data"))
	if err != nil || !cmp.Equal(got, [][]any{{int64(1)}}) {
		t.Errorf("afterwards: %v, %v", got, err)
	}
	if got := ids(t, e, mine); got.Reader != reader {
		t.Errorf("afterwards read from %s: %s", got.Reader, got.Why)
	}
}

func TestAStatementEndsWithItsContext(t *testing.T) {
	e := open(t, duckdb.Options{})
	file := write(t, "a.parquet", place{1, "a"})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_, err := rows(ctx, e, file, integers("SELECT count(*) FROM range(1000000000000) a(i) WHERE i % 7 = 3"))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	if d := time.Since(begin); d > 2*time.Second {
		t.Errorf("ended after %v", d)
	}
	if _, err := rows(t.Context(), e, file, integers("SELECT id FROM data")); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAStatementThatNeedsTooMuchMemoryIsToldSo(t *testing.T) {
	e := open(t, duckdb.Options{MemoryLimit: 32 << 20, Threads: 2})
	file := write(t, "a.parquet", place{1, "a"})
	_, err := rows(t.Context(), e, file, integers("SELECT count(*) FROM (SELECT DISTINCT i::VARCHAR || 'abcdefghijklmnopqrstuvwxyz' FROM range(20000000) a(i))"))
	var failure *query.Error
	if !errors.As(err, &failure) || !errors.Is(err, query.ErrQueryLimit) {
		t.Fatalf("got %v, want %v", err, query.ErrQueryLimit)
	}
	if failure.Limit != "memory" || failure.Allowed != 32<<20 || strings.Contains(failure.Text.En, file) {
		t.Errorf("got %+v", failure)
	}
	if _, err := rows(t.Context(), e, file, integers("SELECT id FROM data")); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestManyTablesAreReadAtOnceWithFewWarmInstances(t *testing.T) {
	e := open(t, duckdb.Options{Warm: 2, Threads: 1})
	var files []string
	for i := range 6 {
		files = append(files, write(t, "a.parquet", place{int64(i), "a"}))
	}
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for k := range 12 {
				i := (worker + k) % len(files)
				got, err := rows(t.Context(), e, files[i], integers("SELECT id FROM data WHERE id >= ?1", int64(0)))
				if err != nil || !cmp.Equal(got, [][]any{{int64(i)}}) {
					t.Errorf("table %d: %v, %v", i, got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestAFileThatCannotBeReadIsAnErrorEveryTime(t *testing.T) {
	e := open(t, duckdb.Options{})
	path := filepath.Join(t.TempDir(), "a.parquet")
	for range 2 {
		if _, err := rows(t.Context(), e, path, integers("SELECT 1")); err == nil {
			t.Error("no file, no error")
		}
	}
	if err := parquet.WriteFile(path, []place{{5, "a"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := rows(t.Context(), e, path, integers("SELECT id FROM data")); err != nil {
		t.Errorf("the file is there now: %v", err)
	}
}
