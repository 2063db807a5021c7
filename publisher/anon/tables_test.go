package anon_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
)

// aggregate is a policy that publishes tables alone.
const aggregate = "policy: v1\ndataset: mau\nunit: aggregate\nreview_after: 12mo\nrelease: open\ncoverage: census\ncolumns: {Mã: {role: identifier, op: drop}, Xã: {role: quasi, op: keep}, Năm: {role: insensitive, op: keep}}\n"

// cases are rows of three communes and two years; each has the given number.
func cases(counts ...int) string {
	var b strings.Builder
	b.WriteString("Mã,Xã,Năm\n")
	id := 0
	for i, n := range counts {
		for range n {
			id++
			fmt.Fprintf(&b, "m%d,%s,%d\n", id, []string{"An Bình", "Bình Minh", "Cát Tường"}[i/2], 2024+i%2)
		}
	}
	return b.String()
}

func tableText(t *testing.T, got *anon.Result, i int) string {
	t.Helper()
	text, err := os.ReadFile(got.Tables[i])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAggregatesArePublishedWithoutRows(t *testing.T) {
	j := small(t, cases(5, 6, 7, 8, 9, 10), aggregate+"tables: [{by: [Xã, Năm], count: Số ca, min_count: 3}]\n", nil)
	got := run(t, j)
	if got.File != "" || len(got.Tables) != 1 || !got.Report.Pass {
		t.Fatalf("file %q, tables %v, failed %v", got.File, got.Tables, failed(got.Report))
	}
	want := `Xã,Năm,Số ca,status
An Bình,2024,5,published
An Bình,2025,6,published
An Bình,*,11,published
Bình Minh,2024,7,published
Bình Minh,2025,8,published
Bình Minh,*,15,published
Cát Tường,2024,9,published
Cát Tường,2025,10,published
Cát Tường,*,19,published
*,2024,21,published
*,2025,24,published
*,*,45,published
`
	if text := tableText(t, got, 0); text != want {
		t.Errorf("table %q, want %q", text, want)
	}
}

func TestSmallCellsAreSuppressedWithOthersThatTellThem(t *testing.T) {
	got := run(t, small(t, cases(1, 6, 7, 8, 9, 10), aggregate+"tables: [{by: [Xã, Năm], count: Số ca, min_count: 3}]\n", nil))
	f := got.Report.Tables[0]
	if !got.Report.Pass || f.Primary != 1 || f.Secondary < 3 || f.Open != 0 {
		t.Errorf("figures %+v, failed %v", f, failed(got.Report))
	}
	suppressed := 0
	for _, row := range records(t, tableText(t, got, 0)) {
		if row[3] == "suppressed" {
			suppressed++
		}
		if (row[2] == "") != (row[3] == "suppressed") || row[2] == "1" {
			t.Errorf("row %v", row)
		}
	}
	if int64(suppressed) != f.Primary+f.Secondary {
		t.Errorf("%d cells are suppressed, and the report says %d", suppressed, f.Primary+f.Secondary)
	}
}

func TestKeyedRoundingIsTheSameForTheSameRecords(t *testing.T) {
	rounded := func(data, key string) string {
		j := small(t, data, aggregate+"tables: [{by: [Xã, Năm], count: Số ca, min_count: 3, round: {base: 3, mode: random-keyed}}]\n", nil)
		j.Key = []byte(key)
		got := run(t, j)
		if !got.Report.Pass {
			t.Fatalf("failed %v", failed(got.Report))
		}
		text := tableText(t, got, 0)
		for _, row := range records(t, text) {
			if n, err := strconv.Atoi(row[2]); err != nil || n%3 != 0 {
				t.Errorf("%v is not rounded to 3", row)
			}
		}
		return text
	}
	was := rounded(cases(1, 7, 10, 11, 13, 14), secret)
	if again := rounded(cases(1, 7, 10, 11, 13, 14), secret); again != was {
		t.Errorf("the same records: %q, then %q", was, again)
	}
	other := map[string]bool{}
	for i := range 8 {
		other[rounded(cases(1, 7, 10, 11, 13, 14), secret+strconv.Itoa(i))] = true
	}
	if len(other) == 1 {
		t.Error("the key makes no difference")
	}
}

func TestTablesBesideRowsAreMadeOfWhatIsPublished(t *testing.T) {
	var b strings.Builder
	b.WriteString("Xã,Tuổi\n")
	for i := range 20 {
		fmt.Fprintf(&b, "%s,%d\n", []string{"An Bình", "Bình Minh"}[i%2], 20+i%4)
	}
	b.WriteString("Cát Tường,99\n") // who is suppressed
	got := run(t, small(t, b.String(), open+"columns: {Xã: {role: quasi, op: keep}, Tuổi: {role: quasi, op: {bands: 10}}}\nprivacy: {k: 5}\nsearch: {suppress_rows: 0.1}\ntables: [{by: [Xã], count: Số người, min_count: 3}]\n", nil))
	if !got.Report.Pass || got.File == "" || len(got.Tables) != 1 || got.Report.Utility.SuppressedRows != 1 {
		t.Fatalf("failed %v, %+v", failed(got.Report), got.Report.Utility)
	}
	text := tableText(t, got, 0)
	if strings.Contains(text, "Cát Tường") || !strings.Contains(text, "An Bình,10") {
		t.Errorf("table %q", text)
	}
}

func TestTableWithOneMoreRecordIsTold(t *testing.T) {
	const policy = aggregate + "tables: [{by: [Xã], count: Số ca, min_count: 3}]\n"
	before := tableText(t, run(t, small(t, cases(5, 0, 7, 0, 9, 0), policy, nil)), 0)
	for _, test := range []struct {
		name string
		data string
		pass bool
	}{{"the same", cases(5, 0, 7, 0, 9, 0), true}, {"one more", cases(6, 0, 7, 0, 9, 0), false}} {
		t.Run(test.name, func(t *testing.T) {
			j := small(t, test.data, policy, nil)
			j.PreviousTables = [][]anon.Source{{source(t, before)}}
			r := run(t, j).Report
			if r.Pass != test.pass || !test.pass && failed(r)[0] != assess.Differencing {
				t.Errorf("pass %v, failed %v", r.Pass, failed(r))
			}
		})
	}
}
