package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

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
		return Guess{Name: name, Skip: skip, Legacy: LegacyText(decode(name, sample[skip:])), Sure: true}
	}
	if whole := cutPartial(sample); utf8.Valid(whole) {
		g := Guess{Name: UTF8, Legacy: LegacyText(string(whole)), Sure: true}
		if g.Legacy == VIQR && isASCII(string(whole)) {
			return Guess{Name: VIQR, Sure: true}
		}
		return g
	}
	if looksUTF8(sample) {
		return Guess{Name: UTF8}
	}
	best, second := Guess{Name: Windows1252}, 0
	most, telling := 0, []byte(tellingWords(string(sample)))
	for _, name := range []string{Windows1258, TCVN3, VNI} {
		s := rate(decode(name, telling))
		switch points := s.points(); {
		case s.convincing() && points > most:
			best, most, second = Guess{Name: name, Sure: s.good >= 5 && s.good >= 8*s.bad}, points, most
		case points > second:
			second = points
		}
	}
	best.Sure = best.Sure && most >= 2*second
	return best
}

// LegacyText returns TCVN3, VNI or VIQR for a text that is Unicode but shows
// as Vietnamese only in a font of that encoding, or is VIQR; otherwise the empty
// string. Give it many cells at once, with line breaks between: one cell of two
// words proves little.
func LegacyText(sample string) string {
	if isNative(sample) {
		return ""
	}
	best, most := "", 0
	if telling := tellingWords(sample); telling != "" {
		asIs := rate(telling)
		most = max(0, asIs.points())
		for _, font := range []struct {
			name  string
			table *table
		}{{TCVN3, tcvn3}, {VNI, vni}} {
			if s := rate(through(&runeDecoder{table: font.table, strict: true}, telling)); s.convincing() && s.points() > most {
				best, most = font.name, s.points()
			}
		}
		if best != "" || asIs.good > 0 {
			return best
		}
	}
	if isVIQR(sample[:min(len(sample), maxVIQR)]) {
		return VIQR
	}
	return ""
}

// maxVIQR is how many bytes are looked at for VIQR, in which every word counts.
const maxVIQR = 256 << 10

// isVIQR reports whether a text is VIQR. All text has punctuation, and English
// has "so." and "I'm": words must be left when signs at their ends are taken
// off, and a good part of all words must have signs.
func isVIQR(text string) bool {
	signs := 0
	for i := 1; i < len(text) && signs < 2; i++ {
		if strings.IndexByte("aeiouyAEIOUY", text[i-1]) >= 0 && strings.IndexByte("^(+`~'?.", text[i]) >= 0 {
			signs++
		}
	}
	if signs < 2 {
		return false
	}
	strong := rate(through(Restore(VIQR), withoutFinalSigns(text)))
	if strong.good < 2 || strong.common+strong.shaped < 1 || strong.good+strong.common+strong.shaped < 3 {
		return false
	}
	all := rate(through(Restore(VIQR), text))
	return all.good+all.common >= 3 && all.good >= 4*all.bad && all.points() > 0 && 6*all.good >= all.words
}

// withoutFinalSigns leaves out of VIQR what other languages end words with.
func withoutFinalSigns(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := range len(text) {
		last := i+1 == len(text) || !isASCIILetter(text[i+1])
		if c := text[i]; !last || c != '.' && c != '?' && c != '\'' && c != '(' {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// byMark returns the encoding that a byte order mark tells, and the length of
// the mark. Text in UTF-16 without a mark is known by its zero bytes.
func byMark(head []byte) (name string, skip int) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return UTF8BOM, 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE, 2
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE, 2
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case half < 4:
	case zero[1] > half*5/8 && zero[0] < half/8:
		return UTF16LE, 0
	case zero[0] > half*5/8 && zero[1] < half/8:
		return UTF16BE, 0
	}
	return "", 0
}

// cutPartial takes off a character that the end of the sample cut through.
func cutPartial(sample []byte) []byte {
	for i := len(sample) - 1; i >= 0 && i >= len(sample)-utf8.UTFMax; i-- {
		if utf8.RuneStart(sample[i]) {
			if !utf8.FullRune(sample[i:]) {
				return sample[:i]
			}
			break
		}
	}
	return sample
}

// looksUTF8 reports whether text that is not valid UTF-8 is meant to be: it has
// more characters of several bytes than bytes that are none.
func looksUTF8(sample []byte) bool {
	good, bad := 0, 0
	for len(sample) > 0 {
		r, n := utf8.DecodeRune(sample)
		switch {
		case n > 1:
			good++
		case r == utf8.RuneError:
			bad++
		}
		sample = sample[n:]
	}
	return good > bad
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
