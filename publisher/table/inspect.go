package table

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"nguon/publisher/rows"
)

// Inspect reads a whole file of separated values once and decides how to read
// it for good. What is wrong with its records is in the plan: see [Plan.Err].
// It returns an [*Error] if the file cannot be read to its end.
func Inspect(ctx context.Context, path string, o Options) (*Plan, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	plan, err := inspect(ctx, path, o.Encoding, o)
	if e, ok := errors.AsType[*Error](err); ok && e.Code == BadEncoding && e.Value == UTF8 && o.Encoding == "" {
		return inspectLegacy(ctx, path, e, o)
	}
	return plan, err
}

func (o *Options) check() error {
	if o.Encoding != "" && !slices.Contains(encodings, o.Encoding) {
		return fmt.Errorf("table: no encoding %q; there are %q", o.Encoding, encodings)
	}
	if o.Comma != 0 && !slices.Contains(commas, o.Comma) {
		return fmt.Errorf("table: no separator %q; there are %q", o.Comma, commas)
	}
	for _, d := range o.Declared {
		if d.Type != "" && !d.Type.valid() {
			return fmt.Errorf("table: no type %q for column %q", d.Type, d.Column)
		}
	}
	return nil
}

func inspect(ctx context.Context, path, encoding string, o Options) (*Plan, error) {
	plan := &Plan{Location: o.Location}
	src, err := open(ctx, path, &encoding, o)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	plan.Dialect.Encoding, plan.source, plan.Bytes = encoding, src.id, src.id.size

	split, err := plan.begin(src, o)
	if err != nil {
		return nil, err
	}
	in := &inspector{plan: plan, o: o, meter: meter{report: o.Progress, now: Progress{Stage: "inspect", Total: src.end - src.start}}}
	in.meter.now.Bytes = split.off - src.start
	in.prepare()
	if err := split.each(ctx, o.Workers, in.work); err != nil {
		return nil, err
	}
	if err := in.finish(); err != nil {
		return nil, err
	}
	if in.doubtful() {
		if err := in.recheck(ctx, src); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(plan.Problems, func(a, b Problem) int { return cmp.Compare(b.Severity, a.Severity) })
	return plan, nil
}

// inspectLegacy inspects a file that is not UTF-8, without being told so.
func inspectLegacy(ctx context.Context, path string, cause *Error, o Options) (*Plan, error) {
	sample, err := sampleAt(path, cause.Got)
	if err != nil {
		return nil, err
	}
	if looksUTF8(sample) {
		return nil, cause
	}
	encoding := legacy(sample)
	plan, err := inspect(ctx, path, encoding, o)
	if err != nil {
		return nil, err
	}
	plan.Problems = append(plan.Problems, Problem{Code: Transcoded, Severity: Note, Count: 1, Spot: Spot{Line: cause.Line, Value: encoding},
		Detail: "the file is not UTF-8"})
	return plan, nil
}

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
	lexer   *lexer
	columns []gatherer
	chunks  []chunkRef
	seqs    []int
	ragged  spots
	bad     spots
	stray   spots
	blank   spots
	s       scanned
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
		w := &inspectWorker{lexer: newLexer(&in.plan.Dialect), columns: make([]gatherer, len(in.plan.Columns))}
		for i := range w.columns {
			w.columns[i].init(in.nulls(i))
		}
		in.workers = append(in.workers, w)
	}
}

func (in *inspector) nulls(column int) []string {
	if d := in.decls[column]; d != nil {
		return d.Nulls
	}
	return nil
}

func (in *inspector) work(worker int, c *chunk) error {
	if err := c.check(&in.plan.Dialect); err != nil {
		return err
	}
	w := in.workers[worker]
	n, err := w.read(c, &in.o)
	if err != nil {
		return err
	}
	if total := in.rows.Add(int64(n)); in.o.MaxRows > 0 && total > in.o.MaxRows {
		return fatal(rows.TooManyRows, Spot{Want: in.o.MaxRows}, "")
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
	quotes := bytes.IndexByte(c.data, '"') >= 0
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
		start, column := p, 0
		l.breaksIn = 0
		for {
			v, q := l.cell(p)
			if len(v) > o.MaxCell {
				return 0, fatal(rows.CellTooLong, Spot{Line: line, Value: shorten(v), Got: int64(len(v)), Want: int64(o.MaxCell)}, "")
			}
			if quotes {
				w.quotes(v, p, line, o.Spots)
			}
			if column < width {
				w.columns[column].add(v, line, &w.s)
			}
			column++
			p = q + 1
			if c.data[q] == l.newline {
				break
			}
		}
		if column != width {
			w.ragged.add(o.Spots, line, bytes.TrimRight(c.data[start:p], "\r\n"), int64(column), int64(width))
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
		all.ragged.problem(RaggedRow, Refusal, ""), all.bad.problem(BadQuote, Refusal, ""),
		all.stray.problem(StrayQuote, Warning, ""), all.blank.problem(BlankLine, Note, ""),
	} {
		if found.Count > 0 {
			p.Problems = append(p.Problems, found)
		}
	}
	h := habitsOf(in.columns, p.Dialect.Comma)
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
