package sqlstore_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
)

func open(t testing.TB, url string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// file returns the URL of a SQLite database whose path needs care.
func file(t testing.TB) string {
	return "sqlite://" + filepath.Join(t.TempDir(), "kho dữ liệu #1?50%.db")
}

func TestSQLite(t *testing.T) {
	catalogtest.Run(t, func(t *testing.T) catalogtest.Store { return open(t, file(t)) })
}

func TestMemory(t *testing.T) {
	catalogtest.Run(t, func(t *testing.T) catalogtest.Store { return open(t, "sqlite://:memory:") })
}

func TestPostgres(t *testing.T) {
	catalogtest.Run(t, func(t *testing.T) catalogtest.Store { return open(t, catalogtest.Postgres(t)) })
}
