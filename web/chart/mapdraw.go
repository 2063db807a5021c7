package chart

import (
	"image/color"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"nguon/web/carto"
	"nguon/web/raster"
)

// stepColours are those of values on a map, the least first: one hue, from light
// to dark, which people tell apart however they see colours.
var stepColours = [colourSteps]color.NRGBA{
	{0xd3, 0xea, 0xe2, 0xff}, {0x9f, 0xd0, 0xc1, 0xff}, {0x5f, 0xad, 0x9b, 0xff}, {0x26, 0x80, 0x70, 0xff}, {0x08, 0x46, 0x3b, 0xff},
}

var (
	nonePaint = paint{"chart-none", color.NRGBA{0xe6, 0xe6, 0xe6, 0xff}}
	edgePaint = paint{"chart-edge", color.NRGBA{0x6b, 0x7b, 0x74, 0xff}}
	basePaint = paint{"chart-base", color.NRGBA{0xed, 0xf1, 0xe8, 0xff}}
	seaPaint  = paint{"chart-sea", color.NRGBA{0xf4, 0xf8, 0xfa, 0xff}}
)

// stepOfValue is the paint of a class of n, which are spread over all colours.
func stepOfValue(class, n int) paint {
	step := colourSteps - 1
	if n > 1 {
		step = class * (colourSteps - 1) / (n - 1)
	}
	return paint{"chart-step-" + strconv.Itoa(step+1), stepColours[step]}
}

// lineVersion is the paint of a line for what would be filled with one.
func lineVersion(p paint) paint {
	series, ok := strings.CutPrefix(p.class, "chart-fill-")
	if !ok {
		series = strings.TrimPrefix(p.class, "chart-")
	}
	return paint{"chart-line-" + series, p.colour}
}

// An area is a surface with holes: what is in two of its rings is not in it.
type area struct {
	rings [][]raster.Point
	paint paint
	says  string
}

// A window is the part of a picture that a map is in. What is beyond its edges
// is not seen.
type window struct {
	box
	name  string // for who cannot see it
	marks []mark
	tiles []tileMark
}

// A tileMark is a picture of a server of tiles, for pages.
type tileMark struct {
	address         string
	left, top, side float64
}

// mapped draws a map and returns where it ends.
func (d *drawing) mapped(top float64) float64 {
	m := d.f.mapped
	if m == nil || m.view == nil {
		d.text(normal, raster.Middle, softPaint, pictureWidth/2, top+36, d.l.T("chart.map.nothing"))
		return top + 60
	}
	top = d.mapLegend(m, top)
	b := box{margin, top + 6, margin + m.view.Width, top + 6 + m.view.Height}
	w := window{box: b, name: d.l.T("chart.map.name", "title", d.say.Title)}
	for _, t := range d.say.tiles.cover(m.view) {
		w.tiles = append(w.tiles, tileMark{t.address, b.left + t.left, b.top + t.top, t.side})
	}
	w.marks = append(w.marks, bar{x: b.left, y: b.top, width: b.right - b.left, height: b.bottom - b.top, paint: seaPaint})
	names := d.graticule(&w, m.view)
	for _, item := range m.items {
		w.marks = append(w.marks, item.marks(b)...)
	}
	w.marks = append(w.marks, names...)
	for _, s := range m.signs {
		x, y := m.view.Place(s.reach.Center())
		name := s.name.In(d.l.Lang)
		half := width(name, small)/2 + 4 // so that all of the name is within the map
		w.marks = append(w.marks, label{x: min(b.right-half, max(b.left+half, b.left+x)), y: b.top + y + 14, font: raster.Font{Size: small}, at: raster.Middle, paint: inkPaint, text: name})
	}
	d.add(w)
	d.stroke(axisPaint, b)
	return d.scaleBar(m.view, b)
}

// marks are those of an item, in a part of the picture.
func (i mapItem) marks(b box) []mark {
	shift := func(line orb.LineString) []raster.Point {
		all := make([]raster.Point, len(line))
		for n, p := range line {
			all[n] = raster.Point{X: b.left + p[0], Y: b.top + p[1]}
		}
		return all
	}
	if i.radius > 0 {
		return []mark{dot{x: b.left + i.x, y: b.top + i.y, radius: i.radius, opacity: 0.7, paint: i.paint, says: i.says}}
	}
	var all []mark
	if len(i.rings) > 0 {
		a := area{paint: i.paint, says: i.says}
		for _, ring := range i.rings {
			a.rings = append(a.rings, shift(orb.LineString(ring)))
		}
		all = append(all, a)
	}
	if len(i.lines) > 0 {
		line := stroke{width: 2, paint: lineVersion(i.paint), says: i.says}
		for _, piece := range i.lines {
			line.pieces = append(line.pieces, shift(piece))
			if len(piece) == 1 {
				line.width = 6
			}
		}
		all = append(all, line)
	}
	return all
}

// stroke draws the edges of a box.
func (d *drawing) stroke(with paint, b box) {
	d.add(stroke{pieces: [][]raster.Point{{{X: b.left, Y: b.top}, {X: b.right, Y: b.top}, {X: b.right, Y: b.bottom}, {X: b.left, Y: b.bottom}, {X: b.left, Y: b.top}}}, width: 1, paint: with})
}

