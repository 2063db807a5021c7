package sqlstore_test

import (
	"database/sql"
	"testing"

	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
)

func TestAccountsSQLite(t *testing.T) {
	catalogtest.RunAccounts(t, func(t *testing.T) account.Store { return open(t, ready(t)).Accounts() })
}

func TestAccountsPostgres(t *testing.T) {
	url := catalogtest.Postgres(t)
	open(t, url)
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	catalogtest.RunAccounts(t, func(t *testing.T) account.Store {
		_, err := db.ExecContext(t.Context(), `TRUNCATE users, user_names, user_agencies, sessions, tokens, attempts, robots, robot_tokens,
			invitations, audit_entries, factor_demands`)
		if err != nil {
			t.Fatal(err)
		}
		return open(t, url).Accounts()
	})
}

func TestRecorder(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": catalogtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			catalogtest.RunRecorder(t, func(t *testing.T) (catalogtest.Recording, account.Store) {
				s := open(t, url(t))
				return s, s.Accounts()
			})
		})
	}
}

func TestBelongings(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": ready, "PostgreSQL": catalogtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			catalogtest.RunBelongings(t, func(t *testing.T) (catalogtest.Store, account.Store) {
				s := open(t, url(t))
				return s, s.Accounts()
			})
		})
	}
}

func TestAgencies(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": catalogtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			catalogtest.RunAgencies(t, func(t *testing.T) catalogtest.AgencyStore { return open(t, url(t)) })
		})
	}
}

func TestKeysAreFoundByTheirIDs(t *testing.T) {
	s := open(t, file(t))
	for i, id := range []string{"A", "B", "C"} {
		if err := s.SaveKey(t.Context(), account.Key{ID: id, Hash: [32]byte{byte(i)}, Created: catalogtest.Epoch}); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := s.KeysWith(t.Context(), []string{"C", "nobody", "A"})
	if err != nil || len(keys) != 2 || keys[0].ID != "A" || keys[1].ID != "C" {
		t.Errorf("%+v, %v", keys, err)
	}
	if keys, err := s.KeysWith(t.Context(), nil); err != nil || len(keys) != 0 {
		t.Errorf("of no IDs: %+v, %v", keys, err)
	}
}
