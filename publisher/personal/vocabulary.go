package personal

import (
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"nguon/publisher/charset"
)

// Traits are what is known of a word by itself.
type traits uint32

// The traits. Words of addresses: a house number follows an alley; it follows
// "số" and begins the text or comes after one of the words of living.
const (
	alleyWord traits = 1 << iota
	quarterWord
	unitWord // folded
	livingWord
	numberWord
	otherWord   // after a number, no street
	surnameWord // with the marks that it has
	givenWord   // folded
	middleWord  // folded
	titleWord   // goes before a name, some only after another word
	titleAlone  // goes before a name
	nameWord    // of letters only, as words of names are
	capitalWord // begins with a capital letter
	markedUnit  // for a unit, as written with marks, or abbreviated
	xaWord      // xã, which begins the name of a street as well
	cueEnd      // the second word of a cue
	firstCue    // the bits from here on are a cue
)

const (
	addressTraits = surnameWord - 1
	foldedTraits  = addressTraits | surnameWord | givenWord | middleWord | titleWord | cueEnd | ^(firstCue - 1)
)

// longestWord bounds the folded letters of the words that are known.
const longestWord = 8

// A word is what is known of a run of bytes of a text.
type word struct {
	folded uint64 // its letters without marks, the first in the lowest byte; 0 if they are more than longestWord
	is     traits
}

// pack makes a number of the bytes of a folded word; 0 if they are too many.
func pack(folded []byte) (p uint64) {
	if len(folded) > longestWord {
		return 0
	}
	for i, c := range folded {
		p |= uint64(c) << (8 * i)
	}
	return p
}

// unpack appends the letters of a packed word.
func unpack(b []byte, p uint64) []byte {
	for ; p != 0; p >>= 8 {
		b = append(b, byte(p))
	}
	return b
}

// packed makes a number of a word in ASCII.
func packed(s string) uint64 { return pack([]byte(s)) }

// A vocabulary has the traits of folded words: a hash table that is never more
// than half full.
type vocabulary [1 << 12]word

func slot(p uint64, size int) int {
	return int(p * 0x9E3779B97F4A7C15 >> (64 - bits.Len(uint(size-1))))
}

func (t *vocabulary) find(p uint64) *word {
	for i := slot(p, len(t)); ; i = (i + 1) & (len(t) - 1) {
		if w := &t[i]; w.folded == p || w.folded == 0 {
			return w
		}
	}
}

var vocabularies = sync.OnceValue(func() *vocabulary {
	t := new(vocabulary)
	add := func(is traits, words string) {
		for s := range strings.FieldsSeq(charset.Fold(words)) {
			if len(s) > longestWord {
				continue
			}
			w := t.find(packed(s))
			w.folded = packed(s)
			w.is |= is
		}
	}
	add(alleyWord, "ngo ngach hem kiet")
	add(quarterWord, "to ap thon xom khom buon ban duong pho khu doi")
	add(unitWord, "phuong xa quan huyen tinh p p. x. tt tt. tp tp. q q. h. t.")
	add(livingWord, "chi dc d/c tru tai o nha ngu hktt thuong sinh")
	add(numberWord, "so sn nha")
	add(otherWord, "nam thang")
	add(surnameWord, surnames)
	add(givenWord, given)
	add(middleWord, middle)
	add(titleWord, anyTitles)
	for _, c := range cueWords {
		first, second, pair := strings.Cut(c.words, " ")
		if !pair {
			add(traits(c.cue)*firstCue, first)
		} else {
			add(cueEnd, second)
		}
	}
	return t
})

// markedUnits are words for units as they are written with marks, in lower
// case: quán is none, though it folds to what quận does.
var markedUnits = words("phường xã quận huyện tỉnh thị trấn trấn đặc khu thành phố")

// wordOf looks a word up in all lists.
func wordOf(v []byte) (w word) {
	var space [longestKey]byte
	folded := fold(space[:0], v)
	if w.folded = pack(folded); w.folded == 0 {
		return word{}
	}
	w.is = vocabularies().find(w.folded).is & foldedTraits
	if isName(folded) {
		w.is |= nameWord
	}
	if r, _ := utf8.DecodeRune(v); unicode.IsUpper(r) {
		w.is |= capitalWord
	}
	low := strings.ToLower(string(v))
	plain := ascii(v)
	if !plain && !lexicons().marked[low] {
		w.is &^= surnameWord
	}
	if plain && plainTitles[low] || !plain && markedTitles[low] {
		w.is |= titleAlone
	}
	if markedUnits[low] || plain && len(low) < 3 && w.is&unitWord != 0 {
		w.is |= markedUnit
	}
	if low == "xã" {
		w.is |= xaWord
	}
	return w
}

func isName(folded []byte) bool {
	for _, c := range folded {
		if (c < 'a' || c > 'z') && c != '\'' {
			return false
		}
	}
	return true
}

func ascii(v []byte) bool {
	for _, c := range v {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
