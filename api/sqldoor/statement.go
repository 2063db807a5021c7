package sqldoor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"syscall"
	"unicode/utf8"

	"nguon/api/sqldoor/wire"
	"nguon/catalog"
)

// MaxStatement is how many bytes a statement has at most.
const MaxStatement = 32 << 10

// A Name is a table as a statement names it.
type Name = wire.Named

// A Table is what a name stands for: a Parquet file of this machine.
type Table struct {
	Path    string
	Columns []catalog.Column // those that can be asked for
}

// A Statement is one that was looked at, and may run once. It must be closed.
type Statement struct {
	door   *Door
	sql    string
	names  []Name
	limits Limits

	process *process // nil until it is needed
	leave   func()
	stop    func() bool // of the deadline
	ctx     context.Context
	cancel  context.CancelFunc
}

// Look finds the tables that a statement names, or returns a [*Refusal], [ErrBusy]
// or the error of ctx. The time of l begins when it is the statement's turn. A
// statement that was looked at before needs no turn until it runs.
func (d *Door) Look(ctx context.Context, sql string, l Limits) (*Statement, error) {
	if l.Rows < 1 || l.Bytes < 1 || l.Time <= 0 {
		return nil, fmt.Errorf("sql: limits that allow nothing: %+v", l)
	}
	switch {
	case len(sql) > MaxStatement:
		return nil, &Refusal{Reason: wire.Size, Position: -1}
	case !utf8.ValidString(sql):
		return nil, &Refusal{Reason: wire.Syntax, Text: "invalid UTF-8", Position: -1}
	}
	s := &Statement{door: d, sql: sql, limits: l}
	if names, ok := d.known.get(sql); ok {
		s.names = names
		return s, nil
	}
	if err := s.begin(ctx); err != nil {
		s.Close()
		return nil, err
	}
	d.known.add(sql, s.names)
	return s, nil
}

// Names are the tables of the statement, each once.
func (s *Statement) Names() []Name { return s.names }

// deadProcesses is how many processes that ended before they were asked a
// statement meets before it gives up.
const deadProcesses = 3

// begin has a process look at the statement.
func (s *Statement) begin(ctx context.Context) error {
	for try := 1; ; try++ {
		err := s.ask(ctx)
		if err == nil {
			break
		}
		if s.process == nil {
			return err
		}
		dead := isPipe(err) || errors.Is(err, syscall.ESRCH)
		if !dead || try == deadProcesses || s.ctx.Err() != nil {
			return s.failed(err)
		}
		s.door.options.Log.LogAttrs(ctx, slog.LevelWarn, "sql worker ended before it was asked", slog.String("stderr", s.process.stderr.String()))
		s.Close()
	}
	return s.look()
}

// ask takes a process when it is the statement's turn, and asks it.
func (s *Statement) ask(ctx context.Context) error {
	p, leave, err := s.door.enter(ctx)
	if err != nil {
		return err
	}
	s.process, s.leave = p, leave
	s.ctx, s.cancel = context.WithTimeout(ctx, s.limits.Time)
	s.stop = context.AfterFunc(s.ctx, p.kill)
	if err := p.permit(s.door.options.Memory, s.limits.Time); err != nil {
		return err
	}
	return wire.WriteJSON(p.requests, wire.Ask, wire.Question{SQL: s.sql})
}

// look reads what the process says about the statement.
func (s *Statement) look() error {
	kind, payload, err := wire.Read(s.process.replies, nil)
	if err != nil {
		return s.failed(err)
	}
	if kind != wire.Tables {
		return s.refused(kind, payload)
	}
	names, err := wire.ReadTables(payload, len(s.sql))
	if err != nil {
		return s.failed(err)
	}
	if s.names != nil && !slices.Equal(s.names, names) {
		return s.failed(errors.New("the statement has other tables than the last time"))
	}
	s.names = names
	return nil
}

