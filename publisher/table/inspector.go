package table

import (
	"bytes"
	"cmp"
	"slices"
	"sync/atomic"

	"nguon/publisher/rows"
)

// An inspector is the state of the first pass.
type inspector struct {
	plan    *Plan
	o       Options
	meter   meter
	rows    atomic.Int64
	workers []*inspectWorker
	columns []gatherer // of all workers, once merged
	decls   []*Declaration
}

type inspectWorker struct {
	lexer    *lexer
	numbered bool // see source
	columns  []gatherer
	chunks   []chunkRef
	seqs     []int
	ragged   spots
	short    spots // of the ragged: those that lack cells at the end, and have two at least
	last     int64 // line of the last record
	bad      spots
	stray    spots
	blank    spots
	s        scanned
}

func (in *inspector) prepare() {
	in.decls = make([]*Declaration, len(in.plan.Columns))
	for i := range in.o.Declared {
		d := &in.o.Declared[i]
		c := in.plan.Column(d.Column)
		if c < 0 {
			in.plan.Problems = append(in.plan.Problems, Problem{Code: UnknownColumn, Severity: Refusal, Column: d.Column, Count: 1,
				Spot: Spot{Line: in.plan.Dialect.HeaderLine}})
			continue
		}
		in.decls[c] = d
	}
	for range in.o.Workers {
		w := &inspectWorker{lexer: newLexer(&in.plan.source.dialect), numbered: in.plan.source.numbered, columns: make([]gatherer, len(in.plan.Columns))}
		for i := range w.columns {
			w.columns[i].init(in.nulls(i))
			w.columns[i].hasNative = w.numbered
		}
		in.workers = append(in.workers, w)
	}
}

func (in *inspector) nulls(column int) []string {
	if d := in.decls[column]; d != nil && d.Nulls != nil {
		return d.Nulls
	}
	return in.o.Nulls
}

func (in *inspector) work(worker int, c *chunk) error {
	if !in.plan.source.numbered {
		if err := c.check(&in.plan.source.dialect); err != nil {
			return err
		}
	}
	w := in.workers[worker]
	n, err := w.read(c, &in.o)
	if err != nil {
		return err
	}
	if total := in.rows.Add(int64(n)); total > in.o.Limits.Rows {
		return fatal(rows.TooManyRows, Spot{Want: in.o.Limits.Rows}, "")
	}
	w.chunks = append(w.chunks, chunkRef{off: c.off, size: c.size, line: c.line, rows: n})
	w.seqs = append(w.seqs, c.seq)
	in.meter.add(int64(n), int64(c.size))
	return nil
}

// read takes in the cells of a chunk.
func (w *inspectWorker) read(c *chunk, o *Options) (n int, err error) {
	l, width := w.lexer, len(w.columns)
	l.data = c.data
	quotes := !w.numbered && bytes.IndexByte(c.data, '"') >= 0
	line := c.line
	for p := 0; p < len(c.data); {
		if b := c.data[p]; width > 1 && (b == l.newline || b == '\r' && c.data[p+1] == l.newline) {
			w.blank.add(o.Spots, line, nil, 0, 0)
			for c.data[p] != l.newline {
				p++
			}
			p++
			line++
			continue
		}
		start, column, last := p, 0, false
		l.breaksIn = 0
		if w.numbered {
			line, p, last = l.rowNumber(p)
		}
		for !last {
			v, q := l.cell(p)
			if len(v) > o.Limits.Cell && !w.numbered {
				return 0, fatal(rows.CellTooLong, Spot{Line: line, Value: shorten(v), Got: int64(len(v)), Want: int64(o.Limits.Cell)}, "")
			}
			if quotes {
				w.quotes(v, p, line, o.Spots)
			}
			if column < width {
				w.columns[column].add(v, line, &w.s)
			}
			column++
			p = q + 1
			last = c.data[q] == l.newline
		}
		w.last = max(w.last, line)
		if column != width && !w.numbered {
			w.addRagged(o.Spots, Spot{Line: line, Got: int64(column), Want: int64(width)}, c.data[start:p])
		}
		for ; column < width; column++ {
			w.columns[column].add(nil, line, &w.s)
		}
		n++
		line += 1 + l.breaksIn
	}
	return n, nil
}

// quotes notes what is odd about the quotes of the cell that begins at p.
func (w *inspectWorker) quotes(v []byte, p int, line int64, limit int) {
	if w.lexer.data[p] != '"' {
		if bytes.IndexByte(v, '"') >= 0 {
			w.stray.add(limit, line, v, 0, 0)
		}
		return
	}
	if w.lexer.bad {
		w.lexer.bad = false
		w.bad.add(limit, line, v, 0, 0)
	}
}

// finish merges what the workers found, and decides.
func (in *inspector) finish() error {
	var all inspectWorker
	p := in.plan
	for i, w := range in.workers {
		if i == 0 {
			in.columns = w.columns
		} else {
			for j := range w.columns {
				in.columns[j].merge(&w.columns[j])
			}
		}
		all.ragged.merge(w.ragged, in.o.Spots)
		all.short.merge(w.short, asideMost)
		all.last = max(all.last, w.last)
		all.bad.merge(w.bad, in.o.Spots)
		all.stray.merge(w.stray, in.o.Spots)
		all.blank.merge(w.blank, in.o.Spots)
		p.chunks = append(p.chunks, w.chunks...)
	}
	slices.SortFunc(p.chunks, func(a, b chunkRef) int { return cmp.Compare(a.off, b.off) })
	for i := range p.chunks {
		p.chunks[i].row = p.Rows
		p.Rows += int64(p.chunks[i].rows)
	}
	if p.Rows == 0 {
		return fatal(HeaderOnly, Spot{Line: p.Dialect.HeaderLine}, "no record follows the header")
	}
	for _, found := range []Problem{
		in.raggedRows(&all), all.bad.problem(BadQuote, Refusal, ""),
		all.stray.problem(StrayQuote, Warning, ""), all.blank.problem(BlankLine, Note, ""),
	} {
		if found.Count > 0 {
			p.Problems = append(p.Problems, found)
		}
	}
	h := habitsOf(in.columns, p.Dialect.Comma, isVietnamese(p.Columns))
	for i := range p.Columns {
		found := in.columns[i].decide(&p.Columns[i], in.decls[i], h)
		for j := range found {
			if found[j].Code == LocalTime {
				found[j].Zone = p.Location.String()
			}
		}
		p.Problems = append(p.Problems, found...)
	}
	return nil
}
