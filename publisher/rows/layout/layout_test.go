package layout

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write the outcomes of testdata anew; read the difference before you commit it")

// Each file of testdata is a sheet from life: what it shows, the layout if one
// is given, the sheet, and what must come of it.
func TestSheetsFromLife(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 45 {
		t.Fatalf("found %d fixtures: %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(data, []byte("# ")) {
				t.Error("the first line must say what the sheet shows")
			}
			head, rest, ok := strings.Cut(string(data), "-- sheet --\n")
			if !ok {
				t.Fatal("no sheet")
			}
			sheet, want, _ := strings.Cut(rest, "-- want --\n")
			_, settings, _ := strings.Cut(head, "-- layout --\n")
			var l Layout
			if err := yaml.Unmarshal([]byte(settings), &l); err != nil {
				t.Fatal(err)
			}
			got := outcome(parseSheet(t, sheet), l)
			if *update {
				if err := os.WriteFile(name, []byte(head+"-- sheet --\n"+sheet+"-- want --\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
