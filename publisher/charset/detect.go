package charset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// A Guess says how the bytes of a text are to be read.
type Guess struct {
	Name string // one of [Names]
	Skip int    // length of the byte order mark, in bytes

	// Legacy is TCVN3, VNI or VIQR for text of UTF-8 or UTF-16 that was typed
	// with a font or the punctuation of that encoding: [Restore] it after
	// decoding. Plain bytes in an old encoding have it as their Name instead.
	Legacy string

	// Sure is whether the text says so beyond doubt. A person should look at
	// the first rows of what is not sure.
	Sure bool
}

// Detect tells the encoding of a text by its first bytes. The sample may end
// anywhere, and may be of several pieces of the file with line breaks between.
// Text that is nothing else is Windows-1252, and ASCII is UTF-8.
func Detect(sample []byte) Guess {
	if name, skip := byMark(sample); name != "" {
		legacy, sure := legacyText(decode(name, sample[skip:]))
		return Guess{Name: name, Skip: skip, Legacy: legacy, Sure: sure}
	}
	if whole := string(cutPartial(sample)); utf8.ValidString(whole) {
		legacy, sure := legacyText(whole)
		if legacy == VIQR && isASCII(whole) {
			return Guess{Name: VIQR, Sure: sure}
		}
		return Guess{Name: UTF8, Legacy: legacy, Sure: sure}
	}
	if looksUTF8(sample) {
		return Guess{Name: UTF8}
	}
	telling := tellingWords(string(sample))
	best, points, second := bestFont(decode(Windows1252, []byte(telling)))
	sure := best.beyondDoubt()
	if s := rate(decode(Windows1258, []byte(telling))); s.convincing() && s.points() > points {
		best.font, points, second, sure = Windows1258, s.points(), points, s.beyondDoubt()
	} else {
		second = max(second, s.points())
	}
	if points == 0 {
		return Guess{Name: Windows1252}
	}
	return Guess{Name: best.font, Sure: sure && points >= 2*second}
}

// LegacyText returns TCVN3, VNI or VIQR for a text that is Unicode but shows
// as Vietnamese only in a font of that encoding, or is VIQR; otherwise the empty
// string. Give it many cells at once, with line breaks between: one cell of two
// words proves little. Text that has Vietnamese letters of Unicode as well is
// none of them, whatever its other parts are: ask for each column by itself.
func LegacyText(sample string) string {
	name, _ := legacyText(sample)
	return name
}

// legacyText does what [LegacyText] does, and says whether it is beyond doubt.
func legacyText(sample string) (name string, sure bool) {
	if isNative(sample) {
		return "", true
	}
	if telling := tellingWords(sample); telling != "" {
		best, points, _ := bestFont(telling)
		asIs := rate(telling)
		if 2*points > 3*max(0, asIs.points()) { // what Unicode says needs a good reason to be doubted
			return best.font, best.beyondDoubt()
		}
		if asIs.good > 0 {
			return "", true
		}
	}
	if s, ok := scoreVIQR(sample); ok {
		return VIQR, s.beyondDoubt()
	}
	return "", true
}

// A reading is the score of a text as it shows in a font.
type reading struct {
	score
	font string // or another encoding; empty if none makes sense
}

// bestFont reads words in the fonts of old encodings, and returns the best of
// the readings that convince, its points, and those of the next best. Without
// such a reading there are none.
func bestFont(telling string) (best reading, points, second int) {
	for _, font := range []struct {
		name  string
		table *table
	}{{TCVN3, tcvn3}, {VNI, vni}} {
		s := rate(through(&runeDecoder{table: font.table, strict: true}, telling))
		switch p := s.points(); {
		case s.convincing() && p > points && (s.common > 0 || !isFormula(telling)):
			best, points, second = reading{s, font.name}, p, points
		case p > second:
			second = p
		}
	}
	return best, points, second
}

// isFormula reports whether the signs in a text are those of "m×n" and "5 µm",
// which are letters in a font, and no others.
func isFormula(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		_, western := charmap.Windows1252.EncodeRune(r)
		return western && r > unicode.MaxASCII && !strings.ContainsRune("×÷·±°¹²³µªº", r)
	})
}

// decode returns a sample as text.
func decode(name string, sample []byte) string {
	d, ok := Decoder(name)
	if !ok {
		return string(sample)
	}
	return through(d, string(sample))
}

// through returns a text as a decoder makes it. These decoders never fail.
func through(d transform.Transformer, text string) string {
	s, _, err := transform.String(d, text)
	if err != nil {
		return text
	}
	return s
}
