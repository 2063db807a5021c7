package table

import "bytes"

// begin detects the dialect and reads the header. It returns a splitter of
// what follows.
func (p *Plan) begin(src *source, o Options) (*splitter, error) {
	sample := make([]byte, min(src.end-src.start, 1<<20))
	if err := readFull(src.text, sample, src.start); err != nil {
		return nil, err
	}
	skip := excel(sample, &o.Comma)
	p.Dialect.detect(sample[skip:], o.Comma)
	p.Dialect.HeaderLine = 1 + int64(min(skip, 1))
	split := &splitter{
		r: src.text, dialect: p.Dialect, maxLine: o.MaxLine, target: o.chunk,
		off: src.start + int64(skip), end: src.end, line: p.Dialect.HeaderLine,
	}
	for {
		c, err := split.next()
		if err != nil {
			return nil, err
		}
		if err := c.check(&p.Dialect); err != nil {
			return nil, err
		}
		blank := len(c.data) - len(bytes.TrimLeft(c.data, "\r\n"))
		p.Dialect.HeaderLine = c.lineOf(blank, &p.Dialect)
		if blank == len(c.data) {
			split.release(c)
			continue // more blank lines than a chunk holds
		}
		columns, problems, size, err := p.Dialect.header(c.data[blank:], o)
		if err != nil {
			return nil, err
		}
		p.Columns, p.Problems = columns, problems
		split.off = min(c.off+int64(blank+size), split.end)
		split.line = c.lineOf(blank+size, &p.Dialect)
		split.seq = 0
		split.release(c)
		break
	}
	if split.off >= split.end {
		return nil, fatal(HeaderOnly, Spot{Line: p.Dialect.HeaderLine}, "no record follows the header")
	}
	return split, nil
}
