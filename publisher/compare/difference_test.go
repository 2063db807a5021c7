package compare_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/compare"
	"nguon/publisher/rowset"
)

// difference compares two tables and returns the table of changes as text: a row
// a line, missing values as "-".
func difference(t testing.TB, before, now compare.Side, o compare.Options) (*compare.Difference, string, []byte) {
	t.Helper()
	o.TempDir = t.TempDir()
	var out bytes.Buffer
	d, err := compare.Rows(t.Context(), before, now, &out, o)
	if err != nil {
		t.Fatal(err)
	}
	return d, rowsOf(t, out.Bytes()), out.Bytes()
}

func rowsOf(t testing.TB, file []byte) string {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		for {
			room := make([]parquet.Row, 100)
			n, err := rows.ReadRows(room)
			for _, r := range room[:n] {
				var cells []string
				for _, v := range r {
					s := "-"
					if !v.IsNull() {
						s = v.String()
					}
					cells = append(cells, s)
				}
				lines = append(lines, strings.Join(cells, " "))
			}
			if err != nil {
				break
			}
		}
		rows.Close()
	}
	return strings.Join(lines, "\n")
}

func TestRowsWritesWhatDiffers(t *testing.T) {
	for _, test := range []struct {
		name, before, now string
		key               []string
		columns, want     string
	}{
		{"nothing", "id,v\n1,a\n2,b\n", "id,v\n2,b\n1,a\n", []string{"id"}, "change id v_old v_new", ""},
		{"added, removed and changed, in the order of the later table", "id,v\n1,a\n2,b\n3,c\n", "id,v\n4,d\n3,x\n1,a\n", []string{"id"},
			"change id v_old v_new", "added 4 - d\nchanged 3 c x\nremoved 2 b -"},
		{"changed rows come from anywhere", "id,v\n1,a\n2,b\n3,c\n", "id,v\n3,z\n2,y\n1,x\n", []string{"id"},
			"change id v_old v_new", "changed 3 c z\nchanged 2 b y\nchanged 1 a x"},
		{"a value went missing", "id,v,w\n1,a,1\n2,b,2\n", "id,v,w\n1,,1\n2,b,2\n", []string{"id"},
			"change id v_old v_new w_old w_new", "changed 1 a - 1 1"},
		{"a key of two columns", "a,b,v\n1,1,x\n1,2,y\n", "a,b,v\n1,1,x\n1,2,z\n", []string{"a", "b"}, "change a b v_old v_new", "changed 1 2 y z"},
		{"a column was added", "id,v\n1,a\n2,b\n", "id,v,w\n1,a,7\n2,c,8\n", []string{"id"}, "change id v_old v_new w_new", "changed 2 b c 8"},
		{"a column is gone", "id,v,w\n1,a,7\n2,b,8\n", "id,v\n1,a\n2,c\n", []string{"id"}, "change id v_old v_new w_old", "changed 2 b c 8"},
		{"a column of another type alone is no change of a row", "id,v,w\n1,a,7\n2,b,8\n", "id,v,w\n1,a,x\n2,c,y\n", []string{"id"},
			"change id v_old v_new w_old w_new", "changed 2 b c 8 y"},
		{"names that are taken", "id,v,v_old,change\n1,a,b,c\n", "id,v,v_old,change\n1,x,b,c\n", []string{"id"},
			"change id v_old v_new v_old_old v_old_new change_old change_new", "changed 1 a x b b c c"},
		{"without a key, rows are counted", "a,b\n1,x\n1,x\n2,y\n", "a,b\n2,y\n1,x\n3,z\n", nil, "change a b", "added 3 z\nremoved 1 x"},
		{"a key that is not unique counts as none", "id,v\n1,a\n1,b\n2,c\n", "id,v\n1,a\n2,d\n", []string{"id"}, "change id v",
			"added 2 d\nremoved 1 b\nremoved 2 c"},
		{"a key that another column has now counts as none", "id,v\n1,a\n2,b\n", "id,v\nA,a\nB,c\n", []string{"id"},
			"change id_old id_new v", "added - B c\nremoved 2 - b"},
		{"numbers, times and truth values", "id,n,d,b\n1,1.5,2026-01-01,true\n2,2.5,2026-01-02,false\n", "id,n,d,b\n1,1.25,2026-01-03,false\n2,2.5,2026-01-02,false\n", []string{"id"},
			"change id n_old n_new d_old d_new b_old b_new", "changed 1 1.5 1.25 20454 20456 true false"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, now := side(t, test.before, test.key...), side(t, test.now, test.key...)
			d, got, file := difference(t, before, now, compare.Options{})
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			var names []string
			for _, c := range d.Table.Columns {
				names = append(names, c.Name)
			}
			if s := strings.Join(names, " "); s != test.columns {
				t.Errorf("columns %s, want %s", s, test.columns)
			}
			if lines := strings.Count(got, "\n") + min(len(got), 1); d.Table.Rows != int64(lines) || d.Rows.Added+d.Rows.Removed+d.Rows.Changed != int64(lines) {
				t.Errorf("counts %+v of %d rows, %d were written", d.Rows, d.Table.Rows, lines)
			}
			if _, _, again := difference(t, before, now, compare.Options{Entries: 12}); !bytes.Equal(again, file) {
				t.Error("the same tables give another file, with less memory")
			}
		})
	}
}

