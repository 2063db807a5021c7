package recode

import (
	"encoding/base32"
	"slices"
	"strconv"
	"strings"

	"nguon/publisher/anon/micro"
)

// Lengths of a pseudonym, in characters of 5 bits.
const (
	MinPseudonym     = 10
	MaxPseudonym     = 51
	DefaultPseudonym = 26
)

var alphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Pseudonymise replaces each value by the first characters of its HMAC-SHA-256
// under the key. Within one scope, such as a release, a value always gets the
// same pseudonym, and another one in another scope. An unkeyed hash would be
// worthless here: there are so few identity numbers that all can be tried.
//
// It is not anonymisation: rows of one person can still be joined, and with
// the key the person is known. It is an error if two values of the column get
// the same pseudonym.
func Pseudonymise(c *micro.Column, key Key, scope string, length int) (*micro.Column, error) {
	if length == 0 {
		length = DefaultPseudonym
	}
	if length < MinPseudonym || length > MaxPseudonym {
		return nil, bad(c.Name, "length", length)
	}
	if err := key.check(c.Name); err != nil {
		return nil, err
	}
	texts := make([]string, len(c.Values))
	taken := make(map[string]bool, len(c.Values))
	for i, value := range c.Values {
		texts[i] = alphabet.EncodeToString(key.mac("pseudonym", scope, value))[:length]
		if taken[texts[i]] {
			return nil, &Error{Code: Collision, Column: c.Name, Got: int64(length)}
		}
		taken[texts[i]] = true
	}
	return relabel(c, texts, true), nil
}

// Tokenise replaces the values by numbers in random order, of as many digits
// each. A token says nothing of its value, not even to who has the key and not
// the data. The second result is the token of each value of the dictionary of
// c, for the vault.
func Tokenise(c *micro.Column, key Key) (*micro.Column, []string, error) {
	if err := key.check(c.Name); err != nil {
		return nil, nil, err
	}
	tokens := permuted(len(c.Values), key, "token", c.Name)
	return relabel(c, tokens, true), tokens, nil
}

// RowIDs is a new column that numbers so many rows in random order.
func RowIDs(name string, rows int, key Key) (*micro.Column, error) {
	if err := key.check(name); err != nil {
		return nil, err
	}
	texts := permuted(rows, key, "row", name)
	out := &micro.Column{Name: name, Values: slices.Sorted(slices.Values(texts)), Codes: make([]uint32, rows)}
	for i, text := range texts {
		n, _ := strconv.Atoi(text)
		out.Codes[i] = uint32(n - 1)
	}
	return out, nil
}

// permuted returns the numbers 1 to n in random order, with zeros before.
func permuted(n int, key Key, purpose, column string) []string {
	width := len(strconv.Itoa(n))
	texts := make([]string, n)
	for i, p := range key.lots(purpose, column).Perm(n) {
		digits := strconv.Itoa(p + 1)
		texts[i] = strings.Repeat("0", width-len(digits)) + digits
	}
	return texts
}
