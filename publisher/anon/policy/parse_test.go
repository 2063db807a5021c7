package policy

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nguon/catalog"
)

func example(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func mustParse(t testing.TB, text string) *Policy {
	t.Helper()
	p, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

func TestPolicySaysWhatItsTextSays(t *testing.T) {
	p := mustParse(t, example(t))
	col := func(name string) *Column {
		c, ok := p.Column(name)
		if !ok {
			t.Fatalf("no column %q", name)
		}
		return c
	}
	for _, test := range []struct {
		name      string
		got, want any
	}{
		{"dataset", p.Dataset, "dang-ky-kham-benh-2025"},
		{"a census covers all", p.Coverage, Coverage(1)},
		{"period in months", p.ReviewAfter, Period(12)},
		{"duration", p.Search.Time, time.Minute},
		{"columns are in order", p.Columns[0].Name, "cccd"},
		{"line of a column", col("ngay_sinh").Line, 10},
		{"operations in their order", col("ngay_sinh").Ops, Ops{{Date: &Date{To: "year"}}, {Bands: &Bands{Width: "5", Closed: "left"}}, {Top: &Threshold{At: "85"}}}},
		{"default weight", col("toa_do").Weight, 1.0},
		{"weight", col("gioi_tinh").Weight, 0.2},
		{"level", col("ma_benh").Ops[0].Generalise.Level, "1"},
		{"bound of the search", *col("xa_phuong").Ops[0].Generalise, Generalise{Hierarchy: "vn-admin", Level: "auto", Max: "province"}},
		{"numbers that are zero", p.Privacy.Risk.AtRisk, &AtRisk{Above: 0.2}},
		{"columns beside models", len(p.Privacy.Columns), 2},
		{"table", p.Tables[0].Round, &Round{Base: 5, Mode: "random-keyed"}},
		{"dropped", col("ho_ten").Dropped(), true},
		{"kept", col("nam").Dropped(), false},
		{"rows lose their order", p.Rows.Order, "sorted"},
		{"undeclared", p.Undeclared([]string{"la", "nam", "khac"}), []string{"la", "khac"}},
		{"known to nobody", p.Ungated(), []string{"toa_do"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, test.got, cmpopts.IgnoreFields(Op{}, "Line"), cmpopts.IgnoreFields(Table{}, "Line")); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestWhoeverIsNotNamedKnowsAllQuasiIdentifiers(t *testing.T) {
	p := mustParse(t, small("  a: {role: quasi, op: keep}\n  b: {role: quasi, op: drop}\n  c: {role: quasi, op: keep}\n", "privacy: {k: 3}\n"))
	want := []Adversary{{Name: "all", Columns: []string{"a", "c"}}}
	if d := cmp.Diff(want, p.Adversaries); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestCoverageIsReadAsTheDesignWritesIt(t *testing.T) {
	for text, want := range map[string]Coverage{
		"census": 1, "sample(fraction: 0.05)": 0.05, `"sample(fraction: 0.05)"`: 0.05, "sample(0.2)": 0.2,
	} {
		got := mustParse(t, strings.Replace(small("", ""), "coverage: census", "coverage: "+text, 1)).Coverage
		if got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

// small is a policy with the given columns and further fields.
func small(columns, more string) string {
	return "policy: v1\ndataset: d\nrelease: open\nunit: person\ncoverage: census\nreview_after: 1y\ncolumns:\n  x: {role: insensitive, op: keep}\n" + columns + more
}

func TestErrorsAreInvalidInBothLanguages(t *testing.T) {
	_, err := Parse([]byte(small("  y: {role: quasi}\n", "")))
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok || !errors.Is(err, catalog.ErrInvalid) || len(e.Fields) != 1 {
		t.Fatalf("error %v", err)
	}
	want := catalog.FieldError{Field: "columns.y.op", Line: 9, Position: -1, Detail: catalog.Text{Vi: "thiếu trường này", En: "this field is missing"}}
	if d := cmp.Diff(want, e.Fields[0]); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestManyFaultsAreCountedAndBounded(t *testing.T) {
	_, err := Parse([]byte(small(strings.Repeat("  x: {role: insensitive, op: keep}\n", 200), "")))
	e, _ := errors.AsType[*catalog.Error](err)
	if e == nil || len(e.Fields) != MaxErrors || !strings.Contains(e.Public.En, "200 faults") {
		t.Errorf("error %v", err)
	}
}

func TestHostileTextsAreErrors(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 9) + "]\n"
	}
	for name, text := range map[string]string{
		"empty":          "",
		"a list":         "- a\n",
		"two documents":  small("", "") + "---\na: b\n",
		"not UTF-8":      "policy: \xff\n",
		"no YAML":        "policy: [v1\n",
		"too long":       "# " + strings.Repeat("x", MaxBytes),
		"aliases":        bomb,
		"deep brackets":  "columns: " + strings.Repeat("[", 200_000),
		"key of a list":  small("  [a, b]: {role: quasi, op: keep}\n", ""),
		"control":        small("  \"a\\x07b\": {role: insensitive, op: keep}\n", ""),
		"merge":          small("", "<<: {a: b}\n"),
		"huge number":    small("", "privacy: {k: 99999999999999999999}\n"),
		"not a number":   small("", "privacy: {risk: {highest: .nan}}\n"),
		"empty list":     small("", "tables: []\n"),
		"outside folder": small("  q: {role: quasi, op: {generalise: ../../etc/passwd.csv}}\n", "privacy: {k: 2}\n"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse([]byte(text)); !errors.Is(err, catalog.ErrInvalid) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(example(f))
	f.Add(small("  q: {role: quasi, op: [{bands: {width: 0.50, origin: -0}}, {top: {beyond: 1e3, label: \"0\"}}]}\n", "privacy: {k: 2}\n"))
	f.Add(small("  q: {role: quasi, op: {generalise: b}}\n", "privacy: {k: 2}\nhierarchies: {b: {intervals: [5, 10]}}\n"))
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse([]byte(text))
		if err != nil {
			if !errors.Is(err, catalog.ErrInvalid) {
				t.Fatalf("error %v", err)
			}
			return
		}
		again, err := Parse(p.Canonical())
		if err != nil {
			t.Fatalf("canonical form: %v\n%s", err, p.Canonical())
		}
		if again.Hash() != p.Hash() {
			t.Errorf("canonical form %s\nis read as %s", p.Canonical(), again.Canonical())
		}
	})
}
