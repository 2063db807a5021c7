package sqlstore_test

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/collection"
	"nguon/catalog/dossier"
	"nguon/catalog/job"
	"nguon/catalog/market"
	"nguon/catalog/notice"
	"nguon/catalog/remind"
	"nguon/catalog/score"
	"nguon/catalog/sqlstore"
	"nguon/catalog/story"
	"nguon/catalog/voice"
	"nguon/catalog/workflow"
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

// empty is the content of a file whose tables are up to date: to make them takes
// longer than most of the tests do.
var empty = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "nguon-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "empty.db")
	s, err := sqlstore.Open(context.Background(), "sqlite://"+path, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// ready returns the URL of a SQLite database whose tables are there.
func ready(t testing.TB) string {
	t.Helper()
	content, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	url := file(t)
	if err := os.WriteFile(strings.TrimPrefix(url, "sqlite://"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	return url
}

// onEach runs a test on both databases.
func onEach(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, file(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, catalogtest.Postgres(t)) })
}

func TestSQLite(t *testing.T) {
	catalogtest.Run(t, func(t *testing.T) catalogtest.Store { return open(t, ready(t)) })
}

// TestPostgres empties one database for each test: to make one takes longer
// than most of the tests do.
func TestPostgres(t *testing.T) {
	url := catalogtest.Postgres(t)
	open(t, url)
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	catalogtest.Run(t, func(t *testing.T) catalogtest.Store {
		_, err := db.ExecContext(t.Context(), `
			TRUNCATE agencies, datasets, redirects, releases, release_objects, derived_files, events, api_keys, tasks, river_job,
				log_entries, log_hashes, log_due, candidates, release_steps, release_policies, audit_entries,
				products, api_documents, applications, subscriptions, reuses, dossiers, use_hours, use_days, use_batches, query_hours, health_days,
				notices, follows, webhooks, deliveries, delivery_notices, delivery_attempts, reminders, muted_kinds, dois, figures, posts, post_supports, collections, stories;
			UPDATE event_sequence SET last = 0`)
		if err != nil {
			t.Fatal(err)
		}
		return open(t, url)
	})
}

func TestSQLiteInMemory(t *testing.T) {
	catalogtest.Run(t, func(t *testing.T) catalogtest.Store { return open(t, "sqlite://:memory:") })
}

// clocks are those of several stores.
type clocks []*sqlstore.Store

// UseClock implements catalogtest.Store.
func (c clocks) UseClock(now func() time.Time) {
	for _, s := range c {
		s.UseClock(now)
	}
}

// TestTwoStoresOnOneFile has one Store write and another read, as a command
// beside a server does.
func TestTwoStoresOnOneFile(t *testing.T) {
	type ( // so that no field is called as a method is
		keys         = account.Keys
		products     = market.Products
		applications = market.Applications
		reuses       = market.Reuses
		dossiers     = dossier.Store
		health       = market.Health
		notices      = notice.Store
		releases     = workflow.Store
		marks        = remind.Ledger
		figures      = score.Store
		posts        = voice.Store
		collections  = collection.Store
		stories      = story.Store
	)
	type pair struct {
		catalog.Reader
		catalog.Writer
		keys
		job.Ledger
		catalog.Log
		products
		applications
		reuses
		dossiers
		market.Usage
		health
		notices
		catalog.Announcer
		releases
		marks
		figures
		posts
		collections
		stories
		clocks
	}
	catalogtest.Run(t, func(t *testing.T) catalogtest.Store {
		url := ready(t)
		server, command := open(t, url), open(t, url)
		return pair{Reader: server, Writer: command, keys: server, Ledger: server, Log: command,
			products: command, applications: server, reuses: command, dossiers: server, Usage: command, health: server, notices: server,
			Announcer: server, releases: command, marks: command, figures: command, posts: server, collections: command, stories: server, clocks: clocks{server, command}}
	})
}
