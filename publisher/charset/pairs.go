package charset

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// byteDecoder turns the bytes of a table into UTF-8. What it does at a byte
// depends on that byte and the next alone, so it needs no state.
type byteDecoder struct {
	transform.NopResetter
	table *table
}

// Transform is that of [transform.Transformer].
func (d *byteDecoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	t := d.table
	for nSrc < len(src) {
		b := src[nSrc]
		r, n := t.single[b], 1
		if row := t.row[b]; row != 0 {
			if nSrc+1 < len(src) {
				if pair := t.pairs[row][src[nSrc+1]]; pair != 0 {
					r, n = pair, 2
				}
			} else if !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
		}
		if r < utf8.RuneSelf {
			if nDst == len(dst) {
				return nDst, nSrc, transform.ErrShortDst
			}
			dst[nDst] = byte(r)
			nDst++
		} else {
			if nDst+utf8.RuneLen(r) > len(dst) {
				return nDst, nSrc, transform.ErrShortDst
			}
			nDst += utf8.EncodeRune(dst[nDst:], r)
		}
		nSrc += n
	}
	return nDst, nSrc, nil
}

// Restore returns what repairs text that is Unicode by its encoding but was
// typed with a font of [TCVN3] or [VNI], or as [VIQR]: "Hµ Néi" and "Haø Noäi"
// become "Hà Nội". It turns UTF-8 into UTF-8; characters that the font does not
// know stay as they are. For other names it is nil.
func Restore(name string) transform.Transformer {
	switch name {
	case TCVN3:
		return &runeDecoder{table: tcvn3}
	case VNI:
		return &runeDecoder{table: vni}
	case VIQR:
		return &viqrDecoder{}
	}
	return nil
}

// runeDecoder is a byteDecoder whose bytes went through Windows-1252 already.
type runeDecoder struct {
	transform.NopResetter
	table  *table
	strict bool // letters that the font does not know become U+FFFD
}

// Transform is that of [transform.Transformer].
func (d *runeDecoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		r, n := utf8.DecodeRune(src[nSrc:])
		if b, ok := charmap.Windows1252.EncodeRune(r); ok {
			if known := d.table.single[b]; known != utf8.RuneError || d.strict {
				r = known
			}
			if row := d.table.row[b]; row != 0 {
				rest := src[nSrc+n:]
				if !atEOF && !utf8.FullRune(rest) {
					return nDst, nSrc, transform.ErrShortSrc
				}
				next, m := utf8.DecodeRune(rest)
				if mark, ok := charmap.Windows1252.EncodeRune(next); ok && m > 0 {
					if pair := d.table.pairs[row][mark]; pair != 0 {
						r, n = pair, n+m
					}
				}
			}
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}
