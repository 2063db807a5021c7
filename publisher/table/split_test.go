package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reference reads records with encoding/csv, which drops the carriage return
// of a line break within quotes, and cannot tell an empty line from a record
// of one empty cell: the inputs below have neither.
func reference(t testing.TB, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("encoding/csv: %v", err)
	}
	return records
}

// randomCSV writes records of three cells with quotes, line breaks and
// multi-byte letters wherever they may stand.
func randomCSV(r *rand.Rand, records int) string {
	pieces := []string{"a", "1", " ", "ế", "\"\"", "\n", ",", "''", "-", "xyz", ""}
	var b strings.Builder
	b.WriteString("u,v,w\n")
	for range records {
		for column := range 3 {
			if column > 0 {
				b.WriteByte(',')
			}
			if r.IntN(2) == 0 {
				b.WriteByte('"')
				for range r.IntN(6) {
					b.WriteString(pieces[r.IntN(len(pieces))])
				}
				b.WriteByte('"')
			} else {
				b.WriteString([]string{"", "plain", "12", "ế", "long cell without quotes"}[r.IntN(5)])
			}
		}
		b.WriteString([]string{"\n", "\r\n"}[r.IntN(2)])
	}
	return b.String()
}

// Wherever the chunks of a file end, its records are those of a reader that
// goes from the first byte to the last.
func TestChunksReadAsTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		text := randomCSV(r, 1+r.IntN(60))
		want := reference(t, text)[1:]
		for _, record := range want {
			for i, cell := range record {
				if cell == "" {
					record[i] = "∅"
				}
			}
		}
		for _, chunk := range []int{16, 17, 31, 64, 257, 1 << 20} {
			var all []Declaration
			for _, c := range []string{"u", "v", "w"} {
				all = append(all, Declaration{Column: c, Type: String})
			}
			_, plan := mustInspect(t, text, Options{chunk: chunk, Workers: 3, Comma: ',', Declared: all})
			if err := plan.Err(); err != nil {
				t.Fatalf("%v in %q", err, text)
			}
			got, _ := published(t, plan)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("chunks of %d bytes of %q (-encoding/csv +got):\n%s", chunk, text, d)
			}
		}
	}
}

// The lines of problems do not depend on where the chunks end.
func TestLinesDoNotDependOnChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString("a,b\n")
	var want []int64
	line := int64(2)
	for range 500 {
		switch r.IntN(4) {
		case 0:
			b.WriteString("\"x\n\ny\",1\n")
			line += 3
		case 1:
			b.WriteString("1,2,3\n")
			want = append(want, line)
			line++
		case 2:
			b.WriteString("\n")
			line++
		default:
			b.WriteString("1,\"2\"\r\n")
			line++
		}
	}
	for _, chunk := range []int{16, 33, 100, 1 << 20} {
		_, plan := mustInspect(t, b.String(), Options{chunk: chunk, Workers: 4, Spots: 1000})
		p, _ := plan.problem(RaggedRow)
		var got []int64
		for _, s := range p.Spots {
			got = append(got, s.Line)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("lines with chunks of %d bytes (-want +got):\n%s", chunk, d)
		}
	}
}

// FuzzSplit checks that chunks put together are the input, that they end where
// the cells of the lexer end, and that cells are those of one walk over all.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "\"a\nb\",\"c\"\"\"\n", "x\"y,\"z\"w\n\n,", "\"", "\"\"\"", "\r\n\"\r\n\"\r\n", "a,\"b\" \n\"c\n"} {
		f.Add([]byte(seed), 5)
	}
	f.Fuzz(func(t *testing.T, text []byte, target int) {
		target = 1 + max(target, -target)%64
		if len(text) == 0 || target <= 0 {
			return
		}
		d := Dialect{Comma: ',', newline: '\n'}
		cells := func(target int) (all []string, err error) {
			s := &splitter{r: bytes.NewReader(text), dialect: d, maxLine: 1 << 20, target: target, end: int64(len(text)), line: 1}
			l := newLexer(&d)
			off, line := int64(0), int64(1)
			for {
				c, err := s.next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					return nil, err
				}
				if c.off != off || c.line != line {
					t.Fatalf("chunk at byte %d, line %d; want %d, %d", c.off, c.line, off, line)
				}
				off += int64(c.size)
				line += int64(bytes.Count(c.data, []byte("\n")))
				l.data = c.data
				for p := 0; p < len(c.data); {
					v, q := l.cell(p)
					all = append(all, string(v), string(c.data[q]))
					p = q + 1
				}
				s.release(c)
			}
			if off != int64(len(text)) {
				t.Fatalf("chunks end at byte %d of %d", off, len(text))
			}
			return all, nil
		}
		want, wantErr := cells(1 << 20)
		got, err := cells(target)
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("chunks of %d bytes: err = %v; one chunk: %v", target, err, wantErr)
		}
		if err == nil {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("chunks of %d bytes (-one chunk +got):\n%s", target, diff)
			}
		}
	})
}
