package layout

import (
	"slices"

	"nguon/publisher/charset"
)

// overlaps reports whether two candidates share rows.
func (c *candidate) overlaps(o *candidate) bool {
	a, b := c.rect(), o.rect()
	return a.row1 <= b.row2 && b.row1 <= a.row2
}

// split returns the largest of the tables that stand side by side where c was
// found, and the columns of the others. spans are the columns looked at.
func (p *planner) split(c *candidate, spans []columnSpan) (*candidate, []*side) {
	var best *candidate
	var sides []*side
	chosen := 0
	for _, b := range c.blocks() {
		s := &side{span: b, code: OtherTables}
		sides = append(sides, s)
		tables := slices.DeleteFunc(p.tables(common(spans, b)), func(o *candidate) bool { return !c.overlaps(o) })
		if len(tables) == 0 {
			continue
		}
		t := choose(tables)
		s.seen, s.text = t.rect(), t.lines[t.start()].title()
		if best == nil || choose([]*candidate{best, t}) == t {
			best, chosen = t, len(sides)-1
		}
	}
	if best == nil {
		return c, nil
	}
	return best, slices.Delete(sides, chosen, chosen+1)
}

// common returns the part of spans that b holds; nil is all columns.
func common(spans []columnSpan, b columnSpan) []columnSpan {
	if spans == nil {
		return []columnSpan{b}
	}
	var out []columnSpan
	for _, s := range spans {
		if first, last := max(s.first, b.first), min(s.last, b.last); first <= last {
			out = append(out, columnSpan{first, last})
		}
	}
	return out
}

// blocks returns the ranges of columns of tables that stand side by side where
// one was found, or nil if it is one table. A blank column alone does not part
// tables: it must have other rows on its left than on its right, or the names
// on its left must come again on its right.
func (c *candidate) blocks() []columnSpan {
	const most = 64
	var spans []columnSpan
	for _, col := range c.columns(c.end) {
		if n := len(spans); n > 0 && spans[n-1].last == col-1 {
			spans[n-1].last = col
			continue
		}
		spans = append(spans, columnSpan{col, col})
	}
	if len(spans) < 2 || len(spans) > most {
		return nil
	}
	merged := spans[:1]
	parted := false
	for _, s := range spans[1:] {
		last := &merged[len(merged)-1]
		if c.parts(*last, s) {
			merged = append(merged, s)
			parted = true
			continue
		}
		last.last = s.last
	}
	if !parted {
		return nil
	}
	return merged
}

// parts reports whether two ranges of columns are tables of their own.
func (c *candidate) parts(a, b columnSpan) bool {
	if a.first == a.last || b.first == b.last {
		return false
	}
	for _, l := range c.lines[c.start():c.end] { // a cell merged over the gap joins what it covers
		for i := a.first; i <= a.last && i < len(l.Cells); i++ {
			if l.class(i) != blank && i+right(&l.Cells[i]) >= b.first && l.filled > 1 {
				return false
			}
		}
	}
	return c.sameNames(a, b) || c.otherRows(a, b)
}

// sameNames reports whether half of the names of the narrower range, and two
// at least, are those of the other.
func (c *candidate) sameNames(a, b columnSpan) bool {
	if !c.hasHeader() {
		return false
	}
	names := make(map[string]bool)
	l := c.lines[c.bottom]
	for i := a.first; i <= a.last; i++ {
		if s := charset.Fold(l.text(i)); s != "" {
			names[s] = true
		}
	}
	same, all := 0, 0
	for i := b.first; i <= b.last; i++ {
		if s := charset.Fold(l.text(i)); s != "" {
			if all++; names[s] {
				same++
			}
		}
	}
	// Under a row of groups the same names may come again in one table.
	return same >= 2 && same*2 >= min(all, len(names)) && names[charset.Fold(l.text(b.first))] && c.top == c.bottom
}

// otherRows reports whether one range has rows below the last of the other.
func (c *candidate) otherRows(a, b columnSpan) bool {
	countIn := func(l *line, s columnSpan) (n int) {
		for i := s.first; i <= s.last; i++ {
			if l.class(i) != blank {
				n++
			}
		}
		return n
	}
	onlyA, onlyB := 0, 0
	for i := c.end - 1; i >= max(c.data, c.start()); i-- {
		inA, inB := countIn(c.lines[i], a), countIn(c.lines[i], b)
		switch {
		case inA >= 2 && inB == 0 && onlyB == 0:
			onlyA++
		case inB >= 2 && inA == 0 && onlyA == 0:
			onlyB++
		default:
			return onlyB >= 1 || onlyA >= 2 && onlyA*4 >= c.end-c.data
		}
	}
	return false
}
