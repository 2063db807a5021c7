package table

import (
	"bytes"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
)

// Mojibake is a warning: the text was UTF-8, was read as Windows-1252 and saved
// as UTF-8 again. Value is such a word, Rule what it should be.
const Mojibake Code = "mojibake"

// checkText reports text of UTF-8 that was saved in a wrong encoding.
func (p *Plan) checkText(in rows.Input, g charset.Guess) error {
	if g.Name != charset.UTF8 && g.Name != charset.UTF8BOM || g.Legacy != "" {
		return nil
	}
	head := make([]byte, min(in.Size, 64<<10))
	if _, err := in.File.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if word, meant, ok := mojibake(head[g.Skip:]); ok {
		p.Problems = append(p.Problems, Problem{Code: Mojibake, Severity: Warning, Count: 1, Rule: meant, Spot: Spot{Value: word}})
	}
	return nil
}

// mojibake looks for such words in the head of a text. All that is odd in it
// must be of the kind, so that a text which speaks of it is none.
func mojibake(head []byte) (word, meant string, ok bool) {
	odd, restored := 0, 0
	for part := range bytes.FieldsFuncSeq(head, func(r rune) bool { return r < utf8.RuneSelf && !unicode.IsLetter(r) }) {
		if isASCII(part) || !utf8.Valid(part) {
			continue
		}
		odd++
		raw, fits := windows1252(part)
		if !fits || !utf8.Valid(raw) {
			continue
		}
		if restored++; restored == 1 {
			word, meant = shorten(part), shorten(raw)
		}
	}
	// Of the bytes that Windows-1252 does not have programs make different
	// things, so that some words cannot be restored.
	return word, meant, restored >= 2 && restored*2 >= odd
}

// windows1252 returns the bytes that a text has in Windows-1252.
func windows1252(text []byte) ([]byte, bool) {
	raw := make([]byte, 0, len(text))
	for _, r := range string(text) {
		b, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case ok:
		case r >= 0x80 && r < 0xa0: // what has no character there is kept
			b = byte(r)
		default:
			return nil, false
		}
		raw = append(raw, b)
	}
	return raw, true
}
