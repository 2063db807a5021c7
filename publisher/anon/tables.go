package anon

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/tabulate"
	"nguon/publisher/table"
)

// tables makes the tables of the policy out of rows: of all rows of the input
// where nothing else is published, and otherwise of the rows that are, so that
// no table tells more than they do.
func (m *maker) tables(ctx context.Context, rows *micro.Table) error {
	in := &tabulate.Input{Rows: rows, Key: m.key, Identity: m.binding.identity()}
	var before []*tabulate.Table
	if m.policy.Unit == policy.Aggregate {
		var err error
		if in.Rows, in.Hierarchies, err = m.grouped(ctx); err != nil {
			return err
		}
	}
	for i := range m.policy.Tables {
		t, err := tabulate.Make(ctx, m.policy, i, in)
		if err != nil {
			return err
		}
		made := assessed(t)
		for _, other := range before {
			made.Open += tabulate.Linked(t, other)
		}
		before = append(before, t)
		if err := m.since(ctx, i, t); err != nil {
			return err
		}
		made.Name = fmt.Sprintf("%s-%d", m.job.Name, i+1)
		if made.Open == 0 {
			name := m.path(fmt.Sprintf("-%d.csv", i+1))
			if made.Output, err = writeTable(name, t); err != nil {
				return err
			}
			made.Output.Rows = t.Figures.Cells
			m.result.Tables = append(m.result.Tables, name)
		}
		m.report.Tables = append(m.report.Tables, made)
	}
	return nil
}

// since compares a table with those that earlier releases had in its place.
func (m *maker) since(ctx context.Context, number int, t *tabulate.Table) error {
	if m.report.Linkage == nil {
		m.report.Linkage = &assess.Linkage{Checked: m.policy.Linkage.PreviousReleases == "check"}
	}
	l := m.report.Linkage
	if !l.Checked || m.policy.Unit != policy.Aggregate || number >= len(m.job.PreviousTables) {
		return nil
	}
	for _, earlier := range m.job.PreviousTables[number] {
		var text bytes.Buffer
		if err := rewrite(ctx, &text, earlier.Plan, t.Header); err != nil {
			return err
		}
		got, err := t.Since(ctx, &text)
		if err != nil {
			return err
		}
		l.Releases = append(l.Releases, assess.Previous{Name: earlier.File.Name, SHA256: earlier.File.SHA256, Rows: earlier.File.Rows,
			Comparable: got.Comparable, Column: got.Column, Differences: got.Differences + got.Uncovered, Smallest: got.Smallest, Unlinked: true})
	}
	return nil
}

// rewrite writes a table as the CSV that it was published from: a file may
// have kept it in another format, under names for queries.
func rewrite(ctx context.Context, w io.Writer, plan *table.Plan, header []string) error {
	at, names := make([]int, len(plan.Columns)), make([]string, len(plan.Columns))
	for i := range plan.Columns {
		at[i], names[i] = i, plan.Columns[i].Source
		if len(header) == len(names) {
			names[i] = header[i]
		}
	}
	l := NewLoader(plan, at, names)
	if err := table.Scan(ctx, plan, func(b *table.Batch) error { l.Add(b); return nil }, nil); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	if err := writeRows(ctx, b, l.Table(), names, func(int64) {}); err != nil {
		return err
	}
	return b.Flush()
}

// grouped are all rows with the columns of tables as far as they are
// transformed, and the hierarchies by which they are grouped.
func (m *maker) grouped(ctx context.Context) (*micro.Table, map[string]tabulate.Hierarchy, error) {
	if err := m.transform(ctx); err != nil {
		return nil, nil, err
	}
	rows := &micro.Table{Rows: m.table.Rows, Columns: append([]micro.Column(nil), m.table.Columns...)}
	groups := make(map[string]tabulate.Hierarchy)
	for i := range rows.Columns {
		c := &rows.Columns[i]
		s := m.named(c.Name)
		if s == nil {
			continue
		}
		*c = *s.column
		if g := s.automatic(); g != nil {
			h, err := m.compile(g.Hierarchy, c)
			if err != nil {
				return nil, nil, err
			}
			from := 0
			if g.Min != "" {
				if from, err = h.Level(g.Min); err != nil {
					return nil, nil, err
				}
			}
			groups[c.Name] = tabulate.Hierarchy{Hierarchy: h, From: from}
		}
	}
	return rows, groups, nil
}

// assessed is how a table was protected, as the report has it.
func assessed(t *tabulate.Table) assess.Table {
	f := &t.Figures
	return assess.Table{By: f.By, Cells: f.Cells, Unsafe: f.Unsafe, Primary: f.Primary, Secondary: f.Secondary,
		Rounded: f.Rounded, Narrowest: f.Narrowest, Open: f.Open}
}

func writeTable(name string, t *tabulate.Table) (assess.File, error) {
	out, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return assess.File{}, err
	}
	sum, size := sha256.New(), counter(0)
	if err := errors.Join(t.WriteCSV(io.MultiWriter(out, sum, &size)), out.Close()); err != nil {
		return assess.File{}, err
	}
	return assess.File{Name: filepath.Base(name), SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: int64(size)}, nil
}
