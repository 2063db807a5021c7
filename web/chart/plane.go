package chart

import (
	"math"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/web/frame"
	"nguon/web/raster"
)

const (
	// fewPoints is up to how many points of a line can be pointed at.
	fewPoints = 400
	// thinColumns is into how many columns the points of a line are gathered, of
	// which each keeps four at most, where there are more than two for each.
	thinColumns = 600
)

// A plane is a plot with a horizontal and a vertical axis.
type plane struct {
	box
	x0, x1, y0, y1 float64 // what the axes reach from and to
}

func (p plane) x(v float64) float64 { return p.left + (v-p.x0)/(p.x1-p.x0)*(p.right-p.left) }
func (p plane) y(v float64) float64 { return p.bottom - (v-p.y0)/(p.y1-p.y0)*(p.bottom-p.top) }

// plane draws lines, dots or a histogram, and returns where it ends.
func (d *drawing) plane(p *plan, top float64) float64 {
	xs, ys := reach(d.f)
	if p.Kind == Histogram || p.y == nil {
		ys[0] = min(0, ys[0]) // counts are seen against none
	}
	marks := ticks(ys[0], ys[1], 6, d.step)
	places := decimals(marks)
	wide := 0.0
	for _, v := range marks {
		wide = max(wide, width(d.l.Float(v, places), small))
	}
	pl := plane{box: box{margin + wide + 10, top + 26, pictureWidth - margin - 12, top + 26 + plotHeight}, y0: marks[0], y1: marks[len(marks)-1]}
	d.text(small, raster.Start, softPaint, margin, top+12, fit(d.say.Y, small, pictureWidth-2*margin))
	for _, v := range marks {
		d.line(gridPaint, pl.left, pl.y(v), pl.right, pl.y(v))
		d.text(small, raster.End, softPaint, pl.left-8, pl.y(v)+4, d.l.Float(v, places))
	}
	d.horizontal(&pl, p, xs)
	switch p.Kind {
	case Line:
		for i := range d.f.Series {
			d.path(pl, i)
		}
	case Scatter:
		d.dots(pl, 3, 0.6)
	case Histogram:
		for _, r := range d.f.Rows {
			left, right := pl.x(r.x), pl.x(r.until)
			d.add(bar{x: left + 0.5, y: pl.y(r.y[0]), width: max(0.5, right-left-1), height: pl.bottom - pl.y(r.y[0]), paint: fillOf(0), says: d.sayings(r, 0)})
		}
	}
	d.text(small, raster.Middle, softPaint, (pl.left+pl.right)/2, pl.bottom+40, fit(d.say.X, small, pictureWidth-2*margin))
	return pl.bottom + 44
}

// dots draws a dot for each value there is.
func (d *drawing) dots(pl plane, radius, opacity float64) {
	for _, r := range d.f.Rows {
		for i, text := range r.Texts {
			if text != "" {
				d.add(dot{x: pl.x(r.x), y: pl.y(r.y[i]), radius: radius, opacity: opacity, paint: fillOf(i), says: d.sayings(r, i)})
			}
		}
	}
}

// reach is from where to where the values of a figure are.
func reach(f *figure) (xs, ys [2]float64) {
	xs, ys = [2]float64{math.Inf(1), math.Inf(-1)}, [2]float64{math.Inf(1), math.Inf(-1)}
	for _, r := range f.Rows {
		xs[0], xs[1] = min(xs[0], r.x), max(xs[1], r.until)
		for i, v := range r.y {
			if r.Texts[i] != "" {
				ys[0], ys[1] = min(ys[0], v), max(ys[1], v)
			}
		}
	}
	if ys[0] > ys[1] {
		ys = [2]float64{0, 1}
	}
	return xs, ys
}

