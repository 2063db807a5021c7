package collection

import (
	"fmt"
	"strings"
	"unicode"
)

// quote writes a value as it stands in an address, for clients that send an
// address as it is and for those that encode what is not encoded yet. Letters
// of all scripts stay legible. Braces are encoded with the rest, since clients
// put variables in their place, and some of these are secrets of the reader.
func quote(value string) string {
	var b strings.Builder
	for _, c := range strings.ToValidUTF8(value, "\uFFFD") {
		if unicode.In(c, unicode.Letter, unicode.Mark, unicode.Digit) || strings.ContainsRune("-_.~,:()*", c) {
			b.WriteRune(c)
			continue
		}
		for _, octet := range []byte(string(c)) {
			fmt.Fprintf(&b, "%%%02X", octet)
		}
	}
	return b.String()
}

// fileName returns a title as a name that a file may have everywhere: clients
// make folders of the names of collections. It has at most 80 characters, so
// that it has fewer than the 255 bytes that a file system allows.
func fileName(title string) string {
	const longest = 80
	plain := strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) || strings.ContainsRune(`<>:"/\|?*{}`, c) {
			return ' '
		}
		return c
	}, title)
	runes := []rune(strings.Join(strings.Fields(plain), " "))
	name := strings.Trim(string(runes[:min(len(runes), longest)]), ". ")
	if name == "" {
		return "Table"
	}
	return name
}
