package table

import (
	"slices"

	"nguon/publisher/rows/layout"
)

// splitText detects the dialect. It returns a splitter of all records, and the
// head of them.
func (p *Plan) splitText(o Options) (split *splitter, head []byte, err error) {
	src := p.source
	head = make([]byte, min(src.end-src.start, 1<<20))
	if err := readFull(src.text, head, src.start); err != nil {
		return nil, nil, err
	}
	skip := excel(head, &o.Comma)
	head = head[skip:]
	p.Dialect.detect(head, o.Comma)
	p.Dialect.HeaderLine = 1 + int64(min(skip, 1))
	src.dialect = p.Dialect
	return &splitter{
		r: src.text, dialect: p.Dialect, maxLine: o.MaxLine, target: o.chunk,
		off: src.start + int64(skip), end: src.end, line: p.Dialect.HeaderLine,
	}, head, nil
}

// header reads the header. The splitter is of what follows afterwards.
func (p *Plan) header(split *splitter, o Options) error {
	for {
		c, err := split.next()
		if err != nil {
			return err
		}
		if err := c.check(&p.Dialect); err != nil {
			return err
		}
		blank := p.Dialect.blankLines(c.data)
		p.Dialect.HeaderLine = c.lineOf(blank, &p.Dialect)
		if blank == len(c.data) {
			split.release(c)
			continue // more blank lines than a chunk holds
		}
		columns, problems, size, err := p.Dialect.header(c.data[blank:], o)
		if err != nil {
			return err
		}
		p.Columns, p.Problems = columns, append(p.Problems, problems...)
		split.off = min(c.off+int64(blank+size), split.end)
		split.line = c.lineOf(blank+size, &p.Dialect)
		split.seq = 0
		split.release(c)
		break
	}
	if split.off >= split.end {
		if !slices.ContainsFunc(p.Problems, func(q Problem) bool { return q.Code != layout.EmptyHeader }) && len(p.Problems) == len(p.Columns) {
			return fatal(EmptyFile, Spot{}, "the file holds nothing but blanks")
		}
		return fatal(HeaderOnly, Spot{Line: p.Dialect.HeaderLine}, "no record follows the header")
	}
	return nil
}

// blankLines returns how many bytes of blank lines data begins with. What only
// looks like one is none: a line break of another kind begins a cell, and a
// quote after it does not open one.
func (d *Dialect) blankLines(data []byte) int {
	n := 0
	for {
		rest := data[n:]
		switch {
		case len(rest) > 0 && rest[0] == d.newline:
			n++
		case len(rest) > 1 && rest[0] == '\r' && rest[1] == d.newline:
			n += 2
		default:
			return n
		}
	}
}
