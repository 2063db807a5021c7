package table

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/rows"
)

// sheet is a table of cells as a workbook has them. Cells are given as text
// behind a letter for their kind, t if there is none.
type sheet struct {
	columns []rows.Column
	lines   [][]string
	first   int64
	notices []rows.Notice
	at      int
}

func (s *sheet) Next() (rows.Row, error) {
	if s.at == len(s.lines) {
		return rows.Row{}, io.EOF
	}
	row := rows.Row{Number: s.first + int64(s.at)}
	for _, text := range s.lines[s.at] {
		row.Cells = append(row.Cells, cellOf(text))
	}
	s.at++
	return row, nil
}

func cellOf(text string) rows.Cell {
	kinds := map[string]rows.Kind{"n:": rows.Number, "%:": rows.Number, "b:": rows.Bool, "d:": rows.Date, "T:": rows.DateTime,
		"c:": rows.Time, "p:": rows.Duration, "g:": rows.Geometry, "!:": rows.Broken, "t:": rows.Text}
	if len(text) >= 2 {
		if k, ok := kinds[text[:2]]; ok {
			return rows.Cell{Kind: k, Percent: text[0] == '%', Text: []byte(text[2:])}
		}
	}
	if text == "" {
		return rows.Cell{}
	}
	return rows.Cell{Kind: rows.Text, Text: []byte(text)}
}

func (s *sheet) Columns() []rows.Column { return s.columns }
func (s *sheet) Notices() []rows.Notice { return s.notices }
func (s *sheet) Close() error           { return nil }

