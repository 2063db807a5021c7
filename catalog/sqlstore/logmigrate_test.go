package sqlstore

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

// asOf returns the address of a SQLite database of an earlier version of the
// tables, with the rows of the one at url as far as they fit.
func asOf(t *testing.T, version int64, url string) string {
	t.Helper()
	old := "sqlite://" + filepath.Join(t.TempDir(), "old.db")
	p, err := connect(old)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close() //nolint:errcheck // the next Open would tell
	provider, err := (&Store{pools: p}).provider()
	if err == nil {
		_, err = provider.UpTo(t.Context(), version)
	}
	if err != nil {
		t.Fatal(err)
	}
	exec := func(statement string, args ...any) {
		if _, err := p.write.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	exec("ATTACH ? AS new", strings.TrimPrefix(url, sqliteScheme))
	rows, err := p.write.QueryContext(t.Context(), `
		SELECT t.name, group_concat(c.name) FROM main.sqlite_master t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'goose%' AND t.name NOT LIKE 'sqlite%' GROUP BY t.rowid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns := make(map[string]string)
	var tables []string
	for rows.Next() {
		var table, names string
		if err := rows.Scan(&table, &names); err != nil {
			t.Fatal(err)
		}
		tables, columns[table] = append(tables, table), names
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		exec(fmt.Sprintf("INSERT OR REPLACE INTO main.%[1]s (%[2]s) SELECT %[2]s FROM new.%[1]s", table, columns[table]))
	}
	exec("DELETE FROM main.event_sequence WHERE rowid < (SELECT max(rowid) FROM main.event_sequence)")
	return old
}

// A database of the time before the log is one without its tables.
func TestReleasesOfBeforeTheLogAreEnteredOnce(t *testing.T) {
	s, url := openFile(t)
	d := catalogtest.Dataset("air", "H26")
	for version := 1; version <= 3; version++ {
		catalogtest.Publish(t, s, d, catalogtest.Release(d, version))
	}
	if err := s.Withdraw(t.Context(), "air", 2, catalog.Text{Vi: "Sai", En: "Wrong"}, catalogtest.Epoch); err != nil {
		t.Fatal(err)
	}
	const beforeLog = 4
	url = asOf(t, beforeLog, url)
	again, err := Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.Notarise(t.Context(), stamper{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := again.Settle(t.Context(), catalogtest.Epoch); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := again.LogEntries(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []catalog.LogKind
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	want := []catalog.LogKind{catalog.LogKey, catalog.LogPublished, catalog.LogPublished, catalog.LogWithdrawn, catalog.LogPublished}
	if len(kinds) != len(want) {
		t.Fatalf("entries %v, want %v", kinds, want)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Errorf("entry %d is %s, want %s", i, kinds[i], want[i])
		}
	}
}
