package search

import (
	"slices"
	"strings"
)

// allowed is how many mistakes may be between what was typed and a word. Short
// words differ by one letter from many others: in them the first letter counts
// as typed.
func allowed(typed, word string) int {
	switch {
	case len(typed) >= 7:
		return 2
	case len(typed) >= 5, typed[0] == word[0]:
		return 1
	case len(typed) > 1 && len(word) > 1 && typed[0] == word[1] && typed[1] == word[0]:
		return 1
	}
	return 0
}

// mistakes is the number of letters to insert, delete, replace or exchange
// with their neighbour (the distance of optimal string alignment).
func mistakes(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before []int // the row above last
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row := make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			row[j+1] = min(last[j]+b2i(x[i] != y[j]), last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}

// withoutKeys returns the syllable that the keys of the input methods Telex and
// VNI were meant for, without its marks: "ddoongj" and "d9o6ng5" are "dong". A
// word that no keys are in is returned as it is.
func withoutKeys(word string) string {
	var b strings.Builder
	vowel := false
	for i := range len(word) {
		c := word[i]
		switch {
		case c >= '0' && c <= '9' && i > 0:
			continue
		case i > 0 && c == word[i-1] && strings.IndexByte("adeo", c) >= 0: // aa, dd, ee, oo
			continue
		case vowel && strings.IndexByte("sfrxjw", c) >= 0:
			continue
		case c == 'w':
			c, vowel = 'u', true
		case strings.IndexByte("aeiouy", c) >= 0:
			vowel = true
		}
		b.WriteByte(c)
	}
	if !vowel {
		return word
	}
	return b.String()
}

// isSyllable reports whether a word without marks may be a Vietnamese syllable:
// consonants that begin one, vowels, consonants that end one.
func isSyllable(folded string) bool {
	rest := folded
	for _, head := range heads {
		if tail, ok := strings.CutPrefix(folded, head); ok {
			rest = tail
			break
		}
	}
	vowels := strings.TrimLeft(rest, "aeiouy")
	if n := len(rest) - len(vowels); n == 0 || n > 3 {
		return folded == "gi"
	}
	return slices.Contains(tails, vowels)
}

// The consonants of syllables, those first that begin as others do.
var (
	heads = []string{"ngh", "ng", "nh", "gh", "kh", "ph", "qu", "th", "tr", "ch",
		"b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x"}
	tails = []string{"", "ch", "nh", "ng", "c", "m", "n", "p", "t"}
)
