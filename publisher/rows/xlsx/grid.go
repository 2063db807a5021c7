package xlsx

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
	part    string
	body    io.Closer
	s       *zipxml.Scanner
	strings *stringReader
	hidden  []int

	merges []merge // of rows that are not yet read
	merged int     // all of them

	row    int64 // the last that was met
	count  int64 // of rows given
	cells  []rows.Cell
	spans  []span // where the text of each cell is
	text   []byte // of the row
	values bool   // the row has a value

	formula, scratch []byte // of the cell
	err              error
}

// A span is a part of the text of the row.
type span struct{ from, to int }

// openGrid goes to the cells of a sheet.
func (b *book) openGrid(part string, merges []merge) (*grid, error) {
	body, err := b.p.Part(part)
	if err != nil {
		return nil, err
	}
	g := &grid{b: b, part: part, body: body, s: zipxml.NewScanner(body), strings: b.strings.reader(),
		merges: merges, merged: len(merges)}
	if err := g.begin(); err != nil {
		body.Close()
		return nil, b.p.Damaged(part, err)
	}
	return g, nil
}

// begin reads what comes before the cells.
func (g *grid) begin() error {
	for {
		t, err := g.s.Next()
		if errors.Is(err, io.EOF) {
			g.err = io.EOF
			return nil
		}
		if err != nil {
			return err
		}
		if t != zipxml.Start {
			continue
		}
		switch element := string(g.s.Name()); {
		case g.s.Depth() == 1 && element != "worksheet":
			return errors.New("the part is not a sheet of cells")
		case element == "mergeCells":
			return errors.New("the merged ranges come before the cells")
		case element == "col" && g.s.Depth() == 3:
			g.column(g.s.AttrMap())
		case element == "sheetData" && g.s.Depth() == 2:
			return nil
		}
	}
}

// column notes hidden columns. Some writers hide by a width of nothing.
func (g *grid) column(a map[string]string) {
	width, err := strconv.ParseFloat(a["width"], 64)
	if !isTrue(a["hidden"]) && (err != nil || width != 0) {
		return
	}
	from, _ := strconv.Atoi(a["min"])
	to, _ := strconv.Atoi(a["max"])
	if n := len(g.hidden); n > 0 {
		from = max(from, g.hidden[n-1]+2)
	}
	for c := max(from, 1); c <= min(to, maxSheetColumns); c++ {
		g.hidden = append(g.hidden, c-1)
	}
}

// HiddenColumns returns the hidden columns in their order.
func (g *grid) HiddenColumns() []int { return g.hidden }

// Next returns the next row that has a value.
func (g *grid) Next() (rows.Row, error) {
	if g.err != nil {
		return rows.Row{}, g.err
	}
	row, err := g.next()
	if err != nil {
		if !errors.Is(err, io.EOF) {
			err = g.b.p.Damaged(g.part, err)
		}
		g.err = err
	}
	return row, err
}

func (g *grid) next() (rows.Row, error) {
	for {
		t, err := g.s.Next()
		switch {
		case err != nil:
			return rows.Row{}, err
		case t == zipxml.End:
			return rows.Row{}, g.finish()
		case t != zipxml.Start:
		case string(g.s.Name()) != "row":
			if err := g.s.Skip(); err != nil {
				return rows.Row{}, err
			}
		default:
			hidden, err := g.readRow()
			if err != nil {
				return rows.Row{}, err
			}
			if !g.values {
				continue
			}
			if g.count++; g.count > g.b.limits.Rows {
				return rows.Row{}, rows.Fatal(rows.TooManyRows, rows.Spot{Line: g.row, Want: g.b.limits.Rows}, "")
			}
			return rows.Row{Number: g.row, Hidden: hidden, Cells: g.cells}, nil
		}
	}
}

// finish reads what comes after the cells: the merged ranges must be those that
// were found there before.
func (g *grid) finish() error {
	n := 0
	for {
		t, err := g.s.Next()
		if errors.Is(err, io.EOF) && n != g.merged {
			return errors.New("the merged ranges are not where they should be")
		}
		if err != nil {
			return err
		}
		if t == zipxml.Start && string(g.s.Name()) == "mergeCell" && g.s.Depth() == 3 {
			n++
		}
	}
}

// readRow reads the row that has just begun.
func (g *grid) readRow() (hidden bool, err error) {
	g.cells, g.spans, g.text, g.values = g.cells[:0], g.spans[:0], g.text[:0], false
	number := g.row + 1
	for {
		name, value, ok := g.s.Attr()
		if !ok {
			break
		}
		switch string(name) {
		case "r":
			if number, err = strconv.ParseInt(string(value), 10, 32); err != nil {
				return false, errors.New("the number of a row is malformed")
			}
		case "hidden":
			hidden = isTrue(string(value))
		case "ht":
			height, err := strconv.ParseFloat(string(value), 64)
			hidden = hidden || err == nil && height == 0
		}
	}
	if number <= g.row {
		return false, rows.Fatal(OutOfOrder, rows.Spot{Line: number, Ref: strconv.FormatInt(number, 10)}, "")
	}
	if g.row = number; number > maxSheetRow {
		return false, errors.New("a row is below the last of a sheet")
	}
	last := -1
	for {
		t, err := g.s.Next()
		switch {
		case err != nil:
			return false, err
		case t == zipxml.End:
			g.merge()
			g.setText()
			return hidden, nil
		case t != zipxml.Start:
		case string(g.s.Name()) != "c":
			if err := g.s.Skip(); err != nil {
				return false, err
			}
		default:
			if last, err = g.readCell(last); err != nil {
				return false, err
			}
		}
	}
}

// merge gives the cells of the row the sizes of their ranges.
func (g *grid) merge() {
	for len(g.merges) > 0 && int64(g.merges[0].row) <= g.row {
		m := g.merges[0]
		g.merges = g.merges[1:]
		if int64(m.row) == g.row && g.values && int(m.col) < g.b.limits.Columns {
			c := g.cell(int(m.col))
			c.Right, c.Down = int(m.right), int(m.down)
		}
	}
}

// cell returns the cell of a column, which it makes if need be.
func (g *grid) cell(column int) *rows.Cell {
	for len(g.cells) <= column {
		g.cells = append(g.cells, rows.Cell{})
		g.spans = append(g.spans, span{})
	}
	return &g.cells[column]
}

// spot is the place of a cell of the row.
func (g *grid) spot(column, got, want int) rows.Spot {
	return rows.Spot{Line: g.row, Ref: rows.CellRef(g.row, column), Got: int64(got), Want: int64(want)}
}

// setText points cells to their text, now that it does not move any more.
func (g *grid) setText() {
	for i, at := range g.spans {
		if at.to > at.from {
			g.cells[i].Text = g.text[at.from:at.to:at.to]
		}
	}
}

// Close ends the reading of the sheet.
func (g *grid) Close() error {
	g.err = errors.New("xlsx: the sheet is closed")
	return g.body.Close()
}
