package personal

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Anchors are the places of a text at which an address or a name may begin:
// what follows them is looked at, and the rest of most texts is not.

// mayHold reports whether a text may hold the address of a household, and
// whether it may name a person. If it says no, addressOf and nameInText find
// nothing.
func (r *reader) mayHold(v []byte) (address, person bool) {
	address = r.startsQuarter(v, 0)
	starts, signs, open := uint64(0), uint64(0), uint64(1)
	for base := 0; base < len(v); base += 8 {
		starts, signs, open = anchors(eight(v, base), open)
		for starts |= signs; starts != 0; starts &= starts - 1 {
			i := base + bits.TrailingZeros64(starts)/8
			if i >= len(v) {
				break
			}
			switch c := v[i]; {
			case digit(c):
				address = address || r.opensHouse(v, i)
			case upper(c), c >= utf8.RuneSelf && !smallMarked(v, i):
				person = person || r.opensName(v, i)
			case c < utf8.RuneSelf && separator(c):
				address = address || r.startsQuarter(v, i+1)
			}
		}
		if address && person {
			break
		}
	}
	return address, person
}

// eight returns eight bytes of v, and zeros after its end.
func eight(v []byte, i int) (x uint64) {
	if i+8 <= len(v) {
		return binary.LittleEndian.Uint64(v[i:])
	}
	for k := len(v) - 1; k >= i; k-- {
		x = x<<8 | uint64(v[k])
	}
	return x
}

// anchors tells of eight bytes at once, by the highest bit of each, which are a
// digit, a capital or a part of a letter with a mark where a word begins, and
// which are neither letter, digit nor blank. open is 1 if a word may begin with
// the first of them, and with the first of the next eight.
func anchors(x, open uint64) (starts, signs, openNext uint64) {
	const (
		each = 0x0101010101010101
		high = each * 0x80
	)
	marked := x & high
	low := x &^ high
	// Added to a byte below 0x80, 0x80-c sets its highest bit from c on.
	digits := (low + each*(0x80-'0')) &^ (low + each*(0x80-'9'-1))
	small := low | each*0x20
	letters := (small + each*(0x80-'a')) &^ (small + each*(0x80-'z'-1))
	digits, letters = digits&high&^marked, letters&high&^marked
	capitals := letters &^ (x << 2)
	notBlank := (low ^ each*' ') + each*0x7F
	words := digits | letters | marked
	starts = (digits | capitals | marked) &^ (words<<8 | (1-open)<<7)
	return starts, ^words & notBlank & high, 1 - words>>63
}

// startsQuarter reports whether the first word of v[i:] is one for a quarter.
func (r *reader) startsQuarter(v []byte, i int) bool {
	for i < len(v) && (separator(v[i]) || v[i] == ')') {
		i++
	}
	if i == len(v) || !quarterLetter[v[i]] {
		return false
	}
	start, end := nextWord(v, i)
	return r.word(v, start, end).is&quarterWord != 0
}

// quarterLetter has the first bytes of words for quarters.
var quarterLetter = func() (t [256]bool) {
	for i := range t {
		t[i] = i >= utf8.RuneSelf || strings.IndexByte("taxkbdpTAXKBDP", byte(i)) >= 0
	}
	return t
}()

// opensHouse reports whether the digits at v[i] may be the number of a house:
// they begin the text, or come after a sign or a word that goes before such
// numbers, or have a slash.
func (r *reader) opensHouse(v []byte, i int) bool {
	if i > 0 && !separator(v[i-1]) {
		return false
	}
	n, slash, ok := houseNumber(v[i:])
	if !ok || i+n < len(v) && !separator(v[i+n]) && v[i+n] != ')' {
		return false
	}
	sign := false
	to := i
	for to > 0 && separator(v[to-1]) {
		to--
		sign = sign || v[to] != ' '
	}
	if to == 0 || slash {
		return true
	}
	from := to
	for from > 0 && !separator(v[from-1]) {
		from--
	}
	if sign && !hasDigit(v[from:to]) {
		return true
	}
	if digit(v[from]) {
		return false
	}
	for to > from && v[to-1] == ')' {
		to--
	}
	return to == from || r.word(v, from, to).is&(alleyWord|numberWord|livingWord|quarterWord) != 0
}

// smallMarked reports whether the letter at v[i], which has a mark, is one of
// the small letters of Vietnamese, whose code points follow those of the capitals.
func smallMarked(v []byte, i int) bool {
	switch c := v[i]; {
	case c == 0xE1 && i+2 < len(v):
		return v[i+2]&1 == 1
	case (c == 0xC4 || c == 0xC5) && i+1 < len(v):
		return v[i+1]&1 == 1
	case c == 0xC3 && i+1 < len(v):
		return v[i+1] >= 0xA0
	}
	return false
}

// opensName reports whether the word that begins at v[i] is a surname after a
// title, or after the second word of one.
func (r *reader) opensName(v []byte, i int) bool {
	to := i
	for to > 0 && (v[to-1] == ' ' || v[to-1] == ':' || v[to-1] == '.') {
		to--
	}
	if to == i || to == 0 || !letterByte(v[to-1]) {
		return false
	}
	from := to
	for from > 0 && letterByte(v[from-1]) {
		if from--; to-from > longestTitle {
			return false
		}
	}
	if r.word(v, from, to).is&titleWord == 0 {
		return false
	}
	start, end := nextWord(v, i)
	const name = surnameWord | capitalWord
	return start == i && r.word(v, start, end).is&name == name
}
