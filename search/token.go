package search

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

// A token is one word of a text; in Vietnamese, one syllable.
type token struct {
	// exact is the word in lower case with all its marks. Tone marks stand at
	// its end, so that "hòa" and "hoà" are one word.
	exact string
	// folded is the word without any mark: "đường" is "duong".
	folded     string
	start, end int // in bytes of the text
	// guessed says that nobody typed the word: its marks are not known.
	guessed bool
}

// marked reports whether the word has any mark.
func (t token) marked() bool { return t.exact != t.folded }

// normalize returns text in the form in which it is split and shown: NFC, with
// U+FFFD for what is not UTF-8.
func normalize(text string) string {
	return norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
}

// tokenize splits a normalized text into words. A word is a run of letters,
// digits and the marks on them; the English possessive 's is left out.
func tokenize(text string) []token {
	var tokens []token
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isWord(r) {
			i += n
			continue
		}
		start := i
		var exact, folded, tones []byte
		for i < len(text) {
			r, n = utf8.DecodeRuneInString(text[i:])
			if !isWord(r) && !unicode.IsMark(r) {
				break
			}
			l := letterOf(r)
			exact = append(exact, l.letter...)
			folded = append(folded, l.base...)
			tones = append(tones, l.tone...)
			i += n
		}
		if len(folded) == 0 || string(folded) == "s" && afterApostrophe(text, start) {
			continue
		}
		tokens = append(tokens, token{exact: string(append(exact, tones...)), folded: string(folded), start: start, end: i})
	}
	return tokens
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func afterApostrophe(text string, i int) bool {
	before, n := utf8.DecodeLastRuneInString(text[:i])
	if before != '\'' && before != '’' {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(text[:i-n])
	return isWord(last)
}

// A letter is a rune taken apart: what of it is a letter of the alphabet
// (ă, ơ, đ), what is its tone, and what is left without any mark.
type letter struct{ letter, base, tone string }

var letters sync.Map // of rune to letter; bounded by the letters that texts use

func letterOf(r rune) letter {
	if r < utf8.RuneSelf {
		return asciiLetters[r]
	}
	if l, ok := letters.Load(r); ok {
		return l.(letter)
	}
	l := takeApart(unicode.ToLower(r))
	letters.Store(r, l)
	return l
}

var asciiLetters = func() (l [utf8.RuneSelf]letter) {
	for r := range rune(utf8.RuneSelf) {
		s := string(unicode.ToLower(r))
		l[r] = letter{letter: s, base: s}
	}
	return l
}()

// withoutMark are letters whose stroke or ligature Unicode does not take apart.
var withoutMark = map[rune]string{'đ': "d", 'ð': "d", 'ø': "o", 'ł': "l", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ı': "i"}

func takeApart(r rune) letter {
	var kept, base, tone []rune
	for _, part := range norm.NFD.String(string(r)) {
		switch part {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323': // the five tone marks
			tone = append(tone, part)
		default:
			kept = append(kept, part)
			if plain, ok := withoutMark[part]; ok {
				base = append(base, []rune(plain)...)
			} else if !unicode.IsMark(part) {
				base = append(base, part)
			}
		}
	}
	return letter{letter: norm.NFC.String(string(kept)), base: string(base), tone: string(tone)}
}

// stem returns the stem of an English word, or the word itself if it is not
// one.
func stem(folded string) string {
	for i := range len(folded) {
		if folded[i] < 'a' || folded[i] > 'z' {
			return folded
		}
	}
	if len(folded) < 3 {
		return folded
	}
	env := snowballstem.NewEnv(folded)
	english.Stem(env)
	return env.Current()
}
