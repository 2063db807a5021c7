package charset

import "strings"

// maxVIQR is how many bytes are looked at for VIQR, in which every word counts.
const maxVIQR = 256 << 10

// scoreVIQR returns the score of a text as VIQR, and whether it is VIQR. All text has punctuation, and English
// has "so." and "I'm": words must be left when signs at their ends are taken
// off, and a good part of all words must have signs.
func scoreVIQR(text string) (score, bool) {
	text = text[:min(len(text), maxVIQR)]
	signs := 0
	for i := 1; i < len(text) && signs < 2; i++ {
		if strings.IndexByte("aeiouyAEIOUY", text[i-1]) >= 0 && strings.IndexByte("^(+`~'?.", text[i]) >= 0 {
			signs++
		}
	}
	if signs < 2 {
		return score{}, false
	}
	strong := rate(through(Restore(VIQR), withoutFinalSigns(text)))
	all := rate(through(Restore(VIQR), text))
	switch {
	case strong.common+strong.shaped == 0, all.good+all.common < 3:
		return all, false
	case strong.good < 2 && (strong.good+strong.odd < 2 || all.bad > 0), strong.good+strong.odd+strong.common+strong.shaped < 3:
		return all, false
	}
	return all, all.good >= 4*all.bad && all.points() > 0 && 6*all.good >= all.words
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
