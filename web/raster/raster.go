// Package raster paints small pictures as PNG in plain Go, the same on every
// machine: rectangles, lines, circles, and text with all letters of Vietnamese.
// Charts and the cards of link previews are painted with it.
//
//	p, err := raster.New(1200, 630, 1, color.White)
//	title := raster.Font{Size: 48, Bold: true}
//	for i, line := range title.Wrap("Dân số theo tỉnh", 1080) {
//		p.Text(title, 60, 120+float64(i)*60, raster.Start, line, color.Black)
//	}
//	p.Rect(60, 400, 300, 40, color.NRGBA{R: 0x0b, G: 0x5d, B: 0x4e, A: 0xff})
//	err = p.PNG(w)
//
// Lengths are in units of the picture, of which x grows to the right and y
// downwards; a scale says how many pixels a unit has. The typeface is Liberation
// Sans, which has the widths of Arial.
//
// A picture of 1200×630 takes 3 MB and some tens of milliseconds: whoever serves
// pictures bounds how many are painted at a time, and keeps them by version.
package raster

import (
	"errors"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
)

// MaxPixels bounds a picture: 64 MB of memory.
const MaxPixels = 16 << 20

// ErrSize says that a picture would have no pixels, or more than [MaxPixels].
var ErrSize = errors.New("raster: no size of a picture")

// A Point is a place in a picture.
type Point struct{ X, Y float64 }

// An Anchor says which part of a text is at its place.
type Anchor float64

// The anchors.
const (
	Start  Anchor = 0
	Middle Anchor = 0.5
	End    Anchor = 1
)

// A Picture is being painted. It is for one goroutine.
type Picture struct {
	c     *gg.Context
	scale float64
	faces map[Font]font.Face
}

// New returns a picture of a colour, of width × height units with scale pixels
// each. It returns [ErrSize] for sizes that are no picture.
func New(width, height, scale float64, paper color.Color) (*Picture, error) {
	w, h := math.Ceil(width*scale), math.Ceil(height*scale)
	if !(w >= 1 && h >= 1 && w*h <= MaxPixels) { // not a number is none either
		return nil, fmt.Errorf("%w: %g × %g at scale %g", ErrSize, width, height, scale)
	}
	p := &Picture{c: gg.NewContext(int(w), int(h)), scale: scale, faces: make(map[Font]font.Face)}
	p.c.SetColor(paper)
	p.c.Clear()
	return p, nil
}

// Rect fills a rectangle by its upper left corner.
func (p *Picture) Rect(x, y, width, height float64, c color.Color) {
	p.c.SetColor(c)
	p.c.DrawRectangle(x*p.scale, y*p.scale, width*p.scale, height*p.scale)
	p.c.Fill()
}

// Circle fills a circle.
func (p *Picture) Circle(x, y, radius float64, c color.Color) {
	p.c.SetColor(c)
	p.c.DrawCircle(x*p.scale, y*p.scale, radius*p.scale)
	p.c.Fill()
}

// Area fills what is within an odd number of rings: a surface with holes.
func (p *Picture) Area(rings [][]Point, c color.Color) {
	p.c.SetColor(c)
	p.c.SetFillRuleEvenOdd()
	for _, ring := range rings {
		p.c.NewSubPath()
		for i, at := range ring {
			if i == 0 {
				p.c.MoveTo(at.X*p.scale, at.Y*p.scale)
			} else {
				p.c.LineTo(at.X*p.scale, at.Y*p.scale)
			}
		}
		p.c.ClosePath()
	}
	p.c.Fill()
	p.c.SetFillRuleWinding()
}

// Within calls draw, of whose painting only what is in a rectangle is seen.
func (p *Picture) Within(x, y, width, height float64, draw func()) {
	p.c.DrawRectangle(x*p.scale, y*p.scale, width*p.scale, height*p.scale)
	p.c.Clip()
	draw()
	p.c.ResetClip()
}

// Line joins points with straight lines, whose ends are round. Dashes are the
// lengths of strokes and of the gaps between them; none is a whole line. One
// point is a dot.
func (p *Picture) Line(points []Point, width float64, dashes []float64, c color.Color) {
	if len(points) == 1 {
		p.Circle(points[0].X, points[0].Y, width/2, c)
		return
	}
	scaled := make([]float64, len(dashes))
	for i, d := range dashes {
		scaled[i] = d * p.scale
	}
	p.c.SetColor(c)
	p.c.SetLineWidth(width * p.scale)
	p.c.SetDash(scaled...)
	p.c.SetLineCapRound()
	if len(dashes) > 0 {
		p.c.SetLineCapButt() // round ends would fill the gaps
	}
	p.c.SetLineJoinRound()
	for i, at := range points {
		if i == 0 {
			p.c.MoveTo(at.X*p.scale, at.Y*p.scale)
		} else {
			p.c.LineTo(at.X*p.scale, at.Y*p.scale)
		}
	}
	p.c.Stroke()
}

// Text writes one line of text, with y at its base line.
func (p *Picture) Text(f Font, x, y float64, at Anchor, text string, c color.Color) {
	face, ok := p.faces[f]
	if !ok {
		face = f.face(p.scale)
		p.faces[f] = face
	}
	text = composed(text)
	p.c.SetFontFace(face)
	p.c.SetColor(c)
	p.c.DrawString(text, x*p.scale-float64(at)*f.Width(text)*p.scale, y*p.scale)
}

// PNG writes the picture.
func (p *Picture) PNG(w io.Writer) error {
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := e.Encode(w, p.c.Image()); err != nil {
		return fmt.Errorf("raster: %w", err)
	}
	return nil
}
