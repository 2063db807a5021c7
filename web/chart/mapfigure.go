package chart

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/carto"
	"nguon/web/frame"
)

// Bounds on what a map shows.
const (
	mostPlaces   = mostGroups // rows
	mostMarks    = 1000       // that can be pointed at; nearer ones are gathered, smaller ones left out
	mostVertices = 60_000     // of lines and areas, after what nobody sees was left out
	gatherSide   = 18.0       // of the squares whose points are one mark
	colourSteps  = 5          // of values
	lowestMap    = 260.0
	highestMap   = 620.0
)

// A mapping is a figure laid out as a map.
type mapping struct {
	view  *carto.View
	items []mapItem
	tops  []float64 // the greatest values of the colours of areas, ascending; nil if they have none
	most  float64   // the greatest value of points that have a size; 0 if they have none
	sized bool
	signs []archipelago
}

// A mapItem is one mark of a map, in units of its picture.
type mapItem struct {
	rings  []orb.Ring       // of an area
	lines  []orb.LineString // of a line
	x, y   float64          // of a point
	radius float64
	paint  paint
	says   string
}

// mapAsk makes the query of a map of rows.
func (p *plan) mapAsk() {
	p.spot, _ = spotOf(p.table, p.x)
	p.name = nameColumn(p.table)
	if digits, ok := p.spot.cell(); ok && p.table.Rows > mostPlaces && p.Y == "" && p.Series == "" && p.Column == "" {
		p.cellDigits, p.gathered = digits, true
		p.value = freeName(p.table)
		var keys []string
		for _, name := range p.spot.columns() {
			keys = append(keys, fmt.Sprintf("round(%s,%d)", name, digits))
		}
		p.params.Set("group", strings.Join(keys, ","))
		p.params.Set("agg", p.value+":count(*)")
		return
	}
	var names []string
	if p.name != nil {
		names = append(names, p.name.Name)
	}
	for _, name := range append(p.spot.columns(), p.Y, p.Series) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	p.params.Set("select", strings.Join(names, ","))
	p.params.Set("count", "exact")
}

// located makes a row of each place of an answer. Base, which may be nil, lies
// below points and lines.
func located(l *frame.Locale, p *plan, page *query.Page, base *boundaries) (*figure, error) {
	f := &figure{page: page, Series: []string{""}}
	by := at(page, p.Series)
	if err := f.name(l, p, page, by); err != nil {
		return nil, err
	}
	f.heads = p.mapHeads(l)
	var left int64
	for _, values := range page.Rows {
		r, ok := p.locate(l, page, values)
		if !ok {
			left++
			continue
		}
		r.series = f.seriesOf(l, page, values, by)
		f.Rows = append(f.Rows, r)
	}
	if left > 0 {
		f.Said = append(f.Said, l.N("chart.said.nowhere", left))
	}
	switch {
	case p.gathered:
		f.Said = append(f.Said, l.T("chart.said.cells", "rows", p.table.Rows, "degrees", l.Float(math.Pow(10, -float64(p.cellDigits)), 4)))
	case page.Next != "" && page.Total != nil:
		f.Said = append(f.Said, l.T("chart.said.first", "shown", len(page.Rows), "total", *page.Total))
	}
	if p.spot.shape != nil && slices.ContainsFunc(p.table.Columns, func(c catalog.Column) bool { return strings.HasPrefix(c.Codes, "vn-") }) {
		f.signs = vietnamese
	}
	f.layOut(l, p, base)
	return f, nil
}

// mapHeads are the headings of the table beside a map of rows.
func (p *plan) mapHeads(l *frame.Locale) []string {
	heads := []string{}
	if p.gathered || p.y != nil {
		heads = append(heads, p.valueAxis(l))
	}
	if p.series != nil {
		heads = append(heads, nameOf(l, p.series))
	}
	return append(heads, l.T("chart.map.where"))
}

