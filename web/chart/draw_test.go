package chart

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/web/frame"
)

var update = flag.Bool("update", false, "write the pictures of testdata")

// blamed is the field that an error says is wrong.
func blamed(err error) string {
	if e, ok := errors.AsType[*catalog.Error](err); ok && len(e.Fields) > 0 {
		return e.Fields[0].Field
	}
	return ""
}

// pictured is a chart of each kind.
func pictured(t *testing.T, l *frame.Locale, say caption) map[string]*picture {
	table := people()
	pictures := make(map[string]*picture)
	for name, c := range map[string]struct {
		spec  Spec
		names []string
		rows  [][]any
	}{
		"line": {Spec{Kind: Line, X: "year", Y: "population", Agg: "sum", Series: "sex"}, []string{"year", "sex", "value"},
			[][]any{{int64(2020), "f", int64(1200)}, {int64(2021), "f", int64(1350)}, {int64(2022), "f", nil}, {int64(2023), "f", int64(1500)}, {int64(2020), "m", int64(1100)}, {int64(2023), "m", int64(900)}}},
		"bars": {Spec{Kind: Bars, X: "province", Y: "population", Agg: "sum"}, []string{"province", "value"},
			[][]any{{"Cao Bằng", int64(1200)}, {"Thừa Thiên Huế", int64(-300)}, {nil, nil}}},
		"pyramid": {Spec{Kind: Pyramid, X: "province", Series: "sex"}, []string{"province", "sex", "value"},
			[][]any{{"0–4", "f", int64(12)}, {"0–4", "m", int64(13)}, {"5–9", "f", int64(9)}}},
		"nothing": {Spec{Kind: Bars, X: "province"}, []string{"province", "value"}, nil},
	} {
		p, f := plotted(t, l, &table, c.spec, c.names, c.rows)
		say.X, say.Y, say.Unit = axis(l, p.x), p.valueAxis(l), p.unit(l)
		pictures[name] = draw(l, p, f, say)
	}
	p, err := newPlan(Spec{Kind: Histogram, X: "population"}, &table)
	if err != nil {
		t.Fatal(err)
	}
	say.X, say.Y, say.Unit = axis(l, p.x), p.valueAxis(l), p.unit(l)
	pictures["histogram"] = draw(l, p, binned(l, p), say)
	return pictures
}

func TestPicturesLookAsTheyDid(t *testing.T) {
	l := locale(t, catalog.Vietnamese)
	for name, p := range pictured(t, l, caption{Title: "Dân số theo tỉnh", Source: "Nguồn: Cục Thống kê.", Note: "Số liệu sơ bộ."}) {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(p.svg(), "><", ">\n<") + "\n"
			file := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the picture is another than %s; look at it, and run go test -update if that is right:\n%s", file, got)
			}
		})
	}
}

// Texts of strangers are texts, wherever they stand.
func TestPicturesHoldTextsAsTexts(t *testing.T) {
	l := locale(t, catalog.English)
	table := people()
	for _, text := range hostile {
		p, f := plotted(t, l, &table, Spec{Kind: Bars, X: "province", Series: "sex"}, []string{"province", "sex", "value"}, [][]any{{text, text, int64(3)}, {"b", "c", int64(4)}})
		body := draw(l, p, f, caption{Title: text, Note: text, Source: text, X: text, Y: text, Unit: text}).svg()
		d := xml.NewDecoder(strings.NewReader(body))
		texts := 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				if !slices.Contains([]string{"svg", "rect", "path", "circle", "text", "title"}, token.Name.Local) {
					t.Errorf("%q: element %s", text, token.Name.Local)
				}
				for _, a := range token.Attr {
					if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
						t.Errorf("%q: attribute %s", text, a.Name.Local)
					}
				}
			case xml.CharData:
				if strings.Contains(string(token), text) {
					texts++
				}
			}
		}
		if texts < 4 {
			t.Errorf("%q stands %d times as text", text, texts)
		}
	}
}

func TestNoTwoLabelsOfAnAxisOverlap(t *testing.T) {
	l := locale(t, catalog.Vietnamese)
	table := people()
	for _, greatest := range []int64{3, 999, 1_000_000, 98_765_432_109, 5_000_000_000_000} {
		for _, kind := range []Kind{Line, Bars, Pyramid} {
			s := Spec{Kind: kind, X: map[Kind]string{Line: "year", Bars: "province", Pyramid: "province"}[kind], Series: "sex"}
			key := map[Kind]any{Line: int64(1999), Bars: "a", Pyramid: "a"}[kind]
			p, f := plotted(t, l, &table, s, []string{s.X, "sex", "value"}, [][]any{{key, "f", greatest}, {key, "m", greatest / 3}})
			ends := make(map[float64]float64)
			var labels []label
			for _, m := range draw(l, p, f, caption{Title: "T", X: "X", Y: "Y"}).marks {
				if m, ok := m.(label); ok {
					labels = append(labels, m)
				}
			}
			slices.SortFunc(labels, func(a, b label) int { return int(a.x - b.x) })
			for _, m := range labels {
				from := m.x - float64(m.at)*width(m.text, m.font.Size)
				if end, ok := ends[m.y]; ok && from < end {
					t.Errorf("%s to %d: %q begins at %.1f, before %.1f", kind, greatest, m.text, from, end)
				}
				ends[m.y] = from + width(m.text, m.font.Size)
			}
		}
	}
}

func TestAnAxisEndsWhereTheValuesDo(t *testing.T) {
	l := locale(t, catalog.Vietnamese)
	table := people()
	table.Columns[0] = with(column("day", catalog.Date, 2), span("1958-01-01", "1959-01-01"))
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	_, f := plotted(t, l, &table, Spec{Kind: Line, X: "day"}, []string{"day", "value"}, [][]any{{at(1958), int64(-4)}, {at(1959), int64(-2)}})
	xs, ys := reach(f)
	if want := [2]float64{float64(at(1958).Unix()), float64(at(1959).Unix())}; xs != want {
		t.Errorf("times from %.0f, want %.0f", xs, want)
	}
	if want := [2]float64{-4, -2}; ys != want {
		t.Errorf("values from %g, want %g", ys, want)
	}
}

// Names stand within sentences in small letters, but names of their own.
func TestNamesWithinSentences(t *testing.T) {
	for given, want := range map[string]string{
		"Dân số": "dân số", "Năm": "năm", "CO2 đã điều chỉnh": "CO2 đã điều chỉnh", "Hà Nội": "Hà Nội", "GDP": "GDP", "Population of 2024": "population of 2024", "": "", "X": "X", "Đất": "đất",
	} {
		if got := within(given); got != want {
			t.Errorf("within(%q) = %q, want %q", given, got, want)
		}
	}
}
