package publisher

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"nguon/catalog"
	"nguon/publisher/anon/assess"
	"nguon/publisher/geo"
	"nguon/publisher/table"
	"nguon/publisher/validate"
)

// made is a table on its way into a release.
type made struct {
	in       *Input
	file     string // of the Parquet file; "" if refused
	Plan     *table.Plan
	Problems []table.Problem // worst first
	Table    catalog.Table   // its File has no key yet; zero if refused
	lists    []string        // code lists of the columns
	waiting  []*reference    // to tables that are not made yet

	growth *growth // what the rows are added to; nil if they are all
	head   Head

	guard  *guard         // nil if the table is not about persons
	risk   *assess.Report // that proves it; nil if there is none
	rules  []assess.Rule  // of the gate that are broken, worst first
	doubts []catalog.Text // why it cannot be measured

	unreadable *catalog.Error // why there is no plan; nil if there is
}

// refused reports whether a problem forbids publishing.
func (m *made) refused() bool {
	return len(m.rules) > 0 || slices.ContainsFunc(m.Problems, func(p table.Problem) bool { return p.Severity == table.Refusal })
}

func (m *made) add(problems ...table.Problem) {
	m.Problems = append(m.Problems, problems...)
	slices.SortStableFunc(m.Problems, func(a, b table.Problem) int { return int(b.Severity) - int(a.Severity) })
}

// close removes what is kept of the input.
func (m *made) close() error {
	var errs []error
	for _, r := range m.waiting {
		errs = append(errs, r.Close())
	}
	m.waiting = nil
	if m.growth != nil {
		errs = append(errs, m.growth.close())
	}
	if m.Plan != nil {
		errs = append(errs, m.Plan.Close())
	}
	return errors.Join(errs...)
}

// ingest turns an input file into a Parquet file in the folder work. Problems
// of the data come back in the answer; an error is what made reading impossible
// (an [*catalog.Error] of kind ErrRefused) or a failure of the system. A
// refused table is not converted. The caller closes what it gets.
func (p *Publisher) ingest(ctx context.Context, o order, in *Input) (*made, error) {
	old, err := o.growing(in)
	if err != nil {
		return nil, err
	}
	how, err := p.options(in, o.work)
	if err != nil {
		return nil, err
	}
	old.declare(&how)
	how.Progress = stage(StageRead, in.Name, o.progress)
	plan, err := table.Inspect(ctx, filepath.Join(o.dir, in.File), how)
	if err != nil {
		return nil, tableError(in, err)
	}
	got := &made{in: in, Plan: plan}
	nameColumns(plan, in)
	if got.guard, err = p.guard(ctx, o.dir, in, plan); err != nil {
		return nil, errors.Join(err, plan.Close())
	}
	if err := p.grow(ctx, o, got, old); err != nil {
		return nil, errors.Join(err, got.close())
	}
	if err := p.convert(ctx, o, got); err != nil {
		return nil, errors.Join(tableError(in, err), got.close())
	}
	return got, nil
}

// options say how the file of in is read.
func (p *Publisher) options(in *Input, work string) (table.Options, error) {
	o := table.Options{
		Encoding: in.Encoding, Comma: in.Separator, Sheet: in.Sheet, Layout: in.Layout, CRS: in.CRS,
		Nulls: in.Missing, Location: in.Location, TempDir: work, Limits: p.limits,
	}
	for _, c := range in.Columns {
		o.Declared = append(o.Declared, table.Declaration{Column: c.Source, Type: table.Type(c.Type), Nulls: c.Missing,
			Format: c.Format, SetAside: c.SetAside})
	}
	if in.Points == nil {
		return o, nil
	}
	crs, err := geo.ParseCRS(firstOf(in.Points.CRS, in.CRS, "EPSG:4326"))
	if err != nil {
		return o, err
	}
	o.Points = &table.Points{Longitude: in.Points.Longitude, Latitude: in.Points.Latitude, CRS: crs}
	return o, nil
}

func firstOf(names ...string) string {
	i := slices.IndexFunc(names, func(s string) bool { return s != "" })
	return names[i]
}