// locate is one row of an answer, or false if it is nowhere.
func (p *plan) locate(l *frame.Locale, page *query.Page, values []any) (row, bool) {
	index := func(name string) int { return at(page, name) }
	if p.gathered { // the keys come first, under the names of functions
		index = func(name string) int { return slices.Index(p.spot.columns(), name) }
	}
	g, ok := p.spot.place(values, index)
	if !ok {
		return row{}, false
	}
	r := row{shape: g, y: []float64{0}, count: 1}
	where := placeText(l, g)
	r.Label = where
	if p.name != nil && !p.gathered {
		if text := say(l, values[at(page, p.name.Name)], p.name); values[at(page, p.name.Name)] != nil && text != "" {
			r.Label = text
		}
	}
	switch v := at(page, p.value); {
	case p.gathered:
		r.y[0], _ = number(values[v])
		r.count = int64(r.y[0])
		r.Texts = append(r.Texts, l.Int(r.count))
	case p.y != nil:
		text := ""
		if y, there := number(values[at(page, p.Y)]); there {
			r.y[0], text, r.valued = y, say(l, values[at(page, p.Y)], p.y), true
		}
		r.Texts = append(r.Texts, text)
	}
	if p.series != nil {
		r.Texts = append(r.Texts, say(l, values[at(page, p.Series)], p.series))
	}
	r.Texts = append(r.Texts, where)
	return r, true
}

// placeText writes where a shape is: a point, or the middle of it.
func placeText(l *frame.Locale, g orb.Geometry) string {
	at := g.Bound().Center()
	return degrees(l, at[1], false, 4) + ", " + degrees(l, at[0], true, 4)
}

// degrees writes a longitude, or a latitude.
func degrees(l *frame.Locale, v float64, longitude bool, places int) string {
	text := l.Float(math.Abs(v), places) + "°"
	switch {
	case v == 0:
		return text
	case longitude && v > 0:
		return text + l.T("chart.map.east")
	case longitude:
		return text + l.T("chart.map.west")
	case v > 0:
		return text + l.T("chart.map.north")
	}
	return text + l.T("chart.map.south")
}

// layOut fits the projection to the rows and makes their marks, above those of
// base.
func (f *figure) layOut(l *frame.Locale, p *plan, base *boundaries) {
	bound := orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}} // of nothing
	for _, r := range f.Rows {
		if r.shape != nil {
			bound = bound.Union(r.shape.Bound())
		}
	}
	m := &mapping{}
	f.mapped = m
	if bound.IsEmpty() {
		return
	}
	m.signs = f.signs
	for _, s := range m.signs {
		bound = bound.Union(s.reach)
	}
	m.view = carto.Fit(bound, pictureWidth-2*margin, lowestMap, highestMap)
	if f.layOutBase(base) {
		f.Said = append(f.Said, l.T("chart.said.base", "title", base.title))
	}
	var points, shapes []int
	for i, r := range f.Rows {
		switch r.shape.(type) {
		case nil:
		case orb.Point:
			points = append(points, i)
		default:
			shapes = append(shapes, i)
		}
	}
	f.layOutShapes(l, p, shapes)
	f.layOutPoints(l, p, points)
}

// layOutBase makes the marks of boundaries below a map, and reports whether there
// are any in it: not below areas, nor on a map of so much of the earth that the
// rest of it would be missing.
func (f *figure) layOutBase(base *boundaries) bool {
	m := f.mapped
	if base == nil || m.view.IsWide() || slices.ContainsFunc(f.Rows, func(r row) bool { return r.shape != nil && r.shape.Dimensions() == 2 }) {
		return false
	}
	for _, code := range slices.Sorted(maps.Keys(base.shapes)) {
		shape := base.shapes[code]
		if !shape.Bound().Intersects(m.view.Bounds) {
			continue
		}
		item := mapItem{paint: basePaint}
		if m.trace(&item, shape) > 0 {
			m.items = append(m.items, item)
		}
	}
	for _, s := range base.signs() {
		if m.view.Shows(m.view.Place(s.reach.Center())) {
			m.signs = append(m.signs, s)
		}
	}
	return len(m.items) > 0
}

