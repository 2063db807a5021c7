package snippet_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nguon/api/snippet"
)

// hostile are values that would break out of carelessly quoted text.
var hostile = map[string]string{
	"plain":      "Hà Nội",
	"quotes":     `it's "so"`,
	"backslash":  `a\b\`,
	"newline":    "a\r\nb\tc",
	"percent":    "100% %s %d %%",
	"shell":      "$(id) `id` ${HOME} !x",
	"M":          `#(cr) "" #"x"`,
	"separators": "a&b=c#d?e+f",
	"controls":   "a\x01\x7f\u0085\u2028\u2029\ufeffb",
	"comment":    "*/ // -- # end",
	"empty":      "",
}

func request(value string) snippet.Request {
	return snippet.Request{Rows: "https://x.example/v1/data/a/b/rows", File: "https://x.example/v1/data/a@1/b/file.parquet", Keyed: true,
		Params: []snippet.Param{{Name: "name__eq", Value: value}, {Name: "limit", Value: "5"}}}
}

func code(t testing.TB, r snippet.Request, id string) string {
	t.Helper()
	all := snippet.All(r)
	i := slices.IndexFunc(all, func(s snippet.Sample) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("no sample %s", id)
	}
	return all[i].Code
}

func TestValuesStayValuesInGo(t *testing.T) {
	for name, value := range hostile {
		t.Run(name, func(t *testing.T) { inGo(t, value) })
	}
}

func inGo(t testing.TB, value string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", code(t, request(value), "go"), parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil {
				texts = append(texts, s)
			}
		}
		return true
	})
	if !slices.Contains(texts, value) {
		t.Errorf("%q is not a text of the program: %q", value, texts)
	}
}

// The shell is asked what it makes of the words.
func TestValuesStayValuesInTheShell(t *testing.T) {
	for name, value := range hostile {
		t.Run(name, func(t *testing.T) {
			words := strings.Replace(code(t, request(value), "curl"), "curl ", "printf '%s\\0' ", 1)
			out, err := exec.CommandContext(t.Context(), "sh", "-c", words).Output()
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Split(string(out), "\x00")
			if !slices.Contains(got, "name__eq="+value) || !slices.Contains(got, "X-Api-Key: "+snippet.Key) {
				t.Errorf("got words %q", got)
			}
		})
	}
}

func TestTextsOfPowerQuery(t *testing.T) {
	for value, want := range map[string]string{
		`say "hi"`: `#"name__eq" = "say ""hi"""`, "a#(cr)b": `"a#(#)(cr)b"`, "a\nb": `"a#(000A)b"`, "Hà Nội": `"Hà Nội"`,
	} {
		if got := code(t, request(value), "excel"); !strings.Contains(got, want) {
			t.Errorf("%q: %s has no %s", value, got, want)
		}
	}
}

func TestAKeyIsOnlyAskedForWhereOneIsSent(t *testing.T) {
	r := request("x")
	for _, keyed := range []bool{true, false} {
		r.Keyed = keyed
		for _, s := range snippet.All(r) {
			if s.ID != "duckdb" && strings.Contains(s.Code, snippet.Key) != keyed {
				t.Errorf("%s, keyed %v:\n%s", s.ID, keyed, s.Code)
			}
		}
	}
}

func TestWithoutAFileNothingReadsOne(t *testing.T) {
	r := request("x")
	r.File = ""
	if slices.ContainsFunc(snippet.All(r), func(s snippet.Sample) bool { return s.ID == "duckdb" }) {
		t.Error("a sample reads a file that is not to be had")
	}
}

func FuzzGo(f *testing.F) {
	for _, value := range hostile {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) { inGo(t, value) })
}
