package personal

import (
	"sync"
	"unicode/utf8"

	"nguon/publisher/charset"
)

// plain has the letters below U+1F00 without their marks in lower case, as
// charset.Fold makes them; 0 where that is not one byte, and skip for marks.
var plain = sync.OnceValue(func() *[0x1F00]byte {
	t := new([0x1F00]byte)
	for r := rune(0); r < rune(len(t)); r++ {
		switch f := charset.Fold(string(r)); {
		case r == ' ' || '\t' <= r && r <= '\r' || r == 0xA0:
			t[r] = ' '
		case r >= 0x300 && r < 0x370:
			t[r] = skip
		case len(f) == 1:
			t[r] = f[0]
		}
	}
	return t
})

const (
	skip  = 0x01 // a mark
	other = 0x02 // a character that is no letter of ours
)

// fold appends v to b without marks and in lower case, one byte a character:
// charset.Fold for hot loops.
func fold(b, v []byte) []byte {
	t := plain()
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			if upper(c) {
				c += 'a' - 'A'
			}
			b = append(b, c)
			i++
			continue
		}
		var r rune
		if c>>5 == 0b110 && i+1 < len(v) && v[i+1]>>6 == 0b10 { // most letters with marks, without the checks
			r = rune(c&0x1F)<<6 | rune(v[i+1]&0x3F)
			i += 2
		} else if c == 0xE1 && i+2 < len(v) && v[i+1]>>6 == 0b10 && v[i+2]>>6 == 0b10 {
			r = 0x1000 | rune(v[i+1]&0x3F)<<6 | rune(v[i+2]&0x3F)
			i += 3
		} else {
			var n int
			r, n = utf8.DecodeRune(v[i:])
			i += n
		}
		p := byte(0)
		if int(r) < len(t) {
			p = t[r]
		}
		switch p {
		case skip:
		case 0:
			b = append(b, other)
		default:
			b = append(b, p)
		}
	}
	return b
}

// trim takes blanks and no-break spaces off both ends of v.
func trim(v []byte) []byte {
	for len(v) > 0 && v[0] <= ' ' {
		v = v[1:]
	}
	for len(v) > 0 && v[len(v)-1] <= ' ' {
		v = v[:len(v)-1]
	}
	for len(v) >= 2 && v[0] == 0xC2 && v[1] == 0xA0 {
		v = trim(v[2:])
	}
	for len(v) >= 2 && v[len(v)-2] == 0xC2 && v[len(v)-1] == 0xA0 {
		v = trim(v[:len(v)-2])
	}
	return v
}
