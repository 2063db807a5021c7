package query_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nguon/api/query"
	"nguon/catalog"
)

func TestFoldTakesMarksAndCaseFromVietnamese(t *testing.T) {
	tests := map[string]string{
		"ĐƯỜNG Nguyễn Huệ":        "duong nguyen hue",
		"Thừa Thiên–Huế":          "thua thien–hue",
		norm.NFD.String("ẶẤỜỮỲỴ"): "aaouyy",
		"plain ASCII 1":           "plain ascii 1",
		"":                        "",
	}
	for in, want := range tests {
		if got := query.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// letters are all of Vietnamese, with their capitals, and those of other
// languages that are likely in names.
const letters = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz" +
	"AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆFGHIÌÍỈĨỊJKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢPQRSTUÙÚỦŨỤƯỪỨỬỮỰVWXYỲÝỶỸỴZ" +
	"äöüßÄÖÜçÇñÑøØåÅæœłŁšžčřğışİçжЖйЙёЁαΑώΏ가각日本ｱがパ0123 .,-–%_\\\"'"

// Both engines answer as if they were one only if the column, folded by
// DuckDB, and the value, folded by us, are the same.
func TestFoldIsWhatTheEngineDoes(t *testing.T) {
	tab := table{columns: []catalog.Column{column("s", catalog.String)}}
	for _, r := range letters {
		for _, s := range []string{string(r), norm.NFD.String(string(r))} {
			tab.rows = append(tab.rows, []any{"x" + s + "y"})
		}
	}
	w := newWorld(t)
	target := w.publish(t, tab)
	for i, row := range tab.rows {
		s, _ := row[0].(string)
		q, err := query.Parse(map[string][]string{"s__contains": {s}, "limit": {"1000"}}, target, patient)
		if err != nil {
			t.Fatal(err)
		}
		page := w.all(t, target, q)
		want := answer(tab, q)
		if len(page.Rows) != len(want) || len(want) == 0 {
			t.Errorf("row %d, %q (%+q): found in %d rows by DuckDB, in %d by us", i, s, s, len(page.Rows), len(want))
		}
	}
	if n := utf8.RuneCountInString(letters); n < 200 {
		t.Errorf("only %d letters", n)
	}
}
