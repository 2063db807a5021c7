package publisher

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"nguon/catalog"
	"nguon/publisher/table"
)

// A Report says what publishing would do, table by table.
type Report struct {
	Dataset catalog.Slug // empty for a file by itself
	Tables  []TableReport
}

// A TableReport is what was found in one file.
type TableReport struct {
	File    string
	Plan    *table.Plan   // how the file is read; nil if it cannot be
	Table   catalog.Table // as it would be published; zero if it would be refused
	Refusal error         // an [*catalog.Error] that names what to correct, or nil
	Notes   []catalog.Finding
}

// Err returns the first refusal, or nil if all tables may be published.
func (r *Report) Err() error {
	for _, t := range r.Tables {
		if t.Refusal != nil {
			return t.Refusal
		}
	}
	return nil
}

// Check does all that [Publisher.Publish] would do with a dataset folder, or
// with a data file by itself, but store and publish it. What is wrong with the
// data is in the report; what is wrong with dataset.yaml is an error.
func (p *Publisher) Check(ctx context.Context, path string, progress func(Progress)) (*Report, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có tệp hay thư mục %[1]s.", "There is no file or folder %[1]s.", path)
	} else if err != nil {
		return nil, err
	}
	m, dir := &Manifest{}, path
	if info.IsDir() {
		if m, err = ReadManifest(path); err != nil {
			return nil, err
		}
	} else {
		dir = filepath.Dir(path)
		base := filepath.Base(path)
		m.Resources = []Input{{Name: strings.TrimSuffix(base, filepath.Ext(base)), File: base, Location: hanoi}}
	}
	work, remove, err := p.workspace()
	if err != nil {
		return nil, err
	}
	defer remove()
	report := &Report{Dataset: m.Dataset.Slug}
	for i := range m.Resources {
		in := &m.Resources[i]
		if _, err := os.Stat(filepath.Join(dir, in.File)); err != nil {
			return nil, fileError(in.File, err)
		}
		t := TableReport{File: in.File}
		got, err := p.ingest(ctx, filepath.Join(dir, in.File), filepath.Join(work, "table.parquet"), in, parquetMetadata(m, 0, in.Name), progress)
		switch {
		case errors.Is(err, catalog.ErrRefused):
			t.Refusal = err
		case err != nil:
			return nil, err
		default:
			t.Plan, t.Table, t.Refusal = got.Plan, got.Table, got.refusal(in)
			for _, q := range got.Problems {
				if q.Severity != table.Refusal {
					t.Notes = append(t.Notes, finding(q))
				}
			}
		}
		report.Tables = append(report.Tables, t)
	}
	return report, nil
}
