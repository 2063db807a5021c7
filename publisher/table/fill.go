package table

import "fmt"

// fill parses the chunk whose number b has. Points that lie outside are noted.
func (c *converter) fill(b *Batch, l *lexer, parsers []parser, outside *spots) error {
	ref := c.plan.chunks[b.seq]
	data, err := ref.load(c.src.text, c.src.dialect.newline, l.data[:0])
	if err != nil {
		return err
	}
	l.data = data
	b.First, b.Rows, b.bytes = ref.row, 0, int64(ref.size)
	width, line := len(parsers), ref.line
	for p := 0; p < len(data); {
		if width > 1 && (data[p] == l.newline || data[p] == '\r' && data[p+1] == l.newline) {
			for data[p] != l.newline {
				p++
			}
			p++
			line++
			continue
		}
		l.breaksIn = 0
		column, last := 0, false
		if c.src.numbered {
			line, p, last = l.rowNumber(p)
		}
		for !last {
			cell, q := l.cell(p)
			if column == width {
				return fatal(FileChanged, Spot{Line: line}, "a record has more fields than when it was inspected")
			}
			if !parsers[column].parse(cell, &b.Columns[column]) {
				e := fatal(FileChanged, Spot{Line: line, Value: shorten(cell)}, "the value does not fit the type that was found")
				e.Column = c.plan.Columns[column].Source
				return e
			}
			column++
			p = q + 1
			last = data[q] == l.newline
		}
		for ; (c.src.numbered || c.plan.short) && column < width; column++ {
			parsers[column].parse(nil, &b.Columns[column])
		}
		if column != width {
			return fatal(FileChanged, Spot{Line: line}, "a record has fewer fields than when it was inspected")
		}
		b.Rows++
		line += 1 + l.breaksIn
	}
	if b.Rows != ref.rows {
		return fatal(FileChanged, Spot{Line: ref.line}, fmt.Sprintf("%d records in place of %d", b.Rows, ref.rows))
	}
	for i := range parsers {
		b.Columns[i].close()
	}
	if c.plan.points != nil {
		return c.plan.points.add(b, outside)
	}
	return nil
}
