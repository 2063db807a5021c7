package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	driversqlite "modernc.org/sqlite" // and driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrations embed.FS

const migrationFiles = "migrations/*.sql"

// errNewer is returned for a database that this program is too old for.
var errNewer = errors.New("the database was changed by a newer version of this program")

// migrationTries bounds how often a migration begins again because another
// process was at it too.
const migrationTries = 5

// migrate brings the tables up to date. An up-to-date database costs two small
// queries. Of several processes that begin at once, one does each step: on
// PostgreSQL the others wait for a lock; on SQLite, which has none that lasts
// over several transactions, the step of the others fails as a whole, and they
// look again. A new SQLite file can also be locked while another process
// changes its journal, where SQLite waits for nobody: such tries do not count,
// until the wait for another process is over.
func (s *Store) migrate(ctx context.Context) error {
	giveUp := time.Now().Add(busy)
	for try := 0; ; {
		start := time.Now()
		current, err := s.migrated(ctx)
		if current || (err != nil && !locked(err)) {
			return err
		}
		if err == nil {
			err = s.migrateOnce(ctx)
		}
		if err == nil {
			s.log.LogAttrs(ctx, slog.LevelInfo, "database brought up to date",
				slog.String("database", s.pools.dialect.name), slog.Duration("elapsed", time.Since(start)))
			return nil
		}
		if !locked(err) || time.Now().After(giveUp) {
			if try++; try == migrationTries {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return failed(ctx, err)
		case <-time.After(50 * time.Millisecond << try):
		}
	}
}

// locked reports whether SQLite refused because of another connection.
func locked(err error) bool {
	refused, ok := errors.AsType[*driversqlite.Error](err)
	if !ok {
		return false
	}
	primary := refused.Code() & 0xff // the rest is the extended code: https://sqlite.org/rescode.html
	return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
}

func (s *Store) migrated(ctx context.Context) (bool, error) {
	if err := s.write.PingContext(ctx); err != nil {
		return false, failed(ctx, err)
	}
	var have sql.NullInt64
	err := s.write.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&have)
	if err != nil {
		return false, nil // there is no such table, or the migration will tell
	}
	newest, err := newestMigration()
	if err != nil {
		return false, err
	}
	if have.Int64 > newest {
		return false, fmt.Errorf("%w: it is at %d, this program at %d", errNewer, have.Int64, newest)
	}
	return have.Int64 == newest && s.queue.Migrated(ctx), nil
}

func newestMigration() (int64, error) {
	files, err := fs.Glob(migrations, migrationFiles)
	if err != nil {
		return 0, err
	}
	return versionOf(files[len(files)-1])
}

func versionOf(file string) (int64, error) {
	number, _, _ := strings.Cut(path.Base(file), "_")
	return strconv.ParseInt(number, 10, 64)
}

func (s *Store) migrateOnce(ctx context.Context) error {
	d := s.pools.dialect
	if d.lock != "" {
		conn, err := s.pools.write.Conn(ctx)
		if err != nil {
			return err
		}
		// The lock ends with its session, which must not return to the pool.
		defer conn.Raw(func(any) error { return driver.ErrBadConn }) //nolint:errcheck // it returns what it is told
		if _, err := conn.ExecContext(ctx, d.lock); err != nil {
			return err
		}
	}
	provider, err := s.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	return s.queue.Migrate(ctx)
}

// provider returns what knows the steps and does them. It is given each file
// as a function: goose's own reader of SQL takes a buffer of 4 MB for a line,
// from a pool that may be empty, and both databases run a file of statements.
func (s *Store) provider() (*goose.Provider, error) {
	steps := []*goose.Migration{step(1, s.pools.dialect.keyTxt)}
	files, err := fs.Glob(migrations, migrationFiles)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		version, err := versionOf(file)
		if err != nil {
			return nil, err
		}
		text, err := migrations.ReadFile(file)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step(version, string(text)))
	}
	return goose.NewProvider(s.pools.dialect.goose, s.pools.write, nil,
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
}

// step runs a text of statements, which may be empty, in one transaction.
func step(version int64, text string) *goose.Migration {
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if text == "" {
			return nil
		}
		_, err := tx.ExecContext(ctx, text)
		return err
	}}, nil)
}
