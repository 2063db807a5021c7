package table

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/charset"
	"nguon/publisher/intake"
	"nguon/publisher/rows"
	"nguon/publisher/rows/layout"
)

// file writes text to a file of its own.
func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// mustInspect inspects text that can be read to its end.
func mustInspect(t testing.TB, text string, o Options) (string, *Plan) {
	t.Helper()
	path := file(t, text)
	plan, err := Inspect(t.Context(), path, o)
	if err != nil {
		t.Fatalf("Inspect: %v", err)
	}
	return path, plan
}

// published converts and verifies a file, and returns its rows as text.
func published(t testing.TB, plan *Plan) (rows [][]string, parquet []byte) {
	t.Helper()
	var out bytes.Buffer
	written, err := Convert(t.Context(), plan, &out, ConvertOptions{OnBatch: func(b *Batch) error {
		if b.First != int64(len(rows)) {
			return fmt.Errorf("batch begins with row %d, want %d", b.First, len(rows))
		}
		for i := range b.Rows {
			row := make([]string, len(b.Columns))
			for j := range b.Columns {
				row[j] = b.Columns[j].text(i)
				if c := plan.Columns[j]; c.Type == Decimal && !b.Columns[j].Null(i) {
					row[j] = decimalText(b.Columns[j].Ints[i], c.Scale)
				}
			}
			rows = append(rows, row)
		}
		return nil
	}})
	if err != nil {
		t.Fatalf("Convert: %v", err)
	}
	if err := Verify(t.Context(), bytes.NewReader(out.Bytes()), int64(out.Len()), written, nil); err != nil {
		t.Fatalf("Verify: %v", err)
	}
	return rows, out.Bytes()
}

// text is value i as tests show it; ∅ is a missing one.
func (v *Vector) text(i int) string {
	switch {
	case v.Null(i):
		return "∅"
	case v.Type == String:
		return string(v.Bytes(i))
	case v.Type == Number:
		return strconv.FormatFloat(v.Floats[i], 'g', -1, 64)
	case v.Type == Boolean:
		return strconv.FormatBool(v.Bools[i])
	case v.Type == Date:
		return time.Unix(v.Ints[i]*86400, 0).UTC().Format(time.DateOnly)
	case v.Type == Time:
		return time.UnixMicro(v.Ints[i]).UTC().Format("15:04:05.999999")
	case v.Type == Duration:
		return strconv.FormatFloat(float64(v.Ints[i])/1e6, 'f', -1, 64) + "s"
	case v.Type == DateTime:
		return time.UnixMicro(v.Ints[i]).UTC().Format(time.RFC3339Nano)
	}
	return strconv.FormatInt(v.Ints[i], 10)
}

