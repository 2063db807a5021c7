package snippet_test

import (
	"bytes"
	"encoding/json"
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

func call(value string) snippet.Call {
	return snippet.Call{
		Method: "POST", URL: "https://x.example/v1/call/rain/v1/stations", Keyed: true, Type: "application/json", Body: value,
		Query: []snippet.Param{{Name: value + "?", Value: value}}, Header: []snippet.Param{{Name: "X-Trace", Value: "t"}},
	}
}

func program(t testing.TB, c snippet.Call, id string) string {
	t.Helper()
	all := snippet.Calls(c)
	i := slices.IndexFunc(all, func(s snippet.Sample) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("no sample %s", id)
	}
	return all[i].Code
}

func TestTextsOfACallStayTextsInGo(t *testing.T) {
	for name, value := range hostile {
		t.Run(name, func(t *testing.T) {
			file, err := parser.ParseFile(token.NewFileSet(), "main.go", program(t, call(value), "go"), parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			ast.Inspect(file, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					if s, _ := strconv.Unquote(l.Value); s == value || s == value+"?" {
						found++
					}
				}
				return true
			})
			if found < 3 { // name and value of the parameter, and the body
				t.Errorf("%q stands there %d times as a text:\n%s", value, found, program(t, call(value), "go"))
			}
		})
	}
}

func TestTextsOfACallStayWordsInTheShell(t *testing.T) {
	for name, value := range hostile {
		t.Run(name, func(t *testing.T) {
			words := strings.Replace(program(t, call(value), "curl"), "curl ", "printf '%s\\0' ", 1)
			out, err := exec.CommandContext(t.Context(), "sh", "-c", words).Output()
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Split(string(out), "\x00")
			for _, want := range []string{value + "?=" + value, value, "POST", "X-Api-Key: " + snippet.Key, "Content-Type: application/json", "X-Trace: t"} {
				if !slices.Contains(got, want) {
					t.Errorf("no word %q in %q", want, got)
				}
			}
		})
	}
}

// Python and JavaScript are asked to read what is written, where they are installed:
// each all programs at once, for to start takes longer than to read.
func TestCallsAreProgramsOfTheirLanguages(t *testing.T) {
	for _, language := range []struct {
		id, program string
		args        []string
	}{
		{"python", "python3", []string{"-c", "import ast, json, sys\nfor name, text in json.load(sys.stdin).items(): ast.parse(text, name)"}},
		{"javascript", "node", []string{"--experimental-vm-modules", "--no-warnings", "-e", "const vm = require('vm')\n" +
			"for (const [name, text] of Object.entries(JSON.parse(require('fs').readFileSync(0)))) new vm.SourceTextModule(text, { identifier: name })"}},
	} {
		path, err := exec.LookPath(language.program)
		if err != nil {
			t.Logf("%s is not installed: not asked", language.program)
			continue
		}
		ask := func(programs map[string]string) ([]byte, error) {
			text, err := json.Marshal(programs)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), path, language.args...)
			cmd.Stdin = bytes.NewReader(text)
			return cmd.CombinedOutput()
		}
		programs := make(map[string]string)
		for name, value := range hostile {
			programs[name] = program(t, call(value), language.id)
		}
		if out, err := ask(programs); err != nil {
			t.Errorf("%s: %v\n%s", language.id, err, out)
		}
		if _, err := ask(map[string]string{"no program": "a b ("}); err == nil {
			t.Errorf("%s reads what is no program", language.id)
		}
	}
}

func TestACallWithoutBodyHasNone(t *testing.T) {
	c := snippet.Call{Method: "GET", URL: "https://x.example/a", Query: []snippet.Param{{Name: "limit", Value: "5"}}}
	for _, s := range snippet.Calls(c) {
		for _, word := range []string{"Content-Type", "body", snippet.Key, "--data-raw"} {
			if strings.Contains(strings.ReplaceAll(s.Code, "fail-with-body", ""), word) && !strings.Contains(s.Code, "answer.Body") && !strings.Contains(s.Code, "resp_body") {
				t.Errorf("%s says %q:\n%s", s.ID, word, s.Code)
			}
		}
	}
	if got := program(t, c, "curl"); got != "curl --fail-with-body -sSG 'https://x.example/a' \\\n  --data-urlencode 'limit=5'\n" {
		t.Errorf("curl: %q", got)
	}
}
