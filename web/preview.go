package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog"
)

// previewRows is how many rows one page of a table has.
const previewRows = 20

// previewTimeout bounds the reading of them, so that a page about a table that
// is slow to sort still arrives.
const previewTimeout = 3 * time.Second

// countedRows is up to how many rows a table has if those that fit a choice are
// counted: of more it takes too long for a page.
const countedRows = 2_000_000

// A preview is one page of a table, or the reason why there is none.
type preview struct {
	Columns []previewColumn
	Rows    []previewRow
	First   int64 // the number of the first row in the order shown
	Last    int64
	Total   int64 // rows that fit the choice, if they are counted
	Counted bool
	Next    string
	Start   string      // the first page, if this is another
	Default string      // the order of the file, if this is another
	Chosen  []condition // which rows are shown, if not all are
	All     string      // the address of all rows, if not all are shown
	Tools   tableTools
	Problem string // why there are no rows
	Status  int    // of HTTP, if there is a problem
}

// A previewRow is one row, and the address at which it stays: "" if nothing in
// the table tells it from others.
type previewRow struct {
	Number int64
	Link   string
	Cells  []cell
}

// A previewColumn is a heading, the link that orders the rows by it, and what
// the values of the whole column are.
type previewColumn struct {
	Name    string
	Title   catalog.Text
	Unit    string
	Numeric bool
	Sort    string // for aria-sort: "ascending", "descending" or "none"
	Link    string // "" if the rows cannot be ordered by the column
	Summary columnSummary
}

// preview reads the page of the table that the state names. Views describe all
// columns of the table.
func (s *Site) preview(ctx context.Context, l *locale, r *catalog.Release, t *catalog.Table, views []columnView, state tableState) preview {
	order, cursor := state.params.Get("sort"), state.params.Get("cursor")
	p := preview{First: 1, Chosen: l.conditions(t, state), Tools: l.tableTools(t, state)}
	if order != "" {
		p.Default = state.sorted("")
	}
	if state.filtered() {
		p.All = state.all()
	}
	shown := state.columns(t)
	p.headings(l, t, shown, views, state)

	asked := state.query()
	asked.Set("limit", strconv.Itoa(previewRows))
	asked.Set("count", "none")
	if cursor != "" {
		asked.Set("cursor", cursor)
		p.Start = state.sorted(order)
		if n, err := strconv.ParseInt(state.params.Get("from"), 10, 64); err == nil && n > 0 && n <= t.Rows {
			p.First = n
		}
	} else if state.filtered() && t.Rows <= countedRows {
		asked.Set("count", "exact")
	}
	key := rowKey(t)
	if len(shown) > 0 && state.params.Has("select") { // otherwise the choice is wrong, which Parse says
		asked.Set("select", selection(state.params.Get("select"), key))
	}
	target := query.Target{Dataset: r.Dataset, Version: r.Version, Table: t, Tables: r.Tables}
	q, err := query.Parse(asked, target, query.Limits{Rows: previewRows, Timeout: previewTimeout})
	var page *query.Page
	if err == nil {
		page, err = s.query.Run(ctx, target, q)
	}
	if err != nil {
		s.explain(ctx, l, &p, err)
		return p
	}
	if page.Total != nil {
		p.Total, p.Counted = *page.Total, true
	}
	p.fill(l, r.Version, page, shown, key, state)
	p.Last = p.First + int64(len(page.Rows)) - 1
	if page.Next != "" {
		p.Next = state.address(func(v url.Values) { // a walk stays in the version in which it began
			v.Set("cursor", page.Next)
			v.Set("from", strconv.FormatInt(p.Last+1, 10))
			v.Set("version", strconv.Itoa(r.Version))
		})
	}
	return p
}

// fill takes the rows of a page into p.
func (p *preview) fill(l *locale, version int, page *query.Page, shown []*catalog.Column, key []string, state tableState) {
	at := make(map[string]int, len(page.Columns))
	for i, c := range page.Columns {
		at[c.Name] = i
	}
	for n, values := range page.Rows {
		row := previewRow{Number: p.First + int64(n), Cells: make([]cell, len(shown))}
		for i, c := range shown {
			v := values[at[c.Name]]
			row.Cells[i] = l.cell(v, c)
			if v != nil && repeats(c) {
				row.Cells[i].Pick = state.only(c.Name, "eq", string(query.AppendText(nil, v, c)))
			}
		}
		row.Link = state.row(version, page, at, key, values)
		p.Rows = append(p.Rows, row)
	}
}

// headings fills the columns. Each link orders by its column: ascending, then
// descending, then as the file is.
func (p *preview) headings(l *locale, t *catalog.Table, shown []*catalog.Column, views []columnView, state tableState) {
	order := state.params.Get("sort")
	for _, c := range shown {
		h := previewColumn{Name: c.Name, Title: titleOf(c), Unit: c.Unit, Numeric: isNumeric(c.Type), Sort: "none", Link: state.sorted(c.Name)}
		if c.Type == catalog.Geometry {
			h.Link = ""
		}
		switch order {
		case c.Name:
			h.Sort, h.Link = "ascending", state.sorted("-"+c.Name)
		case "-" + c.Name:
			h.Sort, h.Link = "descending", state.sorted("")
		}
		i := slices.IndexFunc(views, func(v columnView) bool { return v.Name == c.Name })
		h.Summary = state.summary(l, t, c, &views[i])
		p.Columns = append(p.Columns, h)
	}
}

// selection is a choice of columns with those of the key, by which the rows are
// told apart whether they are shown or not.
func selection(chosen string, key []string) string {
	names := strings.Split(chosen, ",")
	for _, name := range key {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// explain says in p why there are no rows. What only the log should know goes
// there.
func (s *Site) explain(ctx context.Context, l *locale, p *preview, err error) {
	d := problem.From(err, l.Lang)
	p.Problem, p.Status = d.Detail, d.Status
	if d.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.Log().LogAttrs(ctx, slog.LevelError, "preview failed", slog.String("request_id", problem.Instance(ctx)), slog.Any("error", err))
	}
	if p.Problem == "" {
		p.Problem = l.T("preview.failed")
	}
}

// titleOf returns the title of a column, or its name if it has none.
func titleOf(c *catalog.Column) catalog.Text {
	if c.Title.IsZero() {
		return catalog.Text{Vi: c.Name, En: c.Name}
	}
	return c.Title
}

func isNumeric(t catalog.Type) bool {
	return t == catalog.Integer || t == catalog.Decimal || t == catalog.Number
}
