package sqlstore

import (
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"

	"nguon/catalog/job"
)

// A dialect is all that differs between the databases.
type dialect struct {
	name   string
	bun    func() schema.Dialect
	goose  goose.Dialect
	queue  func(*sql.DB, *slog.Logger) (*job.Queue, error)
	lock   string // a statement that locks out other migrating processes; empty: there is none
	keyTxt string // a statement that makes the type keytext; empty: not needed
	own    string // ends a query whose rows are to be locked; empty: there is one writer at a time
	free   string // the same, of those rows alone that nobody else has locked
}

var sqlite = dialect{
	name:  "SQLite",
	bun:   func() schema.Dialect { return sqlitedialect.New() },
	goose: goose.DialectSQLite3,
	queue: job.OnSQLite,
}

// Text that names things is compared byte by byte, whatever the locale of the
// database: SQLite does, and takes keytext for TEXT because of its last
// letters.
var postgres = dialect{
	name:   "PostgreSQL",
	bun:    func() schema.Dialect { return pgdialect.New() },
	goose:  goose.DialectPostgres,
	queue:  job.OnPostgres,
	lock:   "SELECT pg_advisory_lock(7956005961)",
	keyTxt: `CREATE DOMAIN keytext AS TEXT COLLATE "C"`,
	own:    "FOR UPDATE",
	free:   "FOR UPDATE SKIP LOCKED",
}

const (
	sqliteScheme = "sqlite://"
	memory       = ":memory:"
	readers      = 8                // connections that read SQLite
	connections  = 16               // to PostgreSQL
	busy         = 15 * time.Second // how long a SQLite connection waits for another process
)

// pools are the connections to one database. Write and read may be the same.
type pools struct {
	dialect     dialect
	write, read *sql.DB
}

func (p pools) close() error {
	if p.read != p.write {
		p.read.Close() //nolint:errcheck // it has nothing to lose
	}
	return p.write.Close()
}

// connect opens the pools for a URL. It makes no connection yet.
func connect(rawURL string) (pools, error) {
	if path, ok := strings.CutPrefix(rawURL, sqliteScheme); ok {
		return connectSQLite(path)
	}
	scheme, _, _ := strings.Cut(rawURL, "://")
	if scheme != "postgres" && scheme != "postgresql" {
		return pools{}, fmt.Errorf("sqlstore: unknown kind of database %q; want %s or postgres://", scheme, sqliteScheme)
	}
	db, err := sql.Open("pgx", rawURL)
	if err != nil {
		return pools{}, fmt.Errorf("sqlstore: %w", err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return pools{dialect: postgres, write: db, read: db}, nil
}

func connectSQLite(path string) (pools, error) {
	if path == memory {
		db, err := openSQLite(memory, "_txlock", "immediate")
		return pools{dialect: sqlite, write: db, read: db}, err
	}
	if !strings.HasPrefix(path, "/") {
		return pools{}, fmt.Errorf("sqlstore: %s%s is not the absolute path of a file", sqliteScheme, path)
	}
	// The file holds the hashes of keys: it is for nobody else.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return pools{}, fmt.Errorf("sqlstore: %w", err)
	}
	if err := file.Close(); err != nil {
		return pools{}, fmt.Errorf("sqlstore: %w", err)
	}
	write, err := openSQLite(path, "_txlock", "immediate", "_pragma", "journal_mode(WAL)", "_pragma", "synchronous(FULL)")
	if err != nil {
		return pools{}, err
	}
	read, err := openSQLite(path, "_pragma", "query_only(1)")
	if err != nil {
		write.Close() //nolint:errcheck // nothing was written
		return pools{}, err
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return pools{dialect: sqlite, write: write, read: read}, nil
}

// openSQLite opens a pool of one connection with pairs of parameters.
func openSQLite(path string, params ...string) (*sql.DB, error) {
	query := url.Values{"_pragma": {fmt.Sprintf("busy_timeout(%d)", busy.Milliseconds()), "foreign_keys(1)"}}
	for i := 0; i < len(params); i += 2 {
		query.Add(params[i], params[i+1])
	}
	name := (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
	if path == memory {
		name = "file:" + memory + "?" + query.Encode()
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}
