package raster

import (
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// A Font is a size of the typeface, in units of a picture.
type Font struct {
	Size float64
	Bold bool
}

// regular and bold are read once. They are part of the program: a test reads
// them.
var (
	regular = sync.OnceValue(func() *sfnt.Font { return parsed(liberationsansregular.TTF) })
	bold    = sync.OnceValue(func() *sfnt.Font { return parsed(liberationsansbold.TTF) })
)

func parsed(ttf []byte) *sfnt.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic("raster: the typeface of the program is broken: " + err.Error())
	}
	return f
}

func (f Font) typeface() *sfnt.Font {
	if f.Bold {
		return bold()
	}
	return regular()
}

// face is f for painting at a scale. [opentype.NewFace] fails for no options
// that it is given here.
func (f Font) face(scale float64) font.Face {
	face, err := opentype.NewFace(f.typeface(), &opentype.FaceOptions{Size: f.Size * scale, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic("raster: " + err.Error())
	}
	return face
}

// composed has a character for each letter with its marks, as the typeface has.
func composed(text string) string { return norm.NFC.String(text) }

// Width is how wide a line of text is, without the kerning of its letters. What
// the typeface does not have is as wide as the box that is painted for it.
func (f Font) Width(text string) float64 {
	face := f.typeface()
	var b sfnt.Buffer
	perEm := fixed.I(int(face.UnitsPerEm())) // unscaled, so that no size is rounded
	var sum fixed.Int52_12
	for _, r := range composed(text) {
		glyph, err := face.GlyphIndex(&b, r)
		if err != nil {
			glyph = 0
		}
		if advance, err := face.GlyphAdvance(&b, glyph, perEm, font.HintingNone); err == nil {
			sum += fixed.Int52_12(advance)
		}
	}
	return f.Size * float64(sum) / float64(perEm)
}

// Fit cuts text, if it must, so that it is at most so wide, an ellipsis
// included. One letter stays, however narrow the room.
func (f Font) Fit(text string, most float64) string {
	if f.Width(text) <= most {
		return text
	}
	runes := []rune(composed(text))
	low, high := 1, len(runes) // how many letters stay
	for low < high {
		middle := (low + high + 1) / 2
		if f.Width(string(runes[:middle])+"…") <= most {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimSpace(string(runes[:low])) + "…"
}

// Wrap breaks text at its spaces into lines that are at most so wide. A word
// that is wider is cut as by [Font.Fit].
func (f Font) Wrap(text string, most float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		word = f.Fit(word, most)
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && f.Width(longer) > most {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
