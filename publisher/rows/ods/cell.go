package ods

import (
	"bytes"

	"nguon/publisher/rows"
	"nguon/publisher/rows/notation"
	"nguon/publisher/rows/zipxml"
)

// A valueType is the type that a file declares for the value of a cell.
type valueType uint8

const (
	untyped valueType = iota
	str               // also of types that are not known
	float             // also of amounts of money
	percentage
	boolean
	date
	clock
)

func parseType(t []byte) valueType {
	switch string(t) {
	case "":
		return untyped
	case "float", "currency":
		return float
	case "percentage":
		return percentage
	case "boolean":
		return boolean
	case "date":
		return date
	case "time":
		return clock
	}
	return str
}

// A described is what the attributes of a cell say.
type described struct {
	valueType   valueType
	styled      bool   // it has a style, which overrides that of its column
	elapsed     bool   // its style shows durations
	formula     string // shortened
	failed      bool   // it is an error value
	hasValue    bool   // there is a value, in the grid's raw
	again       int    // how often the cell is there
	right, down int
}

// maxFormula is how much of the text of a formula is kept for reports.
const maxFormula = 80

// Sizes of a sheet, which merged ranges do not go beyond.
const (
	maxSheetRow     = 1 << 20
	maxSheetColumns = 1 << 14
)

// readRow reads the row that has just begun, and reports whether it has a
// value.
func (g *grid) readRow() (values bool, err error) {
	g.cells, g.spans, g.text = g.cells[:0], g.spans[:0], g.text[:0]
	column := 0
	for {
		t, err := g.s.Next()
		if err != nil {
			return false, err
		}
		if t == zipxml.End {
			break
		}
		if t != zipxml.Start {
			continue
		}
		if e := string(g.s.Name()); e != "table-cell" && e != "covered-table-cell" {
			if err := g.s.Skip(); err != nil {
				return false, err
			}
			continue
		}
		d := g.describe()
		from := len(g.text)
		cell, err := g.readCell(d, column)
		if err != nil {
			return false, err
		}
		if cell.Kind != rows.Empty {
			values = true
		}
		if cell.Kind != rows.Empty || cell.Right > 0 || cell.Down > 0 {
			if err := g.place(cell, column, d.again, span{from, len(g.text)}); err != nil {
				return false, err
			}
		}
		column = min(column+d.again, 1<<40)
	}
	for i, at := range g.spans {
		if at.to > at.from {
			g.cells[i].Text = g.text[at.from:at.to:at.to]
		}
	}
	return values, nil
}

// place puts a cell into the row, as often as it is there.
func (g *grid) place(cell rows.Cell, column, again int, text span) error {
	if most := g.b.limits.Columns; column+again > most {
		if cell.Kind == rows.Empty {
			return nil
		}
		return rows.Fatal(rows.TooManyColumns, g.spot(column, column+again, most), "")
	}
	for len(g.cells) < column {
		g.cells, g.spans = append(g.cells, rows.Cell{}), append(g.spans, span{})
	}
	for range again {
		g.cells, g.spans = append(g.cells, cell), append(g.spans, text)
	}
	return g.repeat(int64(again-1) * int64(text.to-text.from+1))
}

// spot is the place of a cell of the row that is being read.
func (g *grid) spot(column, got, want int) rows.Spot {
	return rows.Spot{Line: g.number + 1, Ref: rows.CellRef(g.number+1, column), Got: int64(got), Want: int64(want)}
}

