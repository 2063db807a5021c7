package cite

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// BibTeX returns an entry of type misc, which every style knows. Letters beyond
// ASCII are written as LaTeX commands, which BibTeX sorts and shortens rightly
// and every engine sets; those of Vietnamese want the encoding T5.
func (w *Work) BibTeX() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s_v%d", strings.ReplaceAll(string(w.Dataset), "-", "_"), w.Version)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %-12s = {%s}", name, value)
		}
	}
	day := w.day()
	field("author", "{"+latex(w.Author)+"}") // braces keep it from being taken for a person
	field("title", "{"+latex(w.Title)+"}")   // and capitals from being lowered
	field("year", strconv.Itoa(day.Year()))
	field("month", strconv.Itoa(int(day.Month())))
	field("version", strconv.Itoa(w.Version))
	field("publisher", latex(w.Publisher))
	field("howpublished", `\url{`+w.link()+`}`)
	field("url", w.URL)
	field("doi", w.DOI)
	if w.Digest != "" {
		field("note", "SHA-256 "+w.Digest)
	}
	b.WriteString("\n}\n")
	return b.String()
}

// commands are how LaTeX writes characters that mean something to it, and letters
// that are no letter of ASCII with a mark.
var commands = map[rune]string{
	'\\': `{\textbackslash}`, '{': `\{`, '}': `\}`, '%': `\%`, '&': `\&`, '#': `\#`, '$': `\$`, '_': `\_`, '~': `{\textasciitilde}`, '^': `{\textasciicircum}`,
	'"': `{\textquotedbl}`, 'đ': `{\dj}`, 'Đ': `{\DJ}`, '–': `--`, '—': `---`, '“': "``", '”': "''", '‘': "`", '’': "'", '…': `{\ldots}`,
}

// marks are the combining marks of Vietnamese letters.
var marks = map[rune]string{
	'\u0300': "\\`", '\u0301': `\'`, '\u0302': `\^`, '\u0303': `\~`, '\u0306': `\u`, '\u0309': `\h`, '\u0323': `\d`,
}

// horns are the letters with a horn, which is no accent of LaTeX.
var horns = map[rune]string{'o': `\ohorn`, 'O': `\OHORN`, 'u': `\uhorn`, 'U': `\UHORN`}

// latex writes a text for LaTeX. Characters that it does not know a command for
// stay as they are, in UTF-8.
func latex(s string) string {
	var b strings.Builder
	letters := []rune(norm.NFD.String(oneLine(s)))
	for i := 0; i < len(letters); {
		n := i + 1
		for n < len(letters) && (marks[letters[n]] != "" || letters[n] == '\u031b') {
			n++
		}
		b.WriteString(letter(letters[i], letters[i+1:n]))
		i = n
	}
	return norm.NFC.String(b.String())
}

// letter writes a letter with its marks; those above and below others come last.
func letter(base rune, with []rune) string {
	s, ok := commands[base]
	if !ok {
		s = string(base)
	}
	var accents []rune
	for _, m := range with {
		horn, ok := horns[base]
		switch {
		case m != '\u031b':
			accents = append(accents, m)
		case ok:
			s = horn
		default:
			s += string(m)
		}
	}
	if len(with) == 0 {
		return s
	}
	// The mark that makes the letter, such as that of â, is next to it; NFD has
	// the dot below before it.
	for _, own := range []bool{true, false} {
		for _, m := range accents {
			if (m == '\u0302' || m == '\u0306') == own {
				s = marks[m] + "{" + s + "}"
			}
		}
	}
	return "{" + s + "}"
}
