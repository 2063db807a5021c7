package layout

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"nguon/publisher/rows"
)

func TestCheckNamesTheFieldAtFault(t *testing.T) {
	for _, test := range []struct {
		name  string
		l     Layout
		field string
	}{
		{"nothing is fine", Layout{}, ""},
		{"all is fine", Layout{Header: "3-4", Data: "6-", Columns: "B:D,F", Skip: []string{"7", "9-10"}, Totals: Drop, Sections: Column, Hidden: Drop, Notes: Keep, Unit: None}, ""},
		{"no header is fine", Layout{Header: None, Data: "1-9"}, ""},
		{"header in words", Layout{Header: "row 3"}, "header"},
		{"header from below", Layout{Header: "4-3"}, "header"},
		{"header without end", Layout{Header: "3-"}, "header"},
		{"header of too many rows", Layout{Header: "1-40"}, "header"},
		{"row zero", Layout{Data: "0-4"}, "data"},
		{"data above the header", Layout{Header: "5", Data: "4-9"}, "data"},
		{"columns by numbers", Layout{Columns: "1-3"}, "columns"},
		{"columns that overlap", Layout{Columns: "B:D,C"}, "columns"},
		{"columns backwards", Layout{Columns: "D:B"}, "columns"},
		{"a row to skip in words", Layout{Skip: []string{"7", "last"}}, "skip"},
		{"unknown word for totals", Layout{Totals: "yes"}, "totals"},
		{"unknown word for sections", Layout{Sections: "rows"}, "sections"},
		{"unknown word for hidden", Layout{Hidden: "show"}, "hidden"},
		{"unknown word for notes", Layout{Notes: "cut"}, "notes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.l.Check()
			field := ""
			if e, ok := errors.AsType[*FieldError](err); ok {
				field = e.Field
			}
			if field != test.field || (err == nil) != (test.field == "") {
				t.Errorf("got %v, want a fault of %q", err, test.field)
			}
		})
	}
}

func TestTheSheetIsClosedWhateverHappens(t *testing.T) {
	for name, sheet := range map[string]string{"a table": "A | B\nx | =1\n", "nothing": "\n", "layout outside": "A\n"} {
		t.Run(name, func(t *testing.T) {
			g := parseSheet(t, sheet)
			l := Layout{}
			if name == "layout outside" {
				l.Header = "9"
			}
			table, err := Open(g, l, rows.Options{})
			if err == nil {
				err = table.Close()
			} else if name == "a table" {
				t.Error(err)
			}
			if !g.closed {
				t.Error("the sheet is open after", err)
			}
		})
	}
}

func TestLimitsEndTheReading(t *testing.T) {
	for _, test := range []struct {
		name  string
		sheet string
		o     rows.Limits
		want  rows.Code
	}{
		{"rows", "A | B\nrepeat 400: x%d | =%d\n", rows.Limits{Rows: 300}, rows.TooManyRows},
		{"columns of the head", "A | B | C\n", rows.Limits{Columns: 2}, rows.TooManyColumns},
		{"columns far below", "A | B\nrepeat 300: x%d | =%d\ny | =1 | =2\n", rows.Limits{Columns: 2}, rows.TooManyColumns},
	} {
		t.Run(test.name, func(t *testing.T) {
			table, err := Open(parseSheet(t, test.sheet), Layout{}, rows.Options{Limits: test.o})
			for err == nil {
				_, err = table.Next()
			}
			if e, ok := errors.AsType[*rows.Error](err); !ok || e.Code != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// A failing grid fails as a damaged file does.
type failing struct{ grid }

var errDamaged = errors.New("damaged")

func (f *failing) Next() (rows.Row, error) {
	r, err := f.grid.Next()
	if errors.Is(err, io.EOF) {
		err = errDamaged
	}
	return r, err
}

func TestErrorsOfTheSheetAreHandedOn(t *testing.T) {
	for _, count := range []int{10, 400} {
		g := &failing{*parseSheet(t, fmt.Sprintf("A | B\nrepeat %d: x | =%%d\n", count))}
		table, err := Open(g, Layout{}, rows.Options{})
		for err == nil {
			_, err = table.Next()
		}
		if !errors.Is(err, errDamaged) {
			t.Errorf("%d rows: got %v", count, err)
		}
	}
}

// A labels grid is the worst there is for what is held back: after its first
// rows, every row is a label that may be the end of the table.
type labels struct {
	endless
	label []rows.Cell
}

func (l *labels) Next() (rows.Row, error) {
	r, err := l.endless.Next()
	if r.Number > 10 {
		r.Cells = l.label
	}
	return r, err
}

func TestRowsThatMayBeNotesAreHeldInBoundedMemory(t *testing.T) {
	g := &labels{endless: *newEndless(50_000), label: []rows.Cell{{Kind: rows.Text, Text: []byte(strings.Repeat("x", 50))}}}
	table, err := Open(g, Layout{}, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	var before, after runtime.MemStats
	for {
		_, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if count++; count == 1000 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		if held := len(table.(*Table).body.held); held > maxHeld {
			t.Fatalf("%d rows are held", held)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if count != 49_999 {
		t.Errorf("got %d rows, want all but the header", count)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("memory grew by %d bytes", grown)
	}
}

// A lined grid is a text whose second row takes three lines.
type lined struct{ grid }

func (*lined) Lined() {}

func TestLinesOfATextAreNotBlankRows(t *testing.T) {
	g := &lined{*parseSheet(t, "A | B\nx | =1\n\n\ny | =2\n")}
	table, err := Open(g, Layout{}, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := table.Next(); err != nil {
			break
		}
	}
	if n := table.Notices(); len(n) > 0 {
		t.Errorf("got %v, want nothing to be said", n)
	}
}

func TestWideSheetsAreReadInTheirWidth(t *testing.T) {
	const width = 9000
	wide := func(first string, n int) rows.Row {
		cells := []rows.Cell{{Kind: rows.Text, Text: []byte(first)}}
		for i := range width - 1 {
			c := rows.Cell{Kind: rows.Number, Text: []byte("5")}
			if n == 1 {
				c = rows.Cell{Kind: rows.Text, Text: fmt.Appendf(nil, "q%d", i)}
			}
			cells = append(cells, c)
		}
		return rows.Row{Number: int64(n), Cells: cells}
	}
	g := &grid{}
	for i := range 100 {
		g.list = append(g.list, wide(fmt.Sprintf("name %d", i), i+1))
	}
	table, err := Open(g, Layout{}, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for {
		r, err := table.Next()
		if err != nil {
			break
		}
		if count++; len(r.Cells) != width {
			t.Fatalf("row %d has %d cells", r.Number, len(r.Cells))
		}
	}
	if count != 99 || len(table.Columns()) != width || len(table.Notices()) > 0 {
		t.Errorf("got %d rows, %d columns, %v", count, len(table.Columns()), table.Notices())
	}
}
