package recode

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/micro"
)

func TestHostileFilesAreErrors(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       Code
		line       int
	}{
		{"empty", "", Empty, 0},
		{"values alone", "a\nb\n", Empty, 0},
		{"two parents of a value", "a;x;*\nb;x;*\na;y;*\n", TwoParents, 3},
		{"two parents of a label", "a;x;p;*\nb;x;q;*\n", TwoParents, 0},
		{"around two labels", "a;b;*\nb;a;*\n", Cycle, 0},
		{"above itself", "a;x;a;*\n", Cycle, 0},
		{"around three", "a;b;*\nb;c;*\nc;a;*\nd;d;*\n", Cycle, 0},
		{"ragged", "a;x;*\nb;*\n", Ragged, 2},
		{"65 levels", strings.Repeat("a;", 64) + "*\n", TooManyLevels, 1},
		{"64 levels and one on top", strings.Repeat("a;", 63) + "b\n", TooManyLevels, 0},
		{"not UTF-8", "a;\xff\n", Malformed, 0},
		{"open quote", "a;x\n\"b;x\n", Malformed, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Read("f.csv", strings.NewReader(test.text))
			if e := failure(t, err, test.want); e.Line != test.line || e.Hierarchy != "f.csv" {
				t.Errorf("error %v, want line %d", e, test.line)
			}
		})
	}
	t.Run("too large", func(t *testing.T) {
		_, err := Read("f.csv", &endless{})
		wantCode(t, err, TooLarge)
	})
	t.Run("a long chain", func(t *testing.T) {
		var b strings.Builder
		for i := range 50_000 {
			fmt.Fprintf(&b, "%d;%d;*\n", i, i+1)
		}
		fmt.Fprintf(&b, "50000;0;*\n")
		_, err := Read("f.csv", strings.NewReader(b.String()))
		if e := failure(t, err, Cycle); len(e.Values) > MaxNamed {
			t.Errorf("%d values", len(e.Values))
		}
	})
}

// endless is a reader that never ends.
type endless struct{}

func (*endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAdultHierarchiesCoverAdult(t *testing.T) {
	dir := filepath.Join(shared(t), "adult")
	text, err := os.ReadFile(filepath.Join(dir, "adult.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(string(text), "\r", "")), "\n")
	levels := map[string]int{"sex": 2, "age": 5, "race": 2, "marital-status": 3, "education": 4, "native-country": 3, "workclass": 3, "occupation": 3, "salary-class": 2}
	for i, name := range strings.Split(lines[0], ";") {
		f, err := os.Open(filepath.Join(dir, "adult_hierarchy_"+name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		source, err := Read(name, f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		distinct := make(map[string]bool)
		for _, line := range lines[1:] {
			distinct[strings.Split(line, ";")[i]] = true
		}
		c := &micro.Column{Name: name}
		for v := range distinct {
			c.Values = append(c.Values, v)
		}
		slices.Sort(c.Values)
		h, err := source.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		if h.Levels != levels[name] {
			t.Errorf("%s: %d levels, want %d", name, h.Levels, levels[name])
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a;x;*\nb;x;*\n", "a|b")
	f.Add("a,b\nb,a\n", "a")
	f.Add("\"a\"\"\n;x", "")
	f.Fuzz(func(t *testing.T, text, values string) {
		source, err := Read("f", strings.NewReader(text))
		if err != nil {
			return
		}
		c := column(strings.Split(values, "|")...)
		h, err := source.Compile(c)
		if err != nil {
			return
		}
		if err := h.Check(); err != nil {
			t.Error(err)
		}
		top, err := Generalise(c, h, h.Levels-1)
		if err != nil || len(top.Values) > 1 {
			t.Errorf("top %q, error %v", top.Values, err)
		}
	})
}
