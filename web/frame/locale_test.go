package frame

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func locales(t testing.TB) map[string]*Locale {
	t.Helper()
	all := make(map[string]*Locale)
	for _, lang := range Languages {
		l, err := LoadLocale(lang)
		if err != nil {
			t.Fatal(err)
		}
		all[string(lang)] = l
	}
	return all
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func TestEveryLanguageSaysTheSameThings(t *testing.T) {
	all := locales(t)
	first := all[string(Languages[0])]
	for lang, l := range all {
		for key, m := range l.messages {
			other, ok := first.messages[key]
			if !ok {
				t.Errorf("%s: %s is not in %s", lang, key, Languages[0])
				continue
			}
			if strings.TrimSpace(m.other) == "" {
				t.Errorf("%s: %s is empty", lang, key)
			}
			got, want := placeholder.FindAllString(m.other, -1), placeholder.FindAllString(other.other, -1)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s has placeholders %v, want %v", lang, key, got, want)
			}
		}
		for key := range first.messages {
			if _, ok := l.messages[key]; !ok {
				t.Errorf("%s: %s is missing", lang, key)
			}
		}
	}
}

// TestEveryMessageIsUsedAndEveryUsedOneExists reads the templates and the
// code of all rooms: a key is a string literal in both.
func TestEveryMessageIsUsedAndEveryUsedOneExists(t *testing.T) {
	known := locales(t)["vi"].messages
	used := make(map[string]bool)
	call := regexp.MustCompile(`\btn? "([a-z_.]+)"`)
	rooms := os.DirFS("..")
	err := fs.WalkDir(rooms, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if err != nil || path.Ext(name) != ".html" {
			return err
		}
		data, err := fs.ReadFile(rooms, name)
		for _, m := range call.FindAllSubmatch(data, -1) {
			key := string(m[1])
			if _, ok := known[key]; !ok {
				t.Errorf("%s: there is no message %s", name, key)
			}
			used[key] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	below, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, below...)
	looksLikeKey := regexp.MustCompile(`^[a-z]+(\.[a-z_]+)+$`)
	sections := make(map[string]bool)
	for key := range known {
		section, _, _ := strings.Cut(key, ".")
		sections[section] = true
	}
	for _, f := range files {
		if !strings.HasSuffix(f, ".go") || strings.HasSuffix(f, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			key, _ := strconv.Unquote(lit.Value)
			section, _, _ := strings.Cut(key, ".")
			if _, ok := known[key]; ok {
				used[key] = true
			} else if looksLikeKey.MatchString(key) && sections[section] && !strings.Contains(key, ".css") {
				t.Errorf("%s: there is no message %s", f, key)
			}
			return true
		})
	}
	for key := range known {
		if !used[key] {
			t.Errorf("message %s is not used", key)
		}
	}
}

func TestMessageForms(t *testing.T) {
	all := locales(t)
	for _, test := range []struct {
		name, lang, key string
		n               int64
		want            string
	}{
		{"one in English", "en", "count.rows", 1, "1 row"},
		{"many in English", "en", "count.rows", 1234, "1,234 rows"},
		{"none in English", "en", "count.rows", 0, "0 rows"},
		{"Vietnamese has one form", "vi", "count.rows", 1, "1 dòng"},
		{"Vietnamese groups with dots", "vi", "count.rows", 1234, "1.234 dòng"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := all[test.lang].N(test.key, test.n); got != test.want {
				t.Errorf("N(%q, %d) = %q, want %q", test.key, test.n, got, test.want)
			}
		})
	}
}

func TestMessagesThatAreNotTextAreRefused(t *testing.T) {
	l := &Locale{messages: make(map[string]message)}
	if err := l.add("", map[string]any{"a": map[string]any{"b": 7}}); err == nil || !strings.Contains(err.Error(), "a.b") {
		t.Errorf("add of a number: err = %v, want one that names a.b", err)
	}
}
