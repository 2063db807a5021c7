package geofile

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"nguon/publisher/rows"
	"nguon/publisher/rows/jsonfile"
)

// A table joins attributes and shapes of a [spool].
type table struct {
	attributes rows.Table
	shapes     *spoolReader
	spool      *spool
	placer     placer
	found      *findings
	columns    []rows.Column
	named      bool // the first column is the identifiers
	width      int  // columns of attributes
	cells      []rows.Cell
	done       error
}

var _ rows.Table = (*table)(nil)

// newTable opens what was spooled, which it closes if it fails. The identifiers
// are a column if they have a name.
func newTable(ctx context.Context, s *spool, name, identifier string, p placer, o rows.Options) (rows.Table, error) {
	t := &table{spool: s, placer: p, found: p.found}
	if err := t.open(ctx, name, identifier, o); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (t *table) open(ctx context.Context, name, identifier string, o rows.Options) error {
	s := t.spool
	t.named = identifier != ""
	if err := s.flush(); err != nil {
		return err
	}
	in, err := s.input(name)
	if err != nil {
		return err
	}
	if t.shapes, err = s.reader(); err != nil {
		return err
	}
	// The last feature may bring a column, and the shapes come after all of them.
	o.Limits = o.Limits.WithDefaults()
	o.Limits.Bytes = max(o.Limits.Bytes, in.Size) // the limit is one of the file as it came
	most := o.Limits.Columns
	o.Limits.Columns = max(1, most-1)
	columns, err := columnsOf(ctx, in, o)
	if err != nil {
		return err
	}
	if t.attributes, err = jsonfile.Open(ctx, in, true, o); err != nil {
		return err
	}
	t.width = len(columns)
	if t.named {
		t.columns = append(t.columns, rows.Column{Name: identifier})
	}
	for _, c := range columns {
		if c.Name == Geometry {
			c.Name, c.Ref = "properties."+Geometry, Geometry
		}
		t.columns = append(t.columns, c)
	}
	t.columns = append(t.columns, geometryColumn)
	if n := len(t.columns); n > most {
		return rows.Fatal(rows.TooManyColumns, rows.Spot{Got: int64(n), Want: int64(most)}, "")
	}
	t.cells = make([]rows.Cell, len(t.columns))
	return nil
}

// columnsOf reads all attributes to learn their columns.
func columnsOf(ctx context.Context, in rows.Input, o rows.Options) (columns []rows.Column, err error) {
	all, err := jsonfile.Open(ctx, in, true, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, all.Close()) }()
	for {
		if _, err := all.Next(); errors.Is(err, io.EOF) {
			return all.Columns(), nil
		} else if err != nil {
			return nil, err
		}
	}
}

// Columns returns the attributes and the geometry, which is the last.
func (t *table) Columns() []rows.Column { return t.columns }

// Notices returns what was found so far.
func (t *table) Notices() []rows.Notice {
	notices := append([]rows.Notice(nil), t.found.list...)
	if t.attributes != nil {
		notices = append(notices, t.attributes.Notices()...)
	}
	return notices
}

// Next returns the next feature.
func (t *table) Next() (rows.Row, error) {
	if t.done != nil {
		return rows.Row{}, t.done
	}
	row, err := t.next()
	if err != nil {
		t.done = err
		if errors.Is(err, io.EOF) {
			t.placer.finish()
		}
	}
	return row, err
}

func (t *table) next() (rows.Row, error) {
	row, err := t.attributes.Next()
	if err != nil {
		return rows.Row{}, err
	}
	id, g, wrong, err := t.shapes.next()
	if err != nil {
		return rows.Row{}, err
	}
	cells := t.cells
	if t.named {
		cells[0] = identifierCell(id)
		cells = cells[1:]
	}
	clear(cells[copy(cells[:t.width], row.Cells):])
	var shape []byte
	if !wrong {
		if shape, err = t.placer.place(row.Number, g); err != nil {
			return rows.Row{}, err
		}
	}
	if shape != nil {
		cells[t.width] = rows.Cell{Kind: rows.Geometry, Text: shape}
	}
	return rows.Row{Number: row.Number, Cells: t.cells}, nil
}

// identifierCell is the identifier of a feature, which GeoJSON has as a number
// or a text.
func identifierCell(id []byte) rows.Cell {
	if len(id) == 0 {
		return rows.Cell{}
	}
	if id[0] != '"' {
		return rows.Cell{Kind: rows.Number, Text: id}
	}
	var text string
	if json.Unmarshal(id, &text) != nil {
		return rows.Cell{Kind: rows.Text, Text: id} // cannot be: it was decoded from JSON
	}
	return rows.Cell{Kind: rows.Text, Text: []byte(text)}
}

// Close removes the temporary files.
func (t *table) Close() error {
	var errs []error
	if t.attributes != nil {
		errs = append(errs, t.attributes.Close())
	}
	if t.spool != nil {
		errs = append(errs, t.spool.Close())
		t.spool = nil
	}
	return errors.Join(errs...)
}
