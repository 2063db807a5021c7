package workflow

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	steps "nguon/catalog/workflow"
)

// The most that a page shows of the rows of a release.
const (
	sampleRows    = 20
	sampleColumns = 40
	sampleText    = 120 // characters of a value
	sampleTimeout = 3 * time.Second
)

// rowsParameter names the table whose rows the page shows, instead of the first.
const rowsParameter = "rows"

// A sample is the first rows of a table as the public would get them: what was
// made of the data when they were checked, not what came in.
type sample struct {
	Columns []catalog.Column
	Rows    [][]string
	More    int  // columns that are not shown
	Failed  bool // the rows could not be read
}

// undecided are the states in which somebody has yet to look at the rows.
var undecided = []catalog.State{catalog.StateChecked, catalog.StateSubmitted, catalog.StateApproved, catalog.StateScheduled}

// addSample adds the rows of one table of a release that is not public yet, and
// links to those of the others.
func (m *Room) addSample(ctx context.Context, p *releasePage, y *steps.Candidate, asked string) {
	if m.Query == nil || len(p.Tables) == 0 || !slices.Contains(undecided, p.State.Code) {
		return
	}
	at := max(0, slices.IndexFunc(p.Tables, func(t tablePart) bool { return t.Resource == asked }))
	for i := range p.Tables {
		t := &p.Tables[i]
		if i == at {
			t.Sample = m.sample(ctx, y, &y.Release.Tables[i])
		} else {
			t.RowsAt = "?" + url.Values{rowsParameter: {t.Resource}}.Encode() + "#table-" + t.Resource
		}
	}
}

func (m *Room) sample(ctx context.Context, y *steps.Candidate, t *catalog.Table) *sample {
	s := &sample{Columns: t.Columns[:min(len(t.Columns), sampleColumns)]}
	s.More = len(t.Columns) - len(s.Columns)
	names := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		names[i] = c.Name
	}
	target := query.Target{Dataset: y.Release.Dataset, Version: y.Release.Version, Table: t, Tables: y.Release.Tables}
	params := url.Values{"limit": {strconv.Itoa(sampleRows)}, "count": {"none"}, "select": {strings.Join(names, ",")}}
	q, err := query.Parse(params, target, query.Limits{Rows: sampleRows, Timeout: sampleTimeout})
	var page *query.Page
	if err == nil {
		page, err = m.Query.Run(ctx, target, q)
	}
	if err != nil {
		if ctx.Err() == nil {
			m.Log().LogAttrs(ctx, slog.LevelError, "rows of a release not shown", slog.String("release", y.Release.ID), slog.String("table", t.Resource), slog.Any("error", err))
		}
		s.Failed = true
		return s
	}
	for _, values := range page.Rows {
		row := make([]string, len(values))
		for i, v := range values {
			row[i] = short(string(query.AppendText(nil, v, page.Columns[i].Column)))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// short cuts a value that is too long to be looked at.
func short(s string) string {
	n := 0
	for i := range s {
		if n++; n > sampleText {
			return s[:i] + "…"
		}
	}
	return s
}
