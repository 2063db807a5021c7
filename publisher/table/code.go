package table

import (
	"slices"
	"strings"
)

// codeWords are what headers of codes and identifiers hold, folded as names in
// queries are.
var codeWords = [][]string{
	{"ma"}, {"code"}, {"id"}, {"so", "hieu"}, {"so", "dinh", "danh"}, {"mst"}, {"cccd"}, {"cmnd"}, {"cmt"},
	{"isbn"}, {"issn"}, {"iso"}, {"fips"}, {"zip"}, {"postcode"}, {"phone"}, {"dien", "thoai"}, {"tel"}, {"fax"}, {"ky", "hieu"},
}

// isCode reports whether a header says that its column holds codes: digits,
// maybe, but no quantities.
func isCode(header string) bool { return holdsWords(header, codeWords) }

// holdsWords reports whether a header holds one of the runs of words.
func holdsWords(header string, runs [][]string) bool {
	words := strings.Split(queryName(header, 0), "_")
	return slices.ContainsFunc(runs, func(of []string) bool {
		for i := range words {
			if len(words)-i >= len(of) && slices.Equal(words[i:i+len(of)], of) {
				return true
			}
		}
		return false
	})
}

// IsCode reports whether the values of c are codes: digits that begin with
// zero, or whatever a header that says so stands over. Texts of words are none.
func (c *Column) IsCode() bool {
	return (c.Type == String || c.Type == Integer) && (c.zeros || isCode(c.Source))
}
