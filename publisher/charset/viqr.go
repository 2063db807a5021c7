package charset

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// viqrDecoder reads VIQR (RFC 1456): after a vowel, ^ ( + give it its shape
// and ' ` ? ~ . its tone; dd is đ; a backslash takes the next character as it
// is. Everything else is UTF-8 already.
//
// Where people type VIQR they forget the backslash, so two rules are added to
// those of the RFC. A word has one tone: the full stop of "No^.i." after it is a
// full stop. And what is an address, a path or a date pattern, up to the next
// blank, comma or quote, is left as it is.
type viqrDecoder struct {
	in    viqrState
	toned bool // the word has its tone
}

type viqrState uint8

const (
	between viqrState = iota // before a token
	inText
	inAddress
)

// tokenAhead is how many bytes of a token are looked at for what it is.
const tokenAhead = 256

// Reset is that of [transform.Transformer].
func (d *viqrDecoder) Reset() { *d = viqrDecoder{} }

// Transform is that of [transform.Transformer].
func (d *viqrDecoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		rest := src[nSrc:]
		if d.in == between && !endsToken(rest[0]) {
			token := rest[:min(len(rest), tokenAhead)]
			end := bytes.IndexFunc(token, func(r rune) bool { return r < utf8.RuneSelf && endsToken(byte(r)) })
			if end < 0 && len(token) < tokenAhead && !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			if end >= 0 {
				token = token[:end]
			}
			d.in = inText
			if isAddress(token) {
				d.in = inAddress
			}
		}
		if !atEOF && len(rest) < viqrLongest && !endsToken(rest[0]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		r, n, tone := d.next(rest)
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
		switch {
		case endsToken(rest[0]):
			d.in, d.toned = between, false
		case tone:
			d.toned = true
		case r < utf8.RuneSelf && !isASCIILetter(byte(r)):
			d.toned = false
		}
	}
	return nDst, nSrc, nil
}

// viqrLongest is the most bytes that make one character: a vowel, its shape
// and its tone; also of UTF-8.
const viqrLongest = utf8.UTFMax

// next returns the character at the beginning of src, the bytes that it takes,
// and whether a tone is among them.
func (d *viqrDecoder) next(src []byte) (r rune, n int, tone bool) {
	c := src[0]
	at := func(i int) byte {
		if i < len(src) {
			return src[i]
		}
		return 0
	}
	switch {
	case c >= utf8.RuneSelf:
		r, n = utf8.DecodeRune(src)
		return r, n, parts[r].tone != level
	case d.in != inText:
		return rune(c), 1, false
	case c == '\\' && at(1) != 0 && at(1) < utf8.RuneSelf && at(1) > ' ':
		return rune(at(1)), 2, false
	case c == 'd' && at(1) == 'd':
		return 'đ', 2, false
	case c == 'D' && (at(1) == 'd' || at(1) == 'D'):
		return 'Đ', 2, false
	}
	r, n = rune(c), 1
	if _, ok := parts[r]; !ok {
		return r, 1, false
	}
	if shaped, ok := viqrShapes[[2]byte{c, at(1)}]; ok {
		r, n = shaped, 2
	}
	if t := bytes.IndexByte([]byte("`?~'."), at(n)); t >= 0 && !d.toned {
		r, _ = withTone(r, t+1)
		return r, n + 1, true
	}
	return r, n, false
}

// viqrShapes are the vowels of two characters.
var viqrShapes = func() map[[2]byte]rune {
	m := make(map[[2]byte]rune)
	for _, s := range []struct {
		vowels string
		sign   byte
		mark   string
	}{{"aeoAEO", '^', "\u0302"}, {"aA", '(', "\u0306"}, {"ouOU", '+', "\u031B"}} {
		for _, v := range []byte(s.vowels) {
			m[[2]byte{v, s.sign}] = []rune(norm.NFC.String(string(rune(v)) + s.mark))[0]
		}
	}
	return m
}()

// endsToken reports whether c parts what a person takes for one piece, in
// prose and in separated text.
func endsToken(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\v', '\f', '\r', ',', ';', '"', '|', '<', '>':
		return true
	}
	return false
}

// isAddress reports whether a token is not language.
func isAddress(token []byte) bool {
	for _, sign := range []string{"@", "://", "www.", "dd/mm", "dd-mm", "dd.mm", ":\\"} {
		if bytes.Contains(token, []byte(sign)) {
			return true
		}
	}
	return false
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