// graticule draws parallels and meridians below the figures, and returns their
// names, which stand above them.
func (d *drawing) graticule(w *window, v *carto.View) []mark {
	var names []mark
	for _, p := range v.Graticule(7) {
		line := make([]raster.Point, len(p.Line))
		for i, at := range p.Line {
			line[i] = raster.Point{X: w.left + at[0], Y: w.top + at[1]}
		}
		w.marks = append(w.marks, stroke{pieces: [][]raster.Point{line}, width: 1, paint: gridPaint})
		text := degrees(d.l, p.Degrees, p.Meridian, 3)
		wide := width(text, small)
		end := line[0]
		if p.Meridian {
			if end.X-wide/2 < w.left+50 || end.X+wide/2 > w.right-4 {
				continue // where names of parallels are
			}
			names = append(names, label{x: end.X, y: w.bottom - 5, font: raster.Font{Size: small - 1}, at: raster.Middle, paint: softPaint, text: text})
			continue
		}
		if end.Y < w.top+16 || end.Y > w.bottom-22 {
			continue
		}
		names = append(names, label{x: max(w.left+4, end.X+4), y: end.Y - 3, font: raster.Font{Size: small - 1}, paint: softPaint, text: text})
	}
	return names
}

// scaleBar draws how long a round number of kilometres is, below the map.
func (d *drawing) scaleBar(v *carto.View, b box) float64 {
	metres, units := v.Scale(140)
	y := b.bottom + 20
	if metres == 0 {
		d.text(small, raster.Start, softPaint, b.left, y, d.l.T("chart.map.equal"))
		return y + 2
	}
	text := d.l.T("chart.map.km", "n", d.l.Float(metres/1000, 2))
	if metres < 1000 {
		text = d.l.T("chart.map.m", "n", d.l.Float(metres, 0))
	}
	d.add(stroke{pieces: [][]raster.Point{{{X: b.left, Y: y - 8}, {X: b.left, Y: y - 3}, {X: b.left + units, Y: y - 3}, {X: b.left + units, Y: y - 8}}}, width: 1, paint: ofScale(axisPaint)})
	d.text(small, raster.Start, ofScale(softPaint), b.left+units+8, y, d.l.T("chart.map.scale", "length", text))
	return y + 2
}

// ofScale is a paint of the bar of a scale, which is not seen while a part of the
// map is larger.
func ofScale(p paint) paint { return paint{p.class + " chart-scale", p.colour} }

// mapLegend says what sizes and colours of values mean, and returns where it ends.
func (d *drawing) mapLegend(m *mapping, top float64) float64 {
	if len(m.tops) == 0 && (!m.sized || m.most == 0) {
		return top
	}
	y := top + 14
	d.text(small, raster.Start, softPaint, margin, y, fit(d.say.Y, small, pictureWidth-2*margin))
	y += 20
	x := margin
	place := func(wide float64) {
		if x+wide > pictureWidth-margin && x > margin {
			x = margin
			y += 20
		}
	}
	if len(m.tops) > 0 {
		low := m.least(d.f)
		missing := false
		for _, item := range m.items {
			missing = missing || item.paint == nonePaint
		}
		for i, top := range m.tops {
			text := d.l.Float(low[i], digitsOf(low[i])) + " – " + d.l.Float(top, digitsOf(top))
			if low[i] == top {
				text = d.l.Float(top, digitsOf(top))
			}
			wide := 22 + width(text, small) + 14
			place(wide)
			d.add(bar{x: x, y: y - 11, width: 16, height: 12, paint: stepOfValue(i, len(m.tops))})
			d.text(small, raster.Start, inkPaint, x+22, y, text)
			x += wide
		}
		if missing {
			text := d.l.T("chart.missing")
			place(22 + width(text, small))
			d.add(bar{x: x, y: y - 11, width: 16, height: 12, paint: nonePaint})
			d.text(small, raster.Start, inkPaint, x+22, y, text)
		}
		return y + 6
	}
	y += 10
	for _, share := range []float64{1, 0.25, 0.05} {
		v := m.most * share
		if scale := niceStep(v); scale <= m.most && share < 1 {
			v = scale
		}
		text := d.l.Float(v, digitsOf(v))
		radius := m.radius(v)
		wide := 2*radius + 8 + width(text, small) + 18
		place(wide)
		d.add(dot{x: x + radius, y: y - 4, radius: radius, opacity: 0.7, paint: fillOf(0)})
		d.text(small, raster.Start, inkPaint, x+2*radius+8, y, text)
		x += wide
	}
	return y + 16
}

// least are the least values of the classes of areas.
func (m *mapping) least(f *figure) []float64 {
	low := append([]float64(nil), m.tops...)
	for _, r := range f.Rows {
		if _, point := r.shape.(orb.Point); r.valued && r.shape != nil && !point {
			c := carto.ClassOf(m.tops, r.y[0])
			low[c] = min(low[c], r.y[0])
		}
	}
	return low
}
