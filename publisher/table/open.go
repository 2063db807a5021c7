package table

import (
	"context"
	"errors"

	"nguon/publisher/intake"
	"nguon/publisher/rows"
	"nguon/publisher/rows/geofile"
	"nguon/publisher/rows/jsonfile"
	"nguon/publisher/rows/layout"
	"nguon/publisher/rows/ods"
	"nguon/publisher/rows/parquetfile"
	"nguon/publisher/rows/xlsx"
)

// Inspect reads a whole file once and decides how to read it for good. What is
// wrong with its records is in the plan: see [Plan.Err]. It returns an [*Error]
// if the file cannot be read to its end.
func Inspect(ctx context.Context, path string, o Options) (*Plan, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	f, err := intake.Open(ctx, path, rows.Options{Limits: o.Limits, TempDir: o.TempDir})
	if err != nil {
		return nil, asError(err)
	}
	plan := &Plan{Format: string(f.Format), Packed: f.Packed, Location: o.Location, Bytes: f.Size}
	if f.Format == intake.Text {
		plan.Format = "csv"
		err = plan.inspectText(ctx, f.Input, o)
	} else {
		err = plan.inspectFile(ctx, f, o)
	}
	if err != nil {
		return nil, asError(errors.Join(err, plan.Close(), f.Close()))
	}
	for _, n := range f.Notices {
		plan.Problems = append(plan.Problems, problemOf(n))
	}
	plan.sort()
	if plan.source.text == f.File {
		plan.source.changed = f.Changed
		plan.source.closers = append(plan.source.closers, f)
		return plan, nil
	}
	// What is read from now on is a copy: it has to be one of a file that
	// stood still.
	if err := errors.Join(f.Changed(), f.Close()); err != nil {
		return nil, asError(errors.Join(err, plan.Close()))
	}
	return plan, nil
}

// asError makes what package rows found an [*Error].
func asError(err error) error {
	if e, ok := errors.AsType[*rows.Error](err); ok {
		return &Error{problemOf(e.Notice)}
	}
	return err
}

// inspectFile inspects a file of a format that is no text with separators.
func (p *Plan) inspectFile(ctx context.Context, f *intake.File, o Options) error {
	ro := rows.Options{Limits: o.Limits, TempDir: o.TempDir}
	var t rows.Table
	var err error
	switch f.Format {
	case intake.XLSX, intake.ODS:
		return p.inspectBook(ctx, f, o)
	case intake.JSON:
		t, err = jsonfile.Open(ctx, f.Input, false, ro)
	case intake.NDJSON:
		t, err = jsonfile.Open(ctx, f.Input, true, ro)
	case intake.GeoJSON:
		t, err = geofile.GeoJSON(ctx, f.Input, o.CRS, ro)
	case intake.KML:
		t, err = geofile.KML(ctx, f.Input, ro)
	case intake.Shapefile:
		t, err = geofile.Shapefile(ctx, f.Input, o.CRS, ro)
	case intake.Parquet:
		t, err = parquetfile.Open(ctx, f.Input, ro)
	default:
		err = fatal(intake.Unsupported, Spot{Value: string(f.Format)}, "there is no reader for the format")
	}
	if err != nil {
		return err
	}
	return p.inspectRows(ctx, t, o)
}

// inspectBook inspects the sheet that is asked for, or the first that is not
// hidden and holds a table: covers and prefaces do not.
func (p *Plan) inspectBook(ctx context.Context, f *intake.File, o Options) (err error) {
	book, err := openBook(ctx, f, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	sheets := book.Sheets()
	i, err := choose(sheets, o.Sheet)
	if err != nil {
		return err
	}
	empty := *p
	var first error
	for ; i < len(sheets); i++ {
		if o.Sheet == "" && (sheets[i].Hidden || sheets[i].Empty) {
			continue
		}
		*p = empty
		p.Sheet = sheets[i].Name
		t, err := p.openSheet(book, i, o)
		if err == nil {
			err = p.inspectRows(ctx, t, o)
		}
		if o.Sheet != "" {
			return err // whoever names a sheet knows of the others
		}
		if err == nil {
			for _, n := range others(sheets, i) {
				p.note(n)
			}
			return nil
		}
		if e, ok := errors.AsType[*Error](asError(err)); !ok || e.Code != HeaderOnly && e.Code != layout.EmptySheet {
			return err
		}
		if first == nil {
			first = err
		}
		if err := p.Close(); err != nil {
			return err
		}
	}
	return first
}

// openSheet opens the table of the sheet at an index.
func (p *Plan) openSheet(book rows.Workbook, i int, o Options) (rows.Table, error) {
	head, err := book.Open(i)
	if err != nil {
		return nil, err
	}
	legacy, err := legacyColumns(head)
	if err = errors.Join(err, head.Close()); err != nil {
		return nil, err
	}
	g, err := book.Open(i)
	if err != nil {
		return nil, err
	}
	if len(legacy) > 0 {
		p.restores(legacy)
		g = restore(g, legacy)
	}
	t, err := layout.Open(g, o.Layout, rows.Options{Limits: o.Limits, TempDir: o.TempDir})
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return t, nil
}

func openBook(ctx context.Context, f *intake.File, o Options) (rows.Workbook, error) {
	ro := rows.Options{Limits: o.Limits, TempDir: o.TempDir}
	if f.Format == intake.ODS {
		return ods.Open(ctx, f.Input, ro)
	}
	return xlsx.Open(ctx, f.Input, ro)
}

// note files away what was found before the rows were read.
func (p *Plan) note(n rows.Notice) {
	if q := problemOf(n); q.Severity == Note && q.Ref != "" {
		p.Steps = append(p.Steps, q)
	} else {
		p.Problems = append(p.Problems, q)
	}
}
