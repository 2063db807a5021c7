package sqlquery_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"nguon/catalog/catalogtest"
	"nguon/publisher/rows"
	"nguon/publisher/rows/sqlquery"
)

var letters = map[rows.Kind]string{rows.Text: "text", rows.Number: "number", rows.Bool: "bool", rows.Broken: "broken",
	rows.Date: "date", rows.DateTime: "datetime", rows.Time: "time"}

// read returns what the query gives, each cell as "name type: kind text", and
// the codes of the notices.
func read(t *testing.T, db *sql.DB, query string, limits rows.Limits) (cells, notices []string, err error) {
	t.Helper()
	table, err := sqlquery.Open(t.Context(), db, query, rows.Options{Limits: limits})
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err := table.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	columns := table.Columns()
	for n := int64(1); ; n++ {
		row, err := table.Next()
		if err != nil {
			for _, n := range table.Notices() {
				notices = append(notices, string(n.Code)+" "+n.Column)
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return cells, notices, err
		}
		if row.Number != n {
			t.Fatalf("row %d has the number %d", n, row.Number)
		}
		for i, c := range row.Cells {
			typ := string(columns[i].Type)
			if columns[i].Scale > 0 {
				typ += fmt.Sprintf(".%d", columns[i].Scale)
			}
			cells = append(cells, strings.TrimSpace(columns[i].Name+" "+typ+": "+letters[c.Kind]+" "+string(c.Text)))
		}
	}
}

func open(t testing.TB, driver, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // nothing is lost
	return db
}

func exec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestPostgreSQL(t *testing.T) {
	db := open(t, "pgx", catalogtest.Postgres(t))
	cells, notices, err := read(t, db, `SELECT 9223372036854775807 AS big, 12345678901234567890.123456789 AS exact, 1.50::numeric(9,2) AS price,
		7::numeric(5,0) AS whole, 0.1::float4 AS four, 0.1::float8 AS eight, 'NaN'::float8 AS nan, 'NaN'::numeric AS nannum, true AS flag,
		'Huế'::text AS name, '007'::varchar AS code, NULL::int AS none, DATE '2024-02-29' AS day, TIME '10:00:00.5' AS clock,
		TIMESTAMP '2024-01-02 03:04:05.123456' AS local, TIMESTAMPTZ '2024-01-02 03:04:05+07' AS instant, 'infinity'::timestamp AS ever,
		'{"a": 1}'::jsonb AS doc, '11111111-2222-3333-4444-555555555555'::uuid AS id, ARRAY[1,2] AS list, INTERVAL '1 day' AS span`, rows.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"big integer: number 9223372036854775807", "exact : number 12345678901234567890.123456789", "price decimal.2: number 1.50",
		"whole integer: number 7", "four number: number 0.1", "eight number: number 0.1", "nan number: broken NaN", "nannum : broken NaN",
		"flag boolean: bool true", "name string: text Huế", "code string: text 007", "none integer:", "day date: date 2024-02-29",
		"clock time: time 10:00:00.5", "local datetime: datetime 2024-01-02T03:04:05.123456", "instant datetime: datetime 2024-01-01T20:04:05Z",
		"ever datetime: broken infinity", `doc string: text {"a": 1}`, "id string: text 11111111-2222-3333-4444-555555555555",
		"list : text {1,2}", "span : text 1 day"}
	if diff := cmp.Diff(want, cells); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"sql-not-a-number nan", "sql-not-a-number nannum", "sql-out-of-calendar ever"}, notices); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
	exec(t, db, "CREATE TABLE t (a int)")
	refused(t, db, []refusal{
		{"bytes", `SELECT '\x00'::bytea AS raw`, sqlquery.BinaryColumn},
		{"a wrong query", "SELECT * FROM missing", sqlquery.QueryFailed},
		{"an error in a later row", "SELECT 1 / (3 - n) FROM generate_series(1, 5) AS n", sqlquery.QueryFailed},
		{"writing inside a query", "WITH x AS (INSERT INTO t VALUES (1) RETURNING a) SELECT * FROM x", sqlquery.QueryFailed},
	})
}

