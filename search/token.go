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
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		exact, folded := takeWord(text[start:end])
		if !silent(text, folded, start) {
			tokens = append(tokens, token{exact: exact, folded: folded, start: start, end: end})
		}
	}
	return tokens
}

// nextWord returns where the next word of a text begins and ends, from i on;
// start and end are alike if there is none.
func nextWord(text string, i int) (start, end int) {
	for i < len(text) {
		l, n := letterAt(text, i)
		if l.word {
			break
		}
		i += n
	}
	for start, end = i, i; end < len(text); {
		l, n := letterAt(text, end)
		if !l.word && !l.mark {
			break
		}
		end += n
	}
	return start, end
}

// takeWord returns the forms of a word.
func takeWord(word string) (exact, folded string) {
	plain := true
	for i := range len(word) {
		c := word[i]
		plain = plain && ('a' <= c && c <= 'z' || '0' <= c && c <= '9')
	}
	if plain {
		return word, word
	}
	var letters, base, tones []byte
	for i := 0; i < len(word); {
		l, n := letterAt(word, i)
		letters = append(letters, l.letter...)
		base = append(base, l.base...)
		tones = append(tones, l.tone...)
		i += n
	}
	return string(append(letters, tones...)), string(base)
}

// silent reports whether a word of a text says nothing.
func silent(text, folded string, start int) bool {
	return folded == "" || folded == "s" && afterApostrophe(text, start)
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
type letter struct {
	letter, base, tone string
	word, mark         bool // it may begin a word, or stand in one
}

// letterAt returns the letter that begins at a byte of a text, and its length.
func letterAt(text string, i int) (*letter, int) {
	if c := text[i]; c < utf8.RuneSelf {
		return &commonLetters[c], 1
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	switch {
	case int(r) < len(commonLetters):
		return &commonLetters[r], n
	case r >= firstMarked && int(r-firstMarked) < len(markedLetters):
		return &markedLetters[r-firstMarked], n
	}
	if l, ok := rareLetters.Load(r); ok {
		return l.(*letter), n
	}
	l := takeApart(r)
	rareLetters.Store(r, &l)
	return &l, n
}

// The letters of Latin, and those that Vietnamese adds, by their code points.
var (
	commonLetters = takeAllApart(0, 0x250)
	markedLetters = takeAllApart(firstMarked, 0x100)
)

const firstMarked = 0x1e00

func takeAllApart(first rune, n int) []letter {
	all := make([]letter, n)
	for i := range all {
		all[i] = takeApart(first + rune(i))
	}
	return all
}

var rareLetters sync.Map // of rune to *letter; bounded by the letters that texts use

// withoutMark are letters whose stroke or ligature Unicode does not take apart.
var withoutMark = map[rune]string{'đ': "d", 'ð': "d", 'ø': "o", 'ł': "l", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ı': "i"}

func takeApart(r rune) letter {
	l := letter{word: isWord(r), mark: unicode.IsMark(r)}
	r = unicode.ToLower(r)
	if r < utf8.RuneSelf {
		l.letter, l.base = string(r), string(r)
		return l
	}
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
	l.letter, l.base, l.tone = norm.NFC.String(string(kept)), string(base), string(tone)
	return l
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
