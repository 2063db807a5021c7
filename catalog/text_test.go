package catalog_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"nguon/catalog"
)

func TestTextFallsBackToTheOtherLanguage(t *testing.T) {
	both := catalog.Text{Vi: "nguồn", En: "source"}
	for _, test := range []struct {
		name string
		text catalog.Text
		lang catalog.Lang
		want string
	}{
		{"Vietnamese", both, catalog.Vietnamese, "nguồn"},
		{"English", both, catalog.English, "source"},
		{"an unknown language is the default one", both, "fr", "nguồn"},
		{"only Vietnamese", catalog.Text{Vi: "nguồn"}, catalog.English, "nguồn"},
		{"only English", catalog.Text{En: "source"}, catalog.Vietnamese, "source"},
		{"nothing", catalog.Text{}, catalog.English, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.text.In(test.lang); got != test.want {
				t.Errorf("In(%s) = %q, want %q", test.lang, got, test.want)
			}
			if got, want := test.text.IsZero(), test.want == ""; got != want {
				t.Errorf("IsZero() = %v, want %v", got, want)
			}
		})
	}
}

func TestErrorShowsItsKindAndCauseToErrorsIs(t *testing.T) {
	err := catalog.Errorf(catalog.ErrConflict, "Tên %q đã có.", "The name %q is taken.", "air")
	if want := (catalog.Text{Vi: `Tên "air" đã có.`, En: `The name "air" is taken.`}); err.Public != want {
		t.Errorf("Public = %+v, want %+v", err.Public, want)
	}
	if !errors.Is(err, catalog.ErrConflict) || errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("kinds of %v are wrong", err)
	}
	err.Err = io.ErrUnexpectedEOF
	if !errors.Is(err, catalog.ErrConflict) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("kind and cause of %v are not both seen", err)
	}
}

func TestErrorTellsTheLogEverything(t *testing.T) {
	err := &catalog.Error{
		Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: "Sai.", En: "Wrong."}, Err: io.ErrUnexpectedEOF,
		Fields: []catalog.FieldError{{Field: "title", Line: 3, Detail: catalog.Text{Vi: "trống", En: "is empty"}}},
	}
	for _, want := range []string{"invalid", "Wrong.", "title, line 3: is empty", "unexpected EOF"} {
		if got := err.Error(); !strings.Contains(got, want) {
			t.Errorf("Error() = %q, want %q in it", got, want)
		}
	}
}

func TestFieldErrorSaysWhere(t *testing.T) {
	detail := catalog.Text{Vi: "trống", En: "is empty"}
	for _, test := range []struct {
		f      catalog.FieldError
		vi, en string
	}{
		{catalog.FieldError{Detail: detail}, "trống", "is empty"},
		{catalog.FieldError{Field: "title", Detail: detail}, "title: trống", "title: is empty"},
		{catalog.FieldError{Line: 7, Detail: detail}, "dòng 7: trống", "line 7: is empty"},
		{catalog.FieldError{Field: "pm25", Line: 7, Detail: detail}, "pm25, dòng 7: trống", "pm25, line 7: is empty"},
	} {
		if got := test.f.In(catalog.Vietnamese); got != test.vi {
			t.Errorf("in Vietnamese %q, want %q", got, test.vi)
		}
		if got := test.f.In(catalog.English); got != test.en {
			t.Errorf("in English %q, want %q", got, test.en)
		}
	}
}

func TestMovedIsNotFoundForWhoDoesNotFollow(t *testing.T) {
	var err error = &catalog.Moved{To: "air-2"}
	if !errors.Is(err, catalog.ErrNotFound) || !strings.Contains(err.Error(), "air-2") {
		t.Errorf("err = %v, want one of kind %q that names air-2", err, catalog.ErrNotFound)
	}
}

func TestDigestIsHexadecimalText(t *testing.T) {
	want := catalog.Digest{0: 0x0f, 31: 0xa0}
	text := "0f" + strings.Repeat("00", 30) + "a0"
	encoded, err := json.Marshal(want)
	if err != nil || string(encoded) != `"`+text+`"` || want.String() != text {
		t.Fatalf("as JSON %s, %v; as text %s; want %s", encoded, err, want, text)
	}
	var got catalog.Digest
	if err := json.Unmarshal(encoded, &got); err != nil || got != want {
		t.Errorf("back from JSON: %s, %v; want %s", got, err, want)
	}
	for _, bad := range []string{"", text[2:], text + "00", strings.Repeat("zz", 32)} {
		if err := got.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("UnmarshalText(%q): no error", bad)
		}
	}
}

func TestVocabulariesAreWholeAndUnique(t *testing.T) {
	for name, vocabulary := range map[string]catalog.Vocabulary{
		"themes": catalog.Themes, "frequencies": catalog.Frequencies, "licences": catalog.Licences,
	} {
		seen := make(map[string]bool)
		for _, term := range vocabulary {
			if seen[term.Code] {
				t.Errorf("%s: %s occurs twice", name, term.Code)
			}
			seen[term.Code] = true
			if term.Title.Vi == "" || term.Title.En == "" || !strings.HasPrefix(term.URI, "http") {
				t.Errorf("%s: %+v is not whole", name, term)
			}
			if got := vocabulary.Title(term.Code); got != term.Title {
				t.Errorf("%s: Title(%s) = %v, want %v", name, term.Code, got, term.Title)
			}
		}
		if got := vocabulary.Title("none"); got != (catalog.Text{Vi: "none", En: "none"}) {
			t.Errorf("%s: Title(none) = %v, want the code itself", name, got)
		}
	}
}

func TestFindLicence(t *testing.T) {
	for id, want := range map[string]string{
		"CC-BY-4.0":                    "https://creativecommons.org/licenses/by/4.0/",
		"https://example.org/my-terms": "https://example.org/my-terms",
		"cc-by-4.0":                    "",
		"ftp://example.org/terms":      "",
		"":                             "",
	} {
		term, ok := catalog.FindLicence(id)
		if ok != (want != "") || term.URI != want {
			t.Errorf("FindLicence(%q) = %+v, %v; want %q", id, term, ok, want)
		}
	}
}
