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

func TestACopyIsMadeWhenItsTableHasTakenAsLongAsTheCopyWould(t *testing.T) {
	e := keeper(t, t.TempDir(), duckdb.CopyOptions{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { e.KeepCopies(ctx); close(done) }()
	defer func() { stop(); <-done }()
	busy, quiet := source(t, place{1, "a"}), source(t, place{2, "a"})
	for deadline := time.Now().Add(time.Minute); ; {
		if _, err := e.Rows(t.Context(), []query.Source{busy}, integers("SELECT count(*) FROM range(20000000) a(i) WHERE i % 7 = 3")); err != nil {
			t.Fatal(err)
		}
		if got := ids(t, e, busy); got.Reader == query.ReadCopy {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("no copy was made: %s", got.Why)
		}
	}
	if got := ids(t, e, quiet); got.Reader != query.ReadParquet || e.Copies().Made != 1 {
		t.Errorf("a table that is asked once is read from %s, %+v", got.Reader, e.Copies())
	}
}

func TestCopiesAreFoundAgainAndWhatACrashLeftIsNot(t *testing.T) {
	dir := t.TempDir()
	s := source(t, place{1, "a"})
	if err := keeper(t, dir, duckdb.CopyOptions{}).Copy(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	name := listing(t, dir)[0]
	for _, left := range []string{name + ".part", name + ".part.wal", "0-1.duckdb", name[:64] + "-0.duckdb"} {
		if err := os.WriteFile(filepath.Join(dir, left), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := keeper(t, dir, duckdb.CopyOptions{})
	if got := ids(t, again, s); got.Reader != query.ReadCopy {
		t.Errorf("after a restart read from %s: %s", got.Reader, got.Why)
	}
	if d := cmp.Diff([]string{name}, listing(t, dir)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestCopiesHaveNoMoreBytesThanTheyMayAndTheLeastUsedGo(t *testing.T) {
	dir := t.TempDir()
	first, second := source(t, place{1, "a"}), source(t, place{2, "a"})
	measure := keeper(t, t.TempDir(), duckdb.CopyOptions{})
	if err := measure.Copy(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	one := measure.Copies().Bytes
	e := keeper(t, dir, duckdb.CopyOptions{Bytes: one + one/2})
	for _, s := range []query.Source{first, second} {
		if err := e.Copy(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	if got := e.Copies(); got.Files != 1 || got.Bytes != one || got.Dropped != 1 || len(listing(t, dir)) != 1 {
		t.Errorf("%+v, %v", got, listing(t, dir))
	}
	if a, b := ids(t, e, first), ids(t, e, second); a.Reader != query.ReadParquet || b.Reader != query.ReadCopy {
		t.Errorf("the first is read from %s, the second from %s", a.Reader, b.Reader)
	}
	if small := keeper(t, dir, duckdb.CopyOptions{Bytes: one / 2}); small.Copies().Files != 0 || len(listing(t, dir)) != 0 {
		t.Errorf("with less room: %+v, %v", small.Copies(), listing(t, dir))
	}
	if err := keeper(t, dir, duckdb.CopyOptions{Bytes: one / 2}).Copy(t.Context(), first); err == nil || len(listing(t, dir)) != 0 {
		t.Errorf("a copy that is larger than all may be: %v, %v", err, listing(t, dir))
	}
}

func TestADamagedCopyIsDroppedAndThePublishedFileAnswers(t *testing.T) {
	dir := t.TempDir()
	s := source(t, place{1, "a"}, place{2, "c"})
	if err := keeper(t, dir, duckdb.CopyOptions{}).Copy(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, listing(t, dir)[0])
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(data); i++ {
		data[i] ^= 0x55
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	e := keeper(t, dir, duckdb.CopyOptions{})
	if got := ids(t, e, s); got.Reader != query.ReadParquet || len(got.Rows) != 2 {
		t.Errorf("read from %s: %v", got.Reader, got.Rows)
	}
	if got := listing(t, dir); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

func TestAFileThatIsNotWhatTheCatalogueSaysIsNotCopied(t *testing.T) {
	dir := t.TempDir()
	e := keeper(t, dir, duckdb.CopyOptions{})
	s := source(t, place{1, "a"})
	s.Table.Rows = 2
	if err := e.Copy(t.Context(), s); err == nil || len(listing(t, dir)) != 0 || e.Copies().Failed != 1 {
		t.Errorf("%v, %v, %+v", err, listing(t, dir), e.Copies())
	}
}

func TestACopyThatIsStoppedLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	e := keeper(t, dir, duckdb.CopyOptions{})
	rows := make([]place, 2_000_000)
	s := source(t, rows...)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := e.Copy(ctx, s); !errors.Is(err, context.DeadlineExceeded) || len(listing(t, dir)) != 0 {
		t.Errorf("%v, %v", err, listing(t, dir))
	}
}

func TestWhatIsForgottenIsGoneFromTheDiskAndItsStatementsEnd(t *testing.T) {
	dir := t.TempDir()
	e := keeper(t, dir, duckdb.CopyOptions{})
	s := source(t, place{1, "a"})
	if err := e.Copy(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	failed := make(chan error)
	go func() {
		_, err := e.Rows(t.Context(), []query.Source{s}, integers("SELECT count(*) FROM range(1000000000000) a(i), data WHERE i % 7 = 3"))
		failed <- err
	}()
	time.Sleep(100 * time.Millisecond)
	begin := time.Now()
	e.Forget(s.Table.File)
	if got := listing(t, dir); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	if err := <-failed; !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("the statement ended with %v, want %v", err, storage.ErrNotExist)
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("it took %v", d)
	}
	if got := e.Copies(); got.Files != 0 || got.Bytes != 0 {
		t.Errorf("%+v", got)
	}
}

func TestSourcesOfOneFileCanBeJoined(t *testing.T) {
	e := keeper(t, t.TempDir(), duckdb.CopyOptions{})
	s := source(t, place{1, "a"}, place{2, "b"})
	other := s
	other.Name = "other"
	for range 2 {
		got, err := e.Rows(t.Context(), []query.Source{s, other}, integers(`SELECT data.id + other.id FROM data JOIN other ON data."#" + 1 = other."#"`))
		if err != nil || !cmp.Equal(got.Rows, [][]any{{int64(3)}}) {
			t.Errorf("%v, %v", got, err)
		}
		if err := e.Copy(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}
