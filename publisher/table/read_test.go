package table

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"nguon/publisher/charset"
	"nguon/publisher/rows/layout"
)

func TestDialects(t *testing.T) {
	want := [][]string{{"Hà Nội", "1.5", "2025-12-31"}, {"Đà Nẵng, Huế", "-2", "∅"}}
	for _, test := range []struct {
		name, text string
		o          Options
		want       Dialect
	}{
		{name: "commas", text: "Tỉnh,Số,Ngày\nHà Nội,1.5,2025-12-31\n\"Đà Nẵng, Huế\",-2,\n", want: Dialect{Encoding: charset.UTF8, Comma: ',', HeaderLine: 1, newline: '\n'}},
		{name: "no line break at the end", text: "Tỉnh,Số,Ngày\nHà Nội,1.5,2025-12-31\n\"Đà Nẵng, Huế\",-2,", want: Dialect{Encoding: charset.UTF8, Comma: ',', HeaderLine: 1, newline: '\n'}},
		{name: "semicolons, decimal commas, days first", text: "Tỉnh;Số;Ngày\nHà Nội;1,5;31/12/2025\nĐà Nẵng, Huế;-2,0;\n", want: Dialect{Encoding: charset.UTF8, Comma: ';', HeaderLine: 1, newline: '\n'}},
		{name: "tabs", text: "Tỉnh\tSố\tNgày\nHà Nội\t1.5\t2025-12-31\nĐà Nẵng, Huế\t-2\t\n", want: Dialect{Encoding: charset.UTF8, Comma: '\t', HeaderLine: 1, newline: '\n'}},
		{name: "bars", text: "Tỉnh|Số|Ngày\nHà Nội|1.5|2025-12-31\nĐà Nẵng, Huế|-2|\n", want: Dialect{Encoding: charset.UTF8, Comma: '|', HeaderLine: 1, newline: '\n'}},
		{name: "carriage return and line feed", text: "Tỉnh,Số,Ngày\r\nHà Nội,1.5,2025-12-31\r\n\"Đà Nẵng, Huế\",-2,\r\n\r\n", want: Dialect{Encoding: charset.UTF8, Comma: ',', HeaderLine: 1, newline: '\n'}},
		{name: "carriage returns", text: "Tỉnh,Số,Ngày\rHà Nội,1.5,2025-12-31\r\"Đà Nẵng, Huế\",-2,\r", want: Dialect{Encoding: charset.UTF8, Comma: ',', HeaderLine: 1, newline: '\r'}},
		{name: "mark of UTF-8", text: "\xef\xbb\xbfTỉnh,Số,Ngày\nHà Nội,1.5,2025-12-31\n\"Đà Nẵng, Huế\",-2,\n", want: Dialect{Encoding: charset.UTF8BOM, Comma: ',', HeaderLine: 1, newline: '\n'}},
		{name: "blank lines above the header", text: "\n\r\nTỉnh,Số,Ngày\nHà Nội,1.5,2025-12-31\n\"Đà Nẵng, Huế\",-2,\n", want: Dialect{Encoding: charset.UTF8, Comma: ',', HeaderLine: 3, newline: '\n'}},
		{name: "separator named above the header", text: "sep=;\r\nTỉnh;Số;Ngày\r\nHà Nội;1,5;31/12/2025\r\nĐà Nẵng, Huế;-2;\r\n", want: Dialect{Encoding: charset.UTF8, Comma: ';', HeaderLine: 2, newline: '\n'}},
		{name: "separator given", text: "Tỉnh;Số;Ngày\nHà Nội;1,5;31/12/2025\nĐà Nẵng, Huế;-2;\n", o: Options{Comma: ';'}, want: Dialect{Encoding: charset.UTF8, Comma: ';', HeaderLine: 1, newline: '\n'}},
		{name: "a blank line between records", text: "Tỉnh,Số,Ngày\nHà Nội,1.5,2025-12-31\n\n\"Đà Nẵng, Huế\",-2,\n", want: Dialect{Encoding: charset.UTF8, Comma: ',', HeaderLine: 1, newline: '\n'}},
		{name: "blanks around numbers", text: "Tỉnh,Số,Ngày\nHà Nội, 1.5 , 2025-12-31\n\"Đà Nẵng, Huế\",-2 , \n", want: Dialect{Encoding: charset.UTF8, Comma: ',', HeaderLine: 1, newline: '\n'}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, plan := mustInspect(t, test.text, test.o)
			if plan.Dialect != test.want {
				t.Errorf("dialect %+v, want %+v", plan.Dialect, test.want)
			}
			if err := plan.Err(); err != nil {
				t.Fatal(err)
			}
			rows, _ := published(t, plan)
			if d := cmp.Diff(want, rows); d != "" {
				t.Errorf("rows (-want +got):\n%s", d)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const text = "Tỉnh;Số\nThừa Thiên – Huế;1\nĐắk Lắk;2\nÝ Yên, Nghĩa Hưng;3\n"
	encode := func(s string, e interface{ String(string) (string, error) }) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	// Windows-1258 has the tone marks, but not the letters that bear them.
	marks := strings.NewReplacer("ỉ", "i\u0309", "ố", "ô\u0301", "ừ", "ư\u0300", "ế", "ê\u0301", "ắ", "ă\u0301", "Ý", "Y\u0301", "ĩ", "i\u0303")
	for _, test := range []struct{ name, text, want string }{
		{"windows-1258", encode(marks.Replace(text), charmap.Windows1258.NewEncoder()), charset.Windows1258},
		{"windows-1252", encode("Ville;Nombre\nThừa;1\nÉvian – Orléans;2\nBésançon;3\n"[:13]+"Thua;1\nÉvian – Orléans;2\nBésançon;3\n", charmap.Windows1252.NewEncoder()), charset.Windows1252},
		{"utf-16 little-endian with mark", encode(text, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), charset.UTF16LE},
		{"utf-16 big-endian with mark", encode(text, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()), charset.UTF16BE},
		{"utf-16 without mark", encode("province;number\nHue;1\nDak Lak;2\nY Yen;3\n", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()), charset.UTF16LE},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, plan := mustInspect(t, test.text, Options{})
			if plan.Dialect.Encoding != test.want || plan.Dialect.Comma != ';' || plan.Rows != 3 {
				t.Fatalf("dialect %+v of %d rows, want %s", plan.Dialect, plan.Rows, test.want)
			}
			rows, _ := published(t, plan)
			if rows[2][1] != "3" || !norm.NFC.IsNormalString(rows[0][0]) {
				t.Errorf("rows %q", rows)
			}
			if test.want == charset.Windows1258 && (rows[0][0] != "Thừa Thiên – Huế" || rows[2][0] != "Ý Yên, Nghĩa Hưng") {
				t.Errorf("rows %q", rows)
			}
			if test.want == charset.Windows1252 && rows[1][0] != "Évian – Orléans" {
				t.Errorf("rows %q", rows)
			}
		})
	}
}

func TestBrokenUTF16IsRefused(t *testing.T) {
	text := "a\x00;\x00b\x00\n\x001\x00;\x002\x00\n\x00\x00\xd8;\x00x\x00\n\x00" // a lone surrogate in line 3
	_, err := Inspect(t.Context(), file(t, "\xff\xfe"+text), Options{})
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != BadEncoding || e.Line != 3 || e.Value != charset.UTF16LE {
		t.Errorf("Inspect: err = %v, want %s at line 3", err, BadEncoding)
	}
}

func TestTextIsKeptAsItIs(t *testing.T) {
	const text = "a,b\n\"line\r\nbreak\",\"say \"\"hi\"\"\"\n  blanks  ,5\"\n=1+1,\"\"\n\"\",\u00a0\nNA,ti\u00ea\u0301ng\n"
	_, plan := mustInspect(t, text, Options{})
	rows, _ := published(t, plan)
	want := [][]string{{"line\r\nbreak", "say \"hi\""}, {"  blanks  ", "5\""}, {"=1+1", "∅"}, {"∅", "\u00a0"}, {"NA", "ti\u00ea\u0301ng"}}
	if d := cmp.Diff(want, rows); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if p, _ := plan.problem(StrayQuote); p.Count != 1 || p.Line != 4 {
		t.Errorf("stray quote: %v, want one at line 4", p)
	}
}

func TestColumnNames(t *testing.T) {
	_, plan := mustInspect(t, "Tỉnh/Thành phố,Đơn vị (%),2019,,Tinh thanh pho,年,  PM2.5 \na,b,c,d,e,f,g\n", Options{})
	var names, sources []string
	for _, c := range plan.Columns {
		names, sources = append(names, c.Name), append(sources, c.Source)
	}
	want := []string{"tinh_thanh_pho", "don_vi", "c_2019", "column_4", "tinh_thanh_pho_2", "column_6", "pm2_5"}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("names (-want +got):\n%s", d)
	}
	if sources[6] != "PM2.5" || sources[3] != "column_4" {
		t.Errorf("sources %q", sources)
	}
	if p, ok := plan.problem(layout.EmptyHeader); !ok || p.Got != 4 {
		t.Errorf("problems %v, want %s of column 4", plan.Problems, layout.EmptyHeader)
	}
	published(t, plan)
}

