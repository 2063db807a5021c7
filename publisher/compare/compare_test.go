package compare_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/publisher/compare"
	"nguon/publisher/profile"
	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

// side makes a table of a CSV text, as it would be published.
func side(t testing.TB, text string, key ...string) compare.Side {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	plan, err := table.Inspect(t.Context(), path, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stats := profile.New(plan)
	var out bytes.Buffer
	if _, err := table.Convert(t.Context(), plan, &out, table.ConvertOptions{OnBatch: func(b *table.Batch) error {
		stats.Add(b)
		return nil
	}}); err != nil {
		t.Fatal(err)
	}
	made := &catalog.Table{Rows: plan.Rows, Key: key}
	for i, s := range stats.Stats() {
		c := plan.Columns[i]
		made.Columns = append(made.Columns, catalog.Column{Name: c.Name, Source: c.Source, Title: catalog.Text{Vi: c.Source, En: c.Source},
			Type: catalog.Type(c.Type), Digits: c.Digits, Scale: c.Scale, Precision: catalog.Precision(c.Format.Precision), Stats: s})
	}
	return compare.Side{Table: made, File: &rowset.File{ReaderAt: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}}
}

func changes(t testing.TB, before, now compare.Side) *catalog.Changes {
	t.Helper()
	c, err := compare.Tables(t.Context(), 1, before, now, compare.Options{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// kinds is what changed in columns, as text; breaking changes have a mark.
func kinds(c *catalog.Changes) string {
	var all []string
	for _, c := range c.Columns {
		s := c.Kind + " " + c.Column
		if c.Breaking {
			s += "!"
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

func TestColumnChanges(t *testing.T) {
	for _, test := range []struct {
		name, before, now string
		key               []string
		want              string
	}{
		{"the same", "a,b\n1,x\n2,y\n", "a,b\n1,x\n2,y\n", nil, ""},
		{"order of columns is no change", "a,b\n1,x\n2,y\n", "b,a\nx,1\ny,2\n", nil, ""},
		{"added", "a,b\n1,x\n", "a,b,c\n1,x,z\n", nil, "added c"},
		{"removed", "a,b,c\n1,x,z\n", "a,b\n1,x\n", nil, "removed c!"},
		{"retyped", "a,b\n1,x\n2,y\n", "a,b\n1.5,x\n2.5,y\n", nil, "retyped a!"},
		{"maybe renamed", "a,b\n1,x\n2,y\n3,z\n", "ident,b\n1,x\n2,y\n3,z\n", nil, "renamed ident!"},
		{"too little to tell a new name", "a,b\n1,x\n2,y\n", "ident,b\n1,x\n2,y\n", nil, "added ident, removed a!"},
		{"two that may be the same", "a,b,c\n1,1,x\n2,2,y\n3,3,z\n", "d,c\n1,x\n2,y\n3,z\n", nil, "added d, removed a!, removed b!"},
		{"newly missing", "a,b\n1,v\n2,w\n", "a,b\n1,v\n2,\n", nil, "nullable b"},
		{"newly missing in the key", "a,b\n1,x\n2,y\n", "a,b\n1,x\n,y\n", []string{"a"}, "nullable a!"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := changes(t, side(t, test.before, test.key...), side(t, test.now, test.key...))
			if d := cmp.Diff(test.want, kinds(got)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			if got.Breaking != strings.Contains(test.want, "!") {
				t.Errorf("Breaking = %v", got.Breaking)
			}
			for _, c := range got.Columns {
				if c.Text.Vi == "" || c.Text.En == "" || strings.Contains(c.Text.Vi+c.Text.En, "%!") {
					t.Errorf("text %+v", c.Text)
				}
			}
		})
	}
}

func TestTypesThatHoldMoreBreakNothing(t *testing.T) {
	decimal := func(scale int) catalog.Column { return catalog.Column{Name: "v", Type: catalog.Decimal, Scale: scale} }
	date := func(p catalog.Precision) catalog.Column {
		return catalog.Column{Name: "v", Type: catalog.Date, Precision: p}
	}
	for _, test := range []struct {
		name        string
		before, now catalog.Column
		want        string
	}{
		{"more digits after the point", decimal(1), decimal(2), "retyped v"},
		{"fewer digits after the point", decimal(2), decimal(1), "retyped v!"},
		{"days instead of months", date(catalog.ByMonth), date(catalog.ByDay), "retyped v!"},
		{"text instead of dates", date(catalog.ByDay), catalog.Column{Name: "v", Type: catalog.String}, "retyped v!"},
	} {
		before, now := &catalog.Table{Columns: []catalog.Column{test.before}}, &catalog.Table{Columns: []catalog.Column{test.now}}
		if got := changes(t, compare.Side{Table: before}, compare.Side{Table: now}); kinds(got) != test.want {
			t.Errorf("%s: got %s, want %s", test.name, kinds(got), test.want)
		}
	}
}

func TestDescriptionsAndKeysAreCompared(t *testing.T) {
	before, now := side(t, "a,b\n1,x\n", "a"), side(t, "a,b\n1,x\n", "a", "b")
	c := &now.Table.Columns[0]
	c.Unit, c.Codes, c.Description.En = "người", "vn-provinces/code", "About it"
	got := changes(t, before, now)
	if want := "unit a, codes a, described a, key a, b!"; kinds(got) != want || got.Rows.ByKey {
		t.Errorf("got %s, rows %+v; want %s", kinds(got), got.Rows, want)
	}
	if got := changes(t, side(t, "a,b\n1,x\n"), side(t, "a,b\n1,x\n", "a")); kinds(got) != "key a" || got.Breaking {
		t.Errorf("a first key: got %s, breaking %v", kinds(got), got.Breaking)
	}
}

func TestRowsAreMatchedByKey(t *testing.T) {
	for _, test := range []struct {
		name, before, now string
		key               []string
		want              catalog.RowChanges
	}{
		{"without a key", "a,b\n1,x\n", "a,b\n1,y\n2,y\n", nil, catalog.RowChanges{Before: 1, After: 2}},
		{"added, removed and changed", "a,b\n1,x\n2,y\n3,z\n", "a,b\n3,z\n2,changed\n4,w\n5,w\n", []string{"a"},
			catalog.RowChanges{Before: 3, After: 4, ByKey: true, Added: 2, Removed: 1, Changed: 1}},
		{"key of two columns in another order", "a,b,c\n1,x,p\n1,y,p\n", "b,a,c\ny,1,p\nx,1,q\n", []string{"a", "b"},
			catalog.RowChanges{Before: 2, After: 2, ByKey: true, Changed: 1}},
		{"a value that is missing now", "a,b\n1,v\n2,w\n", "a,b\n1,v\n2,\n", []string{"a"},
			catalog.RowChanges{Before: 2, After: 2, ByKey: true, Changed: 1}},
		{"columns of one side do not count", "a,b\n1,x\n2,y\n", "a,c\n1,7\n2,8\n", []string{"a"},
			catalog.RowChanges{Before: 2, After: 2, ByKey: true}},
		{"another type of the key", "a,b\n1,x\n", "a,b\nk1,x\n", []string{"a"}, catalog.RowChanges{Before: 1, After: 1}},
		{"a key that repeated before", "a,b\n1,x\n1,y\n1,y\n", "a,b\n1,y\n", []string{"a"},
			catalog.RowChanges{Before: 3, After: 1, ByKey: true, Removed: 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := changes(t, side(t, test.before, test.key...), side(t, test.now, test.key...)).Rows
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestWithoutTheOldFileOnlyNumbersOfRowsAreKnown(t *testing.T) {
	before, now := side(t, "a,b\n1,x\n", "a"), side(t, "a,b\n2,x\n", "a")
	before.File = nil
	if got := changes(t, before, now).Rows; got != (catalog.RowChanges{Before: 1, After: 1}) {
		t.Errorf("got %+v", got)
	}
}

// random is a table of some of the keys up to 400, and as a map.
func random(r *rand.Rand) (text string, rows map[int]int) {
	rows = make(map[int]int)
	var b strings.Builder
	b.WriteString("id,v,w\n")
	for _, id := range r.Perm(400)[:300] {
		rows[id] = r.IntN(3)
		fmt.Fprintf(&b, "%d,%d,w%d\n", id, rows[id], rows[id])
	}
	return b.String(), rows
}

func TestChangesOfRandomTablesAreThoseOfMaps(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 4 {
		textA, a := random(r)
		textB, b := random(r)
		sideA, sideB := side(t, textA, "id"), side(t, textB, "id")
		want := catalog.RowChanges{Before: 300, After: 300, ByKey: true}
		for id, v := range a {
			if w, ok := b[id]; !ok {
				want.Removed++
			} else if v != w {
				want.Changed++
			}
		}
		want.Added = want.Removed
		for _, entries := range []int{0, 100} {
			there, err := compare.Tables(t.Context(), 1, sideA, sideB, compare.Options{TempDir: t.TempDir(), Entries: entries})
			if err != nil {
				t.Fatal(err)
			}
			if there.Rows != want {
				t.Errorf("tables %d, %d in memory: got %+v, want %+v", i, entries, there.Rows, want)
			}
			if len(there.Columns) > 0 {
				t.Errorf("tables %d of the same distribution: %s", i, kinds(there))
			}
		}
		if back := changes(t, sideB, sideA).Rows; back.Added != want.Removed || back.Removed != want.Added || back.Changed != want.Changed {
			t.Errorf("tables %d: the way back is %+v, the way there %+v", i, back, want)
		}
		if self := changes(t, sideA, sideA); len(self.Columns) > 0 || self.Breaking || self.Rows.Added+self.Rows.Removed+self.Rows.Changed > 0 {
			t.Errorf("tables %d: a table differs from itself: %+v", i, self)
		}
	}
}

// column makes a table of one column and a key.
func column(t *testing.T, rows int, value func(i int) string) compare.Side {
	var b strings.Builder
	b.WriteString("id,v\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,%s\n", i, value(i))
	}
	return side(t, b.String(), "id")
}

func TestValuesThatMovedAreReported(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	normal := func(mean, dev float64) func(int) string {
		return func(int) string { return fmt.Sprintf("%.3f", mean+dev*r.NormFloat64()) }
	}
	words := func(list ...string) func(int) string { return func(i int) string { return list[i%len(list)] } }
	for _, test := range []struct {
		name        string
		before, now func(i int) string
		rows        int
		want        string
	}{
		{"the same distribution", normal(10, 1), normal(10, 1), 2000, ""},
		{"a little higher", normal(10, 1), normal(10.2, 1), 2000, ""},
		{"much higher", normal(10, 1), normal(12, 1), 2000, "moved v"},
		{"wider", normal(10, 1), normal(10, 4), 2000, "moved v"},
		{"one outlier is no move", normal(10, 1), func(i int) string {
			if i == 7 {
				return "1000.000"
			}
			return normal(10, 1)(i)
		}, 2000, ""},
		{"integers of a wider range", func(i int) string { return fmt.Sprint(i % 20) }, func(i int) string { return fmt.Sprint(i % 21) }, 2000, ""},
		{"other shares of categories", words("a", "b", "a", "a"), words("a", "b", "b", "b"), 400, "moved v"},
		{"a new rare category", words("a", "b"), func(i int) string {
			if i%50 == 0 {
				return "c"
			}
			return words("a", "b")(i)
		}, 1000, ""},
		{"other words altogether", func(i int) string { return fmt.Sprintf("a%d", i%15) }, func(i int) string { return fmt.Sprintf("b%d", i%15) }, 1000, "moved v"},
		{"the same of many words", func(i int) string { return fmt.Sprintf("a%d", i%400) }, func(i int) string { return fmt.Sprintf("a%d", (i+7)%400) }, 1000, ""},
		{"few rows move by chance", words("a", "b", "a", "a"), words("b"), 50, ""},
		{"dates move on", func(i int) string { return fmt.Sprintf("2025-01-%02d", i%28+1) }, func(i int) string { return fmt.Sprintf("2026-01-%02d", i%28+1) }, 1000, ""},
		{"more missing values", words("a", "b", "a", ""), words("", "b", "a", ""), 400, "missing v"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, now := column(t, test.rows, test.before), column(t, test.rows, test.now)
			there, back := changes(t, before, now), changes(t, now, before)
			if kinds(there) != test.want || there.Breaking {
				t.Errorf("got %q, want %q", kinds(there), test.want)
			}
			if kinds(back) != test.want {
				t.Errorf("the way back is %q, the way there %q", kinds(back), test.want)
			}
			if i := slices.IndexFunc(there.Columns, func(c catalog.ColumnChange) bool { return strings.Contains(c.Text.Vi+c.Text.En, "%!") }); i >= 0 {
				t.Errorf("text %+v", there.Columns[i].Text)
			}
		})
	}
}

func BenchmarkTables(b *testing.B) {
	const rows = 1_000_000
	var before, now bytes.Buffer
	for _, w := range []*bytes.Buffer{&before, &now} {
		w.WriteString("id,day,n,word\n")
	}
	for i := range rows {
		fmt.Fprintf(&before, "K%07d,2026-01-%02d,%d,w%d\n", i, i%28+1, i%1000, i%50)
		fmt.Fprintf(&now, "K%07d,2026-01-%02d,%d,w%d\n", i+1000, (i+1000)%28+1, (i+1000)%1000, i%49)
	}
	x, y := side(b, before.String(), "id"), side(b, now.String(), "id")
	for b.Loop() {
		c, err := compare.Tables(b.Context(), 1, x, y, compare.Options{TempDir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		if c.Rows.Added != 1000 || c.Rows.Removed != 1000 {
			b.Fatalf("rows %+v", c.Rows)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
