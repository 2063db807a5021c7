package search

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestTokens(t *testing.T) {
	for _, test := range []struct {
		name, text string
		folded     string // joined by spaces
	}{
		{"Vietnamese", "Đường sắt Thống Nhất", "duong sat thong nhat"},
		{"decomposed", norm.NFD.String("Quốc lộ"), "quoc lo"},
		{"snake case", "dan_so_2019", "dan so 2019"},
		{"dots and signs", "TP.HCM (PM2.5)…", "tp hcm pm2 5"},
		{"possessive", "People's Committee’s", "people committee"},
		{"s alone", "s 's", "s s"},
		{"other alphabets", "Straße Ærø Łódź", "strasse aero lodz"},
		{"not a letter", "\u0301 – ★", ""},
		{"nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var folded []string
			text := normalize(test.text)
			for _, tok := range tokenize(text) {
				folded = append(folded, tok.folded)
				if tok.start < 0 || tok.end > len(text) || tok.start >= tok.end {
					t.Errorf("%q: token at %d to %d", test.text, tok.start, tok.end)
				}
			}
			if got := strings.Join(folded, " "); got != test.folded {
				t.Errorf("%q gives %q, want %q", test.text, got, test.folded)
			}
		})
	}
}

func TestExactFormsIgnoreWhereAToneStands(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"hòa", "hoà", true},
		{"thủy", "thuỷ", true},
		{"KHOẺ", "khỏe", true},
		{"hòa", "hoa", false},
		{"hòa", "hóa", false},
		{"đan", "dan", false},
		{"ơn", "ôn", false},
	} {
		a, b := tokenize(normalize(test.a))[0], tokenize(normalize(test.b))[0]
		if (a.exact == b.exact) != test.same {
			t.Errorf("%s and %s alike: %t, want %t", test.a, test.b, !test.same, test.same)
		}
	}
}

func FuzzFoldingIsIdempotent(f *testing.F) {
	for _, text := range []string{"Đường", "hoà bình", "ﬁ", "İ", "ΑΣ", "a\u0301\u0323", "ǿ", "\xff", "ǅ", "ß"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range tokenize(normalize(text)) {
			again := tokenize(normalize(tok.folded))
			if len(again) != 1 || again[0].folded != tok.folded {
				t.Errorf("%q folds to %q, and that to %+v", text, tok.folded, again)
			}
		}
	})
}

func TestParse(t *testing.T) {
	// The words that must be found, with … after one that may go on; then
	// phrases and what is excluded.
	for _, test := range []struct{ name, text, want string }{
		{"words", "dân số", "dan so…"},
		{"a finished last word", "dân số ", "dan so"},
		{"a sign after the last word", "dân số?", "dan so"},
		{"quotes", `nhà "dân số"`, "nha dan so | dan so"},
		{"a quoted word", `"dân"`, "dan"},
		{"minus", "lúa -gạo", "lua -gao"},
		{"minus a phrase", `-"An Giang" lúa`, "lua… -an giang"},
		{"minus many words", "-covid-19", "-covid 19"},
		{"a hyphen inside", "covid-19", "covid 19…"},
		{"repeats", "số số số", "so"},
		{"Vietnamese words that join", "dân số của các tỉnh", "dan so tinh…"},
		{"English words that join", "population of provinces", "population provinces…"},
		{"without marks they may be words", "cho cua", "cho cua…"},
		{"only words that join", "của và ", "cua va"},
		{"only signs", `- "" ?`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := parse(test.text, false)
			var parts []string
			for _, w := range e.words {
				parts = append(parts, w.folded+map[bool]string{true: "…"}[w.prefix])
			}
			join := func(tokens []token) string {
				var words []string
				for _, t := range tokens {
					words = append(words, t.folded)
				}
				return strings.Join(words, " ")
			}
			for _, p := range e.phrases {
				parts = append(parts, "| "+join(p.tokens))
			}
			for _, x := range e.excluded {
				parts = append(parts, "-"+join(x.tokens))
			}
			if got := strings.Join(parts, " "); got != test.want {
				t.Errorf("parse(%q) = %s, want %s", test.text, got, test.want)
			}
			if e.blank {
				t.Errorf("parse(%q) is blank", test.text)
			}
		})
	}
	for _, blank := range []string{"", " \t\u00a0"} {
		if e := parse(blank, false); !e.blank || len(e.words) != 0 {
			t.Errorf("parse(%q) = %+v, want blank", blank, e)
		}
	}
}
