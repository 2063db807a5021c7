package table

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/encoding/wkt"

	"nguon/publisher/rows"
)

var update = flag.Bool("update", false, "write the golden outcomes of the corpus anew")

// corpus is a folder of small ugly files, each with its outcome beside it.
const corpus = "testdata/corpus"

// corpusFiles returns the paths of the files, without what is written beside
// them.
func corpusFiles(tb testing.TB) (paths []string) {
	tb.Helper()
	entries, err := os.ReadDir(corpus)
	if err != nil {
		tb.Fatal(err)
	}
	for _, e := range entries {
		if n := e.Name(); !strings.HasSuffix(n, ".golden") && n != "README.md" && n != ".gitattributes" {
			paths = append(paths, filepath.Join(corpus, n))
		}
	}
	return paths
}

// Every file has the plan, the types and the problems that its golden file
// says, and becomes Parquet that holds its rows.
func TestCorpus(t *testing.T) {
	paths := corpusFiles(t)
	if len(paths) < 80 {
		t.Errorf("%d files: has the corpus moved?", len(paths))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			got := outcome(t, path)
			golden := path + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got (go test -update writes what came)\n%s", diff)
			}
		})
	}
}

// Every file is described, and nothing is described that is not there.
func TestCorpusIsDescribed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(corpus, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	described := make(map[string]bool)
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "- `"); ok {
			name, _, _ = strings.Cut(name, "`")
			described[name] = true
		}
	}
	for _, path := range corpusFiles(t) {
		if !described[filepath.Base(path)] {
			t.Errorf("README.md does not say what %s shows", filepath.Base(path))
		}
		delete(described, filepath.Base(path))
	}
	for name := range described {
		t.Errorf("README.md describes %s, which does not exist", name)
	}
	golden, err := filepath.Glob(filepath.Join(corpus, "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range golden {
		if _, err := os.Stat(strings.TrimSuffix(strings.TrimSuffix(name, ".golden"), ".vi")); err != nil {
			t.Errorf("%s is of no file", name)
		}
	}
}

// outcome writes down all that is made of a file: of a workbook, of each of its
// sheets.
func outcome(t *testing.T, path string) string {
	t.Helper()
	o := Options{TempDir: t.TempDir(), Workers: 1}
	sheets, err := Sheets(t.Context(), path, o)
	if _, ok := errors.AsType[*Error](err); err != nil && !ok {
		t.Fatal(err)
	}
	var b strings.Builder
	writeOutcome(t, &b, path, o)
	for _, name := range sheets[min(1, len(sheets)):] {
		o.Sheet = name
		b.WriteByte('\n')
		writeOutcome(t, &b, path, o)
	}
	return b.String()
}

