// Package sqlquery reads the answer of a query to a database as a table:
// PostgreSQL, MySQL and MariaDB, SQL Server, or whatever else has a driver for
// database/sql. Which drivers there are is for the program to say: it imports
// them for their side effect (pgx's stdlib, go-sql-driver/mysql, go-mssqldb)
// where it opens the database.
//
// The query is one statement that only reads. It runs in a read-only
// transaction where the driver has one, and in one that is rolled back
// otherwise; what looks like two statements in any dialect of SQL is refused
// before it is sent. That guards against mistakes and not against the person
// who writes the query: give the account no right but to read.
//
// Rows come as the server sends them, in memory that does not grow with their
// number; a value is in memory as a whole before its length is checked. Exact numbers keep their digits, times with a zone their instant.
package sqlquery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"nguon/publisher/rows"
)

// Codes of what ends the reading.
const (
	NotAQuery     rows.Code = "sql-not-a-query"        // the query begins with Value, or has this word where the driver cannot forbid writing
	TwoStatements rows.Code = "sql-two-statements"     // the query has more than one statement; Value is the beginning of the second
	QueryTooLong  rows.Code = "sql-query-too-long"     // the query has Got bytes, Want at most
	QueryFailed   rows.Code = "sql-query-failed"       // Value is what the database says
	BinaryColumn  rows.Code = "sql-binary-column"      // the column holds bytes that are no text; Value is its type
	RecordTooLong rows.Code = "sql-record-too-long"    // a record has Got bytes, Want at most
	NotANumber    rows.Code = "sql-not-a-number"       // a notice: Value is NaN or Infinity, read as missing
	OutOfCalendar rows.Code = "sql-out-of-calendar"    // a notice: Value is a time outside of the years 0 to 9999, read as missing
	TooFine       rows.Code = "sql-below-microseconds" // a notice: digits below the microsecond were cut off; Value is the first time
)

// maxRecord bounds the bytes of a record, whatever its cells.
const maxRecord = 64 << 20

// Open runs query in db and starts to read its answer. The connection is held
// until the table is closed. Row numbers are those of records.
func Open(ctx context.Context, db *sql.DB, query string, o rows.Options) (rows.Table, error) {
	if err := checkQuery(query); err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		var other error
		if tx, other = db.BeginTx(ctx, nil); other != nil {
			return nil, err
		}
		// The driver has no read-only transactions.
		if err := checkWords(query); err != nil {
			tx.Rollback() //nolint:errcheck // nothing was done
			return nil, err
		}
	}
	t := &table{ctx: ctx, tx: tx, apart: fmt.Sprintf("%T", db.Driver()) == "*mssql.Driver", limits: o.Limits.WithDefaults(), notices: make(map[noticeKey]*rows.Notice)}
	if err := t.query(query); err != nil {
		t.Close() //nolint:errcheck // the first error says why
		return nil, err
	}
	return t, nil
}

func (t *table) query(query string) error {
	answer, err := t.tx.QueryContext(t.ctx, query) //nolint:sqlclosecheck,rowserrcheck // Close and Next of the table do
	if err != nil {
		return t.failed(err)
	}
	t.rows = answer
	types, err := answer.ColumnTypes()
	if err != nil {
		return t.failed(err)
	}
	if len(types) > t.limits.Columns {
		return rows.Fatal(rows.TooManyColumns, rows.Spot{Got: int64(len(types)), Want: int64(t.limits.Columns)}, "")
	}
	t.columns = make([]column, len(types))
	t.cells = make([]rows.Cell, len(types))
	t.values = make([]any, len(types))
	t.targets = make([]any, len(types))
	for i, typ := range types {
		t.targets[i] = &t.values[i]
		c := newColumn(typ)
		c.index = i
		if c.family == binary {
			return binaryColumn(&c, 0)
		}
		t.columns[i] = c
	}
	return nil
}

// failed makes an error for the author of the query of what the database says,
// unless the time was over.
func (t *table) failed(err error) error {
	if ended := t.ctx.Err(); ended != nil {
		return ended
	}
	if e, ok := errors.AsType[*rows.Error](err); ok {
		return e
	}
	return rows.Fatal(QueryFailed, rows.Spot{Line: t.record, Value: shorten(err.Error())}, err.Error())
}