func TestMariaDB(t *testing.T) {
	db := open(t, "mysql", catalogtest.MariaDB(t))
	for _, parse := range []string{"", "?parseTime=true"} {
		db := db
		if parse != "" {
			db = open(t, "mysql", catalogtest.MariaDB(t)+parse)
		}
		exec(t, db, `CREATE OR REPLACE TABLE t (id BIGINT UNSIGNED, price DECIMAL(9,2), ratio DOUBLE, four FLOAT, flag BOOLEAN, bits BIT(9), day DATE,
			at DATETIME(6), clock TIME(1), name VARCHAR(20), kind ENUM('a', 'b'), y YEAR, none INT) CHARACTER SET utf8mb4`,
			"INSERT INTO t VALUES (18446744073709551615, 1.50, 0.1, 0.1, 1, b'100000001', '2024-02-29', '2024-01-02 03:04:05.5', '10:00:00.5', 'Huế', 'b', 2024, NULL)")
		cells, _, err := read(t, db, "SELECT * FROM t", rows.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"id : number 18446744073709551615", "price decimal.2: number 1.50", "ratio number: number 0.1", "four number: number 0.1",
			"flag integer: number 1", "bits : number 257", "day date: date 2024-02-29", "at datetime: datetime 2024-01-02T03:04:05.5",
			"clock time: time 10:00:00.5", "name string: text Huế", "kind string: text b", "y integer: number 2024", "none integer:"}
		if diff := cmp.Diff(want, cells); diff != "" {
			t.Errorf("%q: cells (-want +got):\n%s", parse, diff)
		}
	}
	refused(t, db, []refusal{
		{"bytes", `SELECT X'00ff' AS raw`, sqlquery.BinaryColumn},
		{"geometry", `SELECT POINT(1, 2) AS shape`, sqlquery.BinaryColumn},
		{"a wrong query", "SELECT * FROM missing", sqlquery.QueryFailed},
		{"writing into a file", "SELECT 1 INTO OUTFILE 'x' FROM missing", sqlquery.QueryFailed},
	})
}

type refusal struct {
	name, query string
	want        rows.Code
}

func refused(t *testing.T, db *sql.DB, cases []refusal) {
	t.Helper()
	for _, test := range cases {
		_, _, err := read(t, db, test.query, rows.Limits{Rows: 10, Columns: 2, Cell: 5})
		e, ok := errors.AsType[*rows.Error](err)
		if !ok || e.Code != test.want {
			t.Errorf("%s: err = %v, want the code %s", test.name, err, test.want)
		}
	}
}

func sqlite(t testing.TB) *sql.DB {
	return open(t, "sqlite", filepath.Join(t.TempDir(), "db"))
}

func TestLimits(t *testing.T) {
	db := sqlite(t)
	refused(t, db, []refusal{
		{"too many rows", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 11) SELECT i FROM n", rows.TooManyRows},
		{"too many columns", "SELECT 1, 2, 3", rows.TooManyColumns},
		{"a cell that is too long", "SELECT 'abcdef'", rows.CellTooLong},
		{"two statements", "SELECT 1; SELECT 2", sqlquery.TwoStatements},
		{"no query", "PRAGMA journal_mode", sqlquery.NotAQuery},
	})
}

func TestWhatAQueryWritesIsUndone(t *testing.T) {
	db := sqlite(t)
	exec(t, db, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (1)")
	if _, _, err := read(t, db, "WITH x AS (SELECT 2 AS a) INSERT INTO t SELECT a FROM x RETURNING a", rows.Limits{}); err != nil {
		t.Fatal(err)
	}
	cells, _, err := read(t, db, "SELECT count(*) AS n FROM t", rows.Limits{})
	if err != nil || len(cells) != 1 || cells[0] != "n : number 1" {
		t.Errorf("cells %q, %v; want that one row is left", cells, err)
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	db := sqlite(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	table, err := sqlquery.Open(ctx, db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close() //nolint:errcheck // the context has ended
	for i := 0; err == nil; i++ {
		if i == 100 {
			cancel()
		}
		_, err = table.Next()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want that the reading was cancelled", err)
	}
}

func BenchmarkRead(b *testing.B) {
	db := open(b, "pgx", catalogtest.Postgres(b))
	const n = 200_000
	for b.Loop() {
		table, err := sqlquery.Open(b.Context(), db, fmt.Sprintf(
			"SELECT i, 'Phường Thuận Hòa' AS name, i * 1.25 AS price, DATE '2024-01-01' + i %% 365 AS day FROM generate_series(1, %d) AS i", n), rows.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = table.Next()
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		table.Close() //nolint:errcheck // only read
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
}
