package policy

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
)

var update = flag.Bool("update", false, "write the golden files")

func TestEveryFaultIsNamedWithItsLineAndField(t *testing.T) {
	for _, name := range []string{"fields", "rules"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + name + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			_, err = Parse(text)
			e, ok := errors.AsType[*catalog.Error](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			var b strings.Builder
			fmt.Fprintf(&b, "%s\n%s\n", e.Public.Vi, e.Public.En)
			for _, f := range e.Fields {
				fmt.Fprintf(&b, "%d %s\n  %s\n  %s\n", f.Line, f.Field, f.Detail.Vi, f.Detail.En)
			}
			golden := "testdata/" + name + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestKeyedOperationsAreForReleasesThatAreNotOpen(t *testing.T) {
	for _, test := range []struct {
		op   string
		open bool
	}{
		{"pseudonymise", false},
		{"tokenise", false},
		{"random_id", false},
		{"{mask: {last: 2}}", false},
		{"drop", true},
	} {
		text := small("  id: {role: identifier, op: "+test.op+"}\n", "")
		if _, err := Parse([]byte(text)); (err == nil) != test.open {
			t.Errorf("%s in an open release: error %v", test.op, err)
		}
		mustParse(t, strings.Replace(text, "release: open", "release: restricted", 1))
	}
	mustParse(t, small("  n: {role: insensitive, op: {round: {base: 5, mode: random-keyed, cell: [x]}}}\n", ""))
}

func TestSensitiveColumnsNeedMoreThanK(t *testing.T) {
	for _, test := range []struct {
		name, op, privacy string
		want              bool
	}{
		{"nothing", "keep", "", false},
		{"only k", "keep", "privacy: {k: 10}\n", false},
		{"only p per cent", "keep", "privacy: {s: {p_percent: 10}}\n", false},
		{"l", "keep", "privacy: {s: {l: 3}}\n", true},
		{"t", "keep", "privacy: {s: {t: {kind: ordered, t: 0.3}}}\n", true},
		{"dropped", "drop", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse([]byte(small("  s: {role: sensitive, op: "+test.op+"}\n", test.privacy)))
			if (err == nil) != test.want {
				t.Errorf("error %v", err)
			}
		})
	}
}
