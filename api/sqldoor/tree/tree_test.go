package tree_test

import (
	"errors"
	"strings"
	"testing"

	"nguon/api/sqldoor/tree"
)

// What DuckDB makes of statements; the walk of all kinds of statements is tested
// with the parser itself, in packages worker and sqldoor.
const (
	selectNode = `{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},"select_list":[%s],"from_table":%f,"where_clause":null,` +
		`"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING","having":null,"sample":null,"qualify":null}`
	column    = `{"class":"COLUMN_REF","type":"COLUMN_REF","alias":"","query_location":7,"column_names":["a"]}`
	baseTable = `{"type":"BASE_TABLE","alias":"","sample":null,"query_location":14,"schema_name":"vn","table_name":"places","column_name_alias":[],"catalog_name":"","at_clause":null}`
	readText  = `{"type":"TABLE_FUNCTION","alias":"","sample":null,"query_location":14,"function":{},"column_name_alias":[],"with_ordinality":0}`
)

func statement(item, from string) string {
	node := strings.NewReplacer("%s", item, "%f", from).Replace(selectNode)
	return `{"error":false,"statements":[{"node":` + node + `,"named_param_map":[]}]}`
}

func none(string) bool { return false }

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name, text string
		cause      tree.Cause // empty if it may run
	}{
		{name: "a table", text: statement(column, baseTable)},
		{name: "a table function", text: statement(column, readText), cause: tree.BadConstruct},
		{name: "a member that nobody knows", text: statement(strings.Replace(column, `"alias"`, `"new":1,"alias"`, 1), baseTable), cause: tree.BadConstruct},
		{name: "a class that nobody knows", text: statement(strings.Replace(column, `"COLUMN_REF"`, `"NEW"`, 1), baseTable), cause: tree.BadConstruct},
		{name: "a value that looks like a column", text: statement(strings.Replace(column, `["a"]`, `["Current_User"]`, 1), baseTable), cause: tree.BadFunction},
		{name: "a schema of the engine", text: statement(column, strings.Replace(baseTable, `"vn"`, `"PG_catalog"`, 1)), cause: tree.BadName},
		{name: "a database", text: statement(column, strings.Replace(baseTable, `"catalog_name":""`, `"catalog_name":"x"`, 1)), cause: tree.BadName},
		{name: "a name alone", text: statement(column, strings.Replace(baseTable, `"vn"`, `""`, 1)), cause: tree.BadName},
		{name: "a sample", text: statement(column, strings.Replace(baseTable, `"sample":null`, `"sample":{"seed":1}`, 1)), cause: tree.BadConstruct},
		{name: "a time travel", text: statement(column, strings.Replace(baseTable, `"at_clause":null`, `"at_clause":{"unit":"VERSION"}`, 1)), cause: tree.BadConstruct},
		{name: "a parameter", text: strings.Replace(statement(column, baseTable), `"named_param_map":[]`, `"named_param_map":[{"key":"1"}]`, 1), cause: tree.BadConstruct},
		{name: "no statement", text: `{"error":false,"statements":[]}`, cause: tree.NotOneSelect},
		{name: "another statement", text: `{"error":true,"error_type":"not implemented","error_message":"x"}`, cause: tree.NotOneSelect},
		{name: "nested beyond all use", text: statement(strings.Repeat(`{"class":"CONJUNCTION","type":"CONJUNCTION_AND","children":[`, 300)+column+strings.Repeat(`]}`, 300), baseTable), cause: tree.TooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			tables, err := tree.Check([]byte(test.text), none)
			if test.cause == "" {
				if err != nil || len(tables) != 1 || tables[0] != (tree.Table{Dataset: "vn", Resource: "places", Position: 14}) {
					t.Errorf("got %v, %v", tables, err)
				}
				return
			}
			if r, ok := errors.AsType[*tree.Refusal](err); !ok || r.Cause != test.cause {
				t.Errorf("got %v, %v; want cause %s", tables, err, test.cause)
			}
		})
	}
}

func TestSyntaxErrorsHaveAPosition(t *testing.T) {
	_, err := tree.Check([]byte(`{"error":true,"error_type":"parser","error_message":"syntax error","position":"13"}`), none)
	if e, ok := errors.AsType[*tree.SyntaxError](err); !ok || e.Position != 13 || e.Text != "syntax error" {
		t.Errorf("got %v", err)
	}
}

func FuzzCheck(f *testing.F) {
	for _, from := range []string{baseTable, readText, "null"} {
		f.Add([]byte(statement(column, from)))
	}
	f.Add([]byte(`{"error":true,"error_type":"parser","position":"x"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		tables, err := tree.Check(text, none)
		if err != nil {
			return
		}
		for _, one := range tables {
			if one.Dataset == "" || one.Resource == "" || strings.EqualFold(one.Dataset, "main") {
				t.Errorf("a table of the engine passes: %+v", one)
			}
		}
	})
}
