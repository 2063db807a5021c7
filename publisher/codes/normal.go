package codes

import (
	"strings"
	"unicode"

	"nguon/publisher/charset"
)

// keys returns what a value of a form may be found by, the nearest first.
func keys(f Form, value string) []string {
	if f != Name {
		return []string{strings.ToUpper(strings.TrimSpace(value))}
	}
	full := words(value)
	return []string{full, bare(full)}
}

// kinds are the words for kinds of units that may stand before a name, folded,
// and those that may follow it in English.
var (
	kindsBefore = []string{"tinh", "thanh pho", "tp", "t p", "xa", "phuong", "dac khu"}
	kindsAfter  = []string{"city", "province", "commune", "ward", "special zone"}
)

// bare takes the words for the kind of a unit off a folded name.
func bare(s string) string {
	for _, k := range kindsBefore {
		if rest, ok := strings.CutPrefix(s, k+" "); ok {
			s = rest
			break
		}
	}
	for _, k := range kindsAfter {
		if rest, ok := strings.CutSuffix(s, " "+k); ok {
			return rest
		}
	}
	return s
}

// words folds a text and leaves letters and digits, in words one blank apart.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(charset.Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
