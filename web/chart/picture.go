package chart

import (
	"image/color"
	"strconv"

	"nguon/web/raster"
)

// A paint is what something is drawn with: its class on pages, whose style sheets
// know the theme, and its colour elsewhere.
type paint struct {
	class  string
	colour color.NRGBA
}

// The paints of all but the figures.
var (
	paperPaint = paint{"chart-paper", color.NRGBA{0xff, 0xff, 0xff, 0xff}}
	inkPaint   = paint{"chart-ink", color.NRGBA{0x14, 0x20, 0x1c, 0xff}}
	softPaint  = paint{"chart-soft", color.NRGBA{0x46, 0x57, 0x4f, 0xff}}
	gridPaint  = paint{"chart-grid", color.NRGBA{0xd9, 0xe2, 0xde, 0xff}}
	axisPaint  = paint{"chart-axis", color.NRGBA{0x7b, 0x8c, 0x85, 0xff}}
)

// colours are those of series: of Okabe and Ito
// (https://jfly.uni-koeln.de/color/), which people tell apart however they see
// colours, darkened where that is needed for a contrast of 3 with white; the last
// two are dark brown and violet, as darkened ones of theirs are too near others. Style
// sheets of the portal have others by class for the dark.
var colours = [mostSeries]color.NRGBA{
	{0x00, 0x72, 0xb2, 0xff}, {0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x8f, 0x68, 0xff},
	{0xb0, 0x57, 0x8d, 0xff}, {0x4b, 0x2d, 0x00, 0xff}, {0x8a, 0x4f, 0xe0, 0xff},
}

// dashes tell lines apart without colours.
var dashes = [mostSeries][]float64{nil, {7, 3}, {2, 3}, {9, 3, 2, 3}, {4, 2}, {12, 4}}

func fillOf(series int) paint {
	return paint{"chart-fill-" + strconv.Itoa(series+1), colours[series]}
}

func lineOf(series int) paint {
	return paint{"chart-line-" + strconv.Itoa(series+1), colours[series]}
}

// A picture is what a chart looks like, in units of its own: the same as SVG and
// as pixels.
type picture struct {
	width, height float64
	title         string
	palette       string // empty is what is usual
	marks         []mark
}

// A mark is one thing in a picture.
type mark interface {
	svg(w *writer)
	draw(p *raster.Picture)
}

// A bar is a rectangle. What a mark says is read where it is pointed at.
type bar struct {
	x, y, width, height float64
	paint               paint
	says                string
}

// A dot is a circle.
type dot struct {
	x, y, radius float64
	opacity      float64
	paint        paint
	says         string
}

// A stroke is a line in pieces, with round ends.
type stroke struct {
	pieces [][]raster.Point
	width  float64
	dashes []float64
	paint  paint
	says   string
}

// A label is one line of text.
type label struct {
	x, y  float64
	font  raster.Font
	at    raster.Anchor
	paint paint
	text  string
}

func (p *picture) add(m ...mark) { p.marks = append(p.marks, m...) }

// line adds a thin straight line.
func (p *picture) line(with paint, x1, y1, x2, y2 float64) {
	p.add(stroke{pieces: [][]raster.Point{{{X: x1, Y: y1}, {X: x2, Y: y2}}}, width: 1, paint: with})
}

// text adds a line of text.
func (p *picture) text(size float64, at raster.Anchor, with paint, x, y float64, text string) {
	p.add(label{x: x, y: y, font: raster.Font{Size: size}, at: at, paint: with, text: text})
}

// wider is how much wider the typeface of the portal is than that of [raster],
// at most, for texts of some letters.
const wider = 1.14

// width is how much room a text needs in any of the typefaces.
func width(text string, size float64) float64 {
	return wider * raster.Font{Size: size}.Width(text)
}

// fit cuts text so that it has room.
func fit(text string, size, most float64) string {
	return raster.Font{Size: size}.Fit(text, most/wider)
}

// wrap breaks text into lines that have room.
func wrap(text string, font raster.Font, most float64) []string {
	return font.Wrap(text, most/wider)
}
