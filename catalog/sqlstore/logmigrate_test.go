package sqlstore

import (
	"log/slog"
	"testing"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

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
	for _, statement := range []string{
		"DROP TABLE log_entries", "DROP TABLE log_hashes", "DROP TABLE log_due", "DELETE FROM goose_db_version WHERE version_id >= 5",
	} {
		if _, err := s.write.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
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
