package jsonfile

import (
	"errors"
	"io"
	"slices"

	"nguon/publisher/rows"
)

// A table is a file that is being read. It is its own reader of rows.
type table struct {
	scan    scanner
	limits  rows.Limits
	form    form
	inside  bool // an envelope
	root    *node
	header  []string // of arrays; nil until the first
	columns []rows.Column
	number  int64 // rows and headers so far
	done    error

	cells []rows.Cell
	spans []span // of the text of each cell
	text  []byte // of all cells of the row
	width int    // cells of the row

	found   []rows.Notice // of the place of the records
	notices map[noticeKey]*rows.Notice
	ordered []*rows.Notice
	arrays  bool // records are arrays
	objects bool // records are objects
	total   int64
}

type span struct{ from, to int }

type noticeKey struct {
	code   rows.Code
	column int
}

func newTable(limits rows.Limits) *table {
	t := &table{limits: limits, root: &node{column: -1, seen: -1}}
	t.scan.maxCell = limits.Cell
	return t
}

// forget drops all but the names that stand for objects.
func (t *table) forget() {
	t.root.walk(func(n *node) { n.column, n.seen = -1, -1 })
	*t = table{limits: t.limits, root: t.root, found: t.found,
		scan: scanner{buf: t.scan.buf, scratch: t.scan.scratch, maxCell: t.scan.maxCell}}
}

// Columns returns the columns in the order of their first appearance.
func (t *table) Columns() []rows.Column { return slices.Clone(t.columns) }

// Notices returns what was decided and what was met on the way.
func (t *table) Notices() []rows.Notice {
	out := slices.Clone(t.found)
	for _, n := range t.ordered {
		out = append(out, *n)
	}
	return out
}

// Close does nothing: the file belongs to the caller.
func (t *table) Close() error { return nil }

// Next returns the next record.
func (t *table) Next() (rows.Row, error) {
	if t.done != nil {
		return rows.Row{}, t.done
	}
	row, err := t.next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			t.finish()
		}
		t.done = err
		return rows.Row{}, err
	}
	return row, nil
}

func (t *table) next() (rows.Row, error) {
	for {
		line, ok, err := t.advance()
		if err != nil {
			return rows.Row{}, err
		}
		if !ok {
			return rows.Row{}, io.EOF
		}
		t.number++
		t.text, t.width = t.text[:0], 0
		isRow, err := t.record()
		if err != nil {
			return rows.Row{}, err
		}
		if !isRow {
			continue
		}
		number := t.number
		if t.form == separate {
			number = line
			if err := t.endOfLine(); err != nil {
				return rows.Row{}, err
			}
		}
		t.total++
		if t.total > t.limits.Rows {
			return rows.Row{}, rows.Fatal(rows.TooManyRows, rows.Spot{Line: number, Want: t.limits.Rows}, "")
		}
		return rows.Row{Number: number, Cells: t.fillCells()}, nil
	}
}

// advance goes to the next record, and returns its line of the text.
func (t *table) advance() (int64, bool, error) {
	s := &t.scan
	if t.form == records {
		ok, err := s.more(']', t.number == 0)
		if !ok && err == nil && !t.inside {
			err = t.endOfFile()
		}
		return s.line, ok, err
	}
	c, err := s.next()
	if err != nil || c == 0 {
		return 0, false, err
	}
	if t.form == single && t.number > 0 {
		return 0, false, s.fatal(MoreValues, "")
	}
	return s.line, true, nil
}

// endOfFile expects nothing but blanks.
func (t *table) endOfFile() error {
	c, err := t.scan.next()
	if err == nil && c != 0 {
		err = t.scan.fatal(MoreValues, "")
	}
	return err
}

// endOfLine expects nothing more on the line.
func (t *table) endOfLine() error {
	s := &t.scan
	s.depth++ // so that a line break is seen
	c, err := s.next()
	s.depth--
	if err == nil && c != 0 && c != '\n' {
		err = s.fatal(MoreValues, "")
	}
	return err
}

// fillCells gives the cells of the row their text.
func (t *table) fillCells() []rows.Cell {
	cells := t.cells[:t.width]
	for i := range cells {
		if cells[i].Kind != rows.Empty {
			cells[i].Text = t.text[t.spans[i].from:t.spans[i].to]
		}
	}
	return cells
}

// set puts the text from a place of t.text on into a cell of the row.
func (t *table) set(column int, kind rows.Kind, from int) error {
	for t.width <= column {
		if t.width == len(t.cells) {
			t.cells, t.spans = append(t.cells, rows.Cell{}), append(t.spans, span{})
		}
		t.cells[t.width] = rows.Cell{}
		t.width++
	}
	t.cells[column].Kind = kind
	t.spans[column] = span{from, len(t.text)}
	if len(t.text) > maxRecord {
		return rows.Fatal(RecordTooLong, rows.Spot{Line: t.scan.line, Got: t.scan.offset() + 1, Want: maxRecord}, "")
	}
	return nil
}

// addColumn adds a column at the end.
func (t *table) addColumn(name string) (int, error) {
	if len(t.columns) == t.limits.Columns {
		code := rows.TooManyColumns
		if t.form == single {
			code = ObjectTooWide
		}
		return 0, rows.Fatal(code,
			rows.Spot{Line: t.scan.line, Value: shorten([]byte(name)), Got: int64(len(t.columns) + 1), Want: int64(t.limits.Columns)}, "")
	}
	t.columns = append(t.columns, rows.Column{Name: name})
	return len(t.columns) - 1, nil
}

// note counts an occurrence of a code in a column.
func (t *table) note(code rows.Code, severity rows.Severity, column int, value []byte) {
	key := noticeKey{code, column}
	if n := t.notices[key]; n != nil {
		n.Count++
		return
	}
	n := &rows.Notice{Code: code, Severity: severity, Count: 1, Spot: rows.Spot{Line: t.rowNumber(), Value: shorten(value)}}
	if column >= 0 && column < len(t.columns) {
		n.Column = t.columns[column].Name
	}
	if t.notices == nil {
		t.notices = make(map[noticeKey]*rows.Notice)
	}
	t.notices[key] = n
	t.ordered = append(t.ordered, n)
}

func (t *table) rowNumber() int64 {
	if t.form == separate {
		return t.scan.line
	}
	return t.number
}

// finish adds the notices that need the whole file.
func (t *table) finish() {
	t.root.walk(func(n *node) {
		if n.objects && n.column >= 0 {
			t.ordered = append(t.ordered, &rows.Notice{Code: ObjectsAndValues, Severity: rows.Note, Column: n.path, Count: 1})
		}
	})
	if t.form == single {
		t.ordered = append(t.ordered, &rows.Notice{Code: SingleObject, Severity: rows.Warning, Count: 1,
			Spot: rows.Spot{Line: 1, Got: int64(len(t.columns))}})
	}
}
