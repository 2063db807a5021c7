package policy

import (
	"strings"
	"testing"

	"nguon/catalog"
)

func TestSuggestionIsAPolicyWithTheseOperations(t *testing.T) {
	seen := []Seen{
		{Name: "Họ và tên", Type: "text", Finding: "name", Role: Identifier, Rows: 100, Distinct: 99},
		{Name: "ngay_sinh", Type: "date", Finding: "birth date", Role: Quasi},
		{Name: "tuoi", Type: "number"},
		{Name: "Xã/Phường", Type: "text", Place: true},
		{Name: "ma_benh", Type: "text", Finding: "diagnosis", Role: Sensitive},
		{Name: "ghi chú: [nội bộ], #1 \"x\"", Type: "text", Role: FreeText},
		{Name: "mo_ta", Type: "text", Rows: 100, Distinct: 95},
		{Name: "nam", Type: "number", Role: Insensitive},
		{Name: "null", Type: "text", Rows: 100, Distinct: 3},
		{Name: "1e3", Type: "text", Rows: 100, Distinct: 3},
		{Name: "*", Type: "text", Rows: 100, Distinct: 3},
	}
	for _, lang := range []catalog.Lang{catalog.Vietnamese, catalog.English} {
		text := string(Suggest("kham bệnh: 2025", seen, lang))
		p := mustParse(t, text)
		for name, want := range map[string]string{
			"Họ và tên": "identifier drop", "ngay_sinh": "quasi generalise", "tuoi": "quasi bands", "Xã/Phường": "quasi generalise",
			"ma_benh": "sensitive keep", "ghi chú: [nội bộ], #1 \"x\"": "freetext drop", "mo_ta": "freetext drop", "nam": "insensitive keep",
			"null": "quasi generalise", "1e3": "quasi generalise", "*": "quasi generalise",
		} {
			c, ok := p.Column(name)
			if !ok {
				t.Errorf("no column %q in\n%s", name, text)
				continue
			}
			if got := c.Role + " " + c.Ops[0].Kind(); got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
		if p.Privacy.K != 5 || len(p.Ungated()) > 0 {
			t.Errorf("k %d, ungated %q", p.Privacy.K, p.Ungated())
		}
		if comments := strings.Count(text, "\n  # "); comments != len(seen) {
			t.Errorf("%d comments on %d columns", comments, len(seen))
		}
	}
}

func FuzzSuggestionsAreRead(f *testing.F) {
	f.Add("tên", "cccd", "identifier")
	f.Add("a: b", "{", "sensitive")
	f.Add("~", "\"", "")
	f.Fuzz(func(t *testing.T, name, finding, role string) {
		if oneLine(name) != name || len(name) > maxText || strings.ToValidUTF8(name, "") != name || strings.ContainsFunc(name, unprintable) || name == "" {
			return // not the name of a column
		}
		switch role {
		case "", Identifier, Quasi, Sensitive, Insensitive, FreeText:
		default:
			t.Skip("not a role")
		}
		p := mustParse(t, string(Suggest("d", []Seen{{Name: name, Finding: finding, Role: role}}, catalog.Vietnamese)))
		if _, ok := p.Column(name); !ok {
			t.Errorf("no column %q", name)
		}
	})
}
