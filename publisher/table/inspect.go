package table

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync/atomic"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
	"nguon/publisher/rows/layout"
)

// InspectRows does what [Inspect] does with the rows of t, which it closes.
func InspectRows(ctx context.Context, t rows.Table, o Options) (*Plan, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	plan := &Plan{Location: o.Location}
	if err := plan.inspectRows(ctx, t, o); err != nil {
		return nil, asError(errors.Join(err, plan.Close()))
	}
	return plan, nil
}

func (o *Options) check() error {
	if o.Encoding != "" && !charset.Known(o.Encoding) {
		return fmt.Errorf("table: no encoding %q; there are %q", o.Encoding, charset.Names())
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

// inspectText inspects text with separators. Text that turns out not to be
// UTF-8 far from its head is read again.
func (p *Plan) inspectText(ctx context.Context, in rows.Input, o Options) error {
	g, err := encodingOf(in, o.Encoding)
	if err != nil {
		return err
	}
	err = p.readText(ctx, in, g, o)
	if e, ok := errors.AsType[*Error](err); ok && e.Code == BadEncoding && g.Name == charset.UTF8 && o.Encoding == "" {
		text, sampleErr := sample(ctx, in.File, e.Got)
		if sampleErr != nil {
			return sampleErr
		}
		if g = charset.Detect(text); g.Name == charset.UTF8 {
			return err
		}
		err = p.readText(ctx, in, g, o)
	}
	if err != nil {
		return err
	}
	if err := p.checkText(in, g); err != nil {
		return err
	}
	if o.Encoding != "" || g.Legacy == "" && isUnicode(g.Name) {
		return nil
	}
	found := Problem{Code: Transcoded, Severity: Note, Count: 1, Spot: Spot{Value: cmp.Or(g.Legacy, g.Name)}, Detail: "the file is not UTF-8"}
	if !g.Sure {
		found.Severity = Warning
	}
	p.Problems = append(p.Problems, found)
	p.sort()
	return nil
}

func isUnicode(name string) bool {
	return name == charset.UTF8 || name == charset.UTF8BOM || name == charset.UTF16LE || name == charset.UTF16BE
}

func (p *Plan) readText(ctx context.Context, in rows.Input, g charset.Guess, o Options) error {
	if p.source != nil {
		if err := p.source.Close(); err != nil {
			return err
		}
	}
	p.Dialect, p.Problems, p.Columns, p.Rows, p.chunks, p.short = Dialect{}, nil, nil, 0, nil, false
	var err error
	if p.source, err = openText(ctx, in, g, &p.Dialect, o); err != nil {
		return err
	}
	split, head, err := p.splitText(o)
	if err != nil {
		return err
	}
	legacy, err := p.legacyText(ctx, o)
	if err != nil {
		return err
	}
	sheet := !reflect.ValueOf(o.Layout).IsZero() || len(legacy) > 0
	if !sheet {
		if sheet, err = p.isSheet(head); err != nil {
			return err
		}
	}
	if sheet {
		return p.readSheet(ctx, split, legacy, o)
	}
	if err := p.header(split, o); err != nil {
		return err
	}
	return p.read(ctx, split, o)
}

// readSheet inspects text that was made for the eye.
func (p *Plan) readSheet(ctx context.Context, split *splitter, legacy map[int]string, o Options) error {
	text := p.source
	p.Dialect.HeaderLine = 0 // the layout finds it
	var g rows.Grid = newTextGrid(ctx, split, o.Limits.Cell)
	if len(legacy) > 0 {
		p.restores(legacy)
		g = restoredText{restore(g, legacy)}
	}
	t, err := layout.Open(g, o.Layout, rows.Options{Limits: o.Limits, TempDir: o.TempDir})
	if err != nil {
		return err
	}
	err = p.inspectRows(ctx, t, o)
	p.source.closers = append(p.source.closers, text.closers...)
	return err
}

// inspectRows inspects the rows of a table of another format.
func (p *Plan) inspectRows(ctx context.Context, t rows.Table, o Options) (err error) {
	defer func() { err = errors.Join(err, t.Close()) }()
	src, err := stage(ctx, t, o)
	if err != nil {
		return err
	}
	p.source = src
	var problems []Problem
	p.Columns, problems = columnsOf(t)
	p.Problems = append(p.Problems, problems...)
	for _, n := range t.Notices() {
		p.note(n)
	}
	o.Declared = declaredBy(t, o.Declared)
	return p.read(ctx, &splitter{
		r: src.text, dialect: src.dialect, maxLine: 2 * stageRecord, target: o.chunk, end: src.end, line: 1,
	}, o)
}

// read takes in all records.
func (p *Plan) read(ctx context.Context, split *splitter, o Options) error {
	src := p.source
	in := &inspector{plan: p, o: o, meter: meter{report: o.Progress, now: Progress{Stage: "inspect", Total: src.end - src.start}}}
	in.meter.now.Bytes = split.off - src.start
	in.prepare()
	if err := split.each(ctx, o.Workers, in.work); err != nil {
		return err
	}
	if err := in.finish(); err != nil {
		return err
	}
	if in.doubtful() {
		if err := in.recheck(ctx, src); err != nil {
			return err
		}
	}
	p.place()
	p.point(o)
	p.sort()
	return nil
}

// sort puts the worst problems first.
func (p *Plan) sort() {
	slices.SortStableFunc(p.Problems, func(a, b Problem) int { return cmp.Compare(b.Severity, a.Severity) })
}

// place names the cells of a sheet that problems are about.
func (p *Plan) place() {
	for i := range p.Problems {
		q := &p.Problems[i]
		c := p.Column(q.Column)
		if q.Column == "" || c < 0 || p.Columns[c].Ref == "" || p.Format != "xlsx" && p.Format != "ods" {
			continue
		}
		at := func(s *Spot) {
			if s.Line > 0 && s.Ref == "" {
				s.Ref = p.Columns[c].Ref + strconv.FormatInt(s.Line, 10)
			}
		}
		at(&q.Spot)
		for j := range q.Spots {
			at(&q.Spots[j])
		}
	}
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