// convert checks the rows of got while they become a Parquet file.
func (p *Publisher) convert(ctx context.Context, o order, got *made) error {
	in, plan, all := got.in, got.Plan, got.all()
	got.add(plan.Problems...)
	got.add(validate.Columns(plan, headers(in))...)
	pairs, found := validate.Coordinates(all)
	got.add(found...)
	columns := describeColumns(all, in, pairs)
	got.growth.describe(columns, in)
	w, err := p.watch(ctx, got, columns, o.manifest, o.work)
	if err != nil {
		return err
	}
	defer w.Close()
	got.add(w.unfit...)
	if got.refused() {
		return nil
	}
	if err := got.growth.feed(ctx, plan, w.Add); err != nil {
		return err
	}
	got.file = filepath.Join(o.work, in.Name+".parquet")
	how := table.ConvertOptions{Metadata: parquetMetadata(o.manifest, o.version, in.Name), Bloom: in.Key, Key: in.Key, TempDir: o.work,
		OnBatch: got.head.watched(columns, got.growth.behind(w.Add)), Progress: stage(StageWrite, in.Name, o.progress)}
	info, written, err := writeParquet(ctx, got.file, plan, how)
	if err != nil {
		return err
	}
	found, err = w.Problems()
	if err != nil {
		return err
	}
	if err := got.place(found); err != nil {
		return err
	}
	got.add(append(found, written.Problems...)...)
	if len(in.Key) > 0 && !written.Sorted && !got.refused() {
		how.Sort, how.OnBatch = true, nil
		if info, written, err = writeParquet(ctx, got.file, plan, how); err != nil {
			return err
		}
	}
	if err := verify(ctx, got.file, written, stage(StageVerify, in.Name, o.progress)); err != nil {
		return err
	}
	got.waiting, got.lists = w.release(), w.lists()
	w.describe(columns, got.lists)
	got.Table = catalog.Table{Resource: in.Name, Rows: plan.Rows, Columns: columns, Key: in.Key, Sorted: written.Sorted, File: info}
	return got.growth.join(ctx, o, got, how.Metadata)
}

// place finds the lines of the rows that problems are about, which are rows of
// the whole table.
func (m *made) place(problems []table.Problem) error {
	before := m.growth.rowsBefore()
	for i := range problems {
		q := &problems[i]
		for _, s := range append([]*table.Spot{&q.Spot}, pointers(q.Spots)...) {
			if s.Line > 0 || s.Got <= before || s.Got > before+m.Plan.Rows {
				continue
			}
			line, err := m.Plan.Line(s.Got - 1 - before)
			if err != nil {
				return err
			}
			s.Line = line
		}
	}
	return nil
}

func pointers(spots []table.Spot) []*table.Spot {
	all := make([]*table.Spot, len(spots))
	for i := range spots {
		all[i] = &spots[i]
	}
	return all
}

// writeParquet writes the Parquet file anew.
func writeParquet(ctx context.Context, name string, plan *table.Plan, o table.ConvertOptions) (catalog.File, *table.Written, error) {
	out, err := os.Create(name)
	if err != nil {
		return catalog.File{}, nil, err
	}
	defer out.Close()
	sum := sha256.New()
	written, err := table.Convert(ctx, plan, io.MultiWriter(out, sum), o)
	if err != nil {
		return catalog.File{}, nil, err
	}
	return catalog.File{Format: "parquet", Bytes: written.Bytes, SHA256: catalog.Digest(sum.Sum(nil))}, written, out.Close()
}

// verify reads the Parquet file back.
func verify(ctx context.Context, name string, written *table.Written, progress func(table.Progress)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := table.Verify(ctx, f, info.Size(), written, progress); err != nil {
		return fmt.Errorf("the Parquet file does not hold what was read: %w", err)
	}
	return nil
}

func stage(s Stage, resource string, report func(Progress)) func(table.Progress) {
	if report == nil {
		return nil
	}
	return func(at table.Progress) {
		report(Progress{Stage: s, Resource: resource, Rows: at.Rows, Done: at.Bytes, Total: at.Total})
	}
}

// tableError says what of a file made reading it impossible.
func tableError(in *Input, err error) error {
	e, ok := errors.AsType[*table.Error](err)
	if !ok {
		return err
	}
	public := catalog.Textf("Không đọc được tệp %[1]s.", "The file %[1]s cannot be read.", in.File)
	if in.Sheet != "" {
		public = catalog.Textf("Không đọc được bảng ở trang tính %[2]q của tệp %[1]s.", "The table in sheet %[2]q of the file %[1]s cannot be read.", in.File, in.Sheet)
	}
	return &catalog.Error{Kind: catalog.ErrRefused, Err: err, Fields: spotFields(e.Problem), Public: public}
}

// parquetMetadata is what the file says about itself wherever it goes.
func parquetMetadata(m *Manifest, version int, resource string) map[string]string {
	d := m.Dataset
	return map[string]string{
		"nguon.dataset":  string(d.Slug),
		"nguon.version":  fmt.Sprint(version),
		"nguon.resource": resource,
		"nguon.agency":   d.Agency,
		"nguon.title":    d.Title.Vi,
		"nguon.title.en": d.Title.En,
		"nguon.licence":  d.Licence,
		"nguon.source":   d.Source.URL,
	}
}
