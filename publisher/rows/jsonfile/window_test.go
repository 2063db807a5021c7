package jsonfile_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"nguon/publisher/rows"
	"nguon/publisher/rows/jsonfile"
)

// The text is read in windows of 128 KiB. Wherever a window ends, the rows are
// the same.
func TestRecordsMayLieAcrossTheEndOfAWindow(t *testing.T) {
	const window = 128 << 10
	record := `[{"tên\u0020x" : "\u1ea3\\\"ê" , "n":-12.5e10,"a":[true, "x"],"o":{"k":null} } ]`
	wantColumns, want, _, err := read(t, record, false, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(record) + 1 {
		columns, got, _, err := read(t, strings.Repeat(" ", window-cut)+record, false, rows.Options{})
		if err != nil || columns != wantColumns || !slices.Equal(got, want) {
			t.Fatalf("window ends after %q: columns %q, rows %v, %v", record[:cut], columns, got, err)
		}
	}
}

func TestATextMayBeLongerThanAWindow(t *testing.T) {
	long := strings.Repeat("đ", 200_000)
	_, got, _, err := read(t, `[{"a":"`+long+`"}]`, false, rows.Options{})
	if err != nil || len(got) != 1 || got[0] != "1: t="+long {
		t.Errorf("got %d rows, %v", len(got), err)
	}
}

func TestUTF16IsDecodedAndSaidSo(t *testing.T) {
	text := utf16.Encode([]rune(`[{"tên":"Huế"}]`))
	for _, test := range []struct {
		name  string
		order binary.AppendByteOrder
		mark  string
	}{
		{"UTF-16LE", binary.LittleEndian, "\xff\xfe"},
		{"UTF-16BE", binary.BigEndian, "\xfe\xff"},
		{"UTF-16LE", binary.LittleEndian, ""},
		{"UTF-16BE", binary.BigEndian, ""},
	} {
		b := []byte(test.mark)
		for _, u := range text {
			b = test.order.AppendUint16(b, u)
		}
		columns, body, notices, err := read(t, string(b), false, rows.Options{})
		if err != nil || columns != "tên" || !slices.Equal(body, []string{"1: t=Huế"}) {
			t.Errorf("%s, mark %q: %q %v, %v", test.name, test.mark, columns, body, err)
		}
		if len(notices) != 1 || notices[0].Code != jsonfile.Decoded || notices[0].Value != test.name {
			t.Errorf("%s: notices %v", test.name, notices)
		}
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	text := "[" + strings.Repeat(`{"a":1},`, 500_000) + `{"a":1}]`
	table, err := jsonfile.Open(ctx, rows.Input{File: strings.NewReader(text), Size: int64(len(text))}, false, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for err == nil {
		_, err = table.Next()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want that the reading was cancelled", err)
	}
}

// Whatever arrives, reading ends with rows or with an error about the file;
// and what encoding/json takes for valid has as many records as it finds.
func FuzzOpen(f *testing.F) {
	for _, text := range []string{`[{"a":1,"b":{"c":[1,"x"]}},{"a":null}]`, `{"data":[{"a":NaN}],"total":3}`, `[["a","b"],[1,"\ud83d\ude00"]]`,
		"{\"a\":1}\n{\"b\":\"\\u00e9\"}\n", `{"a":{"b":-1.5e+10}}`, "\xff\xfe[\x00]\x00", `[{"a":1,"a":2}]`} {
		f.Add(text, false)
		f.Add(text, true)
	}
	limits := rows.Limits{Columns: 50, Cell: 200, Rows: 1000}
	f.Fuzz(func(t *testing.T, text string, lines bool) {
		_, body, _, err := read(t, text, lines, rows.Options{Limits: limits})
		if err != nil {
			if _, ok := errors.AsType[*rows.Error](err); !ok {
				t.Fatalf("an error that its author cannot mend: %v", err)
			}
			return
		}
		var objects []map[string]any
		if !lines && json.Unmarshal([]byte(text), &objects) == nil && !slices.ContainsFunc(objects, func(m map[string]any) bool { return m == nil }) &&
			len(objects) != len(body) {
			t.Fatalf("%d rows of %d objects", len(body), len(objects))
		}
	})
}

// BenchmarkRead is of records as an API sends them.
func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	text.WriteString(`{"result":{"records":[`)
	const n = 100_000
	for i := range n {
		if i > 0 {
			text.WriteString(",\n")
		}
		fmt.Fprintf(&text, `{"id":%d,"commune":"Phường Thuận Hòa","code":"%05d","population":%d,"area":%d.25,"open":true,"at":{"lat":16.4%d,"lon":107.5%d}}`,
			i, i%10000, 1000+i%977, i%50, i%1000, i%1000)
	}
	array := "[" + strings.TrimPrefix(text.String(), `{"result":{"records":[`) + "]"
	text.WriteString(`]}}`)
	for _, form := range []struct {
		name, text string
		lines      bool
	}{
		{"array", array, false}, {"envelope", text.String(), false}, {"lines", strings.ReplaceAll(strings.Trim(array, "[]"), "},\n", "}\n"), true},
	} {
		b.Run("form="+form.name, func(b *testing.B) {
			in := rows.Input{File: strings.NewReader(form.text), Size: int64(len(form.text))}
			b.SetBytes(in.Size)
			b.ReportAllocs()
			for b.Loop() {
				table, err := jsonfile.Open(b.Context(), in, form.lines, rows.Options{})
				for err == nil {
					_, err = table.Next()
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