// horizontal draws the lower axis and sets what it reaches.
func (d *drawing) horizontal(pl *plane, p *plan, xs [2]float64) {
	var marks []float64
	var name func(v float64) string
	switch {
	case p.Kind == Line && !isYear(p.x):
		if xs[0] == xs[1] {
			xs[0], xs[1] = xs[0]-86400, xs[1]+86400
		}
		marks = timeTicks(xs[0], xs[1], 8)
		name = dateNames(d.l, marks)
		pl.x0, pl.x1 = xs[0], xs[1]
	default:
		least := 0.0
		if p.x.Type == catalog.Integer {
			least = 1
		}
		marks = ticks(xs[0], xs[1], 8, least)
		places := decimals(marks)
		name = func(v float64) string { return d.l.Float(v, places) }
		pl.x0, pl.x1 = marks[0], marks[len(marks)-1]
		if isYear(p.x) && p.Kind == Line {
			name = num
			pl.x0, pl.x1 = xs[0], xs[1]
			if xs[0] == xs[1] {
				pl.x0, pl.x1 = xs[0]-1, xs[1]+1
			}
		}
	}
	d.line(axisPaint, pl.left, pl.bottom, pl.right, pl.bottom)
	end := math.Inf(-1)
	for _, v := range marks {
		x := pl.x(v)
		if x < pl.left-0.5 || x > pl.right+0.5 {
			continue
		}
		d.line(axisPaint, x, pl.bottom, x, pl.bottom+5)
		text := name(v)
		half := width(text, small) / 2
		center := min(x, pictureWidth-margin-half)
		if center-half < end+6 {
			continue // labels do not overlap
		}
		end = center + half
		d.text(small, raster.Middle, softPaint, center, pl.bottom+19, text)
	}
}

// dateNames writes marks of time with as much as tells them apart.
func dateNames(l *frame.Locale, marks []float64) func(float64) string {
	format := "2006"
	for _, v := range marks {
		t := time.Unix(int64(v), 0).UTC()
		if t.Day() != 1 {
			return func(v float64) string { return l.Day(time.Unix(int64(v), 0).UTC()) }
		}
		if t.Month() != time.January {
			format = "01/2006"
		}
	}
	return func(v float64) string { return time.Unix(int64(v), 0).UTC().Format(format) }
}

// path draws one series as a line that breaks where values are missing. Few
// enough values have a dot each; that of many others is only there to be pointed
// at.
func (d *drawing) path(pl plane, s int) {
	xs := make([]float64, len(d.f.Rows))
	for i, r := range d.f.Rows {
		xs[i] = r.x
	}
	wide := gap(xs)
	var run []row
	line := stroke{width: 2, dashes: dashes[s], paint: lineOf(s)}
	flush := func() {
		var piece []raster.Point
		for _, r := range thin(run, s, thinColumns) {
			piece = append(piece, raster.Point{X: pl.x(r.x), Y: pl.y(r.y[s])})
		}
		if len(piece) > 0 {
			line.pieces = append(line.pieces, piece)
		}
		run = run[:0]
	}
	for _, r := range d.f.Rows {
		if r.Texts[s] == "" {
			flush()
			continue
		}
		if len(run) > 0 && r.x-run[len(run)-1].x > wide {
			flush()
		}
		run = append(run, r)
	}
	flush()
	d.add(line)
	radius, opacity := 3.0, 1.0
	switch {
	case len(d.f.Rows) > fewPoints:
		return
	case len(d.f.Rows) > 40:
		radius, opacity = 5, 0
	}
	for _, r := range d.f.Rows {
		if r.Texts[s] != "" {
			d.add(dot{x: pl.x(r.x), y: pl.y(r.y[s]), radius: radius, opacity: opacity, paint: fillOf(s), says: d.sayings(r, s)})
		}
	}
}

// gap is from which distance on two neighbours are not joined: where nearly all
// have the same distance, and one or more are left out between them. Places
// ascend.
func gap(xs []float64) float64 {
	var steps []float64
	for i := 1; i < len(xs); i++ {
		steps = append(steps, xs[i]-xs[i-1])
	}
	if len(steps) < 3 {
		return math.Inf(1)
	}
	usual := slices.Sorted(slices.Values(steps))[len(steps)/2]
	alike := 0
	for _, s := range steps {
		if math.Abs(s-usual) <= 0.15*usual {
			alike++
		}
	}
	if alike*5 < len(steps)*4 {
		return math.Inf(1)
	}
	return 1.5 * usual
}

// thin keeps of more points than the plot has columns the first, the least, the
// greatest and the last in each column, so that the line covers the same pixels
// (M4: Jugel and others, VLDB 2014).
func thin(run []row, s, columns int) []row {
	if len(run) <= 2*columns {
		return run
	}
	x0, x1 := run[0].x, run[len(run)-1].x
	column := func(r row) int { return int((r.x - x0) / (x1 - x0) * float64(columns)) }
	var kept []row
	for from := 0; from < len(run); {
		until, least, most := from, from, from
		for ; until < len(run) && column(run[until]) == column(run[from]); until++ {
			if run[until].y[s] < run[least].y[s] {
				least = until
			}
			if run[until].y[s] > run[most].y[s] {
				most = until
			}
		}
		chosen := []int{from, least, most, until - 1}
		slices.Sort(chosen)
		for _, i := range slices.Compact(chosen) {
			kept = append(kept, run[i])
		}
		from = until
	}
	return kept
}
