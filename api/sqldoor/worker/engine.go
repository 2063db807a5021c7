package worker

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/sqldoor/tree"
	"nguon/api/sqldoor/wire"
)

// openConn opens an instance in memory with one connection.
func openConn() (*duckdb.Conn, error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, fmt.Errorf("open the engine: %w", err)
	}
	c, err := connector.Connect(context.Background())
	if err != nil {
		return nil, fmt.Errorf("open the engine: %w", err)
	}
	conn, ok := c.(*duckdb.Conn)
	if !ok {
		return nil, fmt.Errorf("%T is not a connection of the engine", c)
	}
	return conn, nil
}

// execute runs statements of our own.
func execute(conn *duckdb.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(context.Background(), s, nil); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// settings are those of both instances; then come, for the one that runs
// statements, the memory and the files; then locks.
var settings = []string{
	"SET threads = 1",
	"SET temp_directory = ''",
	"SET autoinstall_known_extensions = false",
	"SET autoload_known_extensions = false",
	"SET allow_community_extensions = false",
	"SET allow_persistent_secrets = false",
	"SET enable_external_file_cache = false",
	"SET TimeZone = 'UTC'",
	"SET Calendar = 'gregorian'",
	"SET errors_as_json = true",
	"SET enable_progress_bar = false",
	// Shapes come as their bytes, whatever metadata the file has.
	"SET enable_geoparquet_conversion = false",
}

var locks = []string{"SET enable_external_access = false", "SET lock_configuration = true"}

// A parser makes syntax trees.
type parser struct {
	conn  *duckdb.Conn
	names map[string]bool // of tables and views of the engine itself
}

func openParser() (*parser, error) {
	conn, err := openConn()
	if err != nil {
		return nil, err
	}
	if err := execute(conn, settings...); err != nil {
		return nil, err
	}
	p := &parser{conn: conn, names: make(map[string]bool)}
	const own = "SELECT view_name FROM duckdb_views() UNION SELECT table_name FROM duckdb_tables() UNION SELECT function_name FROM duckdb_functions() WHERE function_type LIKE '%table%'"
	err = query(conn, own, nil, func(row []driver.Value) error {
		name, _ := row[0].(string)
		p.names[strings.ToLower(name)] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p, execute(conn, locks...)
}

// tables returns the tables of a statement, or why it may not run.
func (p *parser) tables(sql string) ([]tree.Table, error) {
	if strings.ContainsRune(sql, 0) { // where the engine would stop to read
		return nil, &wire.Refusal{Reason: wire.Statement, Position: strings.IndexByte(sql, 0)}
	}
	var text string
	args := []driver.NamedValue{{Ordinal: 1, Value: sql}}
	err := query(p.conn, "SELECT CAST(json_serialize_sql(CAST(?1 AS VARCHAR)) AS VARCHAR)", args, func(row []driver.Value) error {
		text, _ = row[0].(string)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return tree.Check([]byte(text), func(name string) bool { return p.names[name] })
}

// query prepares one statement, which nothing but Conn.Prepare makes sure of,
// and yields its rows.
func query(conn *duckdb.Conn, sql string, args []driver.NamedValue, yield func([]driver.Value) error) error {
	stmt, err := conn.Prepare(sql)
	if err != nil {
		return err
	}
	defer stmt.Close()
	running, ok := stmt.(driver.StmtQueryContext)
	if !ok {
		return fmt.Errorf("%T has no QueryContext", stmt)
	}
	rows, err := running.QueryContext(context.Background(), args)
	if err != nil {
		return err
	}
	defer rows.Close()
	row := make([]driver.Value, len(rows.Columns()))
	for {
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := yield(row); err != nil {
			return err
		}
	}
}

// A failure is an error of the engine, as errors_as_json has it.
type failure struct {
	Type     string      `json:"exception_type"`
	Message  string      `json:"exception_message"`
	Position json.Number `json:"position"`
}

// explainEngine tells what the client can mend from what nobody can.
func explainEngine(err error) *wire.Refusal {
	fault := &wire.Refusal{Reason: wire.Fault, Text: err.Error(), Position: -1}
	known, ok := errors.AsType[*duckdb.Error](err)
	if !ok {
		return fault
	}
	if known.Type == duckdb.ErrorTypeOutOfMemory {
		return &wire.Refusal{Reason: wire.Memory, Position: -1}
	}
	brace := strings.IndexByte(known.Msg, '{')
	if brace < 0 {
		return fault
	}
	var f failure
	if err := json.NewDecoder(strings.NewReader(known.Msg[brace:])).Decode(&f); err != nil {
		return fault
	}
	position := -1
	if n, err := f.Position.Int64(); err == nil && n >= 0 && n < wire.MaxFrame {
		position = int(n)
	}
	text, _, _ := strings.Cut(f.Message, "\n\tCandidate functions:")
	switch f.Type {
	case "Out of Memory":
		return &wire.Refusal{Reason: wire.Memory, Position: -1}
	case "Parser", "Syntax":
		return &wire.Refusal{Reason: wire.Syntax, Text: text, Position: position}
	case "Binder", "Catalog", "Conversion", "Out of Range", "Invalid Input", "Mismatch Type", "Expression", "Not implemented", "Invalid type", "Decimal", "Divide by Zero", "Parameter Not Resolved":
		if telling(text) { // or the statement has such a word itself
			text = "the engine does not take it"
		}
		return &wire.Refusal{Reason: wire.Engine, Text: text, Position: position}
	}
	return fault
}

// telling reports whether a message of the engine tells about the process. None
// that could be provoked does; this is the last look.
func telling(message string) bool {
	for _, word := range []string{"/proc/", "read_parquet", "/fd/"} {
		if strings.Contains(strings.ToLower(message), word) {
			return true
		}
	}
	return false
}