// Run runs the statement with a table for each name. It returns a [*Refusal],
// [ErrBusy], context.DeadlineExceeded when the time of the limits is over, the
// error of ctx, or an error that is the server's.
func (s *Statement) Run(ctx context.Context, tables []Table) (*Answer, error) {
	if len(tables) != len(s.names) {
		return nil, fmt.Errorf("sql: %d tables for %d names", len(tables), len(s.names))
	}
	if s.process == nil {
		if err := s.begin(ctx); err != nil {
			return nil, err
		}
	}
	g := wire.Granted{Rows: s.limits.Rows, Bytes: s.limits.Bytes, Memory: s.door.options.Memory / 2, Time: s.limits.Time}
	for i, t := range tables {
		granted := wire.Table{Dataset: s.names[i].Dataset, Resource: s.names[i].Resource, Path: t.Path}
		for _, c := range t.Columns {
			granted.Columns = append(granted.Columns, c.Name)
			if c.Type == catalog.Duration {
				granted.Spans = append(granted.Spans, c.Name)
			}
		}
		g.Tables = append(g.Tables, granted)
	}
	if err := wire.WriteJSON(s.process.requests, wire.Grant, g); err != nil {
		return nil, s.failed(err)
	}
	kind, payload, err := wire.Read(s.process.replies, nil)
	if err != nil {
		return nil, s.failed(err)
	}
	if kind != wire.Columns {
		return nil, s.refused(kind, payload)
	}
	columns, err := wire.ReadColumns(payload)
	if err != nil {
		return nil, s.failed(err)
	}
	return s.receive(columns)
}

// receive takes the rows, as many as the limits allow.
func (s *Statement) receive(columns []wire.Column) (*Answer, error) {
	var rows [][]any
	var bytes int64
	var buf []byte
	for {
		kind, payload, err := wire.Read(s.process.replies, buf)
		if err != nil {
			return nil, s.failed(err)
		}
		switch kind {
		case wire.Rows:
		case wire.End:
			page, err := settle(columns, rows)
			if err != nil {
				return nil, err
			}
			return &Answer{page, bytes}, nil
		default:
			return nil, s.refused(kind, payload)
		}
		buf = payload
		if bytes += int64(len(payload)); bytes > s.limits.Bytes {
			return nil, &Refusal{Reason: wire.ManyBytes, Position: -1, Allowed: s.limits.Bytes}
		}
		for r := wire.NewRowReader(columns, payload); r.More(); {
			if len(rows) == s.limits.Rows {
				return nil, &Refusal{Reason: wire.ManyRows, Position: -1, Allowed: int64(s.limits.Rows)}
			}
			row, err := r.Next()
			if err != nil {
				return nil, s.failed(err)
			}
			rows = append(rows, row)
		}
	}
}

// Close ends the process of the statement, if it has one.
func (s *Statement) Close() {
	if s.process == nil {
		return
	}
	s.stop()
	s.cancel()
	s.process.end()
	s.leave()
	s.process = nil
}

// refused reads a refusal.
func (s *Statement) refused(kind wire.Kind, payload []byte) error {
	if kind != wire.Refused {
		return s.failed(fmt.Errorf("%w: kind %d is not expected", wire.ErrFrame, kind))
	}
	r, err := wire.ReadRefusal(payload, len(s.sql))
	if err != nil {
		return s.failed(err)
	}
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if r.Reason == wire.Fault {
		return fmt.Errorf("sql: %w", r)
	}
	refusal := &Refusal{Reason: r.Reason, Name: r.Name, Text: r.Text, Position: r.Position}
	switch r.Reason {
	case wire.ManyRows:
		refusal.Allowed = int64(s.limits.Rows)
	case wire.ManyBytes:
		refusal.Allowed = s.limits.Bytes
	case wire.Memory:
		refusal.Allowed = s.door.options.Memory
	}
	return refusal
}

// failed explains an error of the pipes: the deadline, or the end of a process
// that broke under the statement. Memory that the kernel refuses is nearly always
// why it did.
func (s *Statement) failed(err error) error {
	if s.ctx != nil && s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !isPipe(err) {
		return fmt.Errorf("sql worker: %w", err)
	}
	s.process.kill()
	<-s.process.ended
	s.door.options.Log.LogAttrs(s.ctx, slog.LevelWarn, "sql worker broke", slog.String("stderr", s.process.stderr.String()))
	return &Refusal{Reason: wire.Memory, Position: -1, Allowed: s.door.options.Memory}
}
