package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
	"nguon/search"
)

func suggest(t testing.TB, x *search.Index, text string, n int) []search.Suggestion {
	t.Helper()
	all, err := x.Suggest(t.Context(), text, catalog.Vietnamese, n)
	if err != nil {
		t.Fatalf("Suggest(%q): %v", text, err)
	}
	return all
}

func TestSuggestions(t *testing.T) {
	x := openFixture(t)
	for _, test := range []struct {
		name, text, kind, want string
	}{
		{"a keyword", "thất ngh", search.SuggestTerm, "thất nghiệp"},
		{"without marks", "that ngh", search.SuggestTerm, "thất nghiệp"},
		{"in the middle of a keyword", "giao", search.SuggestTerm, "giao thông"},
		{"an agency by its second word", "y tế", search.SuggestAgency, "Bộ Y tế"},
		{"the beginning of a title", "tổng điều t", search.SuggestTitle, "Tổng điều tra dân số và nhà ở 2019"},
		{"the middle of a title", "nhà ở 2", search.SuggestTitle, "Tổng điều tra dân số và nhà ở 2019"},
		{"words here and there", "gạo thị", search.SuggestTitle, "Xuất khẩu gạo theo thị trường"},
		{"a place", "hà n", search.SuggestPlace, "Hà Nội"},
		{"a place after other words", "lúa an g", search.SuggestPlace, "lúa An Giang"},
		{"a finished word", "xe ", search.SuggestTerm, "xe buýt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, text := range []string{test.text, norm.NFD.String(test.text), strings.ToUpper(test.text)} {
				got := suggest(t, x, text, 8)
				if !slices.ContainsFunc(got, func(s search.Suggestion) bool { return s.Kind == test.kind && strings.EqualFold(s.Text, test.want) }) {
					t.Errorf("%q suggests %+v, want %s %q", text, got, test.kind, test.want)
				}
			}
		})
	}
}

func TestEverySuggestionFindsSomething(t *testing.T) {
	x := openFixture(t)
	for _, text := range []string{"d", "dân", "số ", "b", "bo", "th", "gi", "tỉnh", "rice", "p", "dân số h", "lúa ca", "exp", strings.Repeat("dan ", 30)} {
		seen := make(map[string]bool)
		all := suggest(t, x, text, search.MaxSuggestions)
		if len(all) > search.MaxSuggestions {
			t.Errorf("%q has %d suggestions", text, len(all))
		}
		for _, s := range all {
			if find(t, x, search.Request{Text: s.Text}).Total == 0 {
				t.Errorf("%q suggests %q, which finds nothing", text, s.Text)
			}
			if seen[s.Text] || (s.Slug == "") != (s.Kind != search.SuggestTitle) {
				t.Errorf("%q suggests %+v", text, s)
			}
			seen[s.Text] = true
		}
	}
}

func TestNothingIsSuggestedForNonsense(t *testing.T) {
	x := openFixture(t)
	for _, text := range []string{"", " ", "?", "xyzzy", strings.Repeat("x", 300), "dân số xyzzy", "\xff", "한국"} {
		if got := suggest(t, x, text, 8); len(got) != 0 {
			t.Errorf("%q suggests %+v", text, got)
		}
	}
	if got := suggest(t, x, "dân", 0); len(got) != 0 {
		t.Errorf("none asked for: %+v", got)
	}
}

func FuzzAnyTextIsSuggestedFor(f *testing.F) {
	for _, text := range []string{"dân", "d\u0301", "\x1f", "ổ ", "a b c d", "\xff"} {
		f.Add(text)
	}
	x := openFixture(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range suggest(t, x, text, 8) {
			if !utf8.ValidString(s.Text) || s.Text == "" {
				t.Errorf("%q suggests %q", text, s.Text)
			}
		}
	})
}
