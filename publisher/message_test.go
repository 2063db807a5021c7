package publisher

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"nguon/publisher/table"
)

// Every code that a reader of files may report has a text in both languages.
func TestEveryProblemHasAText(t *testing.T) {
	codes := 0
	for _, pattern := range []string{"*/*.go", "*/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				v, ok := n.(*ast.ValueSpec)
				if !ok || !isCode(v.Type, filepath.Dir(name)) {
					return true
				}
				for _, value := range v.Values {
					code := table.Code(strings.Trim(value.(*ast.BasicLit).Value, `"`))
					codes++
					text := describe(table.Problem{Code: code, Count: 2, Spot: table.Spot{Value: "x", Got: 3, Want: 4}})
					for _, s := range []string{text.Vi, text.En} {
						if strings.HasPrefix(s, string(code)) || strings.Contains(s, "%!") {
							t.Errorf("%s: %q", code, s)
						}
					}
				}
				return true
			})
		}
	}
	if codes < 20 {
		t.Errorf("found only %d codes: does this test still look at the right place?", codes)
	}
}

// isCode reports whether a type is rows.Code, in whatever room it is written.
func isCode(e ast.Expr, room string) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "Code" && (room == "rows" || room == "table")
	case *ast.SelectorExpr:
		return e.Sel.Name == "Code"
	}
	return false
}

func TestPlacesOfAProblemAreNamedOneByOne(t *testing.T) {
	p := table.Problem{Code: table.RaggedRow, Count: 5, Spot: table.Spot{Line: 7, Got: 2, Want: 3},
		Spots: []table.Spot{{Line: 7, Got: 2, Want: 3}, {Line: 9, Got: 4, Want: 3}}}
	fields := spotFields(p)
	if len(fields) != 3 {
		t.Fatalf("got %d fields, want both places and the number of the others: %v", len(fields), fields)
	}
	if fields[0].Line != 7 || fields[1].Line != 9 || !strings.Contains(fields[1].Detail.En, "4 cells") {
		t.Errorf("places: %v", fields)
	}
	if !strings.Contains(fields[2].Detail.En, "3 more") {
		t.Errorf("rest: %v", fields[2])
	}
}
