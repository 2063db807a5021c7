// Package duckdb is the engine that evaluates statements of package query on
// published tables, and the only user of DuckDB (through cgo).
//
// Every set of tables that a statement reads has an instance of its own, and one
// of a single thread for sums of doubles, which can open their files and nothing
// else, for ever: external access is off, the allowed paths are the files,
// and the configuration is locked. A statement, whatever it said, could not
// read another table, write, or load an extension. Opening an instance takes
// about 10 to 20 ms, so a bounded number is kept warm.
//
// A table is read from its Parquet file, or from a copy in DuckDB's own form if
// it is asked so often that the copy pays: see [Options.Copies].
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
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/query"
	"nguon/catalog"
)

// Options bound an [Engine]. The zero value of a field means its default.
type Options struct {
	MemoryLimit int64 // bytes that the statements on one set of tables may use together; default 512 MiB
	Threads     int   // that work on one set of tables; default the number of processors
	Warm        int   // instances kept open that nobody uses; default 16

	Copies CopyOptions
}

// An Engine runs statements. Close it after use.
type Engine struct {
	options   Options
	instances *query.Pool[*instance] // by [roomKey]
	copies    *copies                // nil if none are kept
	running   running
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
	if o.Copies.Dir != "" {
		if e.copies, err = openCopies(o.Copies, e.closeRooms); err != nil {
			return nil, err
		}
	}
	e.instances = query.NewPool(o.Warm, func(_ context.Context, key string) (*instance, error) {
		return openInstance(parseRoom(key), o)
	})
	return e, nil
}

// Close closes all instances, those in use when their statements end.
func (e *Engine) Close() error { return e.instances.Close() }

// closeRooms closes the instances that read a file.
func (e *Engine) closeRooms(path string) {
	e.instances.Drop(func(key string) bool { return parseRoom(key).reads(path) })
}

// Rows implements [query.Engine].
func (e *Engine) Rows(ctx context.Context, sources []query.Source, s query.Statement) (query.Result, error) {
	ctx, done := e.running.enter(ctx, sources)
	defer done()
	r, why := e.room(sources, s)
	begin := time.Now()
	rows, err := e.rowsIn(ctx, r, s)
	if err != nil && r.copied() && ctx.Err() == nil && e.copies.doubt(r, err) {
		r, why = r.published(sources), "the copy failed"
		begin = time.Now()
		rows, err = e.rowsIn(ctx, r, s)
	}
	if err != nil {
		return query.Result{}, e.explain(ctx, err)
	}
	reader := query.ReadParquet
	if r.copied() {
		reader = query.ReadCopy
	}
	e.copies.charge(sources, time.Since(begin), r)
	return query.Result{Rows: rows, Reader: reader, Why: why}, nil
}

// room chooses what a statement is run on, and says why.
func (e *Engine) room(sources []query.Source, s query.Statement) (room, string) {
	r := room{serial: s.Serial && e.options.Threads > 1}
	why := "no copies are kept"
	for _, source := range sources {
		f := file{name: source.Name, path: source.Path}
		if e.copies != nil {
			if path, ok := e.copies.find(source.Table); ok {
				f = copyFile(source, path)
			}
			why = e.copies.why(source.Table)
		}
		r.files = append(r.files, f)
	}
	return r, why
}

// rowsIn runs a statement in an instance for a room.
func (e *Engine) rowsIn(ctx context.Context, r room, s query.Statement) ([][]any, error) {
	in, release, err := e.instances.Get(ctx, r.key())
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
		return nil, err
	}
	in.keep(conn)
	return rows, nil
}

// explain tells what the caller can do something about from what he cannot.
func (e *Engine) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
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
