package ods

import (
	"errors"
	"io"
	"strconv"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

// A grid reads one sheet.
type grid struct {
	b       *book
	body    io.Closer
	s       *zipxml.Scanner
	hidden  []int
	columns []run // whose cells show durations unless they say otherwise

	begun    bool // the scanner is at the start of a row
	number   int64
	count    int64 // of rows given
	again    int64 // how often the row is to be given again
	repeated int64 // bytes of cells given again

	row   rows.Row
	cells []rows.Cell
	spans []span // where the text of each cell is
	text  []byte // of the row
	raw   []byte // the value of the cell, as it is in the file
	err   error
}

// A span is a part of the text of the row.
type span struct{ from, to int }

// A run is of columns, from and including the first, up to the last.
type run struct{ from, to int }

// openGrid goes to the rows of the table with a number.
func (b *book) openGrid(table int) (*grid, error) {
	body, err := b.p.Part(content)
	if err != nil {
		return nil, err
	}
	g := &grid{b: b, body: body, s: zipxml.NewScanner(body)}
	if err := g.begin(table); err != nil {
		body.Close()
		return nil, b.p.Damaged(content, err)
	}
	return g, nil
}

// begin reads what comes before the rows.
func (g *grid) begin(table int) error {
	inside := false
	for {
		t, err := g.s.Next()
		if err != nil {
			return err
		}
		if t != zipxml.Start {
			continue
		}
		inside = inside || string(g.s.Name()) == "spreadsheet" && g.s.Depth() == styleDepth
		if !inside || g.s.Depth() < tableDepth {
			continue
		}
		if string(g.s.Name()) == "table" {
			if table == 0 {
				break
			}
			table--
		}
		if err := g.s.Skip(); err != nil {
			return err
		}
	}
	column := 0
	for {
		kind, err := g.toRow()
		if err != nil {
			return err
		}
		if kind != "table-column" {
			g.begun = kind == "table-row"
			return nil
		}
		a := g.s.AttrMap()
		n := repeats(a["number-columns-repeated"])
		if from, to := min(column, g.b.limits.Columns), min(column+n, g.b.limits.Columns); from < to {
			if isHidden(a["visibility"]) {
				for c := from; c < to; c++ {
					g.hidden = append(g.hidden, c)
				}
			}
			if g.b.styles.isElapsed(a["default-cell-style-name"]) {
				g.columns = append(g.columns, run{from, to})
			}
		}
		column = min(column+n, g.b.limits.Columns)
	}
}

// toRow goes to the next row or column, through what groups them; the end of
// the table is "".
func (g *grid) toRow() (string, error) {
	for {
		t, err := g.s.Next()
		switch {
		case err != nil:
			return "", err
		case t == zipxml.End && g.s.Depth() < tableDepth:
			return "", nil
		case t != zipxml.Start:
			continue
		}
		switch element := string(g.s.Name()); element {
		case "table-row", "table-column":
			return element, nil
		case "table-rows", "table-header-rows", "table-row-group", "table-columns", "table-header-columns", "table-column-group":
		default:
			if err := g.s.Skip(); err != nil {
				return "", err
			}
		}
	}
}

// repeats reads how often something is there.
func repeats(s string) int {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 1 {
		return 1
	}
	return int(n)
}

func isHidden(visibility string) bool { return visibility == "collapse" || visibility == "filter" }

// HiddenColumns returns the hidden columns in their order, up to the limit of
// columns.
func (g *grid) HiddenColumns() []int { return g.hidden }

// Next returns the next row that has a value.
func (g *grid) Next() (rows.Row, error) {
	if g.err == nil {
		g.err = g.next()
	}
	if g.err != nil {
		if !errors.Is(g.err, io.EOF) {
			g.err = g.b.p.Damaged(content, g.err)
		}
		return rows.Row{}, g.err
	}
	if g.count++; g.count > g.b.limits.Rows {
		g.err = rows.Fatal(rows.TooManyRows, rows.Spot{Line: g.row.Number, Want: g.b.limits.Rows}, "")
		return rows.Row{}, g.err
	}
	return g.row, nil
}

func (g *grid) next() error {
	if g.again > 0 {
		g.again--
		g.number++
		g.row.Number = g.number
		return g.repeat(int64(len(g.text) + len(g.cells)))
	}
	for {
		if !g.begun {
			kind, err := g.toRow()
			if err != nil {
				return err
			}
			if kind == "" {
				return io.EOF
			}
			if kind != "table-row" {
				if err := g.s.Skip(); err != nil {
					return err
				}
				continue
			}
		}
		g.begun = false
		a := g.s.AttrMap()
		n := int64(repeats(a["number-rows-repeated"]))
		values, err := g.readRow()
		if err != nil {
			return err
		}
		if !values {
			g.number += n
			continue
		}
		g.number++
		g.again = n - 1
		g.row = rows.Row{Number: g.number, Hidden: isHidden(a["visibility"]), Cells: g.cells}
		return nil
	}
}

// repeat counts what is given again, which is bounded like what is unpacked.
func (g *grid) repeat(bytes int64) error {
	if g.repeated += bytes; g.repeated > g.b.unpacked {
		return rows.Fatal(rows.UnpacksTooFar, rows.Spot{Line: g.number, Got: g.repeated, Want: g.b.unpacked}, "repeated cells")
	}
	return nil
}

// Close ends the reading of the sheet.
func (g *grid) Close() error {
	g.err = errors.New("ods: the sheet is closed")
	return g.body.Close()
}
