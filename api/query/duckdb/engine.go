// Package duckdb is the engine that evaluates statements of package query on
// Parquet files, and the only user of DuckDB (through cgo).
//
// Every file has an instance of its own, and one of a single thread for sums of
// doubles, which can open that file and nothing
// else, for ever: external access is off, the one allowed path is the file,
// and the configuration is locked. A statement, whatever it said, could not
// read another table, write, or load an extension. Opening an instance takes
// about 10 to 20 ms, so a bounded number is kept warm.
//
// DuckDB holds the whole result of a statement in memory before the first row
// comes out, outside its memory limit: a statement must have a LIMIT.
package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/query"
	"nguon/catalog"
)

// Options bound an [Engine]. The zero value of a field means its default.
type Options struct {
	MemoryLimit int64 // bytes that the statements on one file may use together; default 512 MiB
	Threads     int   // that work on one file; default the number of processors
	Warm        int   // instances kept open that nobody uses; default 16
}

// An Engine runs statements. Close it after use.
type Engine struct {
	options   Options
	instances *query.Pool[*instance]
}

var _ query.Engine = (*Engine)(nil)

// Open returns an engine, after it has seen DuckDB start.
func Open(o Options) (*Engine, error) {
	if o.MemoryLimit <= 0 {
		o.MemoryLimit = 512 << 20
	}
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.Warm <= 0 {
		o.Warm = 16
	}
	e := &Engine{options: o}
	trial, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, fmt.Errorf("open DuckDB: %w", err)
	}
	if err := trial.Close(); err != nil {
		return nil, fmt.Errorf("close DuckDB: %w", err)
	}
	e.instances = query.NewPool(o.Warm, func(_ context.Context, key string) (*instance, error) {
		if file, ok := strings.CutPrefix(key, serial); ok {
			one := o
			one.Threads = 1
			return openInstance(file, one)
		}
		return openInstance(key, o)
	})
	return e, nil
}

// serial stands before the file of an instance of one thread. No path begins so.
const serial = "\x00"

// Close closes all instances, those in use when their statements end.
func (e *Engine) Close() error { return e.instances.Close() }

// Rows implements [query.Engine].
func (e *Engine) Rows(ctx context.Context, file string, s query.Statement) ([][]any, error) {
	key := file
	if s.Serial && e.options.Threads > 1 {
		key = serial + file
	}
	in, release, err := e.instances.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer release()
	conn, err := in.conn(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := run(ctx, conn, s)
	if err != nil {
		conn.Close()
		return nil, e.explain(ctx, err)
	}
	in.keep(conn)
	return rows, nil
}

// explain tells what the caller can do something about from what he cannot.
func (e *Engine) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var failure *duckdb.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch failure.Type {
	case duckdb.ErrorTypeOutOfRange:
		return &query.Error{
			Code: query.CodeQueryLimit,
			Text: catalog.Text{
				Vi: "Phép tính cho ra số quá lớn. Hãy thu hẹp điều kiện, hoặc dùng hàm khác.",
				En: "The computation comes to numbers that are too large. Narrow its conditions, or use another function.",
			},
			Err: err,
		}
	case duckdb.ErrorTypeOutOfMemory:
		return &query.Error{
			Code: query.CodeQueryLimit,
			Text: catalog.Text{
				Vi: "Truy vấn cần nhiều bộ nhớ hơn mức cho phép. Hãy thu hẹp điều kiện, bớt cột hoặc bớt dòng, hoặc tải cả tệp.",
				En: "The query needs more memory than it may have. Narrow its conditions, ask for fewer columns or rows, or download the file.",
			},
			Limit:   "memory",
			Allowed: e.options.MemoryLimit,
			Err:     err,
		}
	}
	return err
}

// run executes the one statement that s must be: Conn.Prepare refuses several,
// while PrepareContext and QueryContext would execute all but the last.
func run(ctx context.Context, conn *duckdb.Conn, s query.Statement) ([][]any, error) {
	stmt, err := conn.Prepare(s.SQL)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", s.SQL, err)
	}
	defer stmt.Close()
	args := make([]driver.NamedValue, len(s.Args))
	for i, a := range s.Args {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	running, ok := stmt.(driver.StmtQueryContext)
	if !ok {
		return nil, fmt.Errorf("%T has no QueryContext", stmt)
	}
	result, err := running.QueryContext(ctx, args)
	if err != nil {
		return nil, fmt.Errorf("execute %q: %w", s.SQL, err)
	}
	defer result.Close()
	return scan(result, s.Types)
}

func scan(result driver.Rows, types []catalog.Type) ([][]any, error) {
	if n := len(result.Columns()); n != len(types) {
		return nil, fmt.Errorf("%d columns for %d types", n, len(types))
	}
	var rows [][]any
	var size query.PageSize
	cells := make([]driver.Value, len(types))
	for {
		err := result.Next(cells)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		row := make([]any, len(cells))
		for i, v := range cells {
			if row[i], err = value(v, types[i]); err != nil {
				return nil, fmt.Errorf("column %d: %w", i+1, err)
			}
			if err := size.Add(row[i]); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row)
	}
}
