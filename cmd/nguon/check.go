package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"

	"nguon/catalog"
	"nguon/publisher"
)

type checkCmd struct {
	Paths []string `arg:"" name:"path" help:"Data files, or folders with a dataset.yaml."`
}

// Run checks each path. Nothing is stored, and no database is opened.
func (c *checkCmd) Run(ctx context.Context, e *env) error {
	pub := publisher.New(nil, nil, publisher.Options{Log: quiet(e.stderr)})
	var refused error
	for _, path := range c.Paths {
		bar := newProgress(e.stderr, e.Lang)
		report, err := pub.Check(ctx, path, bar.show)
		bar.close()
		if err != nil {
			return err
		}
		for _, t := range report.Tables {
			if err := e.showTable(t); err != nil {
				return err
			}
		}
		refused = cmp.Or(refused, report.Err())
	}
	if refused != nil {
		return &told{refused}
	}
	return nil
}

// showTable prints how a file is read and what it would become.
func (e *env) showTable(t publisher.TableReport) error {
	say := func(vi, en string) string { return catalog.Text{Vi: vi, En: en}.In(e.Lang) }
	fmt.Fprintf(e.stdout, "%s\n", t.File)
	if t.Plan != nil {
		d := t.Plan.Dialect
		fmt.Fprintf(e.stdout, "  %s: %s, %s %q; %s, %d %s\n", say("cách đọc", "read as"), d.Encoding,
			say("cột ngăn bằng", "columns separated by"), d.Comma, rowsIn(e.Lang, t.Plan.Rows), len(t.Plan.Columns), say("cột", "columns"))
		w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\t%s\n", say("TÊN", "NAME"), say("TIÊU ĐỀ", "HEADER"), say("KIỂU", "TYPE"),
			say("THIẾU", "MISSING"), say("NHỎ NHẤT", "LEAST"), say("LỚN NHẤT", "GREATEST"))
		for i, c := range t.Plan.Columns {
			least, greatest := "", ""
			if i < len(t.Table.Columns) {
				stats := t.Table.Columns[i].Stats
				least, greatest = short(stats.Min), short(stats.Max)
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\t%d\t%s\t%s\n", c.Name, c.Source, c.Type, c.Nulls, least, greatest)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	for _, n := range t.Notes {
		fmt.Fprintf(e.stdout, "  - %s\n", catalog.FieldError{Field: n.Column, Line: n.Line, Detail: n.Text}.In(e.Lang))
	}
	if t.Refusal != nil {
		explain(e.stdout, e.Lang, t.Refusal)
		return nil
	}
	fmt.Fprintf(e.stdout, "  %s\n", say("có thể công bố", "can be published"))
	return nil
}

// short is a value for a table on a terminal.
func short(s *string) string {
	if s == nil {
		return ""
	}
	if r := []rune(*s); len(r) > 24 {
		return string(r[:23]) + "…"
	}
	return *s
}