func writeOutcome(t *testing.T, b *strings.Builder, path string, o Options) {
	t.Helper()
	plan, err := Inspect(t.Context(), path, o)
	if e, ok := errors.AsType[*Error](err); ok {
		writeProblem(b, e.Problem)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	writePlan(b, plan)
	if plan.Err() != nil {
		return
	}
	list := publishedText(t, plan)
	for i, row := range list {
		if len(list) <= 8 || i < 4 || i >= len(list)-2 {
			line, err := plan.Line(int64(i))
			if err != nil {
				t.Error(err)
			}
			fmt.Fprintf(b, "row %d, line %d: %s\n", i+1, line, strings.Join(row[:min(len(row), 40)], " | "))
		}
	}
}

// writePlan writes down what is known of a file after it was read once.
func writePlan(b *strings.Builder, p *Plan) {
	fmt.Fprintf(b, "format %s", p.Format)
	for name, value := range map[string]string{"packed": p.Packed} {
		if value != "" {
			fmt.Fprintf(b, ", %s %s", name, value)
		}
	}
	if p.Sheet != "" {
		fmt.Fprintf(b, ", sheet %q", p.Sheet)
	}
	if p.Dialect.Encoding != "" {
		fmt.Fprintf(b, ", %s, separator %q", p.Dialect.Encoding, p.Dialect.Comma)
	}
	if p.Dialect.HeaderLine > 0 {
		fmt.Fprintf(b, ", header in line %d", p.Dialect.HeaderLine)
	}
	if p.Dialect.Legacy != "" {
		fmt.Fprintf(b, ", legacy %s", p.Dialect.Legacy)
	}
	fmt.Fprintf(b, "\nrows %d, columns %d\n", p.Rows, len(p.Columns))
	for _, s := range p.Steps {
		b.WriteString("step ")
		writeProblem(b, s)
	}
	for i := range p.Columns {
		if len(p.Columns) > 40 && i >= 6 && i < len(p.Columns)-3 {
			if i == 6 {
				b.WriteString("column …\n")
			}
			continue
		}
		writeColumn(b, &p.Columns[i])
	}
	for _, q := range p.Problems {
		writeProblem(b, q)
	}
}

func writeColumn(b *strings.Builder, c *Column) {
	fmt.Fprintf(b, "column %s %q %s", c.Name, c.Source, c.Type)
	if c.Type == Decimal {
		fmt.Fprintf(b, "(%d,%d)", c.Digits, c.Scale)
	}
	if isNumberType(c.Type) && (c.Format.Decimal != 0 || c.Format.Thousands != 0) {
		fmt.Fprintf(b, ", signs %q", strings.Trim(string([]byte{c.Format.Thousands, c.Format.Decimal}), "\x00"))
	}
	if c.Type == Date || c.Type == DateTime {
		fmt.Fprintf(b, ", %s", c.Format.Dates)
	}
	for _, fact := range []struct {
		is   bool
		text string
	}{
		{c.Format.Precision != "", "by " + string(c.Format.Precision)}, {c.Percent, "percent"}, {c.Unit != "", fmt.Sprintf("unit %q", c.Unit)},
		{c.IsCode(), "code"}, {c.URLs, "addresses"}, {c.Declared, "declared"}, {c.Ref != "", "at " + c.Ref},
		{c.Nulls > 0, fmt.Sprintf("nulls %d", c.Nulls)}, {c.Misfits > 0, fmt.Sprintf("misfits %d", c.Misfits)},
		{len(c.Tokens) > 0, fmt.Sprintf("tokens %q", c.Tokens)},
	} {
		if fact.is {
			b.WriteString(", " + fact.text)
		}
	}
	b.WriteByte('\n')
}

func writeProblem(b *strings.Builder, q Problem) {
	fmt.Fprintf(b, "%s %s", map[rows.Severity]string{Note: "note", Warning: "warning", Refusal: "REFUSAL"}[q.Severity], q.Code)
	if q.Column != "" {
		fmt.Fprintf(b, " column %q", q.Column)
	}
	fmt.Fprintf(b, " ×%d", q.Count)
	if q.Type != "" {
		fmt.Fprintf(b, " type %s", q.Type)
	}
	if q.Line > 0 {
		fmt.Fprintf(b, " line %d", q.Line)
	}
	if q.Ref != "" {
		fmt.Fprintf(b, " %s", q.Ref)
	}
	if q.Value != "" {
		fmt.Fprintf(b, " %q", q.Value)
	}
	if q.Got != 0 || q.Want != 0 {
		fmt.Fprintf(b, " got %d want %d", q.Got, q.Want)
	}
	b.WriteByte('\n')
}

// publishedText converts and verifies a file, and returns its rows as text.
func publishedText(t *testing.T, plan *Plan) (list [][]string) {
	t.Helper()
	var out bytes.Buffer
	written, err := Convert(t.Context(), plan, &out, ConvertOptions{OnBatch: func(b *Batch) error {
		for i := range b.Rows {
			row := make([]string, len(b.Columns))
			for j := range b.Columns {
				row[j] = cellText(&b.Columns[j], i, plan.Columns[j].Scale)
			}
			list = append(list, row)
		}
		return nil
	}})
	if err != nil {
		t.Fatalf("Convert: %v", err)
	}
	if err := Verify(t.Context(), bytes.NewReader(out.Bytes()), int64(out.Len()), written, nil); err != nil {
		t.Fatalf("Verify: %v", err)
	}
	return list
}

func cellText(v *Vector, i, scale int) string {
	switch {
	case v.Null(i):
		return "∅"
	case v.Type == String:
		return fmt.Sprintf("%q", v.Bytes(i))
	case v.Type == Decimal:
		return decimalText(v.Ints[i], scale)
	case v.Type == Geometry:
		g, err := wkb.Unmarshal(v.Bytes(i))
		if err != nil {
			return err.Error()
		}
		return wkt.MarshalString(g)
	}
	return v.text(i)
}