func TestNamesOfSeveralWordsAreParted(t *testing.T) {
	for header, want := range map[string]string{"FullNameEn": "full_name_en", "tổngSố": "tong_so", "kWh": "kwh", "tCO2/MWh": "tco2_mwh", "PM2.5": "pm2_5", "MA_TINH": "ma_tinh"} {
		if got := queryName(header, 0); got != want {
			t.Errorf("%q is called %q, want %q", header, got, want)
		}
	}
}

// Only the texts below a header of Unicode were typed with an old font.
func TestColumnsOfOldFontsBecomeUnicode(t *testing.T) {
	var b strings.Builder
	b.WriteString("Tỉnh,Mã,Ghi chú\n")
	for range 10 {
		b.WriteString("Haø Noäi,01,không đổi\nThöøa Thieân Hueá,46,Đà Nẵng\nÑaø Naüng,48,\nQuaûng Ngaõi,51,ừ\n")
	}
	_, plan := mustInspect(t, b.String(), Options{})
	rows, _ := published(t, plan)
	var got []string
	for _, r := range rows[:4] {
		got = append(got, strings.Join(r, "|"))
	}
	want := []string{"Hà Nội|01|không đổi", "Thừa Thiên Huế|46|Đà Nẵng", "Đà Nẵng|48|∅", "Quảng Ngãi|51|ừ"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if plan.Dialect.Legacy != charset.VNI || len(plan.Steps) == 0 || plan.Steps[0].Ref != "A" {
		t.Errorf("dialect %+v, steps %v: want VNI in column A", plan.Dialect, plan.Steps)
	}
}

// A line break of another kind is part of the first cell, where a quote is no
// opening one: taken off, the cell would never end.
func TestBreaksOfAnotherKindAreNotBlankLines(t *testing.T) {
	for _, text := range []string{"\n\"\r1,2\r", "\r\"a,b\n1,2\n", "\n\n\"a\rb,c\r"} {
		_, err := Inspect(t.Context(), file(t, text), Options{})
		if _, ok := errors.AsType[*Error](err); err != nil && !ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
