package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"nguon/catalog"
	"nguon/publisher"
	"nguon/web"
)

type checkCmd struct {
	Paths []string `arg:"" name:"path" help:"Data files, or folders with a dataset.yaml."`
	JSON  bool     `help:"Print the whole report as JSON, one line a path." name:"json"`
	HTML  string   `help:"Write the whole report as a page to this file; of one path." name:"html" type:"path" placeholder:"FILE"`

	partFlags `embed:""`
}

// Run checks each path. Nothing is stored, and no database is opened but for what
// is to be added to a table of it.
func (c *checkCmd) Run(ctx context.Context, e *env) error {
	if c.HTML != "" && len(c.Paths) > 1 {
		return fmt.Errorf("%w: --html takes one path", errUsage)
	}
	added, err := c.additions(len(c.Paths))
	if err != nil {
		return err
	}
	if added != nil {
		return e.withWorkshop(ctx, func(w *workshop) error { return c.check(ctx, e, w.pub, added) })
	}
	return c.check(ctx, e, publisher.New(nil, nil, publisher.Options{Limits: e.Limits.rows(), Log: quiet(e.stderr)}), nil)
}

func (c *checkCmd) check(ctx context.Context, e *env, pub *publisher.Publisher, added []publisher.Addition) error {
	var refused error
	for _, path := range c.Paths {
		bar := newProgress(e.stderr, e.Lang)
		var report *publisher.Report
		err := withoutRaw(ctx, pub, nil, path, bar.show, func(path string) (err error) {
			report, err = pub.CheckAdded(ctx, path, added, bar.show)
			return err
		})
		bar.close()
		if err != nil {
			return err
		}
		if err := c.show(e, path, report); err != nil {
			return err
		}
		if e := report.Err(); e != nil && refused == nil {
			refused = e
		}
	}
	if refused != nil {
		return &told{refused}
	}
	return nil
}

func (c *checkCmd) show(e *env, path string, r *publisher.Report) error {
	if c.HTML != "" {
		if err := writePage(c.HTML, e.Lang, r); err != nil {
			return err
		}
	}
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(newCheckBody(path, r, e.Lang))
	}
	for _, t := range r.Tables {
		if err := e.showTable(t); err != nil {
			return err
		}
	}
	return nil
}

// checkBody is a report as JSON.
type checkBody struct {
	Path    string           `json:"path"`
	Dataset catalog.Slug     `json:"dataset,omitempty"`
	Passed  bool             `json:"passed"`
	Tables  []checkBodyTable `json:"tables"`
}

type checkBodyTable struct {
	File    string        `json:"file"`
	Passed  bool          `json:"passed"`
	Skipped bool          `json:"skipped,omitempty"` // a sheet that is no table
	Refusal string        `json:"refusal,omitempty"`
	Mend    []string      `json:"mend,omitempty"` // the places to correct
	Table   catalog.Table `json:"table"`
}

func newCheckBody(path string, r *publisher.Report, lang catalog.Lang) checkBody {
	b := checkBody{Path: path, Dataset: r.Dataset.Slug, Passed: r.Err() == nil}
	for _, t := range r.Tables {
		row := checkBodyTable{File: t.File, Passed: t.Refusal == nil || t.Skipped, Skipped: t.Skipped, Table: t.Table}
		if t.Refusal != nil {
			row.Refusal = t.Refusal.Public.In(lang)
			for _, f := range t.Refusal.Fields {
				row.Mend = append(row.Mend, f.In(lang))
			}
		}
		b.Tables = append(b.Tables, row)
	}
	return b
}

