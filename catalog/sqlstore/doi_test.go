package sqlstore_test

import (
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/doi"
	"nguon/catalog/sqlstore"
)

func TestNamesOfVersionsOnBothDatabases(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": catalogtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			s := open(t, url(t))
			now := catalogtest.Epoch.Add(time.Hour)
			s.UseClock(func() time.Time { return now })
			d := catalogtest.Dataset("rain", "H26")
			catalogtest.Publish(t, s, d, catalogtest.Release(d, 1))
			enter(t, s, 1)
			enter(t, s, 0)
			due := dois(t, s, 2)
			if due[0].Name != "10.5072/nguon.rain" || due[1].Name != "10.5072/nguon.rain.v1" || due[1].State != doi.Pending || due[1].Known {
				t.Errorf("due %+v", due)
			}
			done := due[1]
			done.State, done.Known, done.Next = doi.Findable, true, time.Time{}
			settle(t, s, due[1], done)
			if got, err := s.DOI(t.Context(), "rain", 1); err != nil || got != done.Name {
				t.Errorf("DOI = %q, %v", got, err)
			}
			late := due[0]
			late.Tries, late.Next = 1, now.Add(time.Minute)
			settle(t, s, due[0], late)
			dois(t, s, 0)
			if err := s.Withdraw(t.Context(), "rain", 1, catalog.Text{Vi: "Sai.", En: "Wrong."}, now); err != nil {
				t.Fatal(err)
			}
			enter(t, s, 1)
			due = dois(t, s, 2)
			if due[1].State != doi.Withdrawing || due[0].Tries != 0 {
				t.Errorf("due after a withdrawal %+v", due)
			}
			settle(t, s, done, doi.Record{State: doi.Findable}) // of somebody who saw it before
			if again := dois(t, s, 2); again[1].State != doi.Withdrawing {
				t.Errorf("what is to be done was lost: %+v", again)
			}
		})
	}
}

func enter(t *testing.T, s *sqlstore.Store, want int) {
	t.Helper()
	if n, err := s.EnterDOIs(t.Context(), "10.5072", 10); err != nil || n != want {
		t.Fatalf("EnterDOIs = %d, %v; want %d", n, err, want)
	}
}

func settle(t *testing.T, s *sqlstore.Store, was, r doi.Record) {
	t.Helper()
	if err := s.SettleDOI(t.Context(), was, r); err != nil {
		t.Fatal(err)
	}
}

func dois(t *testing.T, s *sqlstore.Store, want int) []doi.Record {
	t.Helper()
	due, err := s.DueDOIs(t.Context(), 10)
	if err != nil || len(due) != want {
		t.Fatalf("due %+v, %v; want %d", due, err, want)
	}
	return due
}
