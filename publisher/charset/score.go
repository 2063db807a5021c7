package charset

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// A score says how Vietnamese a text is. Words are runs of letters, and count
// once however often they occur. Only those with a character beyond ASCII are
// good or bad, because the others are the same in every encoding; a single
// letter is neither.
type score struct {
	words  int // of two letters or more
	good   int // syllables
	common int // of the good, how many are among the most frequent
	shaped int // of the good, how many have three letters or more and one of ă â ê ô ơ ư
	odd    int // no syllables, but built like the names of the highlands: Krông, Nuôl, Pék
	bad    int // neither, or with U+FFFD
	alone  int // U+FFFD outside words
}

// enough is how many words are looked at.
const enough = 4000

// rate counts the words of a text.
func rate(text string) score {
	var s score
	seen := make(map[string]bool)
	for word := range words(text) {
		if utf8.RuneCountInString(word) < 2 {
			if word == "\uFFFD" {
				s.alone++
			}
			continue
		}
		lower := strings.ToLower(word)
		if seen[lower] {
			continue
		}
		seen[lower] = true
		s.words++
		switch {
		case isASCII(word):
		case caseBreaks(word):
			s.bad++
		case !isSyllable(lower):
			if isNearSyllable(lower) {
				s.odd++
			} else {
				s.bad++
			}
		default:
			s.good++
			if common[lower] {
				s.common++
			}
			if isShaped(lower) {
				s.shaped++
			}
		}
		if s.words >= enough {
			break
		}
	}
	return s
}

// points weigh a score for comparison with another of the same bytes.
func (s score) points() int { return s.good + s.common - s.odd/2 - 2*s.bad - 2*s.alone }

// convincing reports whether a text is Vietnamese beyond chance: two words
// that are, or a frequent one alone, and few that are not.
func (s score) convincing() bool {
	return s.good+s.common >= 2 && s.points() > 0 && s.bad+s.alone <= s.good/2
}

// beyondDoubt reports whether a person need not look.
func (s score) beyondDoubt() bool { return s.good >= 5 && s.good >= 8*s.bad }

// tellingWords returns the words of a text that are not ASCII alone, each once
// and with blanks between. Only they differ between encodings of one byte a
// character.
func tellingWords(text string) string {
	var b strings.Builder
	seen := make(map[string]bool)
	for i := 0; i < len(text) && len(seen) < enough; i++ {
		start, ascii := i, true
		for i < len(text) && (text[i] >= utf8.RuneSelf || isASCIILetter(text[i])) {
			ascii = ascii && text[i] < utf8.RuneSelf
			i++
		}
		if word := text[start:i]; !ascii && !seen[word] {
			seen[word] = true
			b.WriteString(word)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// words yields the runs of letters of a text, in NFC. U+FFFD is a letter here.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
			if r < utf8.RuneSelf {
				return !isASCIILetter(byte(r))
			}
			return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != utf8.RuneError
		}) {
			if !yield(norm.NFC.String(word)) {
				return
			}
		}
	}
}

// isShaped reports whether a word, in lower case, has three letters or more
// and a vowel that is not of the Latin alphabet even without its tone.
func isShaped(word string) bool {
	shaped, n := false, 0
	for _, r := range word {
		shaped = shaped || parts[r].base > unicode.MaxASCII
		n++
	}
	return shaped && n >= 3
}

// isNative reports whether a text has Vietnamese letters of Unicode, composed
// or not, that no western text has.
func isNative(text string) bool {
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		if _, ok := charmap.Windows1252.EncodeRune(r); !ok && (parts[r].base != 0 || r == 'đ' || r == 'Đ' || unicode.Is(unicode.Mn, r)) {
			return true
		}
	}
	return false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
