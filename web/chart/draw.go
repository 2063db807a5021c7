package chart

import (
	"strings"

	"nguon/web/frame"
	"nguon/web/raster"
)

// The measures of a picture, in its own units.
const (
	pictureWidth = 720.0
	margin       = 16.0
	plotHeight   = 300.0 // of charts with a vertical axis
	small        = 12.0  // sizes of text
	normal       = 13.0
	large        = 18.0
)

// caption is what stands around the plot.
type caption struct {
	Title, Source, Note string
	Said                []string
	X, Y                string // the titles of the axes, with units
	Unit                string // of the values; empty if there is none to say
	tiles               *Tiles // below a map of a page; nil for none
}

// A box is a part of a picture.
type box struct{ left, top, right, bottom float64 }

// A drawing is a picture on the way.
type drawing struct {
	picture
	l   *frame.Locale
	f   *figure
	say caption
	// step is the least of the axis of values: 1 for what is whole, or 0.
	step float64
}

// draw makes the picture of a figure.
func draw(l *frame.Locale, p *plan, f *figure, say caption) *picture {
	d := &drawing{picture: picture{width: pictureWidth, title: say.Title}, l: l, f: f, say: say, step: p.leastStep()}
	y := margin
	title := raster.Font{Size: large, Bold: true}
	for _, line := range wrap(say.Title, title, pictureWidth-2*margin) {
		y += large * 1.25
		d.add(label{x: margin, y: y - 4, font: title, paint: inkPaint, text: line})
	}
	y = d.legend(p.Kind == Line, y+6)
	switch {
	case p.Kind == Map || p.Kind == Areas:
		y = d.mapped(y)
	case len(f.Rows) == 0:
		y += 60
		d.text(normal, raster.Middle, softPaint, pictureWidth/2, y-24, l.T("chart.no_rows"))
	case p.Kind == Bars:
		y = d.bars(y)
	case p.Kind == Pyramid:
		y = d.pyramid(y)
	default:
		y = d.plane(p, y)
	}
	y += 10
	for _, text := range append(append([]string{say.Note}, say.Said...), say.Source) {
		for _, line := range wrap(text, raster.Font{Size: small}, pictureWidth-2*margin) {
			y += small * 1.4
			d.text(small, raster.Start, softPaint, margin, y, line)
		}
	}
	d.height = y + margin
	d.recolour(p.Colours)
	return &d.picture
}

// legend names the series below y, and returns where it ends.
func (d *drawing) legend(lines bool, y float64) float64 {
	if len(d.f.Series) < 2 {
		return y
	}
	x := margin
	y += 16
	for i, name := range d.f.Series {
		name = fit(name, normal, 260)
		wide := 26 + width(name, normal) + 14
		if x+wide > pictureWidth-margin && x > margin {
			x = margin
			y += 20
		}
		if lines {
			d.add(stroke{pieces: [][]raster.Point{{{X: x, Y: y - 4}, {X: x + 20, Y: y - 4}}}, width: 2.5, dashes: dashes[i], paint: lineOf(i)})
		} else {
			d.add(bar{x: x, y: y - 11, width: 14, height: 12, paint: fillOf(i)})
		}
		d.text(normal, raster.Start, inkPaint, x+26, y, name)
		x += wide
	}
	return y + 8
}

// sayings is what a mark says: the place, the series and the value.
func (d *drawing) sayings(r row, s int) string {
	parts := []string{r.Label}
	if d.f.Series[s] != "" {
		parts = append(parts, d.f.Series[s])
	}
	return strings.Join(append(parts, strings.TrimSpace(r.Texts[s]+" "+d.say.Unit)), ", ")
}