func TestCellsCountTheColumnsThatChanged(t *testing.T) {
	before := side(t, "id,v,w\n1,a,1\n2,b,2\n3,c,3\n4,d,4\n", "id")
	now := side(t, "id,v,w\n1,x,1\n2,y,9\n3,c,3\n5,e,5\n", "id")
	d, _, _ := difference(t, before, now, compare.Options{})
	want := []compare.CellChanges{{Column: "v", Changed: 2}, {Column: "w", Changed: 1}}
	if !slices.Equal(d.Cells, want) {
		t.Errorf("cells = %v, want %v", d.Cells, want)
	}
}

func TestTablesWithoutACommonColumnAreNotCompared(t *testing.T) {
	_, err := compare.Rows(t.Context(), side(t, "a\n1\n"), side(t, "b\n1\n"), new(bytes.Buffer), compare.Options{})
	if err == nil {
		t.Error("no error")
	}
}

// Applied to the earlier table, the changes make the later one: for any tables,
// in memory and out of it.
func TestChangesMakeTheLaterTableOfTheEarlier(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1))
		table := func(keys []int) (map[string]string, string) {
			rows := make(map[string]string)
			var text strings.Builder
			text.WriteString("id,v,w\n")
			for _, k := range keys {
				id, value := fmt.Sprint(k), fmt.Sprintf("v%d %d", r.IntN(3), r.IntN(2)+10)
				rows[id] = value
				fmt.Fprintf(&text, "%s,%s\n", id, strings.ReplaceAll(value, " ", ","))
			}
			return rows, text.String()
		}
		n := 1 + r.IntN(600)
		old, oldText := table(r.Perm(n))
		now, nowText := table(r.Perm(n + r.IntN(50))[r.IntN(n):])
		if r.IntN(3) == 0 {
			now, nowText = old, oldText
		}
		d, text, _ := difference(t, side(t, oldText, "id"), side(t, nowText, "id"), compare.Options{Entries: 400 + r.IntN(3000)})
		if !d.Rows.ByKey {
			t.Fatal("not by key")
		}
		for line := range strings.Lines(text) {
			cells := strings.Fields(line)
			id, before, after := cells[1], cells[2]+" "+cells[4], cells[3]+" "+cells[5]
			if had := old[id]; cells[0] != compare.Added && had != before {
				t.Fatalf("seed %d: %s, but the row was %q", seed, line, had)
			}
			if cells[0] == compare.Removed {
				delete(old, id)
			} else {
				old[id] = after
			}
		}
		if fmt.Sprint(old) != fmt.Sprint(now) {
			t.Fatalf("seed %d: the changes make another table", seed)
		}
	}
}

// A damaged file is an error, never a panic.
func FuzzRowsOfDamagedFiles(f *testing.F) {
	before := side(f, "id,v\n1,a\n2,b\n", "id")
	now := side(f, "id,v\n1,a\n2,c\n3,d\n", "id")
	whole := make([]byte, now.File.Size)
	if _, err := now.File.ReadAt(whole, 0); err != nil {
		f.Fatal(err)
	}
	f.Add(10, byte(1))
	f.Add(len(whole)-20, byte(7))
	f.Fuzz(func(t *testing.T, at int, with byte) {
		damaged := bytes.Clone(whole)
		damaged[max(at, -at-1)%len(damaged)] ^= with
		_, _ = compare.Rows(t.Context(), before, compare.Side{Table: now.Table, File: &rowset.File{ReaderAt: bytes.NewReader(damaged), Size: int64(len(damaged))}},
			new(bytes.Buffer), compare.Options{TempDir: t.TempDir()})
	})
}

// Three million rows of five columns, sorted by nothing; so much of them has
// changed.
func BenchmarkRows(b *testing.B) {
	const n = 3_000_000
	before := side(b, manyRows(n, 0), "id")
	for _, every := range []int{100, 1} {
		now := side(b, manyRows(n, every), "id")
		b.Run(fmt.Sprintf("rows=%d/changed=1:%d", n, every), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d, err := compare.Rows(b.Context(), before, now, io.Discard, compare.Options{TempDir: b.TempDir()})
				if err != nil || d.Rows.Changed == 0 {
					b.Fatal(d, err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
