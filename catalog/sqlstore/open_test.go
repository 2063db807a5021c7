package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
)

func TestWhatWasWrittenIsThereWhenOpenedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		var log bytes.Buffer
		for round := range 2 {
			s, err := sqlstore.Open(t.Context(), url, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			d := catalogtest.Dataset("air", "H26")
			catalogtest.Publish(t, s, d, catalogtest.Release(d, round+1))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Count(log.String(), "brought up to date"); got != 1 {
			t.Errorf("%d migrations, want one, of the new database:\n%s", got, log.String())
		}
	})
}

func TestManyMayOpenANewDatabaseAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				s, err := sqlstore.Open(t.Context(), url, slog.New(slog.DiscardHandler))
				if err != nil {
					t.Errorf("Open %d: %v", i, err)
					return
				}
				if _, err := s.Agencies(t.Context()); err != nil {
					t.Errorf("Agencies %d: %v", i, err)
				}
				if err := s.Close(); err != nil {
					t.Errorf("Close %d: %v", i, err)
				}
			})
		}
		wg.Wait()
	})
}

// SQLite does not wait for a lock before it changes the journal of a file to
// WAL: Open must.
func TestOpenWaitsForAnotherProcessThatHoldsANewFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nguon.db")
	other, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	for _, statement := range []string{"CREATE TABLE other (n)", "BEGIN; SELECT * FROM other"} {
		if _, err := other.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	released := time.AfterFunc(300*time.Millisecond, func() {
		if _, err := other.ExecContext(context.Background(), "COMMIT"); err != nil {
			t.Error(err)
		}
	})
	defer released.Stop()
	s, err := sqlstore.Open(t.Context(), "sqlite://"+path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, test := range []struct{ name, url, want string }{
		{"an empty URL", "", "unknown kind of database"},
		{"another database", "mysql://localhost/nguon", "unknown kind of database"},
		{"a path without a scheme", "/tmp/nguon.db", "unknown kind of database"},
		{"a relative path", "sqlite://nguon.db", "not the absolute path"},
		{"a folder that is not there", "sqlite://" + filepath.Join(t.TempDir(), "none", "nguon.db"), "no such file"},
		{"a folder", "sqlite://" + t.TempDir(), "is a directory"},
		{"a URL that is none", "postgres://user:hunter2@host:port/x", "cannot parse"},
		{"a server that is not there", "postgres://user:hunter2@127.0.0.1:1/nguon?connect_timeout=5", "refused"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := sqlstore.Open(t.Context(), test.url, slog.New(slog.DiscardHandler))
			if err == nil {
				s.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("err = %v, want %q in it, and no password", err, test.want)
			}
		})
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.txt")
	text := []byte(strings.Repeat("not a database\n", 100))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := sqlstore.Open(t.Context(), "sqlite://"+path, slog.New(slog.DiscardHandler)); err == nil {
		s.Close()
		t.Error("no error")
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, text) {
		t.Errorf("the file was changed, or is gone: %v", err)
	}
}

func TestTheFileIsForItsOwnerOnly(t *testing.T) {
	url := file(t)
	s := open(t, url)
	d := catalogtest.Dataset("air", "H26")
	catalogtest.Publish(t, s, d, catalogtest.Release(d, 1))
	path := strings.TrimPrefix(url, "sqlite://")
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("mode of %s%s is %o, want 600", filepath.Base(path), suffix, mode)
		}
	}
}

func TestUseOfKeysIsWrittenAtTheEnd(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		k := account.Key{ID: "A", Created: catalogtest.Epoch}
		s, err := sqlstore.Open(t.Context(), url, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SaveKey(t.Context(), k); err != nil {
			t.Fatal(err)
		}
		want := catalogtest.Epoch.Add(time.Hour)
		if err := s.TouchKey(t.Context(), "A", want); err != nil {
			t.Fatal(err)
		}
		other := open(t, url)
		lastUsed := func() time.Time {
			t.Helper()
			k, err := other.KeyByHash(t.Context(), k.Hash)
			if err != nil {
				t.Fatal(err)
			}
			return k.LastUsed
		}
		if got := lastUsed(); !got.IsZero() {
			t.Errorf("written at once, as %v: that is a write for every request", got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := lastUsed(); !got.Equal(want) {
			t.Errorf("last used %v, want %v", got, want)
		}
	})
}

func TestErrorsOfTheDatabaseAreNotForThePublic(t *testing.T) {
	s, err := sqlstore.Open(t.Context(), file(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d := catalogtest.Dataset("air", "H26")
	_, readErr := s.Dataset(t.Context(), "air")
	for name, err := range map[string]error{
		"Dataset": readErr, "SaveDraft": s.SaveDraft(t.Context(), catalogtest.Release(d, 1)), "Ping": s.Ping(t.Context()),
	} {
		if err == nil {
			t.Errorf("%s on a closed store: no error", name)
		}
		if _, ok := asPublic(err); ok {
			t.Errorf("%s: %v has a public text", name, err)
		}
	}
}

func TestAWriterThatWaitsGivesUpWithItsContext(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		release := occupy(t, s)
		defer release()
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		start := time.Now()
		err := s.SaveDraft(ctx, catalogtest.Release(catalogtest.Dataset("air", "H26"), 1))
		if ctx.Err() == nil || !isEnd(err) || time.Since(start) > 10*time.Second {
			t.Errorf("after %v err = %v, want the end of the context", time.Since(start), err)
		}
	})
}
