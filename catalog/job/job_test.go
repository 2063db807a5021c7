package job_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
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

func TestJobsOfACommittedTransactionAreDone(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		if err := b.insert(t, (*sql.Tx).Rollback, greet{"nobody"}); err != nil {
			t.Fatal(err)
		}
		b.mustInsert(t) // none at all
		b.mustInsert(t, greet{"Lan"}, greet{"Minh"})
		done := make(chan string, 10)
		r := b.Runner(hasty)
		job.Handle(r, func(_ context.Context, g greet) error { done <- g.Name; return nil })
		stop := start(t, r)
		got := map[string]bool{receive(t, done): true, receive(t, done): true}
		b.mustInsert(t, greet{"Hoa"})
		got[receive(t, done)] = true
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		close(done)
		for name := range done {
			t.Errorf("%s was greeted as well", name)
		}
		if !got["Lan"] || !got["Minh"] || !got["Hoa"] {
			t.Errorf("greeted %v", got)
		}
		if log := b.log.String(); log != "" {
			t.Errorf("a job that went well left in the log: %s", log)
		}
	})
}

func TestFailedJobsAreTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		var attempts atomic.Int32
		failures := make(chan int, 10)
		done := make(chan int32, 1)
		o := hasty
		o.Backoff = func(failed int) time.Duration { failures <- failed; return 0 }
		r := b.Runner(o)
		job.Handle(r, func(context.Context, greet) error {
			switch n := attempts.Add(1); n {
			case 1:
				return errors.New("not today")
			case 2:
				panic("not tomorrow")
			default:
				done <- n
				return nil
			}
		})
		start(t, r)
		b.mustInsert(t, greet{"Lan"})
		if got := receive(t, done); got != 3 {
			t.Errorf("done at attempt %d, want 3", got)
		}
		if first, second := receive(t, failures), receive(t, failures); first != 1 || second != 2 {
			t.Errorf("pauses after failures %d and %d, want 1 and 2", first, second)
		}
		for _, want := range []string{"not today", "not tomorrow", "greet"} {
			if log := b.log.String(); !strings.Contains(log, want) {
				t.Errorf("log lacks %q: %s", want, log)
			}
		}
	})
}

func TestJobsGivenUpAreNotTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		names := make(chan string, 10)
		r := b.Runner(hasty)
		job.Handle(r, func(_ context.Context, g greet) error {
			names <- g.Name
			if g.Name == "Lan" {
				return job.GiveUp(errors.New("moved away"))
			}
			return nil
		})
		stop := start(t, r)
		b.mustInsert(t, greet{"Lan"})
		receive(t, names)
		time.Sleep(3 * hasty.Poll)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if len(names) != 0 {
			t.Errorf("%s was tried again", <-names)
		}
		if log := b.log.String(); !strings.Contains(log, "moved away") {
			t.Errorf("log lacks the reason: %s", log)
		}
	})
}

func TestStopWaitsForJobsThatRun(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		began, finish := make(chan bool), make(chan bool)
		var finished atomic.Bool
		r := b.Runner(hasty)
		job.Handle(r, func(ctx context.Context, _ greet) error {
			began <- true
			<-finish
			finished.Store(ctx.Err() == nil)
			return nil
		})
		stop := start(t, r)
		b.mustInsert(t, greet{"Lan"})
		receive(t, began)
		time.AfterFunc(200*time.Millisecond, func() { close(finish) })
		if err := stop(); err != nil || !finished.Load() {
			t.Errorf("Run ended with %v before the job did, or broke it off", err)
		}
	})
}

func TestStopBreaksOffJobsAfterTheGrace(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		began, again := make(chan bool), make(chan bool, 1)
		o := hasty
		o.Grace = 100 * time.Millisecond
		r := b.Runner(o)
		job.Handle(r, func(ctx context.Context, _ greet) error {
			began <- true
			<-ctx.Done()
			return ctx.Err()
		})
		stop := start(t, r)
		b.mustInsert(t, greet{"Lan"})
		receive(t, began)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		r = b.Runner(hasty)
		job.Handle(r, func(context.Context, greet) error { again <- true; return nil })
		start(t, r)
		receive(t, again)
	})
}

func TestJobsOfADeadRunnerAreTakenOver(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		b.mustInsert(t, greet{"Lan"})
		// As a process leaves it that was killed two hours ago.
		_, err := b.db.ExecContext(t.Context(), "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = '2001-01-01 00:00:00'")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan string, 1)
		r := b.Runner(hasty)
		job.Handle(r, func(_ context.Context, g greet) error { done <- g.Name; return nil })
		start(t, r)
		receive(t, done)
	})
}

func TestTwoRunnersDoEachJobOnce(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		const jobs = 20
		names := make(chan string, 10*jobs)
		for range 2 {
			r := b.Runner(hasty)
			job.Handle(r, func(_ context.Context, g greet) error { names <- g.Name; return nil })
			start(t, r)
		}
		want := make(map[string]bool)
		for i := range jobs {
			name := string(rune('a' + i))
			want[name] = true
			b.mustInsert(t, greet{name})
		}
		for range jobs {
			name := receive(t, names)
			if !want[name] {
				t.Errorf("%s was greeted twice", name)
			}
			delete(want, name)
		}
	})
}