// decimalText writes a decimal with all digits of its scale.
func decimalText(n int64, scale int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := fmt.Sprintf("%0*d", scale+1, n)
	return sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

// problem returns the problem with a code.
func (p *Plan) problem(code Code) (Problem, bool) {
	for _, q := range p.Problems {
		if q.Code == code {
			return q, true
		}
	}
	return Problem{}, false
}

func TestUnreadableFiles(t *testing.T) {
	wide := strings.Repeat("a,", 4999) + "a\n" + strings.Repeat("1,", 4999) + "1\n"
	for _, test := range []struct {
		name string
		text string
		o    Options
		want Code
		line int64
		got  int64
	}{
		{name: "no bytes", text: "", want: EmptyFile},
		{name: "nothing but line breaks", text: "\r\n\n\r\n", want: EmptyFile},
		{name: "a mark and nothing else", text: "\xef\xbb\xbf", want: EmptyFile},
		{name: "header only", text: "a,b\n", want: HeaderOnly, line: 1},
		{name: "header only, without a line break", text: "a,b", want: HeaderOnly, line: 1},
		{name: "5,000 columns", text: wide, o: Options{Limits: rows.Limits{Columns: 2000}}, want: rows.TooManyColumns, line: 1, got: 5000},
		{name: "nul byte", text: "a,b\n1,2\n3,\x00\n", want: NULByte, line: 3},
		{name: "nul byte in the header", text: "a,\x00b\n1,2\n", want: NULByte, line: 1},
		{name: "quote never closes", text: "a,b\n1,2\n3,\"open\n5,6\n", want: QuoteNotClosed, line: 3},
		{name: "quote never closes in the header", text: "a,\"b\n1,2\n", want: QuoteNotClosed, line: 1},
		{name: "quote open beyond the longest record", text: "a,b\n1,2\n3,\"" + strings.Repeat("x\n", 3000), o: Options{MaxLine: 4096, chunk: 1024}, want: QuoteNotClosed, line: 3},
		{name: "record too long", text: "a,b\n1,2\n3," + strings.Repeat("x", 5000) + "\n", o: Options{MaxLine: 4096, chunk: 1024}, want: LineTooLong, line: 3},
		{name: "cell too long", text: "a,b\n1,2\n\n3," + strings.Repeat("x", 5000) + "\n", o: Options{Limits: rows.Limits{Cell: 4096}}, want: rows.CellTooLong, line: 4, got: 5000},
		{name: "too many rows", text: "a,b\n1,2\n1,2\n1,2\n", o: Options{Limits: rows.Limits{Rows: 2}}, want: rows.TooManyRows},
		{name: "too many bytes", text: "a,b\n1,2\n", o: Options{Limits: rows.Limits{Bytes: 4}}, want: rows.TooLarge, got: 8},
		{name: "invalid UTF-8 among valid", text: "tên,b\nHà Nội,1\nHu\xff,2\nĐà Nẵng,3\n", want: BadEncoding, line: 3},
		{name: "invalid UTF-8 in a file said to be", text: "a,b\n1,2\n\xff,2\n", o: Options{Encoding: charset.UTF8}, want: BadEncoding, line: 3},
		{name: "byte that the code page has not", text: "a,b\n1,2\n\x81,2\n", o: Options{Encoding: charset.Windows1252}, want: BadEncoding, line: 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Inspect(t.Context(), file(t, test.text), test.o)
			e, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("Inspect: err = %v, want an *Error", err)
			}
			if e.Code != test.want || e.Line != test.line || test.got != 0 && e.Got != test.got {
				t.Errorf("Inspect: %v, want %s at line %d (got %d)", e, test.want, test.line, test.got)
			}
		})
	}
}

func TestRefusedRecords(t *testing.T) {
	for _, test := range []struct {
		name   string
		text   string
		o      Options
		want   Code
		count  int64
		column string
		spots  []Spot
	}{
		{name: "too few fields", text: "a,b\n1,2\n3\n5,6\n", want: RaggedRow, count: 1, spots: []Spot{{Line: 3, Value: "3", Got: 1, Want: 2}}},
		{name: "too many fields", text: "a,b\n1,2\n3,4,5\r\n\"x\ny\",1,2\n7,8\n9,\n", want: RaggedRow, count: 2, spots: []Spot{{Line: 3, Value: "3,4,5", Got: 3, Want: 2}, {Line: 4, Value: "\"x\ny\",1,2", Got: 3, Want: 2}}},
		{name: "only the first are kept", text: "a,b\n1\n2\n3\n", o: Options{Spots: 2}, want: RaggedRow, count: 3, spots: []Spot{{Line: 2, Value: "1", Got: 1, Want: 2}, {Line: 3, Value: "2", Got: 1, Want: 2}}},
		{name: "text after quotes", text: "a,b\n\"x\"y,2\n", want: BadQuote, count: 1, spots: []Spot{{Line: 2, Value: "xy"}}},
		{name: "duplicate header", text: "a,b,a\n1,2,3\n", want: DuplicateHeader, count: 1, column: "a"},
		{name: "declared column not there", text: "a,b\n1,2\n", o: Options{Declared: []Declaration{{Column: "c"}}}, want: UnknownColumn, count: 1, column: "c"},
		{name: "declared type not met", text: "a,b\n1,y\n\n2,3\n4,5.5\n", o: Options{Declared: []Declaration{{Column: "b", Type: Integer}}},
			want: Misfit, count: 2, column: "b", spots: []Spot{{Line: 2, Value: "y"}, {Line: 5, Value: "5.5"}}},
		{name: "declared date that does not exist", text: "d\n28/02/2025\n30/02/2025\n", o: Options{Declared: []Declaration{{Column: "d", Type: Date}}},
			want: Misfit, count: 1, column: "d", spots: []Spot{{Line: 3, Value: "30/02/2025"}}},
		{name: "declared boolean that is none", text: "a\n1\n0\n2\n", o: Options{Declared: []Declaration{{Column: "a", Type: Boolean}}},
			want: Misfit, count: 1, column: "a", spots: []Spot{{Line: 4, Value: "2"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, plan := mustInspect(t, test.text, test.o)
			got, ok := plan.problem(test.want)
			if !ok || got.Count != test.count || got.Column != test.column || got.Severity != Refusal {
				t.Fatalf("problems %v, want %s %d times in column %q", plan.Problems, test.want, test.count, test.column)
			}
			for i, want := range test.spots {
				if i >= len(got.Spots) || got.Spots[i] != want {
					t.Errorf("spots %v, want %v", got.Spots, test.spots)
				}
			}
			e, ok := errors.AsType[*Error](plan.Err())
			if !ok || e.Code != test.want {
				t.Errorf("plan.Err() = %v, want %s", plan.Err(), test.want)
			}
			var out bytes.Buffer
			if _, err := Convert(t.Context(), plan, &out, ConvertOptions{}); !errors.Is(err, plan.Err()) && err == nil || out.Len() > 0 {
				t.Errorf("Convert of a refused file: err = %v, %d bytes written", err, out.Len())
			}
		})
	}
}

// A line of two gigabytes ends in an error early: the file is sparse, and
// reading all of it would take longer than the test may.
func TestEndlessLineFailsEarly(t *testing.T) {
	for name, fill := range map[string]byte{"zero bytes": 0, "letters": 'x'} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "long.csv")
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			head := append([]byte("a,b\n1,2\n3,"), bytes.Repeat([]byte{fill}, 40<<20)...)
			if _, err := f.Write(head); err != nil {
				t.Fatal(err)
			}
			if err := f.Truncate(2 << 30); err != nil {
				t.Fatal(err)
			}
			want, line := LineTooLong, int64(3)
			if fill == 0 {
				want, line = intake.Unsupported, 0
			}
			start := time.Now()
			_, err = Inspect(t.Context(), path, Options{})
			if e, ok := errors.AsType[*Error](err); !ok || e.Code != want || e.Line != line {
				t.Errorf("Inspect: err = %v, want %s at line %d", err, want, line)
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("Inspect took %v", took)
			}
		})
	}
}

