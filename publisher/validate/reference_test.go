package validate

import (
	"os"
	"strings"
	"testing"

	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

// open opens the Parquet file of l.
func (l loaded) open(t testing.TB) rowset.File {
	t.Helper()
	f, err := os.Open(l.parquet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return rowset.File{ReaderAt: f, Size: info.Size()}
}

func TestReferencesLeadToRowsOfTheOtherTable(t *testing.T) {
	units := "code,year,name\n01,2025,Hà Nội\n04,2025,Cao Bằng\n04,2024,Cao Bằng\n"
	for _, test := range []struct {
		name         string
		from         string
		fields, to   []string
		count, first int64
		value        string
		bad          string // a field
	}{
		{name: "all there", from: "u,n\n01,1\n04,2\n01,3\n", fields: []string{"u"}, to: []string{"code"}},
		{name: "some missing", from: "u,n\n01,1\n02,2\n04,3\n03,4\n02,5\n", fields: []string{"u"}, to: []string{"code"}, count: 3, first: 2, value: "02"},
		{name: "no value refers to nothing", from: "u,n\n01,1\n,2\n", fields: []string{"u"}, to: []string{"code"}},
		{name: "two columns", from: "u,y\n04,2024\n01,2024\n", fields: []string{"u", "y"}, to: []string{"code", "year"}, count: 1, first: 2, value: "01, 2024"},
		{name: "of another type", from: "u,y\n01,2024\n", fields: []string{"y"}, to: []string{"code"}, bad: "code"},
		{name: "column that is not there", from: "u,y\n01,2024\n", fields: []string{"u"}, to: []string{"id"}, bad: "id"},
		{name: "more columns than it refers to", from: "u,y\n01,2024\n", fields: []string{"u", "y"}, to: []string{"code"}, bad: "code"},
		{name: "own column that is not there", from: "u,y\n01,2024\n", fields: []string{"x"}, to: []string{"code"}, bad: "x"},
	} {
		for _, when := range []string{"loaded before", "loaded after"} {
			t.Run(test.name+"/"+when, func(t *testing.T) {
				parent, child := load(t, units), load(t, test.from)
				r, wrong := NewReference(child.columns, test.fields, "units", t.TempDir())
				defer r.Close()
				load := func() {
					problems, err := r.Load(t.Context(), parent.open(t), parent.columns, test.to)
					if err != nil {
						t.Fatal(err)
					}
					wrong = append(wrong, problems...)
				}
				if len(wrong) == 0 && when == "loaded before" {
					load()
				}
				for _, b := range child.batches {
					if len(wrong) == 0 {
						if err := r.Add(b); err != nil {
							t.Fatal(err)
						}
					}
				}
				if len(wrong) == 0 && when == "loaded after" {
					load()
				}
				if test.bad != "" {
					if len(wrong) != 1 || wrong[0].Code != BadReference || wrong[0].Value != test.bad {
						t.Errorf("got %v, want the field %q to be refused", wrong, test.bad)
					}
					return
				}
				found, err := r.Problems()
				if err != nil {
					t.Fatal(err)
				}
				if test.count == 0 {
					if len(found) > 0 {
						t.Errorf("got %v", found)
					}
					return
				}
				if len(found) != 1 || found[0].Count != test.count || found[0].Got != test.first || found[0].Value != test.value || found[0].Severity != table.Refusal {
					t.Errorf("got %v, want %d, the first in row %d: %q", found, test.count, test.first, test.value)
				}
			})
		}
	}
}

func TestReferenceThatWasNeverLoadedIsNoPass(t *testing.T) {
	l := load(t, "u,y\n01,2024\n")
	r, _ := NewReference(l.columns, []string{"u"}, "units", t.TempDir())
	if _, err := r.Problems(); err == nil {
		t.Error("no error")
	}
}

func TestCodesOfColumnsAreReported(t *testing.T) {
	l := load(t, "Tỉnh,Mã tỉnh,Số dân\nHà Nội,1,8\nHà Nộii,4,0\nHuế,79,1\n")
	c := NewCodes(l.columns, make([]string, len(l.columns)))
	for _, b := range l.batches {
		c.Add(b)
	}
	reports := c.Reports()
	if reports[0] == nil || reports[1] == nil || reports[2] != nil {
		t.Fatalf("reports %v", reports)
	}
	var got []string
	for _, p := range CodeProblems(l.columns, reports) {
		got = append(got, p.String()+" | "+p.Rule)
	}
	want := []string{
		`code-list in column "Tỉnh" (2 times) | vn-provinces/name`,
		`unknown-code in column "Tỉnh": "Hà Nộii" | "Hà Nộii" (1)`,
		`code-list in column "Mã tỉnh" (3 times) | vn-provinces/code`,
		`lost-zeros in column "Mã tỉnh" (2 times) | vn-provinces/code`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFormerProvincesAreReportedWithTheirFate(t *testing.T) {
	for text, want := range map[string]string{
		"Tỉnh,n\nHà Giang,1\nBình Dương,2\nBình Dương,2\n": "Hà Giang → Tuyên Quang (08); Bình Dương → Hồ Chí Minh (79)",
		"Mã tỉnh,n\n02,1\n74,2\n74,2\n":                    "02 (Hà Giang) → Tuyên Quang (08); 74 (Bình Dương) → Hồ Chí Minh (79)",
	} {
		former(t, text, want)
	}
}

func former(t *testing.T, text, want string) {
	t.Helper()
	l := load(t, text)
	c := NewCodes(l.columns, make([]string, len(l.columns)))
	for _, b := range l.batches {
		c.Add(b)
	}
	for _, p := range CodeProblems(l.columns, c.Reports()) {
		if p.Code == FormerCode {
			if p.Rule != want || p.Count != 3 || p.Severity != table.Warning {
				t.Errorf("got %d times %q, want %q", p.Count, p.Rule, want)
			}
			return
		}
	}
	t.Error("not reported")
}
