package search

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestVocabularyOfTheProgramIsReadable(t *testing.T) {
	v, err := readVocabulary(wordFiles)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.concepts) < 500 {
		t.Errorf("%d concepts", len(v.concepts))
	}
	for _, c := range v.concepts {
		for _, near := range c.near {
			if &v.concepts[near] == &c || near < 0 || near >= len(v.concepts) {
				t.Errorf("%s is near %d", c.name, near)
			}
		}
	}
}

func TestWrongVocabulariesSayWhere(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a sign too many", "# head\nGDP = \n", `words/a.txt:2: there is no word in ""`},
		{"one spelling, two meanings", "a b = c\nd = e\nc = e\n", `words/a.txt:3: "e" is in two meanings`},
		{"near twice", "a ~ b ~ b\n", `words/a.txt:1: "b" is there twice`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := readVocabulary(fstest.MapFS{"words/a.txt": {Data: []byte(test.text)}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("err = %v, want %s", err, test.want)
			}
		})
	}
}

func TestMentions(t *testing.T) {
	v, err := readVocabulary(fstest.MapFS{
		"words/places.txt": {Data: []byte("Phú Thọ ~ Hòa Bình\nTP.HCM = Sài Gòn > Củ Chi\n")},
		"words/terms.txt":  {Data: []byte("GDP = tổng sản phẩm # money\nxuất khẩu = export\nlúa = paddy\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, text string
		english    bool
		want       []string
	}{
		{"a term", "Tổng sản phẩm theo quý", false, []string{"GDP"}},
		{"an abbreviation", "GDP", false, []string{"GDP"}},
		{"other marks", "tổng sân phẩm", false, nil},
		{"no marks at all", "tong san pham", false, []string{"GDP"}},
		{"a word without marks may be any", "lua", false, nil},
		{"an English word in another form", "Exports of paddy", true, []string{"xuất khẩu", "lúa"}},
		{"a place", "Hồ Hòa Bình", false, []string{"Hòa Bình"}},
		{"a word that is a place with capitals", "vì hòa bình", false, nil},
		{"signs between", "TP. HCM, tp-hcm", false, []string{"TP.HCM"}},
		{"a tone elsewhere", "Hoà Bình", false, []string{"Hòa Bình"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := normalize(test.text)
			tokens := tokenize(text)
			var stems []string
			if test.english {
				for _, tok := range tokens {
					stems = append(stems, stem(tok.folded))
				}
			}
			var got []string
			for _, m := range v.mentions(tokens, stems, !anyMarked(tokens), &text) {
				got = append(got, v.concepts[m.concept].name)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%q mentions %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestNearGoesBothWaysAndPartsOnlyOne(t *testing.T) {
	v, err := readVocabulary(fstest.MapFS{"words/places.txt": {Data: []byte("Phú Thọ ~ Hòa Bình\nPhú Thọ > Việt Trì\n")}})
	if err != nil {
		t.Fatal(err)
	}
	near := make(map[string][]string)
	for _, c := range v.concepts {
		for _, n := range c.near {
			near[c.name] = append(near[c.name], v.concepts[n].name)
		}
	}
	if !slices.Equal(near["Phú Thọ"], []string{"Hòa Bình", "Việt Trì"}) || !slices.Equal(near["Hòa Bình"], []string{"Phú Thọ"}) || near["Việt Trì"] != nil {
		t.Errorf("near: %v", near)
	}
}

func FuzzVocabulary(f *testing.F) {
	for _, text := range []string{"a = b ~ c > d # e", "=", "~", ">", "a ~ a", "\xff = \u0301", "a = a = b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := readVocabulary(fstest.MapFS{"words/a.txt": {Data: []byte(text)}})
		if err != nil {
			return
		}
		for _, c := range v.concepts {
			tokens := tokenize(normalize(c.name))
			if len(v.mentions(tokens, nil, false, nil)) == 0 {
				t.Errorf("%q is not found in itself", c.name)
			}
		}
	})
}
