package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

// previewRows is how many rows one page of a table has.
const previewRows = 20

// previewTimeout bounds the reading of them, so that a page about a table that
// is slow to sort still arrives.
const previewTimeout = 3 * time.Second

// A preview is one page of a table, or the reason why there is none.
type preview struct {
	Columns []previewColumn
	Rows    [][]cell
	First   int64 // the number of the first row in the order shown
	Last    int64
	Next    string
	Start   string // the first page, if this is another
	Default string // the order of the file, if this is another
	// Only names the column and the value that all rows have, where a link from
	// a search asked for them, and All leads to all rows.
	Only    *onlyRows
	All     string
	Problem string // why there are no rows
	Status  int    // of HTTP, if there is a problem
}

// onlyRows says which rows of a table are shown.
type onlyRows struct {
	Column catalog.Text
	Value  string
}

// A previewColumn is a heading, and the link that orders the rows by it.
type previewColumn struct {
	Title   catalog.Text
	Unit    string
	Numeric bool
	Sort    string // for aria-sort: "ascending", "descending" or "none"
	Link    string // "" if the rows cannot be ordered by the column
}

// preview reads the page that the parameters sort and cursor name.
func (s *Site) preview(ctx context.Context, l *locale, d catalog.Dataset, r *catalog.Release, t *catalog.Table, params url.Values) preview {
	order := params.Get("sort")
	only, _ := t.Column(params.Get("column"))
	link := func(sort, cursor string, first int64) string {
		v := url.Values{}
		if name := params.Get("resource"); name != "" {
			v.Set("resource", name)
		}
		if sort != "" {
			v.Set("sort", sort)
		}
		if only != nil {
			v.Set("column", only.Name)
			v.Set("value", params.Get("value"))
		}
		if cursor != "" { // a walk stays in the version in which it began
			v.Set("cursor", cursor)
			v.Set("from", strconv.FormatInt(first, 10))
			v.Set("version", strconv.Itoa(r.Version))
		}
		path := frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug))
		if len(v) > 0 {
			path += "?" + v.Encode()
		}
		return path + "#data"
	}
	p := preview{First: 1}
	if order != "" {
		p.Default = link("", "", 0)
	}
	asked := url.Values{"limit": {strconv.Itoa(previewRows)}, "count": {"none"}}
	if only != nil {
		asked.Set(only.Name, params.Get("value"))
		p.Only = &onlyRows{titleOf(only), params.Get("value")}
		p.All = frame.Prefixed(l.Lang, "/datasets/"+string(d.Slug)) + "?" + url.Values{"resource": {t.Resource}}.Encode() + "#data"
	}
	if order != "" {
		asked.Set("sort", order)
	}
	if cursor := params.Get("cursor"); cursor != "" {
		asked.Set("cursor", cursor)
		p.Start = link(order, "", 0)
		if n, err := strconv.ParseInt(params.Get("from"), 10, 64); err == nil && n > 0 && n <= t.Rows {
			p.First = n
		}
	}
	p.headings(t, order, func(sort string) string { return link(sort, "", 0) })

	target := query.Target{Dataset: d.Slug, Version: r.Version, Table: t, Tables: r.Tables}
	q, err := query.Parse(asked, target, query.Limits{Rows: previewRows, Timeout: previewTimeout})
	var page *query.Page
	if err == nil {
		page, err = s.query.Run(ctx, target, q)
	}
	if err != nil {
		s.explain(ctx, l, &p, err)
		return p
	}
	for _, row := range page.Rows {
		cells := make([]cell, len(row))
		for i, v := range row {
			cells[i] = l.cell(v, &t.Columns[i])
		}
		p.Rows = append(p.Rows, cells)
	}
	p.Last = p.First + int64(len(page.Rows)) - 1
	if page.Next != "" {
		p.Next = link(order, page.Next, p.Last+1)
	}
	return p
}

// headings fills the columns. Each link orders by its column: ascending, then
// descending, then as the file is.
func (p *preview) headings(t *catalog.Table, order string, link func(sort string) string) {
	for _, c := range t.Columns {
		h := previewColumn{Title: titleOf(&c), Unit: c.Unit, Numeric: isNumeric(c.Type), Sort: "none", Link: link(c.Name)}
		if c.Type == catalog.Geometry {
			h.Link = ""
		}
		switch order {
		case c.Name:
			h.Sort, h.Link = "ascending", link("-"+c.Name)
		case "-" + c.Name:
			h.Sort, h.Link = "descending", link("")
		}
		p.Columns = append(p.Columns, h)
	}
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
