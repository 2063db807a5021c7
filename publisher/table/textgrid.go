package table

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode"

	"nguon/publisher/rows"
	"nguon/publisher/rows/layout"
)

// A textGrid is separated text as a sheet: its first record may be a title, and
// its last ones notes.
type textGrid struct {
	ctx   context.Context
	split *splitter
	lexer *lexer
	limit int // bytes of a cell
	chunk *chunk
	at    int
	line  int64
	cells []rows.Cell
	room  []byte
}

var _ layout.LinedGrid = (*textGrid)(nil)

func newTextGrid(ctx context.Context, split *splitter, limit int) *textGrid {
	return &textGrid{ctx: ctx, split: split, lexer: newLexer(&split.dialect), limit: limit}
}

// Close does nothing: the text belongs to the plan.
func (g *textGrid) Close() error { return nil }

// Lined says that a record may take several lines.
func (g *textGrid) Lined() {}

// HiddenColumns returns none.
func (g *textGrid) HiddenColumns() []int { return nil }

// Next returns the next record.
func (g *textGrid) Next() (rows.Row, error) {
	for g.chunk == nil || g.at == len(g.chunk.data) {
		if err := g.next(); err != nil {
			return rows.Row{}, err
		}
	}
	l, data := g.lexer, g.chunk.data
	row := rows.Row{Number: g.line}
	g.cells, g.room, l.breaksIn = g.cells[:0], g.room[:0], 0
	for {
		v, q := l.cell(g.at)
		if len(v) > g.limit {
			return row, fatal(rows.CellTooLong, Spot{Line: g.line, Value: shorten(v), Got: int64(len(v)), Want: int64(g.limit)}, "")
		}
		cell := rows.Cell{Kind: rows.Text}
		if len(v) == 0 {
			cell.Kind = rows.Empty
		} else { // a cell with quotes is in memory that the next one takes
			from := len(g.room)
			g.room = append(g.room, v...)
			cell.Text = g.room[from:len(g.room):len(g.room)]
		}
		g.cells = append(g.cells, cell)
		g.at = q + 1
		if data[q] == l.newline {
			break
		}
	}
	g.line += 1 + l.breaksIn
	if len(g.cells) == 1 && g.cells[0].Kind == rows.Empty {
		g.cells = g.cells[:0]
	}
	row.Cells = g.cells
	return row, nil
}

func (g *textGrid) next() error {
	if err := g.ctx.Err(); err != nil {
		return err
	}
	if g.chunk != nil {
		g.split.release(g.chunk)
		g.chunk = nil
	}
	c, err := g.split.next()
	if err != nil {
		return err
	}
	if err := c.check(&g.split.dialect); err != nil {
		return err
	}
	g.chunk, g.at, g.line, g.lexer.data = c, 0, c.line, c.data
	return nil
}

// How much of a text is looked at to tell whether it is a plain table.
const (
	headRecords = 50
	tailBytes   = 8 << 10
)

// isSheet reports whether text was made for the eye: its first record is no
// header, or its last one is a note. One look at head and tail decides, so that
// plain tables, which are most, are not written down once more. Totals of a
// plain table are reported.
func (p *Plan) isSheet(head []byte) (bool, error) {
	records := p.Dialect.records(head, headRecords)
	width := commonWidth(records)
	if width < 2 {
		return false, nil
	}
	first := slices.IndexFunc(records, func(r []string) bool { return len(r) > 0 })
	if r := records[first]; filled(r) < width && !isHeader(r, width) || !strings.ContainsFunc(strings.Join(r, ""), unicode.IsLetter) ||
		goesOn(records[first:]) || endsBlank(records[first:]) {
		return true, nil
	}
	from := max(p.source.start, p.source.end-tailBytes)
	tail := make([]byte, p.source.end-from)
	if err := readFull(p.source.text, tail, from); err != nil {
		return false, err
	}
	if from > p.source.start {
		_, tail, _ = bytes.Cut(tail, []byte{p.Dialect.newline})
	}
	last := p.Dialect.records(tail, 1<<20)
	if n := len(last); n > 0 && isRemark(last[n-1], width) {
		return true, nil
	}
	if total, ok := findTotal(records); ok {
		total.Line += p.Dialect.HeaderLine - 1
		p.Problems = append(p.Problems, Problem{Code: layout.TotalRows, Severity: Warning, Count: 1, Spot: total})
	} else if total, ok = findTotal(last); ok {
		total.Line = 0 // it is too far down to have been counted
		p.Problems = append(p.Problems, Problem{Code: layout.TotalRows, Severity: Warning, Count: 1, Spot: total})
	}
	return false, nil
}