// staged inspects and publishes rows; columns are parted by bars.
func staged(t *testing.T, header string, o Options, lines ...string) (*Plan, []string) {
	t.Helper()
	s := &sheet{first: 5}
	for i, name := range strings.Split(header, "|") {
		s.columns = append(s.columns, rows.Column{Name: name, Ref: rows.ColumnRef(i)})
	}
	for _, line := range lines {
		s.lines = append(s.lines, strings.Split(line, "|"))
	}
	plan, err := InspectRows(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	got, _ := published(t, plan)
	var out []string
	for _, row := range got {
		out = append(out, strings.Join(row, "|"))
	}
	return plan, out
}

func TestCellsOfOtherFormatsKeepTheirKind(t *testing.T) {
	for _, test := range []struct {
		name  string
		cells string
		typ   Type
		want  string
		code  Code
	}{
		{name: "a number with three decimals is no thousand", cells: "n:1.234|n:2.5", typ: Number, want: "1.234|2.5"},
		{name: "numbers beside Vietnamese texts", cells: "n:1234.5|1.234.567,5|n:12345", typ: Number, want: "1234.5|1.2345675e+06|12345", code: NumbersAsText},
		{name: "texts of three decimals beside long integers stay in doubt", cells: "n:12345|1.234", typ: Number, want: "12345|1.234", code: AmbiguousNumber},
		{name: "exponents", cells: "n:1e-7|n:12", typ: Number, want: "1e-07|12"},
		{name: "integers", cells: "n:1|n:-20250101|n:9223372036854775807", typ: Integer, want: "1|-20250101|9223372036854775807"},
		{name: "percentages are shown times a hundred", cells: "%:0.125|%:1|%:-0.005|%:1e-3|%:12.3456", typ: Number, want: "12.5|100|-0.5|0.1|1234.56", code: PercentSigns},
		{name: "truth values", cells: "b:true|b:false|", typ: Boolean, want: "true|false|∅"},
		{name: "days", cells: "d:2025-07-01|31/12/2025", typ: Date, want: "2025-07-01|2025-12-31"},
		{name: "instants", cells: "T:2025-07-01T10:00:00.5|T:2025-07-01T10:00:00Z", typ: DateTime, want: "2025-07-01T03:00:00.5Z|2025-07-01T10:00:00Z", code: LocalTime},
		{name: "times of a day", cells: "c:13:45:00|7h30", typ: Time, want: "13:45:00|07:30:00"},
		{name: "lengths of time", cells: "p:PT36H|p:PT1M", typ: Duration, want: "129600s|60s"},
		{name: "error values are missing", cells: "n:1|!:#N/A|n:3", typ: Integer, want: "1|∅|3"},
		{name: "text with quotes, separators and line breaks", cells: "\"a\"|b\x1fc|d\ne\r|\"", typ: String, want: "\"a\"|b\x1fc|d\ne\r|\""},
		{name: "numbers in a column of text", cells: "n:1.50|abc|n:12345", typ: String, want: "1.50|abc|12345"},
		{name: "codes that are text", cells: "01|n:12", typ: String, want: "01|12", code: LeadingZeros},
		{name: "a declared mark for missing values is one as a number too", cells: "n:-999|n:5", typ: Integer, want: "∅|5", code: NullTokens},
	} {
		t.Run(test.name, func(t *testing.T) {
			var o Options
			if test.code == NullTokens {
				o.Nulls = []string{"-999"}
			}
			plan, rows := staged(t, "a", o, strings.Split(test.cells, "|")...)
			if c := plan.Columns[0]; c.Type != test.typ {
				t.Errorf("type %s, want %s; problems %v", c.Type, test.typ, plan.Problems)
			}
			if d := cmp.Diff(test.want, strings.Join(rows, "|")); d != "" {
				t.Errorf("values (-want +got):\n%s", d)
			}
			if _, ok := plan.problem(test.code); test.code != "" && !ok {
				t.Errorf("problems %v, want %s", plan.Problems, test.code)
			}
		})
	}
}

func TestShortRowsEndWithMissingValues(t *testing.T) {
	plan, got := staged(t, "a|b|c", Options{}, "x|n:1|n:2", "y", "z|n:3")
	if d := cmp.Diff([]string{"x|1|2", "y|∅|∅", "z|3|∅"}, got); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if plan.Columns[2].Nulls != 2 {
		t.Errorf("%d missing values, want 2", plan.Columns[2].Nulls)
	}
}

func TestProblemsNameTheRowOfTheSheet(t *testing.T) {
	plan, _ := func() (*Plan, error) {
		s := &sheet{first: 5, columns: []rows.Column{{Name: "Tên", Ref: "B"}, {Name: "Số", Ref: "C"}}}
		s.lines = append(s.lines, []string{"two\nlines", "n:1"}, []string{"x", "n:2"}, []string{"y", "hai"})
		p := &Plan{Format: "xlsx"}
		return p, p.inspectRows(t.Context(), s, Options{Declared: []Declaration{{Column: "Số", Type: Integer}}}.withDefaults())
	}()
	p, ok := plan.problem(Misfit)
	if want := (Spot{Line: 7, Value: "hai", Ref: "C7"}); !ok || p.Spot != want {
		t.Errorf("problems %v, want a misfit at %+v", plan.Problems, want)
	}
}

func TestRowsOverTheLimitsAreRefused(t *testing.T) {
	long := strings.Repeat("x", 200)
	for _, test := range []struct {
		name  string
		l     rows.Limits
		lines [][]string
		want  Code
		line  int64
	}{
		{name: "too many rows", l: rows.Limits{Rows: 2}, lines: [][]string{{"a"}, {"b"}, {"c"}}, want: rows.TooManyRows, line: 7},
		{name: "too many columns", l: rows.Limits{Columns: 2}, lines: [][]string{{"a", "b"}, {"a", "b", "c"}}, want: rows.TooManyColumns, line: 6},
		{name: "a cell too long", l: rows.Limits{Cell: 100}, lines: [][]string{{"a"}, {long}}, want: rows.CellTooLong, line: 6},
		{name: "text that is none", lines: [][]string{{"a\xff"}}, want: BadEncoding, line: 5},
		{name: "no rows", want: HeaderOnly},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &sheet{first: 5, columns: []rows.Column{{Name: "a"}, {Name: "b"}}, lines: test.lines}
			_, err := InspectRows(t.Context(), s, Options{Limits: test.l})
			if e, ok := errors.AsType[*Error](err); !ok || e.Code != test.want || e.Line != test.line {
				t.Errorf("err = %v, want %s at row %d", err, test.want, test.line)
			}
		})
	}
}

func FuzzStage(f *testing.F) {
	f.Add("a", "1.5", uint8(2))
	f.Add("\"x\"\n", "\x1f", uint8(1))
	f.Fuzz(func(t *testing.T, one, two string, kind uint8) {
		one, two = strings.ToValidUTF8(one, "?"), strings.ToValidUTF8(two, "?")
		s := &sheet{first: 1, columns: []rows.Column{{Name: "a", Type: "string"}, {Name: "b", Type: "string"}}, lines: [][]string{{"t:" + one, "t:" + two}, {"", "t:" + one}}}
		plan, err := InspectRows(t.Context(), s, Options{chunk: 16})
		if err != nil {
			t.Fatal(err)
		}
		defer plan.Close()
		got, _ := published(t, plan)
		show := func(s string) string {
			if s == "" {
				return "∅"
			}
			return s
		}
		want := [][]string{{show(one), show(two)}, {"∅", show(one)}}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("kind %d: %s", kind, fmt.Sprint(d))
		}
	})
}
