package table

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"

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
