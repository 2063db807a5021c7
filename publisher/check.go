package publisher

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/publisher/table"
)

// A Report says what publishing would do, table by table.
type Report struct {
	Dataset catalog.Dataset // zero for a file by itself
	Tables  []TableReport
}

// A TableReport is what was found in one file.
type TableReport struct {
	File    string
	Table   catalog.Table  // as it would be published, or as far as it came; zero if the file cannot be read
	Refusal *catalog.Error // names what to correct; nil if the table can be published
	Head    Head           // the first rows; none if it came not so far

	// Skipped is whether the table is a sheet of a workbook by itself that holds
	// no table, such as its cover, beside others that do.
	Skipped bool
}

// Err returns the first refusal, or nil if all tables may be published.
func (r *Report) Err() error {
	for _, t := range r.Tables {
		if t.Refusal != nil && !t.Skipped {
			return t.Refusal
		}
	}
	return nil
}

// Check is [Publisher.CheckAdded] of tables that are all there.
func (p *Publisher) Check(ctx context.Context, path string, progress func(Progress)) (*Report, error) {
	return p.CheckAdded(ctx, path, nil, progress)
}

// CheckAdded does all that [Publisher.Publish] would do with a dataset folder, or
// with a data file by itself, but store and publish it. Of a workbook by itself
// each sheet is a table. Added are the tables to which a folder only adds, which
// need the database. What is wrong with the data is in the report; what is
// wrong with dataset.yaml is an error.
func (p *Publisher) CheckAdded(ctx context.Context, path string, added []Addition, progress func(Progress)) (*Report, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có tệp hay thư mục %[1]s.", "There is no file or folder %[1]s.", path)
	} else if err != nil {
		return nil, err
	}
	work, remove, err := p.workspace()
	if err != nil {
		return nil, err
	}
	defer remove()
	o := order{dir: path, work: work, progress: progress}
	if info.IsDir() {
		o.manifest, err = ReadManifest(path)
	} else {
		o.dir = filepath.Dir(path)
		o.manifest, err = p.lone(ctx, path, work)
	}
	if err != nil {
		return nil, err
	}
	if o.additions, err = additionsTo(o.manifest, added); err != nil {
		return nil, err
	}
	for _, in := range o.manifest.Resources {
		if _, err := os.Stat(filepath.Join(o.dir, in.File)); err != nil {
			return nil, fileError(in.File, err)
		}
	}
	if p.db != nil && info.IsDir() {
		if o.earlier, err = p.earlier(ctx, o.manifest); err != nil {
			return nil, err
		}
	}
	all, err := p.tables(ctx, o)
	defer func() { p.closeAll(ctx, all) }()
	if err != nil {
		return nil, err
	}
	report := &Report{Dataset: o.manifest.Dataset}
	some := slices.ContainsFunc(all, func(m *made) bool { return m.unreadable == nil })
	for _, m := range all {
		t := m.report()
		t.Skipped = some && !info.IsDir() && m.unreadable != nil && m.in.Sheet != ""
		report.Tables = append(report.Tables, t)
	}
	return report, nil
}

// lone is the manifest of a data file by itself.
func (p *Publisher) lone(ctx context.Context, path, work string) (*Manifest, error) {
	base := filepath.Base(path)
	name := strings.TrimSuffix(base, filepath.Ext(base))
	sheets, err := table.Sheets(ctx, path, table.Options{TempDir: work, Limits: p.limits})
	if _, ok := errors.AsType[*table.Error](err); err != nil && !ok {
		return nil, err // what cannot be read is said of the table
	}
	if len(sheets) < 2 {
		return &Manifest{Resources: []Input{{Name: name, File: base, Location: hanoi}}}, nil
	}
	m := &Manifest{}
	for i, s := range sheets {
		m.Resources = append(m.Resources, Input{Name: name + "-" + strconv.Itoa(i+1), File: base, Sheet: s, Location: hanoi})
	}
	return m, nil
}

// report says what became of m.
func (m *made) report() TableReport {
	t := TableReport{File: m.in.File, Table: m.Table, Head: m.head}
	if e := m.refusal(); e != nil {
		t.Refusal = e
	}
	if m.Plan == nil {
		return t
	}
	if t.Table.Resource == "" { // as far as it was made
		t.Table = catalog.Table{Resource: m.in.Name, Rows: m.Plan.Rows, Columns: describeColumns(m.Plan, m.in, nil), Checks: m.checks()}
	}
	return t
}