// layOutPoints makes dots: as large as their values, or gathered where there are
// many.
func (f *figure) layOutPoints(l *frame.Locale, p *plan, points []int) {
	m := f.mapped
	if p.y != nil || p.gathered {
		m.sized = len(points) > 0
		points = slices.DeleteFunc(points, func(i int) bool { return !f.Rows[i].valued && !p.gathered })
		slices.SortStableFunc(points, func(a, b int) int { return cmp.Compare(math.Abs(f.Rows[b].y[0]), math.Abs(f.Rows[a].y[0])) })
		if len(points) > mostMarks {
			f.Said = append(f.Said, l.T("chart.said.largest", "shown", mostMarks, "total", len(points)))
			points = points[:mostMarks]
		}
		if len(points) > 0 {
			m.most = math.Abs(f.Rows[points[0]].y[0])
		}
		for _, i := range points {
			r := f.Rows[i]
			x, y := m.view.Place(r.shape.(orb.Point)) //nolint:forcetypeassert // so they were chosen
			m.items = append(m.items, mapItem{x: x, y: y, radius: m.radius(r.y[0]), paint: fillOf(r.series), says: f.saying(p, r)})
		}
		return
	}
	for s := range f.Series {
		var members []int
		var xs, ys []float64
		for _, i := range points {
			if r := f.Rows[i]; r.series == s {
				x, y := m.view.Place(r.shape.(orb.Point)) //nolint:forcetypeassert // so they were chosen
				members, xs, ys = append(members, i), append(xs, x), append(ys, y)
			}
		}
		side := gatherSide
		if len(points) <= mostMarks/2 {
			side = 1e-3 // only what is in one place
		}
		spots := carto.Gather(xs, ys, side)
		if side == gatherSide && len(spots) < len(members) {
			f.gathers = true
		}
		for _, spot := range spots {
			item := mapItem{x: spot.X, y: spot.Y, radius: 4, paint: fillOf(s), says: f.saying(p, f.Rows[members[spot.Members[0]]])}
			if n := len(spot.Members); n > 1 {
				item.radius = min(gatherSide/2+2, 4+1.6*math.Log2(float64(n)))
				item.says = l.T("chart.map.together", "n", n, "first", f.Rows[members[spot.Members[0]]].Label)
			}
			m.items = append(m.items, item)
		}
	}
	if f.gathers {
		f.Said = append(f.Said, l.T("chart.said.gathered", "points", len(points)))
	}
}

// radius is that of a dot whose area stands for a value.
func (m *mapping) radius(v float64) float64 {
	if m.most == 0 {
		return 2
	}
	return max(2, 18*math.Sqrt(math.Abs(v)/m.most))
}

// saying is what the mark of a row says.
func (f *figure) saying(p *plan, r row) string {
	parts := []string{r.Label}
	for i, text := range r.Texts {
		if i == 0 && p.y != nil && text != "" {
			text = strings.TrimSpace(text + " " + p.y.Unit)
		}
		if text != "" && text != r.Label && i < len(f.heads) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}

// layOutShapes makes lines and areas, which have colours by their values.
func (f *figure) layOutShapes(l *frame.Locale, p *plan, shapes []int) {
	m := f.mapped
	if p.y != nil || p.Kind == Areas {
		var values []float64
		for _, i := range shapes {
			if f.Rows[i].valued {
				values = append(values, f.Rows[i].y[0])
			}
		}
		m.tops = carto.Classes(values, colourSteps)
	}
	vertices, left := 0, int64(0)
	for _, i := range shapes {
		r := f.Rows[i]
		item := mapItem{paint: fillOf(r.series), says: f.saying(p, r)}
		switch {
		case m.tops != nil && r.valued:
			item.paint = stepOfValue(carto.ClassOf(m.tops, r.y[0]), len(m.tops))
		case p.y != nil || p.Kind == Areas:
			item.paint = nonePaint
			item.says = r.Label + ", " + l.T("chart.missing")
		}
		n := m.trace(&item, r.shape)
		if vertices += n; vertices > mostVertices {
			left++
			continue
		}
		if n > 0 {
			m.items = append(m.items, item)
		}
	}
	if left > 0 {
		f.Said = append(f.Said, l.N("chart.said.shapes", left))
	}
}

// trace adds the lines and edges of a shape to an item, and returns how many
// points they have.
func (m *mapping) trace(item *mapItem, g orb.Geometry) int {
	n := 0
	switch g := g.(type) {
	case orb.Polygon:
		for _, ring := range g {
			if ring = m.view.Ring(ring); ring != nil {
				item.rings = append(item.rings, ring)
				n += len(ring)
			}
		}
	case orb.MultiPolygon:
		for _, part := range g {
			n += m.trace(item, part)
		}
	case orb.LineString:
		line := m.view.Line(g)
		item.lines = append(item.lines, line)
		n += len(line)
	case orb.MultiLineString:
		for _, part := range g {
			n += m.trace(item, part)
		}
	case orb.MultiPoint:
		for _, point := range g {
			x, y := m.view.Place(point)
			item.lines = append(item.lines, orb.LineString{{x, y}})
			n++
		}
	case orb.Collection:
		for _, part := range g {
			n += m.trace(item, part)
		}
	case orb.Point:
		n += m.trace(item, orb.MultiPoint{g})
	}
	return n
}
