// Package rowstest is the conformance suite of readers of workbooks, and what
// their tests need: rows written down as text.
package rowstest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/rows"
)

var kinds = map[rows.Kind]string{rows.Empty: "-", rows.Text: "text", rows.Number: "number", rows.Bool: "bool", rows.Date: "date",
	rows.DateTime: "datetime", rows.Time: "time", rows.Duration: "duration", rows.Geometry: "geometry", rows.Broken: "broken"}

// Dump reads what is left of r, a line for each row:
//
//	7 hidden: text(Hà Nội)+2+1 - number(0.5)%
//
// is row 7 with a cell that covers two more columns and one more row, an empty
// one, and a percentage.
func Dump(r rows.Reader) ([]string, error) {
	var lines []string
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return lines, err
		}
		var b strings.Builder
		fmt.Fprint(&b, row.Number)
		if row.Hidden {
			b.WriteString(" hidden")
		}
		b.WriteString(":")
		for _, c := range row.Cells {
			b.WriteString(" " + kinds[c.Kind])
			if c.Kind != rows.Empty || len(c.Text) > 0 {
				fmt.Fprintf(&b, "(%s)", c.Text)
			}
			if c.Percent {
				b.WriteString("%")
			}
			if c.Right > 0 || c.Down > 0 {
				fmt.Fprintf(&b, "+%d+%d", c.Right, c.Down)
			}
		}
		lines = append(lines, b.String())
	}
}

// Sheets are those of the workbook that [Workbook] expects.
var Sheets = []rows.Sheet{{Name: "Số liệu"}, {Name: "Ẩn & kín", Hidden: true}, {Name: "Trống", Empty: true}}

// Rows are those of the first of the Sheets. Its column E is hidden. The second
// sheet has the text x in A1, the third has nothing.
var Rows = []string{
	"1: text(Bảng 1)+2+0",
	"2: text(Mã)+0+1 text(Tên <1>) text(Tỷ lệ)",
	"4: text(00123) number(1234.5) number(0.125)% - number(-7)",
	"5 hidden: bool(true) date(2024-02-29) datetime(2024-02-29T08:05:00)",
	"6: time(13:30:00) duration(PT36H) text(a\nb)",
}

// Workbook tests a reader on the workbook of [Sheets] and [Rows], which open
// opens.
func Workbook(t *testing.T, open func(context.Context, rows.Options) (rows.Workbook, error)) {
	t.Helper()
	opened := func(t *testing.T, o rows.Options) rows.Workbook {
		t.Helper()
		w, err := open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { w.Close() })
		return w
	}
	grid := func(t *testing.T, w rows.Workbook, sheet int) rows.Grid {
		t.Helper()
		g, err := w.Open(sheet)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { g.Close() })
		return g
	}
	check := func(t *testing.T, g rows.Grid) {
		t.Helper()
		got, err := Dump(g)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Rows, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
	t.Run("sheets are listed in order, with what is hidden and empty", func(t *testing.T) {
		if diff := cmp.Diff(Sheets, opened(t, rows.Options{}).Sheets()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
	t.Run("cells have their kinds, places and sizes", func(t *testing.T) {
		check(t, grid(t, opened(t, rows.Options{}), 0))
	})
	t.Run("hidden columns are known before the first row", func(t *testing.T) {
		if diff := cmp.Diff([]int{4}, grid(t, opened(t, rows.Options{}), 0).HiddenColumns()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
	t.Run("a sheet can be read again, and while another is read", func(t *testing.T) {
		w := opened(t, rows.Options{})
		first, second := grid(t, w, 0), grid(t, w, 0)
		if _, err := grid(t, w, 1).Next(); err != nil {
			t.Fatal(err)
		}
		check(t, first)
		check(t, second)
	})
	t.Run("an empty sheet ends at once, and stays at its end", func(t *testing.T) {
		g := grid(t, opened(t, rows.Options{}), 2)
		for range 2 {
			if _, err := g.Next(); !errors.Is(err, io.EOF) {
				t.Errorf("got %v, want EOF", err)
			}
		}
	})
	t.Run("there are no other sheets", func(t *testing.T) {
		w := opened(t, rows.Options{})
		for _, i := range []int{-1, len(Sheets)} {
			if _, err := w.Open(i); err == nil {
				t.Errorf("sheet %d was opened", i)
			}
		}
	})
	t.Run("nothing is read after the end of the context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		w, err := open(ctx, rows.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		cancel()
		if _, err := w.Open(0); err == nil {
			t.Error("a sheet was opened")
		}
	})
	for code, l := range map[rows.Code]rows.Limits{
		rows.TooManySheets: {Sheets: 2}, rows.TooManyRows: {Rows: 4}, rows.TooManyColumns: {Columns: 4},
		rows.CellTooLong: {Cell: 9}, rows.TooLarge: {Bytes: 100},
	} {
		t.Run(string(code)+" is an error", func(t *testing.T) {
			Refused(t, code, func(ctx context.Context) (rows.Workbook, error) { return open(ctx, rows.Options{Limits: l}) })
		})
	}
}

// Refused tests that a workbook, or the first sheet of it, is refused with a
// code, and returns what the error says.
func Refused(t *testing.T, want rows.Code, open func(context.Context) (rows.Workbook, error)) rows.Notice {
	t.Helper()
	err := func() error {
		w, err := open(t.Context())
		if err != nil {
			return err
		}
		defer w.Close()
		g, err := w.Open(0)
		if err != nil {
			return err
		}
		defer g.Close()
		_, err = Dump(g)
		return err
	}()
	refusal, ok := errors.AsType[*rows.Error](err)
	if !ok || refusal.Code != want {
		t.Fatalf("got %v, want an error of code %s", err, want)
	}
	return refusal.Notice
}
