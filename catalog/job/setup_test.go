package job_test

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"nguon/catalog/catalogtest"
	"nguon/catalog/job"
)

// greet is a job of the tests.
type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

// A bench is a queue in a fresh database.
type bench struct {
	*job.Queue
	db  *sql.DB
	log *syncBuffer
}

type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// onEach runs a test on both databases, side by side.
func onEach(t *testing.T, test func(t *testing.T, b bench)) {
	t.Parallel()
	open := func(t *testing.T, driver, url string, on func(*sql.DB, *slog.Logger) (*job.Queue, error)) bench {
		db, err := sql.Open(driver, url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		if driver == "sqlite" {
			db.SetMaxOpenConns(1)
		}
		log := new(syncBuffer)
		q, err := on(db, slog.New(slog.NewTextHandler(log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		if q.Migrated(t.Context()) {
			t.Fatal("an empty database is said to have the tables")
		}
		if err := q.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !q.Migrated(t.Context()) {
			t.Fatal("a migrated database is said to lack tables")
		}
		return bench{q, db, log}
	}
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		path := "file:" + filepath.Join(t.TempDir(), "jobs.db") + "?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)"
		test(t, open(t, "sqlite", path, job.OnSQLite))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, "pgx", catalogtest.Postgres(t), job.OnPostgres))
	})
}

// insert stores jobs in a transaction, which it ends with end.
func (b bench) insert(t *testing.T, end func(*sql.Tx) error, jobs ...job.Job) error {
	t.Helper()
	tx, err := b.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // where it was ended, there is nothing to do
	if err := b.Insert(t.Context(), tx, jobs...); err != nil {
		return err
	}
	return end(tx)
}

func (b bench) mustInsert(t *testing.T, jobs ...job.Job) {
	t.Helper()
	if err := b.insert(t, (*sql.Tx).Commit, jobs...); err != nil {
		t.Fatal(err)
	}
}

var hasty = job.Options{Poll: 100 * time.Millisecond, Backoff: func(int) time.Duration { return 0 }}

// start runs r until the returned function is called, which returns what Run
// did.
func start(t *testing.T, r *job.Runner) (stop func() error) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return stop
}

// receive returns the next value of c, or ends the test.
func receive[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}
