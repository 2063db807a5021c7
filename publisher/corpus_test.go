package publisher

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
)

var update = flag.Bool("update", false, "write the golden reports anew")

// corpus is the folder of small ugly files of package table.
const corpus = "table/testdata/corpus"

// worded are the files whose reports are compared word by word in Vietnamese.
var worded = []string{
	"budget-disclosure.xlsx", "yearbook-merged-header.xlsx", "formula-errors.xlsx", "several-sheets.xlsx", "hidden-rows-and-columns.xlsx",
	"excel-vn-semicolon.csv", "money-with-dong.csv", "pm25-minus-999.csv", "ragged-address-comma.csv", "totals-plain.csv", "mojibake.csv",
	"tcvn3-bytes.csv", "saved-as-html.xls", "bomb.csv.zst", "shapefile-tcvn3-vn2000.zip", "vn2000-crs.geojson", "ckan-datastore.json",
	"coordinates-swapped.csv", "dates-ambiguous.csv", "two-tables-one-sheet.xlsx",
}

// Every file of the corpus is checked by itself, and whatever is said of it is
// said in both languages, in whole sentences.
func TestReportsOfTheCorpus(t *testing.T) {
	entries, err := os.ReadDir(corpus)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, e := range entries {
		name := e.Name()
		if strings.HasSuffix(name, ".golden") || name == "README.md" || name == ".gitattributes" {
			continue
		}
		seen++
		t.Run(name, func(t *testing.T) {
			p := New(nil, nil, Options{WorkDir: t.TempDir()})
			report, err := p.Check(t.Context(), filepath.Join(corpus, name), nil)
			if err != nil {
				t.Fatalf("Check: %v", err)
			}
			if len(report.Tables) == 0 {
				t.Fatal("no table, and no word about it")
			}
			for _, table := range report.Tables {
				checkWords(t, table)
			}
			if slices.Contains(worded, name) {
				compareWords(t, filepath.Join(corpus, name+".vi.golden"), report)
			}
		})
	}
	if seen < 80 {
		t.Errorf("%d files: has the corpus moved?", seen)
	}
}

// A text that shows how it was made: a verb of fmt that was not served, a place
// that nobody named, or a code alone.
var raw = regexp.MustCompile(`%!|ở \.|\bin \.|\(\)|^[a-z]+(-[a-z]+)+(:|$)|  `)

func checkWords(t *testing.T, r TableReport) {
	t.Helper()
	said := func(what string, text catalog.Text) {
		t.Helper()
		for _, s := range []string{text.Vi, text.En} {
			if s == "" || raw.MatchString(s) {
				t.Errorf("%s: %q", what, s)
			}
		}
		if text.Vi == text.En {
			t.Errorf("%s is the same in both languages: %q", what, text.Vi)
		}
	}
	c := r.Table.Checks
	for _, s := range c.Reading.Steps {
		said("step "+s.Code, s.Text)
		if s.Ref == "" {
			t.Errorf("step %s has no place", s.Code)
		}
	}
	for _, f := range c.Findings {
		said("finding "+f.Code, f.Text)
	}
	if r.Refusal != nil {
		said("refusal", r.Refusal.Public)
		if len(r.Refusal.Fields) == 0 {
			t.Error("a refusal that names nothing to correct")
		}
		for _, f := range r.Refusal.Fields {
			said("place", f.Detail)
		}
	}
	if c.Quality != nil {
		for _, p := range c.Quality.Points {
			said("measure "+p.Measure, p.Text)
		}
	}
	if _, err := json.Marshal(r.Table); err != nil {
		t.Errorf("as JSON: %v", err)
	}
}

// compareWords compares the Vietnamese report with that of a golden file.
func compareWords(t *testing.T, golden string, r *Report) {
	t.Helper()
	var b strings.Builder
	for _, table := range r.Tables {
		writeWords(&b, table)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got (go test -update writes what came)\n%s", diff)
	}
}

func writeWords(b *strings.Builder, r TableReport) {
	c := r.Table.Checks
	fmt.Fprintf(b, "Bảng %s: %d dòng, %d cột\n", r.Table.Resource, r.Table.Rows, len(r.Table.Columns))
	for _, s := range c.Reading.Steps {
		fmt.Fprintf(b, "bước: %s\n", s.Text.Vi)
	}
	for _, f := range c.Findings {
		fmt.Fprintf(b, "lưu ý [%s]: %s\n", f.Column, f.Text.Vi)
	}
	if r.Refusal != nil {
		fmt.Fprintf(b, "từ chối: %s\n", r.Refusal.Public.Vi)
		for _, f := range r.Refusal.Fields {
			fmt.Fprintf(b, "  dòng %d [%s]: %s\n", f.Line, f.Field, f.Detail.Vi)
		}
	}
}
