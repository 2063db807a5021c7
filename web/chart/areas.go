package chart

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

// A Boundary names a table of boundaries, which is an ordinary dataset: a column
// of shapes and one of the codes that other tables have too.
type Boundary struct {
	Dataset catalog.Slug
	Table   string // the resource
}

// ParseBoundary reads slug/resource.
func ParseBoundary(text string) (Boundary, error) {
	slug, table, ok := strings.Cut(text, "/")
	b := Boundary{catalog.Slug(slug), table}
	if !ok || !b.Dataset.Valid() || table == "" || strings.Contains(table, "/") {
		return Boundary{}, fmt.Errorf("%q is not the slug of a dataset, a slash and the name of a table", text)
	}
	return b, nil
}

// An archipelago is one whose name stands on every map of the units of a country,
// because the law wants it there and its islands are too small to be seen.
type archipelago struct {
	name  catalog.Text
	reach orb.Bound
}

// vietnamese are the archipelagos on maps by units of Viet Nam, with how far they
// reach.
var vietnamese = []archipelago{
	{catalog.Text{Vi: "Quần đảo Hoàng Sa (Việt Nam)", En: "Hoàng Sa Islands (Viet Nam)"}, orb.Bound{Min: orb.Point{111, 15.75}, Max: orb.Point{113, 17.25}}},
	{catalog.Text{Vi: "Quần đảo Trường Sa (Việt Nam)", En: "Trường Sa Islands (Viet Nam)"}, orb.Bound{Min: orb.Point{111.5, 6.5}, Max: orb.Point{117.4, 12}}},
}

// boundaries are the shapes of a table, by code and by name.
type boundaries struct {
	title  catalog.Text // of the dataset
	codes  string       // the code list that the codes are of; empty if none is declared
	names  map[string]string
	shapes map[string]orb.Geometry
	byName map[string]string // folded name → code
}

// of is the code that a value of a column stands for.
func (b *boundaries) of(value string) (string, bool) {
	if _, ok := b.shapes[value]; ok {
		return value, true
	}
	code, ok := b.byName[query.Fold(value)]
	return code, ok
}

// signs are the archipelagos whose names stand on a map with the boundaries.
func (b *boundaries) signs() []archipelago {
	if b != nil && strings.HasPrefix(b.codes, "vn-") {
		return vietnamese
	}
	return nil
}

// An atlas keeps the boundaries of the releases that were drawn last. It is safe
// for concurrent use.
type atlas struct {
	mu   sync.Mutex
	kept map[Boundary]keptBoundaries
}

type keptBoundaries struct {
	version int
	*boundaries
}

// get returns the boundaries of the release that the public sees now. They are
// read once.
func (c *Room) boundaries(ctx context.Context, of Boundary) (*boundaries, error) {
	s, err := c.open(ctx, string(of.Dataset), of.Table)
	if err != nil {
		return nil, err
	}
	c.atlas.mu.Lock()
	kept := c.atlas.kept[of]
	c.atlas.mu.Unlock()
	if kept.boundaries != nil && kept.version == s.release.Version {
		return kept.boundaries, nil
	}
	b, err := c.readBoundaries(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("boundaries of %s: %w", of.Dataset, err)
	}
	c.atlas.mu.Lock()
	defer c.atlas.mu.Unlock()
	c.atlas.kept[of] = keptBoundaries{s.release.Version, b}
	return b, nil
}

func (c *Room) readBoundaries(ctx context.Context, s *subject) (*boundaries, error) {
	var shape, code *catalog.Column
	for i := range s.table.Columns {
		col := &s.table.Columns[i]
		switch {
		case col.Type == catalog.Geometry && shape == nil:
			shape = col
		case col.Type == catalog.String && (code == nil || code.Codes == "" && (col.Codes != "" || s.table.IsKey(col.Name) && !s.table.IsKey(code.Name))):
			code = col
		}
	}
	if shape == nil || code == nil {
		return nil, errors.New("the table has no column of shapes, or none of codes")
	}
	name := nameColumn(s.table)
	if name == nil {
		name = code
	}
	params := url.Values{"select": {strings.Join([]string{code.Name, name.Name, shape.Name}, ",")}, "limit": {strconv.Itoa(mostPlaces)}}
	if name == code {
		params.Set("select", code.Name+","+shape.Name)
	}
	q, err := query.Parse(params, s.target(), query.Limits{Rows: mostPlaces, Timeout: askTimeout})
	if err != nil {
		return nil, err
	}
	page, err := c.query.Run(ctx, s.target(), q)
	if err != nil {
		return nil, err
	}
	if page.Next != "" {
		return nil, fmt.Errorf("there are more than %d", mostPlaces)
	}
	b := &boundaries{names: make(map[string]string), shapes: make(map[string]orb.Geometry), byName: make(map[string]string)}
	b.codes, _, _ = strings.Cut(code.Codes, "/")
	b.title = s.dataset.Title
	for _, values := range page.Rows {
		id, _ := values[at(page, code.Name)].(string)
		title, _ := values[at(page, name.Name)].(string)
		g, ok := values[at(page, shape.Name)].(orb.Geometry)
		if !ok || id == "" {
			continue
		}
		b.names[id], b.shapes[id], b.byName[query.Fold(title)] = title, g, id
	}
	return b, nil
}

