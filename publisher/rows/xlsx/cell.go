package xlsx

import (
	"bytes"
	"strconv"

	"nguon/publisher/rows"
	"nguon/publisher/rows/notation"
	"nguon/publisher/rows/zipxml"
)

// A cellType is the attribute t of a cell.
type cellType uint8

const (
	number       cellType = iota // n, or none
	sharedString                 // s
	inlineString                 // inlineStr
	formulaText                  // str
	boolean                      // b
	failure                      // e
	isoDate                      // d
)

func parseType(t []byte) cellType {
	switch string(t) {
	case "s":
		return sharedString
	case "inlineStr":
		return inlineString
	case "str":
		return formulaText
	case "b":
		return boolean
	case "e":
		return failure
	case "d":
		return isoDate
	}
	return number
}

// maxFormula is how much of the text of a formula is kept for reports.
const maxFormula = 80

// readCell reads the cell that has just begun, which comes after the column
// last, and returns its column.
func (g *grid) readCell(last int) (int, error) {
	column, style, kind := last+1, format(0), number
	for {
		name, value, ok := g.s.Attr()
		if !ok {
			break
		}
		if len(name) != 1 {
			continue
		}
		switch name[0] {
		case 'r':
			c, row, ok := parseRef(value)
			if !ok || row != g.row || c <= last {
				return 0, rows.Fatal(OutOfOrder, rows.Spot{Line: g.row, Ref: string(bytes.ToValidUTF8(value, nil))}, "")
			}
			column = c
		case 's':
			if i, err := strconv.Atoi(string(value)); err == nil && i >= 0 && i < len(g.b.styles) {
				style = g.b.styles[i]
			}
		case 't':
			kind = parseType(value)
		}
	}
	from := len(g.text)
	g.formula = g.formula[:0]
	hasFormula, hasValue, size := false, false, 0
	for {
		t, err := g.s.Next()
		if err != nil {
			return 0, err
		}
		if t == zipxml.End {
			break
		}
		if t != zipxml.Start {
			continue
		}
		switch string(g.s.Name()) {
		case "v":
			hasValue = true
			g.text, size, err = appendContent(g.text[:from], g.s, g.b.limits.Cell)
		case "is":
			hasValue = true
			g.text, size, err = appendRich(g.text[:from], g.s, g.b.limits.Cell)
		case "f":
			hasFormula = true
			g.formula, _, err = appendContent(append(g.formula[:0], '='), g.s, maxFormula)
		default:
			err = g.s.Skip()
		}
		if err != nil {
			return 0, err
		}
	}
	if most := g.b.limits.Cell; size > most {
		return 0, rows.Fatal(rows.CellTooLong, g.spot(column, size, most), "")
	}
	if !hasFormula && !hasValue {
		return column, nil
	}
	cell := rows.Cell{Kind: rows.Broken}
	if hasFormula && (!hasValue || len(g.text) == from && kind != formulaText) {
		g.text = append(g.text[:from], bytes.ToValidUTF8(g.formula, nil)...)
	} else if err := g.interpret(&cell, from, style, kind); err != nil {
		return 0, err
	}
	if len(g.text) > zipxml.MaxRow {
		return 0, rows.Fatal(zipxml.RowTooLong, g.spot(column, len(g.text), zipxml.MaxRow), "")
	}
	if cell.Kind == rows.Empty {
		return column, nil
	}
	if most := g.b.limits.Columns; column >= most {
		return 0, rows.Fatal(rows.TooManyColumns, g.spot(column, column+1, most), "")
	}
	g.values = true
	*g.cell(column) = cell
	g.spans[column] = span{from, len(g.text)}
	return column, nil
}

// interpret makes a cell of what the file has as its value, which is the text
// of the row from the given offset on.
func (g *grid) interpret(cell *rows.Cell, from int, style format, kind cellType) error {
	raw := g.text[from:]
	if kind == formulaText || kind == inlineString {
		if kind == formulaText {
			g.text = g.text[:from+len(unescapeX(raw))]
		}
		cell.Kind = textKind(len(g.text) - from)
		return nil
	}
	if raw = bytes.Trim(raw, " \t\n"); len(raw) == 0 {
		cell.Kind = rows.Empty
		return nil
	}
	switch kind {
	case sharedString:
		i, err := strconv.ParseInt(string(raw), 10, 64)
		if err == nil {
			cell.Text, g.text, err = g.strings.get(g.text[:from], i)
		}
		if err != nil {
			return err
		}
		cell.Kind = textKind(len(cell.Text) + len(g.text) - from)
	case boolean:
		cell.Kind = rows.Bool
		g.text = strconv.AppendBool(g.text[:from], isTrue(string(raw)))
	case failure:
		g.text = append(g.text[:from], raw...)
	case isoDate:
		if style&(date|clock) == clock { // the strict form has times on the first day
			for _, first := range []string{"1899-12-30T", "1899-12-31T"} {
				raw = bytes.TrimPrefix(raw, []byte(first))
			}
		}
		g.scratch, cell.Kind = notation.AppendISO(g.scratch[:0], raw, style&(date|clock) == date)
		g.text = append(g.text[:from], g.scratch...)
	default:
		g.number(cell, from, raw, style)
	}
	return nil
}

// number makes a cell of a number, which may be a date. What is not a number,
// against the type of the cell, is text.
func (g *grid) number(cell *rows.Cell, from int, raw []byte, style format) {
	g.scratch, cell.Kind = g.scratch[:0], rows.Number
	if style&(date|clock|elapsed) != 0 {
		if serial, ok := notation.ParseFloat(raw); ok {
			g.scratch, cell.Kind = style.moment(g.scratch, serial, g.b.date1904)
		}
	}
	if cell.Kind == rows.Number {
		cell.Percent = style&percent != 0
		if notation.IsPlain(raw) && len(raw) == len(g.text)-from {
			return
		}
		var ok bool
		if g.scratch, ok = notation.AppendNumber(g.scratch, raw); !ok {
			g.scratch, cell.Kind, cell.Percent = append(g.scratch, raw...), rows.Text, false
		}
	}
	g.text = append(g.text[:from], g.scratch...)
}

// textKind is the kind of a text of n bytes.
func textKind(n int) rows.Kind {
	if n == 0 {
		return rows.Empty
	}
	return rows.Text
}
