package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
)

// An instance is a DuckDB that can read some files.
type instance struct {
	connector *duckdb.Connector
	db        *sql.DB // on the connector; only for what needs one

	mu   sync.Mutex
	free []*duckdb.Conn
}

// errNotOpened is of instances that could not show the files of their room.
var errNotOpened = errors.New("open DuckDB")

// openInstance opens a DuckDB in memory, locks it up with the files of a room,
// and gives their rows the names that statements use.
func openInstance(r room, o Options) (*instance, error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, err
	}
	if r.serial {
		o.Threads = 1
	}
	in := &instance{connector: connector, db: sql.OpenDB(connector)}
	if err := in.harden(r, o); err != nil {
		return nil, errors.Join(fmt.Errorf("%w for %s: %w", errNotOpened, r, err), in.Close())
	}
	return in, nil
}

// harden executes the settings in an order that works: what needs the
// permission to be changed first, the lock last.
func (in *instance) harden(r room, o Options) error {
	conn, err := in.conn(context.Background())
	if err != nil {
		return err
	}
	for _, s := range settings(r, o) {
		if err := execute(conn, s); err != nil {
			return errors.Join(err, conn.Close())
		}
	}
	if err := r.show(conn); err != nil {
		return errors.Join(err, conn.Close())
	}
	if err := in.addFunctions(); err != nil {
		return errors.Join(err, conn.Close())
	}
	if err := execute(conn, "SET lock_configuration = true"); err != nil {
		return errors.Join(err, conn.Close())
	}
	in.keep(conn)
	return nil
}

// execute runs a statement of our own, without anything of a caller.
func execute(conn *duckdb.Conn, statement string) error {
	if _, err := conn.ExecContext(context.Background(), statement, nil); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func settings(r room, o Options) []string {
	var paths []string
	for _, f := range r.files {
		paths = append(paths, literal(f.path))
		if f.form != published { // where there is no log, DuckDB looks for one
			for _, suffix := range logs {
				paths = append(paths, literal(f.path+suffix))
			}
		}
	}
	var joins []string
	if len(r.files) > 1 {
		// The rows of the first file pass by in their order: sums of doubles
		// come out the same whatever is known of the files.
		joins = []string{"SET disabled_optimizers = 'join_order,build_side_probe_side'"}
	}
	return append(joins,
		fmt.Sprintf("SET threads = %d", o.Threads),
		fmt.Sprintf("SET memory_limit = '%dB'", o.MemoryLimit),
		"SET temp_directory = ''",
		"SET autoinstall_known_extensions = false",
		"SET autoload_known_extensions = false",
		"SET allow_community_extensions = false",
		"SET allow_persistent_secrets = false",
		"SET parquet_metadata_cache = true",
		// Files are local, so the system caches them, once for all instances;
		// this one made no statement faster and held memory while idle.
		"SET enable_external_file_cache = false",
		"SET TimeZone = 'UTC'",
		// Shapes come as their bytes, whatever metadata the file has.
		"SET enable_geoparquet_conversion = false",
		"SET allowed_paths = ["+strings.Join(paths, ", ")+"]",
		"SET enable_external_access = false",
	)
}

// literal is s as a literal of SQL.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// conn returns a connection that nobody else uses.
func (in *instance) conn(ctx context.Context) (*duckdb.Conn, error) {
	in.mu.Lock()
	if n := len(in.free); n > 0 {
		c := in.free[n-1]
		in.free = in.free[:n-1]
		in.mu.Unlock()
		return c, nil
	}
	in.mu.Unlock()
	var c driver.Conn
	c, err := in.connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := c.(*duckdb.Conn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("%T is not a connection of DuckDB", c), c.Close())
	}
	return conn, nil
}

// maxFree is how many connections of an instance wait for the next statement.
const maxFree = 8

// keep gives a connection back, for the next statement.
func (in *instance) keep(c *duckdb.Conn) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.free) < maxFree {
		in.free = append(in.free, c)
		return
	}
	c.Close()
}

// Close closes the instance. All its connections have been given back.
func (in *instance) Close() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, c := range in.free {
		c.Close()
	}
	in.free = nil
	return in.db.Close() // closes the connector
}