// writePage writes a report as one page of HTML.
func writePage(name string, lang catalog.Lang, r *publisher.Report) error {
	page := web.Report{Dataset: r.Dataset, At: time.Now()}
	for _, t := range r.Tables {
		if t.Table.Resource != "" {
			page.Tables = append(page.Tables, t.Table)
		}
		if t.Skipped {
			continue
		}
		if page.Refusal == nil {
			page.Refusal = t.Refusal
		} else if t.Refusal != nil {
			both := *page.Refusal
			both.Fields = append(append([]catalog.FieldError(nil), both.Fields...), t.Refusal.Fields...)
			page.Refusal = &both
		}
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(web.WriteReport(f, lang, page), f.Close())
}

// showTable prints how a file is read and what it would become.
func (e *env) showTable(t publisher.TableReport) error {
	say := func(vi, en string) string { return catalog.Text{Vi: vi, En: en}.In(e.Lang) }
	fmt.Fprintf(e.stdout, "%s\n", t.File)
	if t.Table.Resource != "" {
		fmt.Fprintf(e.stdout, "  %s: %s; %s, %d %s\n", say("cách đọc", "read as"), strings.Join(e.reading(t.Table.Checks.Reading), ", "),
			rowsIn(e.Lang, t.Table.Rows), len(t.Table.Columns), say("cột", "columns"))
		for _, s := range t.Table.Checks.Reading.Steps {
			fmt.Fprintf(e.stdout, "    %s: %s\n", s.Ref, s.Text.In(e.Lang))
		}
		if err := e.showColumns(t.Table.Columns); err != nil {
			return err
		}
	}
	if t.Skipped {
		fmt.Fprintf(e.stdout, "  %s: %s\n", say("trang không phải bảng, được bỏ qua", "the sheet is no table and is passed over"), t.Refusal.Fields[0].In(e.Lang))
		return nil
	}
	if t.Refusal != nil {
		e.showFindings(t, true)
		explain(e.stdout, e.Lang, t.Refusal)
		return nil
	}
	e.showFindings(t, false)
	if q := t.Table.Checks.Quality; q != nil {
		fmt.Fprintf(e.stdout, "  %s: %d/100\n", say("chất lượng", "quality"), q.Score)
		for _, p := range q.Points {
			if fix := p.Fix.In(e.Lang); p.Got < p.Of && fix != "" {
				fmt.Fprintf(e.stdout, "    +%d: %s\n", p.Of-p.Got, fix)
			}
		}
	}
	fmt.Fprintf(e.stdout, "  %s\n", say("có thể công bố", "can be published"))
	return nil
}

// reading says in what form the table came.
func (e *env) reading(r catalog.Reading) []string {
	facts := []string{r.Format}
	for _, fact := range []struct{ vi, en, value string }{
		{"nén", "packed", r.Packed}, {"bảng mã", "encoding", r.Encoding}, {"ngăn cột", "separator", quoted(r.Separator)},
		{"trang", "sheet", r.Sheet}, {"tiêu đề", "header", r.Header},
	} {
		if fact.value != "" {
			facts = append(facts, catalog.Text{Vi: fact.vi, En: fact.en}.In(e.Lang)+" "+fact.value)
		}
	}
	return facts
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf("%q", s)
}

func (e *env) showColumns(columns []catalog.Column) error {
	say := func(vi, en string) string { return catalog.Text{Vi: vi, En: en}.In(e.Lang) }
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\t%s\n", say("TÊN", "NAME"), say("TIÊU ĐỀ", "HEADER"), say("KIỂU", "TYPE"),
		say("THIẾU", "MISSING"), say("NHỎ NHẤT", "LEAST"), say("LỚN NHẤT", "GREATEST"))
	for _, c := range columns {
		kind := string(c.Type)
		if c.Precision != catalog.ByDay {
			kind += " (" + string(c.Precision) + ")"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%d\t%s\t%s\n", c.Name, short(&c.Source), kind, c.Stats.Nulls, short(c.Stats.Min), short(c.Stats.Max))
	}
	return w.Flush()
}

// showFindings prints what does not forbid publishing. Of a refused table the
// refusal names the rest.
func (e *env) showFindings(t publisher.TableReport, refused bool) {
	for _, n := range t.Table.Checks.Findings {
		if refused && n.Refused {
			continue
		}
		fmt.Fprintf(e.stdout, "  - %s\n", catalog.FieldError{Field: n.Column, Line: n.Line, Detail: n.Text}.In(e.Lang))
	}
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
