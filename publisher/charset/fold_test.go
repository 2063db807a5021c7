package charset_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"nguon/publisher/charset"
)

func TestFoldMakesSpellingsOfANameAlike(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"old place of the tone", "Hòa Bình", "hoa binh"},
		{"new place of the tone", "Hoà Bình", "hoa binh"},
		{"decomposed", norm.NFD.String("Đắk Lắk"), "dak lak"},
		{"capitals", "THỪA THIÊN - HUẾ", "thua thien - hue"},
		{"blanks of all kinds", "  Đà\u00a0 Nẵng\t\n", "da nang"},
		{"only blanks", " \u3000 ", ""},
		{"nothing", "", ""},
		{"folded already", "ha noi", "ha noi"},
		{"ASCII with capitals", "Ha  Noi ", "ha noi"},
		{"all vowels", "ăâêôơưĂÂÊÔƠƯỵỳ", "aaeoouaaeoouyy"},
		{"other languages", "Île Škoda Ångström", "ile skoda angstrom"},
		{"other scripts stay", "日本 Ω", "日本 ω"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := charset.Fold(test.in); got != test.want {
				t.Errorf("Fold(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func FuzzFoldingTwiceIsFoldingOnce(f *testing.F) {
	for _, s := range []string{"Hòa  Bình", "a\u0301 ", "İSTANBUL", "ǅ ß ﬁ", "\xff\xc3", "ẞ\u0345"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := charset.Fold(s)
		if twice := charset.Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		if nfd := charset.Fold(norm.NFD.String(s)); nfd != once {
			t.Errorf("Fold(%q) = %q, of its NFD %q", s, once, nfd)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, s := range map[string]string{"ascii": "phuong hoan kiem", "capitals": "Phuong Hoan Kiem", "vietnamese": "Phường Hoàn Kiếm"} {
		b.Run("text="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				charset.Fold(s)
			}
		})
	}
}
