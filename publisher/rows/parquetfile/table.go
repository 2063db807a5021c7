package parquetfile

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/rows"
)

// A table is a file that is being read.
type table struct {
	limits   rows.Limits
	source   *watched
	guard    guard
	file     *parquet.File
	geometry map[string]string // reference systems by column
	columns  []*column
	leaves   []*leaf
	pending  []pending

	group  int   // the next row group
	left   int64 // records of the current one
	record int64 // the number of the last record
	ended  bool
	done   error

	cells   []rows.Cell
	text    []byte
	notices map[noticeKey]*rows.Notice
	ordered []*rows.Notice
}

type noticeKey struct {
	code   rows.Code
	column int
}

// pending is a notice of a column that does not exist yet.
type pending struct {
	code   rows.Code
	column int
}

// Columns returns the columns in the order of the file.
func (t *table) Columns() []rows.Column {
	var out []rows.Column
	for _, c := range t.columns {
		out = append(out, c.Column)
	}
	return out
}

// Notices returns what was decided and met on the way.
func (t *table) Notices() []rows.Notice {
	var out []rows.Notice
	for _, n := range t.ordered {
		out = append(out, *n)
	}
	return out
}

func (t *table) note(code rows.Code, severity rows.Severity, c *column, value []byte) {
	key := noticeKey{code, c.index}
	if n := t.notices[key]; n != nil {
		n.Count++
		return
	}
	n := &rows.Notice{Code: code, Severity: severity, Column: c.Name, Count: 1, Spot: rows.Spot{Line: t.record, Value: shorten(value)}}
	t.notices[key] = n
	t.ordered = append(t.ordered, n)
}

// Close gives back what the reading holds; the file belongs to the caller.
func (t *table) Close() error {
	for _, l := range t.leaves {
		l.close()
	}
	t.guard.close()
	if t.done == nil {
		t.done = errClosed
	}
	return nil
}

var errClosed = errors.New("the table is closed")

// Next returns the next record.
func (t *table) Next() (rows.Row, error) {
	if t.done != nil {
		return rows.Row{}, t.done
	}
	if t.done = t.protect(t.next); t.done != nil {
		return rows.Row{}, t.done
	}
	return rows.Row{Number: t.record, Cells: t.cells}, nil
}

func (t *table) next() error {
	for t.left == 0 {
		if err := t.nextGroup(); err != nil {
			return err
		}
	}
	t.left--
	t.record++
	if t.record > t.limits.Rows {
		return rows.Fatal(rows.TooManyRows, rows.Spot{Line: t.record, Want: t.limits.Rows}, "")
	}
	t.text = t.text[:0]
	size := 0
	for i, c := range t.columns {
		from := len(t.text)
		kind, err := t.cell(c)
		if err != nil {
			return err
		}
		t.cells[i] = rows.Cell{Kind: kind, Text: t.text[from:]}
		n := len(t.text) - from
		if n > t.limits.Cell {
			return t.cellTooLong(c, n)
		}
		if size += n; size > maxRecord {
			return rows.Fatal(RecordTooLong, rows.Spot{Line: t.record, Got: int64(size), Want: maxRecord}, "")
		}
	}
	return nil
}

func (t *table) cellTooLong(c *column, n int) error {
	err := rows.Fatal(rows.CellTooLong, rows.Spot{Line: t.record, Got: int64(n), Want: int64(t.limits.Cell)}, "")
	err.Column = c.Name
	return err
}

// cell appends the text of a column in this record.
func (t *table) cell(c *column) (rows.Kind, error) {
	if c.nested {
		from := len(t.text)
		text, ok, err := t.json(c, t.text)
		if err != nil {
			return 0, unexpected(err)
		}
		if !ok {
			return rows.Empty, nil
		}
		t.text = text
		t.note(NestedKept, rows.Note, c, text[from:])
		return rows.Text, nil
	}
	l := c.leaves[0]
	v, err := l.peek()
	if err != nil {
		return 0, unexpected(err)
	}
	if v.IsNull() {
		l.next()
		return rows.Empty, nil
	}
	kind, text, err := l.convert(t, c, t.text, *v)
	if err != nil {
		return 0, err
	}
	l.next()
	if kind != rows.Empty {
		t.text = text
	}
	return kind, nil
}

// unexpected is the error of a column that ends before its row group.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// nextGroup goes to the next row group.
func (t *table) nextGroup() error {
	if t.group > 0 {
		for _, l := range t.leaves {
			if _, err := l.peek(); !errors.Is(err, io.EOF) {
				return errors.New("a column is longer than its row group")
			}
		}
	}
	groups := t.file.RowGroups()
	if t.group == len(groups) {
		if m := t.file.Metadata(); t.record != m.NumRows {
			return errors.New("the row groups do not have as many rows as the file")
		}
		t.ended = true
		return io.EOF
	}
	group := groups[t.group]
	meta := &t.file.Metadata().RowGroups[t.group]
	var together int64
	for i := range meta.Columns {
		n, err := t.guard.chunk(&meta.Columns[i].MetaData)
		if err != nil {
			return err
		}
		if together += n; together > maxTogether {
			return rows.Fatal(PagesTooLarge, rows.Spot{Line: t.record + 1, Got: together, Want: maxTogether}, "")
		}
	}
	chunks := group.ColumnChunks()
	for _, l := range t.leaves {
		l.start(chunks[l.index].Pages())
	}
	t.left = group.NumRows()
	if t.left < 0 {
		return errors.New("a row group has a negative number of rows")
	}
	t.group++
	return nil
}
