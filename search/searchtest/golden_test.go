package searchtest

import (
	"strings"
	"testing"
)

func TestGoldenLinesThatAreWrongAreNamed(t *testing.T) {
	for _, test := range []struct {
		name, text string
		queries    int
		wantErr    string
	}{
		{"two queries", "# head\n\nmarks\tdân số\ta,b\nnonsense\txyzzy\t-\n", 2, ""},
		{"a part is missing", "marks\tdân số\n", 0, "line 1"},
		{"nothing is wanted", "# a\nmarks\tdân số\t\n", 0, "line 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			qs, err := ReadGolden(strings.NewReader(test.text))
			if (err != nil) != (test.wantErr != "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
				t.Fatalf("err = %v, want %q", err, test.wantErr)
			}
			if len(qs) != test.queries {
				t.Errorf("%d queries, want %d", len(qs), test.queries)
			}
		})
	}
}

func TestGrades(t *testing.T) {
	same := func(a, b string) bool { return a == b }
	var g Grades
	g.Add(Query{Text: "first", Want: []string{"a"}}, []string{"a", "b"}, 2, same)
	g.Add(Query{Text: "second", Want: []string{"x", "b"}}, []string{"a", "b"}, 2, same)
	g.Add(Query{Text: "sixth", Want: []string{"f"}}, []string{"a", "b", "c", "d", "e", "f"}, 6, same)
	g.Add(Query{Text: "nothing"}, nil, 0, same)
	g.Add(Query{Text: "nonsense"}, []string{"a"}, 7, same)
	if g.Queries != 5 || g.At1 != 2 || g.At5 != 3 || g.Ranks != 2.5 || g.Found != 7 || len(g.Misses) != 3 {
		t.Errorf("%+v", g)
	}
}