// Text that was made for the eye is read as a sheet: what is above and below
// the table is left out, and said.
func TestTextMadeForTheEye(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       string
		codes      []Code
	}{
		{name: "a title and a note", text: "BẢNG 1. DÂN SỐ;;\n;;\nTỉnh;Nam;Nữ\nHà Nội;1,5;2\nHuế;3;4\nNguồn: Cục Thống kê;;\n",
			want: "Tỉnh|Nam|Nữ\nHà Nội|1.5|2\nHuế|3|4", codes: []Code{layout.TitleRows, layout.NotesCut}},
		{name: "a title of one cell", text: "Danh sách trường học năm 2024\nMã,Tên,Số lớp\n01,A,12\n02,B,7\n03,C,9\n",
			want: "Mã|Tên|Số lớp\n01|A|12\n02|B|7\n03|C|9", codes: []Code{layout.TitleRows}},
		{name: "no header", text: "1,2\n3,4\n5,6\n", want: "A|B\n1|2\n3|4\n5|6", codes: []Code{layout.NoHeader}},
		{name: "a total in a plain table", text: "Tỉnh,Nam,Nữ\nHà Nội,1,2\nHuế,3,4\nTổng cộng,4,6\n", want: "Tỉnh|Nam|Nữ\nHà Nội|1|2\nHuế|3|4\nTổng cộng|4|6", codes: []Code{layout.TotalRows}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, plan := mustInspect(t, test.text, Options{})
			if err := plan.Err(); err != nil {
				t.Fatal(err)
			}
			var header []string
			for _, c := range plan.Columns {
				header = append(header, c.Source)
			}
			got := strings.Join(header, "|")
			rows, _ := published(t, plan)
			for _, r := range rows {
				got += "\n" + strings.Join(r, "|")
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("table (-want +got):\n%s", d)
			}
			said := make(map[Code]bool)
			for _, p := range append(plan.Steps, plan.Problems...) {
				said[p.Code] = true
			}
			for _, code := range test.codes {
				if !said[code] {
					t.Errorf("steps %v, problems %v: want %s", plan.Steps, plan.Problems, code)
				}
			}
		})
	}
}
