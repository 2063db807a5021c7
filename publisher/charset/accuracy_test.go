package charset_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"nguon/publisher/charset"
)

// shared returns the folder of real data, or skips the test.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NGUON_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		t.Skip("no real files: set NGUON_SHARED to the folder that has them")
	}
	return filepath.Join(dir, "data")
}

// phrases returns the names of all units, and the stop words, in NFC.
func phrases(t *testing.T) []string {
	t.Helper()
	dir := shared(t)
	var provinces []struct {
		FullName string
		Wards    []struct{ FullName string }
	}
	units, err := os.ReadFile(filepath.Join(dir, "vn-units", "vn-units-2026-07-25.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(units, &provinces); err != nil {
		t.Fatal(err)
	}
	stop, err := os.ReadFile(filepath.Join(dir, "vn-stopwords", "vietnamese-stopwords.txt"))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(strings.TrimSpace(string(stop)), "\n")
	for _, p := range provinces {
		all = append(all, p.FullName)
		for _, w := range p.Wards {
			all = append(all, w.FullName)
		}
	}
	for i, s := range all {
		all[i] = norm.NFC.String(strings.TrimSpace(s))
	}
	return all
}

// read detects and decodes as a reader of files does.
func read(t *testing.T, b []byte) (string, charset.Guess) {
	t.Helper()
	g := charset.Detect(b)
	b = b[g.Skip:]
	for _, d := range decodersOf(g) {
		out, _, err := transform.Bytes(d, b)
		if err != nil {
			t.Fatalf("%+v: %v", g, err)
		}
		b = out
	}
	return string(b), g
}

func decodersOf(g charset.Guess) []transform.Transformer {
	var ds []transform.Transformer
	if d, ok := charset.Decoder(g.Name); ok {
		ds = append(ds, d)
	}
	if d := charset.Restore(g.Legacy); d != nil {
		ds = append(ds, d)
	}
	return ds
}

// wanted is what comes out at best: TCVN3 has no capitals with a tone.
func wanted(encoding, s string) string {
	if encoding != charset.TCVN3 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < 0x80 || strings.ContainsRune("ĂÂÊÔƠƯĐ", r) {
			return r
		}
		return unicode.ToLower(r)
	}, s)
}

// Samples of words as they follow one another in names of places and in
// dictionaries are detected and decoded as they were. VIQR must be held against
// all that ASCII may mean, and so needs more words than the others.
func TestSamplesOfRealWordsAreReadBack(t *testing.T) {
	words := strings.Fields(strings.Join(phrases(t), "\n"))
	rng := rand.New(rand.NewPCG(1, 2))
	for _, name := range slices.Sorted(maps.Keys(encoders)) {
		for _, test := range []struct {
			words             int
			least, font, viqr float64 // share of samples: in bytes, typed with a font, and of VIQR
		}{{5, 0.98, 0.95, 0.9}, {20, 1, 0.998, 0.998}, {100, 1, 1, 1}} {
			if name == charset.VIQR {
				test.least = test.viqr
			}
			const samples = 1000
			right, font := 0, 0
			for range samples {
				at := rng.IntN(len(words) - test.words)
				text := strings.Join(words[at:at+test.words], " ")
				b := encoders[name](text)
				got, g := read(t, b)
				if got == wanted(name, text) {
					right++
				} else if test.words > 5 {
					t.Logf("%s: %+v: %q", name, g, text)
				}
				// The same, typed with a font into a text of Unicode.
				if name == charset.TCVN3 || name == charset.VNI {
					latin := make([]rune, len(b))
					for i, c := range b {
						latin[i] = rune(c)
					}
					if got, _ := read(t, []byte(string(latin))); got == wanted(name, text) {
						font++
					}
				} else {
					font++
				}
			}
			t.Logf("%s, %d words: %.2f %% read back, %.2f %% as text of Unicode", name, test.words, 100*float64(right)/samples, 100*float64(font)/samples)
			if right < int(test.least*samples) || font < int(test.font*samples) {
				t.Errorf("%s: of %d samples of %d words, %d were read back, %d as text of Unicode; want a share of %v and %v",
					name, samples, test.words, right, font, test.least, test.font)
			}
		}
	}
}

func TestRealTextOfUnicodeIsLeftAlone(t *testing.T) {
	all := phrases(t)
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		for from := 0; from < len(all); from += 3 {
			text := form.String(strings.Join(all[from:min(from+3, len(all))], "\n"))
			if g := charset.Detect([]byte(text)); g.Name != charset.UTF8 || g.Legacy != "" {
				t.Fatalf("%q: %+v", text, g)
			}
		}
	}
}
