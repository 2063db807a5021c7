package sqldoor_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // what the answers are compared with
	"github.com/google/go-cmp/cmp"

	"nguon/api/query"
)

// direct is DuckDB itself with the tables of the tests.
func direct(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(t.Context(), "SET TimeZone = 'UTC'"); err != nil {
		t.Fatal(err)
	}
	for name, table := range published() {
		dataset, resource, _ := strings.Cut(name, ".")
		for _, s := range []string{
			fmt.Sprintf(`CREATE SCHEMA IF NOT EXISTS %q`, dataset),
			fmt.Sprintf(`CREATE VIEW %q.%q AS SELECT * FROM '%s'`, dataset, resource, table.Path),
		} {
			if _, err := db.ExecContext(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	return db
}

func TestHonestStatementsAreAnsweredAsByTheEngineItself(t *testing.T) {
	text, err := os.ReadFile("testdata/honest.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, n := direct(t), 0
	for statement := range strings.Lines(string(text)) {
		statement = strings.TrimSpace(statement)
		if statement == "" || strings.HasPrefix(statement, "--") {
			continue
		}
		n++
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel() // each has a process of its own
			a, err := ask(t.Context(), door(t), statement, limits)
			if err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
			var b bytes.Buffer
			if err := query.Encode(&b, query.NDJSON, a.Page, query.EncodeOptions{}); err != nil {
				t.Fatal(err)
			}
			var got, want []map[string]any
			for line := range strings.Lines(b.String()) {
				got = append(got, object(t, line))
			}
			rows, err := db.QueryContext(t.Context(), "SELECT CAST(to_json(honest_row) AS VARCHAR) FROM ("+strings.TrimRight(statement, ";")+"\n) honest_row")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var line string
				if err := rows.Scan(&line); err != nil {
					t.Fatal(err)
				}
				want = append(want, object(t, line))
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			if len(want) == 0 {
				t.Fatalf("%s: no rows to compare", statement)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: -want +got\n%s", statement, d)
			}
		})
	}
	if n < 60 {
		t.Errorf("only %d honest statements", n)
	}
}

// object reads an object of JSON; instants are written alike.
func object(t *testing.T, line string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(line), &m); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	for name, v := range m {
		s, ok := v.(string)
		for _, layout := range []string{"2006-01-02 15:04:05.999999", "2006-01-02 15:04:05.999999-07", time.RFC3339Nano} {
			if at, err := time.Parse(layout, s); ok && err == nil {
				m[name] = at.UTC().Format(time.RFC3339Nano)
			}
		}
		switch v := v.(type) { // what has parts comes as text
		case []any, map[string]any:
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			m[name] = string(text)
		}
	}
	return m
}
