package worker

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"nguon/api/sqldoor/tree"
	"nguon/api/sqldoor/wire"
)

// names returns what a query for names returns.
func names(t *testing.T, q string) (all []string) {
	t.Helper()
	conn, err := openConn()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = query(conn, q, nil, func(row []driver.Value) error {
		name, _ := row[0].(string)
		all = append(all, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func testParser(t *testing.T) *parser {
	t.Helper()
	p, err := openParser()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.conn.Close() })
	return p
}

// refused fails unless the parser refuses a statement.
func refused(t *testing.T, p *parser, sql string) {
	t.Helper()
	tables, err := p.tables(sql)
	_, walked := errors.AsType[*tree.Refusal](err)
	_, wrong := errors.AsType[*tree.SyntaxError](err)
	_, early := errors.AsType[*wire.Refusal](err)
	if !walked && !wrong && !early {
		t.Errorf("%s: tables %v, error %v; want a refusal", sql, tables, err)
	}
}

// Whatever table function, pragma, view or table the engine has, also one that a
// newer version brings, cannot be named.
func TestNothingOfTheEngineItselfCanBeNamed(t *testing.T) {
	p := testParser(t)
	tables := names(t, "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro')")
	if len(tables) < 80 {
		t.Fatalf("only %d table functions: does this test still look at the right place?", len(tables))
	}
	for _, f := range tables {
		for _, form := range []string{"SELECT * FROM %s()", "SELECT * FROM %s('/etc/passwd')", "SELECT 1 AS a FROM (FROM %s(1, 2))", "WITH %s AS (SELECT 1 AS a) SELECT * FROM %[1]s"} {
			refused(t, p, fmt.Sprintf(form, identifier(f)))
		}
	}
	for _, f := range names(t, "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'pragma'") {
		for _, form := range []string{"PRAGMA %s", "PRAGMA %s('a')", "CALL %s()", "CALL pragma_%s()", "SELECT * FROM pragma_%s()"} {
			refused(t, p, fmt.Sprintf(form, f))
		}
	}
	views := names(t, "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE internal")
	if len(views) < 20 {
		t.Fatalf("only %d views: does this test still look at the right place?", len(views))
	}
	for _, v := range views {
		schema, view, _ := strings.Cut(v, ".")
		refused(t, p, "SELECT * FROM "+view)
		refused(t, p, "SELECT * FROM "+schema+"."+view)
		refused(t, p, "SELECT * FROM system."+v)
		refused(t, p, "WITH "+view+" AS (SELECT 1 AS a) SELECT * FROM "+view)
	}
	for _, s := range names(t, "SELECT name FROM duckdb_settings()") {
		refused(t, p, "SET "+s+" = 1")
		refused(t, p, "SELECT current_setting('"+s+"') AS a")
	}
}

// allowedScalars is how many names of scalar functions, macros and aggregates of
// the engine may be called. A newer engine with a new function of an old name, or
// a longer list, is to be looked at.
const allowedScalars = 268

func TestFunctionsThatMayBeCalled(t *testing.T) {
	p := testParser(t)
	allowed := 0
	for _, f := range names(t, "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro')") {
		_, err := p.tables("SELECT " + identifier(f) + "(1) AS a")
		if err == nil {
			allowed++
		}
		for _, word := range []string{
			"read", "file", "path", "env", "setting", "variable", "current", "random", "uuid", "now", "sleep", "log_", "secret", "version", "query",
			"nextval", "currval", "seed", "execute", "serialize", "repeat", "pad", "range", "generate", "printf", "format", "lambda", "transform", "__internal", "pg_", "user",
		} {
			if strings.Contains(strings.ToLower(f), word) && err == nil && f != "yearweek" {
				t.Errorf("%s may be called", f)
			}
		}
	}
	if allowed != allowedScalars {
		t.Errorf("%d functions may be called, not %d: look at those that are new", allowed, allowedScalars)
	}
}

func TestAnInstanceReachesNothingWithoutTheWalk(t *testing.T) {
	// The locks hold by themselves: the walk is not all that there is.
	r, err := openRunner()
	if err != nil {
		t.Fatal(err)
	}
	defer r.conn.Close()
	if err := r.furnish(&wire.Granted{Memory: 64 << 20}); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM glob('/*')", "COPY (SELECT 1) TO '/tmp/nguon-out'", "ATTACH '/tmp/nguon-out'",
		"SET enable_external_access = true", "SET allowed_paths = ['/etc/passwd']", "SET lock_configuration = false", "INSTALL httpfs", "LOAD httpfs",
	} {
		if err := query(r.conn, sql, nil, func([]driver.Value) error { return nil }); err == nil {
			t.Errorf("%s works", sql)
		}
	}
}
