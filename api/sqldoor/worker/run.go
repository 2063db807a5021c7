package worker

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/sqldoor/tree"
	"nguon/api/sqldoor/wire"
)

// A runner is an instance that waits for its files.
type runner struct{ conn *duckdb.Conn }

func openRunner() (*runner, error) {
	conn, err := openConn()
	if err != nil {
		return nil, err
	}
	return &runner{conn}, execute(conn, settings...)
}

// run answers the statement, which p has found harmless.
func (r *runner) run(ctx context.Context, p *parser, sql string, g *wire.Granted, replies io.Writer) error {
	if err := r.furnish(g); err != nil {
		return err
	}
	sql = strings.TrimRight(sql, "; \t\r\n")
	columns, err := r.columns(sql)
	if err != nil {
		return err
	}
	before, after := frame(columns, g.Rows)
	whole := before + sql + after
	// What runs is what was looked at, and no more than that.
	tables, err := p.tables(whole)
	if err != nil {
		return fmt.Errorf("the statement in its frame: %w", err)
	}
	if !slices.EqualFunc(tables, g.Tables, func(t tree.Table, granted wire.Table) bool {
		return t.Dataset == granted.Dataset && t.Resource == granted.Resource
	}) {
		return errors.New("the statement in its frame has other tables")
	}
	if err := r.answer(whole, columns, g, replies); err != nil {
		return shift(err, len(before), len(sql))
	}
	return nil
}

// shift moves the position of an error from the frame into the statement.
func shift(err error, before, length int) error {
	if _, ok := errors.AsType[*wire.Refusal](err); ok {
		return err
	}
	e := explain(err)
	if e.Position -= before; e.Position < 0 || e.Position > length {
		e.Position = -1
	}
	return e
}

// furnish gives the instance its tables, and locks it.
func (r *runner) furnish(g *wire.Granted) error {
	var views, paths []string
	for _, t := range g.Tables {
		f, err := os.Open(t.Path)
		if err != nil {
			return err
		}
		// The file stays open: the process ends with the statement.
		path := literal(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
		paths = append(paths, path)
		columns := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			if columns[i] = identifier(c); slices.Contains(t.Spans, c) {
				columns[i] = fmt.Sprintf("to_microseconds(%s) AS %s", identifier(c), identifier(c))
			}
		}
		views = append(views,
			"CREATE SCHEMA IF NOT EXISTS "+identifier(t.Dataset),
			fmt.Sprintf("CREATE VIEW %s.%s AS SELECT %s FROM read_parquet(%s, hive_partitioning = false)",
				identifier(t.Dataset), identifier(t.Resource), strings.Join(columns, ", "), path))
	}
	if err := execute(r.conn, fmt.Sprintf("SET memory_limit = '%dB'", g.Memory), "SET allowed_paths = ["+strings.Join(paths, ", ")+"]",
		locks[0]); err != nil {
		return err
	}
	return execute(r.conn, append(views, locks[1])...)
}

// columns returns how the columns of the answer are sent. It runs nothing.
func (r *runner) columns(sql string) ([]column, error) {
	prepared, err := r.conn.Prepare(sql)
	if err != nil {
		return nil, err
	}
	defer prepared.Close()
	stmt, ok := prepared.(*duckdb.Stmt)
	if !ok {
		return nil, fmt.Errorf("%T is not a statement of the engine", prepared)
	}
	if kind, err := stmt.StatementType(); err != nil || kind != duckdb.STATEMENT_TYPE_SELECT {
		return nil, &wire.Refusal{Reason: wire.Statement, Position: -1}
	}
	n, err := stmt.ColumnCount()
	if err != nil {
		return nil, err
	}
	if n < 1 || n > wire.MaxColumns {
		return nil, &wire.Refusal{Reason: wire.Size, Position: -1}
	}
	all := make([]column, n)
	seen := make(map[string]bool)
	for i := range all {
		if all[i], err = newColumn(stmt, i); err != nil {
			return nil, err
		}
		name := all[i].Name
		if name == "" || len(name) > wire.MaxName || wire.Printable(name, wire.MaxName) != name {
			return nil, &wire.Refusal{Reason: wire.Twice, Name: "", Position: -1}
		}
		if seen[name] {
			return nil, &wire.Refusal{Reason: wire.Twice, Name: name, Position: -1}
		}
		seen[name] = true
	}
	return all, nil
}

// frame is what stands around the statement: a bound on its rows, and casts of
// what has no form of its own.
func frame(columns []column, rows int) (before, after string) {
	cells, names := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = fmt.Sprintf("c%d", i)
		cells[i] = fmt.Sprintf(c.cast, names[i])
	}
	return "SELECT " + strings.Join(cells, ", ") + " FROM (\n", fmt.Sprintf("\n) AS answer(%s) LIMIT %d", strings.Join(names, ", "), rows+1)
}

// frameRows is about how many bytes a frame of rows has.
const frameRows = 64 << 10

// answer runs the statement and sends its rows.
func (r *runner) answer(sql string, columns []column, g *wire.Granted, replies io.Writer) error {
	form := make([]wire.Column, len(columns))
	for i, c := range columns {
		form[i] = c.Column
	}
	var buf []byte
	var sent int64
	count := 0
	cells := make([]any, len(columns))
	flush := func() error {
		err := wire.Write(replies, wire.Rows, buf)
		buf = buf[:0]
		return err
	}
	head := false
	err := query(r.conn, sql, nil, func(row []driver.Value) (err error) {
		if count++; count > g.Rows {
			return &wire.Refusal{Reason: wire.ManyRows, Position: -1}
		}
		if !head {
			head = true
			if err := wire.WriteJSON(replies, wire.Columns, form); err != nil {
				return err
			}
		}
		for i, v := range row {
			if cells[i], err = columns[i].value(v); err != nil {
				return fmt.Errorf("column %d: %w", i+1, err)
			}
		}
		before := len(buf)
		if buf, err = wire.AppendRow(buf, form, cells); err != nil {
			return err
		}
		size := len(buf) - before
		if sent += int64(size); sent > g.Bytes || size > wire.MaxFrame-frameRows {
			return &wire.Refusal{Reason: wire.ManyBytes, Position: -1}
		}
		if len(buf) >= frameRows {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !head {
		if err := wire.WriteJSON(replies, wire.Columns, form); err != nil {
			return err
		}
	}
	if len(buf) > 0 {
		return flush()
	}
	return nil
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func identifier(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
