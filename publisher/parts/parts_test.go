package parts_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"

	"nguon/publisher/parts"
	"nguon/publisher/table"
)

// A sheet is a table as text, and as a file.
type sheet struct {
	rows    [][]string
	columns []table.Column
	file    []byte
}

const header = "id,place,amount,share,day,note\n"

// text makes rows. Every column but the first lacks some values: all in the
// second row.
func text(r *rand.Rand, first, rows int) string {
	var b strings.Builder
	b.WriteString(header)
	for i := range rows {
		cell := func(form string, v any) string {
			if i == 1 || i > 1 && r.IntN(9) == 0 {
				return ""
			}
			return fmt.Sprintf(form, v)
		}
		fmt.Fprintf(&b, "%d,%s,%s,%s,%s,%s\n", first+i, cell("p%d", r.IntN(4)), cell("%d.25", r.IntN(5000)), cell("%.9f", r.Float64()),
			cell("2026-10-%02d", 1+r.IntN(30)), cell("ghi chú %d", r.IntN(1e6)))
	}
	return b.String()
}

func convert(t testing.TB, text string) sheet {
	t.Helper()
	name := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var o table.Options
	if strings.HasPrefix(text, header) {
		o.Declared = []table.Declaration{{Column: "amount", Type: table.Decimal}, {Column: "share", Type: table.Number}}
	}
	plan, err := table.Inspect(t.Context(), name, o)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	var out bytes.Buffer
	s := sheet{columns: plan.Columns}
	how := table.ConvertOptions{Metadata: map[string]string{"nguon.version": "1"}, OnBatch: func(b *table.Batch) error { s.rows = append(s.rows, cells(b, plan.Columns)...); return nil }}
	if _, err := table.Convert(t.Context(), plan, &out, how); err != nil {
		t.Fatal(err)
	}
	s.file = out.Bytes()
	return s
}

func cells(b *table.Batch, columns []table.Column) (rows [][]string) {
	for i := range b.Rows {
		row := make([]string, len(columns))
		for j := range columns {
			switch v := &b.Columns[j]; {
			case v.Null(i):
				row[j] = "-"
			case v.Type == table.String:
				row[j] = string(v.Bytes(i))
			case v.Type == table.Number:
				row[j] = fmt.Sprint(v.Floats[i])
			default:
				row[j] = fmt.Sprint(v.Ints[i])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// empty is a part of no rows.
func empty(t testing.TB, like sheet) []byte {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(like.file), int64(len(like.file)))
	if err != nil {
		t.Fatal(err)
	}
	footer := *f.Metadata()
	footer.NumRows, footer.RowGroups = 0, nil
	text, err := thrift.Marshal(new(thrift.CompactProtocol), footer)
	if err != nil {
		t.Fatal(err)
	}
	text = binary.LittleEndian.AppendUint32(text, uint32(len(text)))
	return append(append([]byte("PAR1"), text...), "PAR1"...)
}

func files(texts ...[]byte) (all []parts.File) {
	for _, b := range texts {
		all = append(all, parts.File{ReaderAt: bytes.NewReader(b), Size: int64(len(b))})
	}
	return all
}

// join makes one file.
func join(t testing.TB, texts ...[]byte) []byte {
	t.Helper()
	all := files(texts...)
	w, err := parts.Join(all, map[string]string{"nguon.version": "7", "nguon.dataset": "x"})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(w.Reader(all))
	if err != nil || int64(len(whole)) != w.Size {
		t.Fatalf("%d bytes, %v; want %d", len(whole), err, w.Size)
	}
	return whole
}

func TestAJoinedFileHasTheRowsOfItsPartsInTheirOrder(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		var texts [][]byte
		var want [][]string
		var like sheet
		for i := range 1 + r.IntN(5) {
			s := convert(t, text(r, 10_000*(i+1), 2+r.IntN(3000)))
			like, want, texts = s, append(want, s.rows...), append(texts, s.file)
		}
		if seed%3 == 0 {
			at := r.IntN(len(texts) + 1)
			texts = append(texts[:at:at], append([][]byte{empty(t, like)}, texts[at:]...)...)
		}
		whole := join(t, texts...)
		var got [][]string
		n, err := table.Stored{ReaderAt: bytes.NewReader(whole), Size: int64(len(whole))}.Rows(t.Context(), like.columns, 5, func(b *table.Batch) error {
			if b.First != int64(len(got))+5 {
				t.Errorf("a batch begins with row %d, want %d", b.First, len(got)+5)
			}
			got = append(got, cells(b, like.columns)...)
			return nil
		})
		if err != nil || n != int64(len(want)) {
			t.Fatalf("seed %d: %d rows, %v; want %d", seed, n, err, len(want))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: rows differ (-want +got):\n%s", seed, diff)
		}
		seekAll(t, whole, want)
	}
}

// seekAll reads single rows through the index of pages, and asks Bloom filters.
func seekAll(t *testing.T, whole []byte, want [][]string) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := f.Lookup("nguon.version"); v != "7" {
		t.Errorf("the file says it is of version %q, want 7", v)
	}
	row := 0
	for i, g := range f.RowGroups() {
		if o := f.Metadata().RowGroups[i].Ordinal; int(o) != i {
			t.Errorf("row group %d has the number %d", i, o)
		}
		notes := g.ColumnChunks()[5]
		for _, at := range []int64{g.NumRows() - 1, g.NumRows() / 2, 0} {
			pages := notes.Pages()
			if err := pages.SeekToRow(at); err != nil {
				t.Fatal(err)
			}
			page, err := pages.ReadPage()
			if err != nil {
				t.Fatal(err)
			}
			values := make([]parquet.Value, 1)
			if _, err := page.Values().ReadValues(values); err != nil && !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			got := want[row+int(at)][5]
			if v := values[0]; !v.IsNull() && v.String() != got || v.IsNull() && got != "-" {
				t.Fatalf("row %d: %v, want %q", row+int(at), v, got)
			}
			if filter := notes.BloomFilter(); filter == nil {
				t.Fatal("a column of text has no Bloom filter")
			} else if ok, err := filter.Check(values[0]); !values[0].IsNull() && (!ok || err != nil) {
				t.Fatalf("the Bloom filter does not know %v: %v", values[0], err)
			}
			if err := pages.Close(); err != nil {
				t.Fatal(err)
			}
		}
		row += int(g.NumRows())
	}
}

func TestTheSamePartsMakeTheSameFile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	a, b := convert(t, text(r, 20, 50)), convert(t, text(r, 90, 70))
	if !bytes.Equal(join(t, a.file, b.file), join(t, a.file, b.file)) {
		t.Error("two joined files of the same parts differ")
	}
}

