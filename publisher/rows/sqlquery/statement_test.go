package sqlquery

import (
	"errors"
	"strings"
	"testing"

	"nguon/publisher/rows"
)

func TestAQueryIsOneStatementThatReadsInEveryDialect(t *testing.T) {
	for _, test := range []struct {
		name, query string
		want        rows.Code // empty: accepted
	}{
		{name: "select", query: "SELECT * FROM t"},
		{name: "with a semicolon at the end", query: "select 1 ; -- that is all\n"},
		{name: "with", query: "WITH a AS (SELECT 1) SELECT * FROM a"},
		{name: "after a comment", query: "-- the districts;\n/* all; of them */ (SELECT 1)"},
		{name: "semicolon in a text", query: "SELECT 'a;b', \"c;d\", 'it''s; so' FROM t"},
		{name: "array of PostgreSQL", query: "SELECT a[1] FROM t"},
		{name: "two statements", query: "SELECT 1; DROP TABLE t", want: TwoStatements},
		{name: "no query", query: "DELETE FROM t", want: NotAQuery},
		{name: "copy", query: "COPY t TO PROGRAM 'sh'", want: NotAQuery},
		{name: "nothing", query: " -- \n", want: NotAQuery},
		{name: "a semicolon first", query: "; SELECT 1", want: NotAQuery},
		{name: "a backslash, where texts do not end in it", query: `SELECT 'a\'; DROP TABLE t; --'`, want: TwoStatements},
		{name: "a backslash, where texts go on after it", query: `SELECT 'a\', ' ; DROP TABLE t; -- '`, want: TwoStatements},
		{name: "a text between dollars, where there is none", query: "SELECT $$ ; DROP TABLE t; $$", want: TwoStatements},
		{name: "a name in brackets, where there is none", query: "SELECT a[ ';] ; DROP TABLE t; --']", want: TwoStatements},
		{name: "a comment in a comment", query: "SELECT 1 /* /* */ ; DROP TABLE t; -- */ */", want: TwoStatements},
		{name: "a comment that MySQL runs", query: "SELECT 1 /*! ; DROP TABLE t */", want: TwoStatements},
		{name: "two dashes without a blank", query: "SELECT 1 --1; DROP TABLE t", want: TwoStatements},
		{name: "a hash", query: "SELECT 1 # '\n; DROP TABLE t; -- '", want: TwoStatements},
		{name: "backticks, where there are none", query: "SELECT 1 ` ; DROP TABLE t; -- `", want: TwoStatements},
		{name: "too long", query: "SELECT 1" + strings.Repeat(" ", maxQuery), want: QueryTooLong},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got rows.Code
			if e, ok := errors.AsType[*rows.Error](checkQuery(test.query)); ok {
				got = e.Code
			}
			if got != test.want {
				t.Errorf("%q: %q, want %q", test.query, got, test.want)
			}
		})
	}
}

func TestWordsThatWriteAreRefusedWhereNothingElseForbidsThem(t *testing.T) {
	for query, want := range map[string]bool{
		"SELECT a FROM t":                                 true,
		"SELECT 'delete', \"update\" FROM t":              true,
		"SELECT [drop] FROM t":                            false, // a name only where brackets make one
		"SELECT 1 DELETE FROM t":                          false,
		"WITH x AS (SELECT 1 a) INSERT t SELECT * FROM x": false,
		"SELECT * INTO other FROM t":                      false,
		"SELECT 1 EXEC xp_cmdshell 'x'":                   false,
	} {
		if got := checkWords(query) == nil; got != want {
			t.Errorf("%q: accepted is %t, want %t", query, got, want)
		}
	}
}

// Nothing makes the scan stop early or run over the end, in any dialect.
func FuzzCheckQuery(f *testing.F) {
	for _, s := range []string{"SELECT 1", "SELECT 'a\\'; x", "/* /* */", "$a$ ; $a$", "[;]", "`;`", "--", "#", "/*!", "'", "$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		err := checkQuery(query)
		if _, ok := errors.AsType[*rows.Error](err); err != nil && !ok {
			t.Fatalf("%q: %v", query, err)
		}
		// What is accepted has nothing but blanks and comments after its end.
		if err == nil && checkQuery(query+"\n; DROP TABLE t") == nil && !strings.ContainsAny(query, "'\"`[$/") {
			t.Fatalf("%q: a second statement is accepted after it", query)
		}
	})
}
