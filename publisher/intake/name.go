package intake

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// memberName returns the name of a file in an archive for people to read:
// without folders, and without characters that cannot be seen. It is never
// used as a path.
//
// Names that are not UTF-8 are of the code page of the machine: 1258 of
// Vietnamese Windows, whose letters are C0 and above, or 437, where those bytes
// are lines of boxes.
func memberName(raw string) string {
	name := raw
	if !utf8.ValidString(raw) {
		page := charmap.Windows1258
		for i := range len(raw) {
			if c := raw[i]; c >= 0x80 && c < 0xC0 {
				page = charmap.CodePage437
			}
		}
		if decoded, err := page.NewDecoder().String(raw); err == nil {
			name = decoded
		}
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, norm.NFC.String(name))
	if name == "" || name == "." || name == "/" || name == ".." {
		return "?"
	}
	return shorten(name)
}

// longestName is how many bytes of a name are shown.
const longestName = 80

// shorten cuts the middle out of a long name: its end says what it is.
func shorten(name string) string {
	if len(name) <= longestName {
		return name
	}
	head, tail := longestName*2/3, len(name)-longestName/3
	for head > 0 && !utf8.RuneStart(name[head]) {
		head--
	}
	for tail < len(name) && !utf8.RuneStart(name[tail]) {
		tail++
	}
	return name[:head] + "…" + name[tail:]
}

// list names the first few files of many, as a person would.
func list(names []string) string {
	const few = 6
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:few], ", ") + ", …"
}
