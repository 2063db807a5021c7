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
	"nguon/publisher/profile"
	"nguon/publisher/table"
	"nguon/publisher/validate"
)

// made is a table on its way into a release.
type made struct {
	Plan     *table.Plan
	Problems []table.Problem // worst first
	Table    catalog.Table   // its File has no key yet; zero if refused
}

// refused reports whether a problem forbids publishing.
func (m *made) refused() bool {
	return slices.ContainsFunc(m.Problems, func(p table.Problem) bool { return p.Severity == table.Refusal })
}

// ingest turns the input file into a Parquet file at work. Problems of the
// data come back in the answer; an error is what made reading impossible (an
// [*catalog.Error] of kind ErrRefused) or a failure of the system. A refused
// table is not converted.
func (p *Publisher) ingest(ctx context.Context, file, work string, in *Input, meta map[string]string, progress func(Progress)) (*made, error) {
	plan, err := table.Inspect(ctx, file, table.Options{
		Declared: declarations(in), Location: in.Location, TempDir: filepath.Dir(work), Progress: stage(StageRead, in.Name, progress),
		Limits: p.limits,
	})
	if err != nil {
		return nil, tableError(in.File, err)
	}
	defer plan.Close()
	nameColumns(plan, in)
	m := &made{Plan: plan, Problems: append(slices.Clone(plan.Problems), validate.Columns(plan, headers(in))...)}
	key, unknown := validate.NewKey(plan, in.Key, filepath.Dir(work))
	defer key.Close()
	m.add(unknown...)
	if m.refused() {
		return m, nil
	}
	stats := profile.New(plan)
	info, err := convert(ctx, work, plan, table.ConvertOptions{
		Metadata: meta, Bloom: in.Key, TempDir: filepath.Dir(work), Progress: stage(StageWrite, in.Name, progress),
		OnBatch: func(b *table.Batch) error {
			stats.Add(b)
			return key.Add(b)
		},
	}, stage(StageVerify, in.Name, progress))
	if err != nil {
		return nil, tableError(in.File, err)
	}
	duplicates, err := key.Problems()
	if err != nil {
		return nil, err
	}
	m.add(duplicates...)
	m.Table = catalog.Table{Resource: in.Name, Rows: plan.Rows, Columns: columns(plan, in, stats.Stats()), Key: in.Key,
		File: info, Checks: m.checks()}
	return m, nil
}

func (m *made) add(problems ...table.Problem) {
	m.Problems = append(m.Problems, problems...)
	slices.SortStableFunc(m.Problems, func(a, b table.Problem) int { return int(b.Severity) - int(a.Severity) })
}

// convert writes the Parquet file and reads it back.
func convert(ctx context.Context, work string, plan *table.Plan, opt table.ConvertOptions, verify func(table.Progress)) (catalog.File, error) {
	out, err := os.Create(work)
	if err != nil {
		return catalog.File{}, err
	}
	defer out.Close()
	sum := sha256.New()
	written, err := table.Convert(ctx, plan, io.MultiWriter(out, sum), opt)
	if err != nil {
		return catalog.File{}, err
	}
	info, err := out.Stat()
	if err != nil {
		return catalog.File{}, err
	}
	if err := table.Verify(ctx, out, info.Size(), written, verify); err != nil {
		return catalog.File{}, fmt.Errorf("the Parquet file does not hold what was read: %w", err)
	}
	return catalog.File{Format: "parquet", Bytes: info.Size(), SHA256: catalog.Digest(sum.Sum(nil))}, nil
}

func stage(s Stage, resource string, report func(Progress)) func(table.Progress) {
	if report == nil {
		return nil
	}
	return func(at table.Progress) {
		report(Progress{Stage: s, Resource: resource, Rows: at.Rows, Done: at.Bytes, Total: at.Total})
	}
}

func declarations(in *Input) []table.Declaration {
	var ds []table.Declaration
	for _, c := range in.Columns {
		ds = append(ds, table.Declaration{Column: c.Source, Type: table.Type(c.Type)})
	}
	return ds
}

func headers(in *Input) []string {
	var hs []string
	for _, c := range in.Columns {
		hs = append(hs, c.Source)
	}
	return hs
}

// nameColumns gives the columns the names that are declared. A name that was
// made up gives way to a declared one.
func nameColumns(plan *table.Plan, in *Input) {
	taken := make(map[string]bool)
	named := make([]bool, len(plan.Columns))
	for i := range plan.Columns {
		if d := in.declared(plan.Columns[i].Source); d.Name != "" {
			plan.Columns[i].Name, named[i] = d.Name, true
			taken[d.Name] = true
		}
	}
	for i := range plan.Columns {
		c := &plan.Columns[i]
		base := c.Name
		for n := 2; !named[i] && taken[c.Name]; n++ {
			c.Name = fmt.Sprintf("%s_%d", base, n)
		}
		taken[c.Name] = true
	}
}

func (in *Input) declared(source string) Declared {
	i := slices.IndexFunc(in.Columns, func(d Declared) bool { return d.Source == source })
	if i < 0 {
		return Declared{Source: source}
	}
	return in.Columns[i]
}

// columns describes the columns as published. The header stands in for a
// title that is not declared.
func columns(plan *table.Plan, in *Input, stats []catalog.Stats) []catalog.Column {
	cs := make([]catalog.Column, len(plan.Columns))
	for i, c := range plan.Columns {
		d := in.declared(c.Source)
		cs[i] = catalog.Column{Name: c.Name, Source: c.Source, Title: d.Title, Description: d.Description,
			Type: catalog.Type(c.Type), Unit: d.Unit, Stats: stats[i]}
		if cs[i].Title.IsZero() {
			cs[i].Title = catalog.Text{Vi: c.Source, En: c.Source}
		}
	}
	return cs
}

func (m *made) checks() catalog.Checks {
	checks := catalog.Checks{InputRows: m.Plan.Rows}
	for _, p := range m.Problems {
		checks.Findings = append(checks.Findings, finding(p))
	}
	return checks
}

func finding(p table.Problem) catalog.Finding {
	return catalog.Finding{Code: string(p.Code), Column: p.Column, Count: p.Count, Line: p.Line, Value: p.Value, Text: describe(p)}
}

// refusal returns an [*catalog.Error] that names every place to correct, or
// nil if m may be published.
func (m *made) refusal(in *Input) error {
	if !m.refused() {
		return nil
	}
	e := &catalog.Error{Kind: catalog.ErrRefused, Public: catalog.Textf(
		"Tệp %[1]s chưa công bố được. Hãy sửa các chỗ sau rồi thử lại.",
		"The file %[1]s cannot be published yet. Correct these places and try again.", in.File)}
	for _, p := range m.Problems {
		if p.Severity == table.Refusal {
			e.Fields = append(e.Fields, spotFields(p)...)
		}
	}
	return e
}

// tableError says what of a file made reading it impossible.
func tableError(file string, err error) error {
	e, ok := errors.AsType[*table.Error](err)
	if !ok {
		return err
	}
	return &catalog.Error{Kind: catalog.ErrRefused, Err: err, Fields: spotFields(e.Problem), Public: catalog.Textf(
		"Không đọc được tệp %[1]s.", "The file %[1]s cannot be read.", file)}
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
