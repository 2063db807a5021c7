package job

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"regexp"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// A Job is stored as JSON under its kind: two or more lower-case letters,
// digits and underscores, beginning with a letter. The kind of a type is
// permanent, and does not depend on its value.
type Job interface{ Kind() string }

var kind = regexp.MustCompile(`^[a-z][a-z0-9_]+$`)

// maxAttempts is how often a job is tried before it is given up.
const maxAttempts = 20

// A Queue holds the jobs of one database.
type Queue struct {
	driver   riverdriver.Driver[*sql.Tx]
	client   *river.Client[*sql.Tx] // only inserts
	migrator *rivermigrate.Migrator[*sql.Tx]
	db       *sql.DB
	log      *slog.Logger
}

// OnSQLite returns the queue in a SQLite database. The pool must have a single
// connection, which begins its transactions as immediate ones.
func OnSQLite(db *sql.DB, log *slog.Logger) (*Queue, error) {
	return newQueue(db, riversqlite.New(db), log)
}

// OnPostgres returns the queue in a PostgreSQL database.
func OnPostgres(db *sql.DB, log *slog.Logger) (*Queue, error) {
	return newQueue(db, riverdatabasesql.New(db), log)
}

func newQueue(db *sql.DB, driver riverdriver.Driver[*sql.Tx], log *slog.Logger) (*Queue, error) {
	log = quiet(log)
	client, err := river.NewClient(driver, &river.Config{Logger: log, MaxAttempts: maxAttempts})
	if err != nil {
		return nil, fmt.Errorf("job: %w", err)
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return nil, fmt.Errorf("job: %w", err)
	}
	return &Queue{driver: driver, client: client, migrator: migrator, db: db, log: log}, nil
}

// Insert stores jobs in a transaction: they exist if it commits.
func (q *Queue) Insert(ctx context.Context, tx *sql.Tx, jobs ...Job) error {
	if len(jobs) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		if !kind.MatchString(j.Kind()) {
			return fmt.Errorf("job: %q is not the name of a kind", j.Kind())
		}
		params[i].Args = j
		if _, ok := j.(TaskDue); ok { // long ones do not keep short ones waiting
			params[i].InsertOpts = &river.InsertOpts{Queue: taskQueue}
		}
	}
	if _, err := q.client.InsertManyTx(ctx, tx, params); err != nil {
		return fmt.Errorf("job: insert: %w", err)
	}
	return nil
}

// Migrated reports whether the tables of the queue are there and up to date.
// It costs one small query.
func (q *Queue) Migrated(ctx context.Context) bool {
	versions := q.migrator.AllVersions()
	var have sql.NullInt64
	err := q.db.QueryRowContext(ctx, "SELECT max(version) FROM river_migration WHERE line = 'main'").Scan(&have)
	return err == nil && have.Int64 >= int64(versions[len(versions)-1].Version)
}

// Migrate makes the tables of the queue, or brings them up to date. Each step
// is a transaction.
func (q *Queue) Migrate(ctx context.Context) error {
	if _, err := q.migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("job: migrate: %w", err)
	}
	return nil
}
