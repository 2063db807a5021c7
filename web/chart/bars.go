package chart

import (
	"math"

	"nguon/web/raster"
)

// bars draws a bar for each row and series, from left to right, and returns where
// it ends. Bars begin at 0, so that their lengths tell the truth.
func (d *drawing) bars(top float64) float64 {
	_, ys := reach(d.f)
	marks := ticks(min(0, ys[0]), max(0, ys[1]), 6, d.step)
	names, after := 40.0, 16.0
	for _, r := range d.f.Rows {
		names = max(names, min(230, width(r.Label, normal)))
		if len(d.f.Series) == 1 {
			after = max(after, width(r.Texts[0], small)+10)
		}
	}
	thick := 18.0
	if len(d.f.Series) > 1 {
		thick = 12
	}
	step := thick*float64(len(d.f.Series)) + 8
	b := box{margin + names + 10, top + 20, pictureWidth - margin - after, top + 24 + step*float64(len(d.f.Rows))}
	x := func(v float64) float64 {
		return b.left + (v-marks[0])/(marks[len(marks)-1]-marks[0])*(b.right-b.left)
	}
	d.text(small, raster.Start, softPaint, margin, top+12, fit(d.say.X, small, pictureWidth-2*margin))
	d.scale(b, marks, x)
	y := b.top + 4
	for _, r := range d.f.Rows {
		d.text(normal, raster.End, inkPaint, b.left-8, y+(step-8)/2+4.5, fit(r.Label, normal, names))
		for s, text := range r.Texts {
			from, until := min(x(0), x(r.y[s])), max(x(0), x(r.y[s]))
			switch {
			case text == "":
				d.text(small, raster.Start, softPaint, x(0)+4, y+thick/2+4, d.l.T("chart.missing"))
			case len(d.f.Series) == 1:
				d.text(small, raster.Start, softPaint, until+5, y+thick/2+4, text)
				fallthrough
			default:
				d.add(bar{x: from, y: y, width: max(0.5, until-from), height: thick - 1, paint: fillOf(s), says: d.sayings(r, s)})
			}
			y += thick
		}
		y += 8
	}
	d.line(axisPaint, x(0), b.top, x(0), b.bottom)
	d.text(small, raster.Middle, softPaint, pictureWidth/2, b.bottom+36, fit(d.say.Y, small, pictureWidth-2*margin))
	return b.bottom + 40
}

// scale draws the marks of a horizontal axis below a box.
func (d *drawing) scale(b box, marks []float64, x func(float64) float64) {
	places := decimals(marks)
	end := math.Inf(-1)
	if len(marks) > 1 && x(marks[0]) > x(marks[1]) { // it grows to the left
		end = math.Inf(1)
	}
	for _, v := range marks {
		d.line(gridPaint, x(v), b.top, x(v), b.bottom)
		text := d.l.Float(v, places)
		half := width(text, small)/2 + 6
		switch {
		case end <= x(v)-half:
			end = x(v) + half
		case end >= x(v)+half && end > x(v):
			end = x(v) - half
		default:
			continue // labels do not overlap
		}
		d.text(small, raster.Middle, softPaint, x(v), b.bottom+17, text)
	}
}

// pyramid draws the two series to the left and to the right of the names of the
// rows, on one scale, and returns where it ends.
func (d *drawing) pyramid(top float64) float64 {
	_, ys := reach(d.f)
	marks := ticks(0, max(ys[1], 0), 4, d.step)
	most := marks[len(marks)-1]
	names := 30.0
	for _, r := range d.f.Rows {
		names = max(names, min(140, width(r.Label, small)+12))
	}
	step := max(4, min(20, 420/float64(len(d.f.Rows))))
	upper, lower := top+20, top+24+step*float64(len(d.f.Rows))
	middle := pictureWidth / 2
	wide := middle - names/2 - margin - 14
	left := func(v float64) float64 { return middle - names/2 - v/most*wide }
	right := func(v float64) float64 { return middle + names/2 + v/most*wide }
	d.text(small, raster.Middle, softPaint, middle, top+12, fit(d.say.X, small, pictureWidth-2*margin))
	d.scale(box{left(most), upper, left(0), lower}, marks, left)
	d.scale(box{right(0), upper, right(most), lower}, marks, right)
	y, named := upper+2, math.Inf(-1)
	for _, r := range d.f.Rows {
		if y-named >= 13 {
			d.text(small, raster.Middle, inkPaint, middle, y+step/2+4, fit(r.Label, small, names))
			named = y
		}
		for s, text := range r.Texts {
			if text == "" {
				continue // a gap: the table says that it is missing
			}
			from, until := left(r.y[s]), left(0)
			if s == 1 {
				from, until = right(0), right(r.y[s])
			}
			d.add(bar{x: from, y: y, width: max(0, until-from), height: max(1, step-1), paint: fillOf(s), says: d.sayings(r, s)})
		}
		y += step
	}
	d.text(small, raster.Middle, softPaint, middle, lower+36, fit(d.say.Y, small, pictureWidth-2*margin))
	return lower + 40
}