// findTotal returns the first row of a total, and its line among records that
// take a line each.
func findTotal(records [][]string) (Spot, bool) {
	line := int64(1)
	for _, r := range records {
		if i := slices.IndexFunc(r, layout.IsTotal); i >= 0 && i < 3 {
			return Spot{Line: line, Value: shorten([]byte(r[i]))}, true
		}
		line += 1 + int64(strings.Count(strings.Join(r, ""), "\n"))
	}
	return Spot{}, false
}

// goesOn reports whether the second record belongs to the header too.
func goesOn(records [][]string) bool {
	return len(records) > 2 && layout.IsUnder(records[0], records[1], records[2:min(len(records), 12)])
}

// endsBlank reports whether the last column has neither name nor values, as
// where each line ends in a separator.
func endsBlank(records [][]string) bool {
	width := len(records[0])
	return len(records) > 1 && width > 2 && !slices.ContainsFunc(records, func(r []string) bool { return len(r) > 0 && (len(r) != width || r[width-1] != "") })
}

// isHeader reports whether a record that is not full may be a header all the
// same: it has as many cells as others, and most of them hold something.
func isHeader(r []string, width int) bool { return len(r) == width && 2*filled(r) > width }

// isRemark reports whether nothing but a note or a signature is in a record.
func isRemark(r []string, width int) bool {
	return filled(r) == 1 && (len(r) == 1 || len(r) == width) && slices.ContainsFunc(r, layout.IsRemark)
}

func filled(r []string) (n int) {
	for _, cell := range r {
		if cell != "" {
			n++
		}
	}
	return n
}

// records returns the first whole records of data, blanks around their cells
// taken off.
func (d *Dialect) records(data []byte, most int) (all [][]string) {
	n, _ := d.whole(data)
	if n < len(data) { // the last one, or one cut in half, which does no harm
		data = append(bytes.Clone(data), d.newline)
		if n, _ = d.whole(data); n == 0 {
			return nil
		}
	}
	l := newLexer(d)
	l.data = data[:n]
	for p := 0; p < n && len(all) < most; {
		var r []string
		for {
			v, q := l.cell(p)
			r = append(r, string(bytes.TrimSpace(v)))
			p = q + 1
			if l.data[q] == d.newline {
				break
			}
		}
		if len(r) == 1 && r[0] == "" {
			r = nil
		}
		all = append(all, r)
	}
	return all
}

// commonWidth returns how many cells most records have; or those below a long
// head of lines of one cell.
func commonWidth(records [][]string) int {
	if width := widthBelow(records); width > 0 {
		return width
	}
	counts := make(map[int]int)
	best := 0
	for _, r := range records {
		if len(r) == 0 {
			continue
		}
		counts[len(r)]++
		if n := counts[len(r)]; n > counts[best] || n == counts[best] && len(r) > best {
			best = len(r)
		}
	}
	return best
}

// widthBelow returns how many cells each of the last records has, if all
// before them have one and are at most twice as many, or 0.
func widthBelow(records [][]string) int {
	width, above, below := 0, 0, 0
	for _, r := range slices.Backward(records) {
		switch {
		case len(r) == 0:
		case len(r) == 1 && width > 1:
			above++
		case above > 0 || len(r) == 1 || width > 0 && len(r) != width:
			return 0
		default:
			width = len(r)
			below++
		}
	}
	if above == 0 || above > 2*below {
		return 0
	}
	return width
}
