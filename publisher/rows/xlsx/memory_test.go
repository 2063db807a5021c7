package xlsx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"nguon/publisher/rows"
	"nguon/publisher/rows/xlsx"
)

// manyStrings makes a workbook of n rows, each with a string of its own of some
// 100 bytes, twice what is held in memory, used from the last to the first.
func manyStrings(t *testing.T, n int) []byte {
	t.Helper()
	var shared, cells strings.Builder
	for i := range n {
		fmt.Fprintf(&shared, "<si><t>%d %s</t></si>", i, strings.Repeat("ă", 50))
		fmt.Fprintf(&cells, `<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>`, i+1, i+1, n-1-i)
	}
	in := pack(t, parts(sheet(cells.String()), shared.String(), ""))
	b := make([]byte, in.Size)
	if _, err := in.File.ReadAt(b, 0); err != nil {
		t.Fatal(err)
	}
	return b
}

// The heap does not grow with the rows or the strings of a workbook.
func TestMemoryIsBounded(t *testing.T) {
	for _, test := range []struct {
		name string
		rows int
		file func(*testing.T, int) []byte
		most uint64
	}{
		{"of many rows", 60_000, func(t *testing.T, n int) []byte { return large(t, n) }, 8 << 20},
		{"of many strings", 700_000, manyStrings, 56 << 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			file := test.file(t, test.rows)
			before := heap()
			w, err := xlsx.Open(t.Context(), input(file), rows.Options{TempDir: dir})
			if err != nil {
				t.Fatal(err)
			}
			g, err := w.Open(0)
			if err != nil {
				t.Fatal(err)
			}
			n, peak := 0, uint64(0)
			for {
				row, err := g.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if n++; row.Number != int64(n) || row.Cells[0].Kind == rows.Empty {
					t.Fatalf("row %d: %+v", n, row)
				}
				if n%20_000 == 0 {
					peak = max(peak, heap())
				}
			}
			if n != test.rows {
				t.Errorf("%d rows", n)
			}
			if peak > before+test.most {
				t.Errorf("the heap grew by %d MiB, want at most %d", (peak-before)>>20, test.most>>20)
			}
			g.Close()
			w.Close()
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("%d temporary files are left, %v", len(left), err)
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC() // pools are emptied by the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestALongReadingEndsWithItsContext(t *testing.T) {
	file := large(t, 20_000)
	ctx, cancel := context.WithCancel(t.Context())
	w, err := xlsx.Open(ctx, rows.Input{File: bytes.NewReader(file), Size: int64(len(file))}, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	g, err := w.Open(0)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if _, err := g.Next(); err != nil {
		t.Fatal(err)
	}
	cancel()
	for n := 0; ; n++ {
		if _, err := g.Next(); err != nil {
			if !errors.Is(err, context.Canceled) || n > 2000 {
				t.Errorf("got %v after %d rows, want the end of the context soon", err, n)
			}
			return
		}
	}
}
