package layout

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"nguon/publisher/rows"
)

// A grid is a sheet in memory. It hands out the same buffers for every row, as
// readers of files do.
type grid struct {
	list   []rows.Row
	hidden []int
	cells  []rows.Cell
	bytes  []byte
	closed bool
}

func (g *grid) Next() (rows.Row, error) {
	for i := range g.bytes {
		g.bytes[i] = '?' // what was handed out is not valid any longer
	}
	if len(g.list) == 0 {
		return rows.Row{}, io.EOF
	}
	r := g.list[0]
	g.list = g.list[1:]
	g.cells, g.bytes = g.cells[:0], g.bytes[:0]
	size := 0
	for _, c := range r.Cells {
		size += len(c.Text)
	}
	if cap(g.bytes) < size {
		g.bytes = make([]byte, 0, 2*size)
	}
	for _, c := range r.Cells {
		from := len(g.bytes)
		g.bytes = append(g.bytes, c.Text...)
		c.Text = g.bytes[from:]
		g.cells = append(g.cells, c)
	}
	r.Cells = g.cells
	return r, nil
}

func (g *grid) HiddenColumns() []int { return g.hidden }
func (g *grid) Close() error         { g.closed = true; return nil }

// parseSheet reads the sheet of a fixture: a row a line, cells between bars.
// An empty line is a row without cells, and "repeat 300: …%d…" many rows. A row
// that begins with ~ is hidden. A cell that begins with = is a number, with @ a
// date, with ! an error value; {>2} and {v1} at its end merge it over two more
// columns and one more row; \n is a line break.
func parseSheet(t *testing.T, s string) *grid {
	t.Helper()
	g := &grid{}
	n := int64(0)
	for text := range strings.Lines(s) {
		text = strings.TrimSuffix(text, "\n")
		if list, ok := strings.CutPrefix(text, "hidden columns:"); ok {
			spans, ok := parseColumns(strings.TrimSpace(list))
			if !ok {
				t.Fatalf("hidden columns: %q", list)
			}
			for _, s := range spans {
				for c := s.first; c <= s.last; c++ {
					g.hidden = append(g.hidden, c)
				}
			}
			continue
		}
		times := 1
		if rest, ok := strings.CutPrefix(text, "repeat "); ok {
			count, pattern, _ := strings.Cut(rest, ": ")
			times, _ = strconv.Atoi(count)
			text = pattern
		}
		for i := range times {
			n++
			line := strings.ReplaceAll(text, "%d", strconv.Itoa(i+1))
			if line == "" {
				continue
			}
			line, hidden := strings.CutPrefix(line, "~")
			r := rows.Row{Number: n, Hidden: hidden}
			for part := range strings.SplitSeq(line, "|") {
				r.Cells = append(r.Cells, parseCell(strings.TrimSpace(part)))
			}
			g.list = append(g.list, r)
		}
	}
	return g
}

func parseCell(s string) rows.Cell {
	var c rows.Cell
	for strings.HasSuffix(s, "}") {
		open := strings.LastIndex(s, "{")
		n, _ := strconv.Atoi(s[open+2 : len(s)-1])
		if s[open+1] == '>' {
			c.Right = n
		} else {
			c.Down = n
		}
		s = s[:open]
	}
	if s == "" {
		return c
	}
	c.Kind = rows.Text
	switch s[0] {
	case '=':
		c.Kind, s = rows.Number, s[1:]
	case '@':
		c.Kind, s = rows.Date, s[1:]
	case '!':
		c.Kind, s = rows.Broken, s[1:]
	}
	c.Text = []byte(strings.ReplaceAll(s, `\n`, "\n"))
	return c
}

// outcome reads a sheet and writes down what came of it.
func outcome(g *grid, l Layout) string {
	var b strings.Builder
	t, err := Open(g, l, rows.Options{})
	if err != nil {
		if e, ok := errors.AsType[*rows.Error](err); ok {
			return fmt.Sprintf("error: %s %q %d\n", e.Code, e.Value, e.Want)
		}
		return "error: " + err.Error() + "\n"
	}
	var list []string
	for {
		r, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Fprintf(&b, "error: %v\n", err)
			break
		}
		list = append(list, rowText2(r))
	}
	b.WriteString("columns:")
	for _, c := range t.Columns() {
		fmt.Fprintf(&b, " %s=%s", c.Ref, c.Name)
		if c.Unit != "" {
			fmt.Fprintf(&b, " [%s]", c.Unit)
		}
		b.WriteString(" |")
	}
	fmt.Fprintf(&b, "\nrows: %d\n", len(list))
	for i, s := range list {
		if len(list) <= 12 || i < 3 || i >= len(list)-2 {
			b.WriteString(s)
		}
	}
	for _, n := range t.Notices() {
		kind := []string{"note", "warning", "refusal"}[n.Severity]
		refs := n.Ref
		for _, s := range n.Spots[min(1, len(n.Spots)):] {
			refs += "," + s.Ref
		}
		fmt.Fprintf(&b, "%s %s %s", kind, n.Code, refs)
		if n.Column != "" {
			fmt.Fprintf(&b, " column %q", n.Column)
		}
		fmt.Fprintf(&b, " ×%d", n.Count)
		if n.Value != "" {
			fmt.Fprintf(&b, " %q", n.Value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func rowText2(r rows.Row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %d:", r.Number)
	cells := r.Cells
	for len(cells) > 0 && cells[len(cells)-1].Kind == rows.Empty {
		cells = cells[:len(cells)-1]
	}
	for _, c := range cells {
		fmt.Fprintf(&b, " %s |", strings.ReplaceAll(string(c.Text), "\n", `\n`))
	}
	b.WriteByte('\n')
	return b.String()
}
