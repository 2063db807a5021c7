package sqlstore

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

func openFile(t testing.TB) (s *Store, url string) {
	t.Helper()
	url = sqliteScheme + filepath.Join(t.TempDir(), "nguon.db")
	s, err := Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, url
}

func TestOpenRefusesADatabaseOfANewerVersion(t *testing.T) {
	s, url := openFile(t)
	_, err := s.pools.write.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999999, 1)")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Open(t.Context(), url, slog.New(slog.DiscardHandler)); !errors.Is(err, errNewer) {
		if err == nil {
			again.Close()
		}
		t.Errorf("err = %v, want %v", err, errNewer)
	}
}

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	files, err := fs.Glob(migrations, "migrations/*")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		if prefix := fmt.Sprintf("migrations/%05d_", i+2); !strings.HasPrefix(file, prefix) { // the first is in Go
			t.Errorf("file %s, want one that begins with %s", file, prefix)
		}
	}
	newest, err := newestMigration()
	if err != nil || newest != int64(len(files)+1) {
		t.Errorf("newest migration %d, %v; want %d", newest, err, len(files)+1)
	}
}

func TestSQLiteReadsAndWritesApart(t *testing.T) {
	s, _ := openFile(t)
	if _, err := s.pools.read.ExecContext(t.Context(), "INSERT INTO agencies (code, document) VALUES ('x', '{}')"); err == nil {
		t.Error("the connections that read can write")
	}
	var mode, sync string
	if err := s.pools.write.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal mode %q, %v; want wal", mode, err)
	}
	if err := s.pools.write.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&sync); err != nil || sync != "2" {
		t.Errorf("synchronous %q, %v; want 2, which is FULL", sync, err)
	}
}

// TestQueriesUseTheIndexOfReleases: a scan of all releases, whose documents
// are large, would be noticed only when there are many.
func TestQueriesUseTheIndexOfReleases(t *testing.T) {
	s, _ := openFile(t)
	slugs := []catalog.Slug{"air", "water"}
	for name, query := range map[string]string{
		"latest":   s.latestQuery(catalogtest.Epoch, slugs).String(),
		"releases": s.releasesQuery("air").String(),
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := s.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var plan strings.Builder
			for rows.Next() {
				var id, parent, unused int
				var detail string
				if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
					t.Fatal(err)
				}
				plan.WriteString(detail + "\n")
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(plan.String(), "releases_version") || strings.Contains(plan.String(), "SCAN r") {
				t.Errorf("plan:\n%s", plan.String())
			}
		})
	}
}

func TestMicros(t *testing.T) {
	for _, test := range []struct {
		name string
		t    time.Time
		want any
	}{
		{"zero", time.Time{}, nil},
		{"1970", time.Unix(0, 0), int64(0)},
		{"before 1970", time.Unix(-1, 999_999_999), int64(-1)},
		{"nanoseconds are cut off", time.Unix(1, 1999), int64(1_000_001)},
		{"far future", time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC), int64(253402300799999999)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := stamp(test.t).Value()
			if err != nil || got != test.want {
				t.Fatalf("Value = %v, %v; want %v", got, err, test.want)
			}
			var back micros
			if err := back.Scan(got); err != nil || !back.Equal(stamp(test.t).Time) {
				t.Errorf("Scan(%v) = %v, %v; want %v", got, back, err, stamp(test.t))
			}
		})
	}
	var m micros
	if err := m.Scan("2025-01-01"); err == nil {
		t.Error("Scan of text: no error")
	}
}