// describe reads the attributes of the cell that has just begun.
func (g *grid) describe() described {
	d := described{again: 1}
	g.raw = g.raw[:0]
	for {
		name, value, ok := g.s.Attr()
		if !ok {
			return d
		}
		prefix, local, ok := bytes.Cut(name, []byte(":"))
		if !ok {
			prefix, local = nil, name
		}
		switch string(local) {
		case "value-type":
			if string(prefix) == "calcext" {
				d.failed = string(value) == "error"
			} else {
				d.valueType = parseType(value)
			}
		case "value", "date-value", "time-value", "boolean-value", "string-value":
			d.hasValue = true
			g.raw = append(g.raw[:0], value...)
		case "style-name":
			d.styled, d.elapsed = true, g.b.styles.elapsed[g.b.styles.numbers[string(value)]]
		case "formula":
			d.formula = string(bytes.ToValidUTF8(value[:min(len(value), maxFormula)], nil))
		case "number-columns-repeated":
			d.again = repeats(string(value))
		case "number-columns-spanned":
			d.right = min(repeats(string(value)), maxSheetColumns) - 1
		case "number-rows-spanned":
			d.down = min(repeats(string(value)), maxSheetRow) - 1
		}
	}
}

// readCell reads the cell that has just begun, with its text at the end of the
// text of the row.
func (g *grid) readCell(d described, column int) (rows.Cell, error) {
	cell := rows.Cell{Right: d.right, Down: d.down}
	from, size, paragraphs := len(g.text), 0, 0
	for {
		t, err := g.s.Next()
		if err != nil {
			return cell, err
		}
		if t == zipxml.End {
			break
		}
		if t != zipxml.Start {
			continue
		}
		if string(g.s.Name()) != "p" {
			err = g.s.Skip()
		} else {
			if paragraphs++; paragraphs > 1 {
				g.text = append(g.text, '\n')
				size++
			}
			n := 0
			g.text, n, err = appendParagraph(g.text, g.s, max(0, g.b.limits.Cell-size))
			size += n
		}
		if err != nil {
			return cell, err
		}
	}
	if d.hasValue {
		size = max(size, len(g.raw))
	}
	if most := g.b.limits.Cell; size > most {
		return cell, rows.Fatal(rows.CellTooLong, g.spot(column, size, most), "")
	}
	cell.Kind = g.interpret(&cell, d, column, from)
	if n := len(g.text); n > zipxml.MaxRow {
		return cell, rows.Fatal(zipxml.RowTooLong, g.spot(column, n, zipxml.MaxRow), "")
	}
	return cell, nil
}

// interpret makes the text of a cell, from the given offset on, what its kind
// demands, and returns the kind. What is not a value of the type that the file
// declares is text.
func (g *grid) interpret(cell *rows.Cell, d described, column, from int) rows.Kind {
	shown := g.text[from:]
	switch {
	case d.failed:
		if len(shown) == 0 {
			g.text = append(g.text, "#ERR"...)
		}
		return rows.Broken
	case d.formula != "" && d.valueType == untyped && len(shown) == 0:
		g.text = appendFormula(g.text, d.formula)
		return rows.Broken
	case d.valueType == untyped || d.valueType == str || !d.hasValue:
		if d.hasValue {
			g.text = append(g.text[:from], g.raw...)
		}
		return textKind(len(g.text) - from)
	}
	raw := bytes.TrimSpace(g.raw)
	text, kind := g.text[:from], rows.Empty
	switch d.valueType {
	case float, percentage:
		var ok bool
		if text, ok = notation.AppendNumber(text, raw); ok {
			cell.Percent = d.valueType == percentage
			kind = rows.Number
		}
	case boolean:
		if s := string(raw); s == "true" || s == "false" {
			text, kind = append(text, s...), rows.Bool
		}
	case date:
		text, kind = notation.AppendISO(text, raw, false)
	case clock:
		if us, ok := parseDuration(raw); ok {
			text, kind = appendTime(text, us, d.elapsed || !d.styled && g.isElapsed(column))
		}
	}
	if kind == rows.Empty {
		text = append(text, g.raw...)
		kind = textKind(len(text) - from)
	}
	g.text = text
	return kind
}

// textKind is the kind of a text of n bytes.
func textKind(n int) rows.Kind {
	if n == 0 {
		return rows.Empty
	}
	return rows.Text
}
