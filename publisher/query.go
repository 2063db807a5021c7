package publisher

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"time"

	"nguon/catalog"
	"nguon/publisher/rows"
	"nguon/publisher/rows/sqlquery"
	"nguon/publisher/table"
)

// A Query asks a database for a table.
type Query struct {
	SQL      string         // one statement that only reads: see package sqlquery
	File     string         // the name of the file that it becomes, for messages
	Location *time.Location // of times without a zone; nil is Asia/Ho_Chi_Minh
	Limits   rows.Limits
	TempDir  string // for a copy of the rows as text; empty is the system's
	Progress func(Progress)
}

// WriteQuery writes the answer to q as a Parquet file, whose columns have the
// names of the answer. The same rows in the same order are the same bytes. What
// is wrong with the query or the rows is an error of kind [catalog.ErrRefused];
// others are of the connection or the system.
func WriteQuery(ctx context.Context, db *sql.DB, q Query, w io.Writer) error {
	answer, err := sqlquery.Open(ctx, db, q.SQL, rows.Options{Limits: q.Limits, TempDir: q.TempDir})
	if err != nil {
		return q.refusal(err)
	}
	plan, err := table.InspectRows(ctx, answer, table.Options{Nulls: []string{}, Location: q.Location, Limits: q.Limits, TempDir: q.TempDir,
		Progress: stage(StageRead, q.File, q.Progress)})
	if err != nil {
		return q.refusal(err)
	}
	defer plan.Close() //nolint:errcheck // it was only read
	keepNames(plan)
	_, err = table.Convert(ctx, plan, w, table.ConvertOptions{TempDir: q.TempDir, Progress: stage(StageWrite, q.File, q.Progress)})
	return q.refusal(err)
}

// keepNames gives the columns the names of the answer, unless one is there twice.
func keepNames(plan *table.Plan) {
	taken := make(map[string]bool)
	for _, c := range plan.Columns {
		if taken[c.Source] || c.Source == "" {
			return
		}
		taken[c.Source] = true
	}
	for i := range plan.Columns {
		plan.Columns[i].Name = plan.Columns[i].Source
	}
}

func (q *Query) refusal(err error) error {
	if e, ok := errors.AsType[*rows.Error](err); ok {
		err = &table.Error{Problem: table.Problem{Code: e.Code, Severity: e.Severity, Column: e.Column, Count: e.Count, Detail: e.Detail, Spot: e.Spot}}
	}
	e, ok := errors.AsType[*table.Error](err)
	if !ok {
		return err
	}
	return &catalog.Error{Kind: catalog.ErrRefused, Err: err, Fields: spotFields(e.Problem),
		Public: catalog.Textf("Truy vấn của %[1]s không dùng được.", "The query of %[1]s cannot be used.", q.File)}
}
