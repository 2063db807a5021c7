package assess_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"nguon/publisher/anon/assess"
)

func text(tb testing.TB, r *assess.Report) []byte {
	tb.Helper()
	b, err := r.JSON()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// The file is what this version writes of a fixed release. Whoever changes the
// form changes Schema with it.
//
//	NGUON_UPDATE=1 go test -run Golden ./publisher/anon/assess
func TestGoldenReport(t *testing.T) {
	r, _ := passing(t)
	const path = "testdata/report.json"
	got := text(t, r)
	if os.Getenv("NGUON_UPDATE") != "" {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the report is another than %s:\n%s", path, got)
	}
}

func TestReportIsReadAsItWasWritten(t *testing.T) {
	r, in := passing(t)
	written := text(t, r)
	back, err := assess.Parse(written)
	if err != nil {
		t.Fatal(err)
	}
	if again := text(t, back); !bytes.Equal(again, written) {
		t.Errorf("got\n%s\nwant\n%s", again, written)
	}
	in.Report = back
	if broken := assess.Gate(in); len(broken) > 0 {
		t.Errorf("the gate refuses it: %+v", broken)
	}
	a, _ := r.Hash()
	b, _ := back.Hash()
	if a != b || len(a) != 64 {
		t.Errorf("hashes %q and %q", a, b)
	}
}

func TestParseRefuses(t *testing.T) {
	r, _ := passing(t)
	good := string(text(t, r))
	if _, err := assess.Parse([]byte(strings.Replace(good, "{\n", "{ \t\n", 1))); err != nil {
		t.Errorf("white space: %v", err)
	}
	for name, bad := range map[string]string{
		"nothing":                "",
		"another form":           `[]`,
		"null":                   `null`,
		"an unknown field":       strings.Replace(good, "{", `{"sign": 1,`, 1),
		"a field twice":          strings.Replace(good, "{", `{"pass": false,`, 1),
		"a field in capitals":    strings.Replace(good, `"pass": true`, `"Pass": true`, 1),
		"something after it":     good + "{}",
		"a number as text":       strings.Replace(good, `"pass": true`, `"pass": "true"`, 1),
		"a number that is none":  strings.Replace(good, `"coverage": 0.5`, `"coverage": NaN`, 1),
		"another notation":       strings.Replace(good, `"coverage": 0.5`, `"coverage": 5e-1`, 1),
		"bytes that are no text": strings.Replace(good, `"tool": "nguon 1"`, "\"tool\": \"ngu\xffon\"", 1),
		"too many parts":         strings.Replace(good, `"levers": [`, `"levers": [`+strings.Repeat("{},", 60_000), 1),
		"too long":               good + strings.Repeat(" ", assess.MaxBytes),
	} {
		t.Run(name, func(t *testing.T) {
			if bad == good {
				t.Fatal("nothing was changed")
			}
			if _, err := assess.Parse([]byte(bad)); !errors.Is(err, assess.ErrReport) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// What Parse accepts is written as the same report, and neither the judge nor
// the gate stumbles over it.
func FuzzParse(f *testing.F) {
	r, in := passing(f)
	f.Add(text(f, r))
	f.Add([]byte(`{}`))
	f.Add(text(f, &assess.Report{Schema: assess.Schema, Adversaries: []assess.Adversary{{Name: "neighbour"}, {}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := assess.Parse(b)
		if err != nil {
			if !errors.Is(err, assess.ErrReport) {
				t.Fatal(err)
			}
			return
		}
		again, err := assess.Parse(text(t, r))
		if err != nil {
			t.Fatalf("its own text is refused: %v", err)
		}
		if !bytes.Equal(text(t, again), text(t, r)) {
			t.Fatal("it changes when it is read again")
		}
		in.Report = r
		assess.Gate(in)
		r.Summary()
	})
}
