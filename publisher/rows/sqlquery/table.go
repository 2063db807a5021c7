package sqlquery

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"slices"

	"nguon/publisher/rows"
)

// A table is an answer that is being read.
type table struct {
	ctx     context.Context
	tx      *sql.Tx
	rows    *sql.Rows
	apart   bool // SQL Server: code page 1258 writes a letter and its tone apart
	limits  rows.Limits
	columns []column
	record  int64
	done    error
	closed  bool

	values  []any // of the record, as the driver gives them
	targets []any // pointers to them
	cells   []rows.Cell
	text    []byte
	notices map[noticeKey]*rows.Notice
	ordered []*rows.Notice
}

type noticeKey struct {
	code   rows.Code
	column int
}

// Columns returns the columns of the answer.
func (t *table) Columns() []rows.Column {
	var out []rows.Column
	for _, c := range t.columns {
		out = append(out, c.Column)
	}
	return out
}

// Notices returns what was met on the way.
func (t *table) Notices() []rows.Notice {
	var out []rows.Notice
	for _, n := range t.ordered {
		out = append(out, *n)
	}
	return out
}

// Close gives the connection back, and undoes whatever was done.
func (t *table) Close() error {
	if t.closed {
		return nil
	}
	t.closed = true
	if t.done == nil {
		t.done = errClosed
	}
	var err error
	if t.rows != nil {
		err = t.rows.Close()
	}
	if undone := t.tx.Rollback(); !errors.Is(undone, sql.ErrTxDone) {
		err = errors.Join(err, undone)
	}
	return err
}

var errClosed = errors.New("the table is closed")

// Next returns the next record.
func (t *table) Next() (rows.Row, error) {
	if t.done == nil {
		t.done = t.next()
	}
	if t.done != nil {
		return rows.Row{}, t.done
	}
	return rows.Row{Number: t.record, Cells: t.cells}, nil
}

func (t *table) next() error {
	if !t.rows.Next() {
		if err := t.rows.Err(); err != nil {
			return t.failed(err)
		}
		if t.rows.NextResultSet() {
			return rows.Fatal(TwoStatements, rows.Spot{Line: t.record}, "the server sent a second answer")
		}
		return io.EOF
	}
	t.record++
	if t.record > t.limits.Rows {
		return rows.Fatal(rows.TooManyRows, rows.Spot{Line: t.record, Want: t.limits.Rows}, "")
	}
	if err := t.rows.Scan(t.targets...); err != nil {
		return t.failed(err)
	}
	t.text = t.text[:0]
	for i := range t.columns {
		c := &t.columns[i]
		from := len(t.text)
		kind, err := t.cell(c, t.values[i])
		if err != nil {
			return err
		}
		n := len(t.text) - from
		if n > t.limits.Cell {
			err := rows.Fatal(rows.CellTooLong, rows.Spot{Line: t.record, Got: int64(n), Want: int64(t.limits.Cell)}, "")
			err.Column = c.Name
			return err
		}
		if len(t.text) > maxRecord {
			return rows.Fatal(RecordTooLong, rows.Spot{Line: t.record, Got: int64(len(t.text)), Want: maxRecord}, "")
		}
		t.cells[i] = rows.Cell{Kind: kind, Text: slices.Clip(t.text[from:])}
		t.values[i] = nil
	}
	return nil
}

// note counts an occurrence of a code in a column.
func (t *table) note(code rows.Code, c *column, value string) {
	key := noticeKey{code, c.index}
	if n := t.notices[key]; n != nil {
		n.Count++
		return
	}
	n := &rows.Notice{Code: code, Severity: rows.Warning, Column: c.Name, Count: 1, Spot: rows.Spot{Line: t.record, Value: shorten(value)}}
	t.notices[key] = n
	t.ordered = append(t.ordered, n)
}

// shorten returns the first 80 characters of s, for a message.
func shorten(s string) string {
	n := 0
	for i := range s {
		if n == 80 {
			return s[:i]
		}
		n++
	}
	return s
}
