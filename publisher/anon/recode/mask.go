package recode

import (
	"strings"
	"unicode/utf8"

	"nguon/publisher/anon/micro"
)

// Mask keeps the first and the last characters of each value and writes * for
// the others. It refuses to leave a value whole, and refuses what a mask does
// not hide: the first digits of a 12-digit identity number are the province of
// birth, sex and year of birth, so none of them may be kept.
func Mask(c *micro.Column, first, last int) (*micro.Column, error) {
	if first < 0 || last < 0 || first+last > 1000 {
		return nil, bad(c.Name, "first", first)
	}
	texts := make([]string, len(c.Values))
	var whole tally
	for i, value := range c.Values {
		n := utf8.RuneCountInString(value)
		if n <= first+last || identity(value) && (first > 0 || last > 6) {
			whole.add(strings.Repeat(Star, n)) // an error does not show what was to be hidden
			continue
		}
		runes := []rune(value)
		texts[i] = string(runes[:first]) + strings.Repeat(Star, n-first-last) + string(runes[n-last:])
	}
	if err := whole.err(Leaks, c.Name, ""); err != nil {
		return nil, err
	}
	return relabel(c, texts, true), nil
}

// identity reports whether a value has the form of a personal identity number.
func identity(value string) bool {
	return len(value) == 12 && strings.Trim(value, "0123456789") == ""
}