// base are the boundaries that lie below maps of points and lines: the first that
// the portal has, or nil. Without them a map is as true, and harder to read.
func (c *Room) base(ctx context.Context) *boundaries {
	for _, of := range c.known {
		if b, err := c.boundaries(ctx, of); err == nil {
			return b
		}
	}
	return nil
}

// bounded makes a row of each code of an answer, with its boundary.
func (c *Room) bounded(ctx context.Context, l *frame.Locale, p *plan, page *query.Page) (*figure, error) {
	f, err := pivoted(l, p, page)
	if err != nil {
		return nil, err
	}
	b, err := c.fitting(ctx, p, f)
	if err != nil {
		return nil, err
	}
	f.signs = b.signs()
	f.Said = append(f.Said, l.T("chart.said.boundaries", "title", b.title))
	f.heads = []string{p.valueAxis(l)}
	var nowhere int64
	drawn := make(map[string]bool)
	for i := range f.Rows {
		r := &f.Rows[i]
		if r.valued = r.Texts[0] != ""; r.valued && p.y == nil {
			r.Texts[0] = l.Int(int64(r.y[0]))
		}
		code, ok := b.of(r.Label)
		if !ok {
			nowhere++
			continue
		}
		drawn[code] = true
		r.shape = b.shapes[code]
		if title := b.names[code]; title != "" {
			r.Label = title
		}
	}
	for code, shape := range b.shapes { // so that the map is whole
		if !drawn[code] {
			f.Rows = append(f.Rows, row{Label: b.names[code], shape: shape, y: []float64{0}, Texts: []string{""}})
		}
	}
	f.byKey(p)
	if nowhere > 0 {
		f.Said = append(f.Said, l.N("chart.said.boundless", nowhere))
	}
	f.layOut(l, p, nil)
	return f, nil
}

// fitting are the boundaries that have most of the codes of a figure; of those
// that have as many, the ones of the list that the column is of, then the first.
func (c *Room) fitting(ctx context.Context, p *plan, f *figure) (*boundaries, error) {
	var best *boundaries
	most := 0
	list, _, _ := strings.Cut(p.x.Codes, "/")
	for _, of := range c.known {
		b, err := c.boundaries(ctx, of)
		switch {
		case errors.Is(err, catalog.ErrNotFound) || errors.Is(err, catalog.ErrWithdrawn):
			continue // not published here
		case err != nil:
			return nil, err
		}
		hits := 0
		for _, r := range f.Rows {
			if _, ok := b.of(r.Label); ok {
				hits++
			}
		}
		if hits > 0 && list != "" && b.codes == list {
			return b, nil
		}
		if hits > most {
			best, most = b, hits
		}
	}
	if best == nil {
		return nil, unfit("x", "Cổng chưa có ranh giới của các mã trong cột này.", "The portal has no boundaries of the codes in this column.")
	}
	return best, nil
}

// areas suggests maps of the codes in a table that the portal has boundaries of:
// of the first quantity with a unit, or of how many rows there are.
func (c *Room) areas(ctx context.Context, t *catalog.Table) []Spec {
	for _, x := range columns(t, func(c *catalog.Column) bool { return c.Codes != "" && isGroup(c) && c.Stats.Distinct > 2 }) {
		list, _, _ := strings.Cut(x.Codes, "/")
		for _, of := range c.known {
			if b, err := c.boundaries(ctx, of); err != nil || b.codes != list {
				continue // a page of suggestions does not fail for one
			}
			s := Spec{Table: t.Resource, Kind: Areas, X: x.Name}
			for _, y := range columns(t, isCounted) {
				if y.Unit != "" && !isPanel(t) {
					s.Y, s.Agg = y.Name, gathered(t, y, x.Name)
					break
				}
			}
			return []Spec{s.plain()}
		}
	}
	return nil
}