func TestOfDecimalsTheMostDigitsCount(t *testing.T) {
	const row = "%d,p,%s,0.5,2026-10-01,n\n8,,,,,\n"
	short := convert(t, header+fmt.Sprintf(row, 7, "1.25"))
	long := convert(t, header+fmt.Sprintf(row, 9, "123456789012.25"))
	whole := join(t, short.file, long.file)
	f, err := parquet.OpenFile(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	d := f.Metadata().Schema[3].LogicalType.String()
	if want := fmt.Sprintf("DECIMAL(%d,2)", long.columns[2].Digits); d != want {
		t.Errorf("the column is %s, want %s", d, want)
	}
}

func TestOtherColumnsAreNoParts(t *testing.T) {
	first := convert(t, "id,name\n1,a\n2,b\n")
	for name, other := range map[string]string{
		"another name":       "id,word\n1,a\n",
		"another type":       "id,name\nx,a\n",
		"a further column":   "id,name,more\n1,a,2\n",
		"a value is missing": "id,name\n1,\n2,b\n",
	} {
		if _, err := parts.Join(files(first.file, convert(t, other).file), nil); !errors.Is(err, parts.ErrUnlike) {
			t.Errorf("%s: %v, want %v", name, err, parts.ErrUnlike)
		}
	}
}

// FuzzJoin protects the process from parts that were damaged: they are refused,
// or make a file.
func FuzzJoin(f *testing.F) {
	good := convert(f, text(rand.New(rand.NewPCG(3, 4)), 20, 40)).file
	f.Add(good)
	f.Add(good[:len(good)-20])
	f.Add([]byte("PAR1PAR1"))
	f.Fuzz(func(t *testing.T, part []byte) {
		all := files(good, part)
		w, err := parts.Join(all, nil)
		if err != nil {
			return
		}
		if n, err := io.Copy(io.Discard, w.Reader(all)); err != nil || n != w.Size {
			t.Errorf("%d bytes, %v; want %d", n, err, w.Size)
		}
	})
}
