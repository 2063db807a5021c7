// Package chart is the room of the portal that draws tables: it suggests charts
// that fit the columns of a table, draws what an address asks for as SVG with a
// table that says the same, and lets other sites show it.
//
// All that a chart is stands in its address (see [Spec]): nothing is stored. The
// figures are the answer of the data API to one query, which the page names.
// The drawing is our own, because libraries for charts in Go have no text for
// screen readers, no gaps, and no locale; what is drawn is the same as SVG and
// as pixels.
package chart

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// A Catalog is what the room reads of one: see [catalog.Reader].
type Catalog interface {
	Agencies(ctx context.Context) ([]catalog.Agency, error)
	Dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// Deps are what the room is made of. All are needed but Boundaries and Tiles.
type Deps struct {
	Frame   *frame.Frame
	Catalog Catalog
	Query   query.Runner
	// Boundaries are the tables that have the shapes of codes, for maps of areas;
	// what is not published is passed over. Tiles lie below maps; nil is none.
	Boundaries []Boundary
	Tiles      *Tiles
	// DOI returns the DOI of a release, empty if it has none; nil knows none.
	DOI func(ctx context.Context, s catalog.Slug, version int) (string, error)
}

// A Room is the pages of charts: a [frame.Wing].
type Room struct {
	*frame.Room
	catalog  Catalog
	query    query.Runner
	known    []Boundary
	doi      func(ctx context.Context, s catalog.Slug, version int) (string, error)
	atlas    atlas
	tiles    *Tiles
	painters chan struct{} // has a place for each picture that may be painted now
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "suggestions", "chart", "embed")
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return &Room{Room: room, catalog: d.Catalog, query: d.Query, known: d.Boundaries, doi: d.DOI, atlas: atlas{kept: make(map[Boundary]keptBoundaries)}, tiles: d.Tiles, painters: make(chan struct{}, painters)}, nil
}

// Routes adds the pages to mux. {dataset} is a slug, or slug@version.
func (c *Room) Routes(mux *http.ServeMux) {
	c.Page(mux, "GET /datasets/{slug}/charts", c.suggestions)
	c.Page(mux, "GET /datasets/{slug}/map", c.firstMap)
	c.Page(mux, "GET /charts/{dataset}", c.edit)
	c.Page(mux, "GET /charts/{dataset}/chart.svg", c.picture)
	c.Page(mux, "GET /charts/{dataset}/chart.png", c.pixels)
	c.Page(mux, "GET /charts/{dataset}/chart.csv", c.figures)
	c.Page(mux, "GET /charts/{dataset}/embed", c.embed)
	mux.Handle("GET /oembed", c.Handle(c.oembed))
}

// A subject is the table that a chart is about.
type subject struct {
	dataset catalog.Dataset
	agency  catalog.Agency
	release *catalog.Release
	table   *catalog.Table
	pinned  bool // whether the address names the version
}

// ref is how addresses name the subject.
func (s *subject) ref() string {
	if s.pinned {
		return string(s.dataset.Slug) + "@" + strconv.Itoa(s.release.Version)
	}
	return string(s.dataset.Slug)
}

func (s *subject) target() query.Target {
	return query.Target{Dataset: s.dataset.Slug, Version: s.release.Version, Table: s.table, Tables: s.release.Tables}
}

var errNoDataset = catalog.Errorf(catalog.ErrNotFound, "Không có bộ dữ liệu nào ở địa chỉ này.", "There is no dataset at this address.")

// open finds what ref, a slug or slug@version, leads to for the public, and the
// table of a name in it; the empty name is the first table. The table is nil if
// a release has none. A dataset is found by a former slug too.
func (c *Room) open(ctx context.Context, ref, table string) (*subject, error) {
	name, version, pinned := strings.Cut(ref, "@")
	slug := catalog.Slug(name)
	if !slug.Valid() {
		return nil, errNoDataset
	}
	d, err := c.catalog.Dataset(ctx, slug)
	if m, ok := errors.AsType[*catalog.Moved](err); ok {
		d, err = c.catalog.Dataset(ctx, m.To)
	}
	if errors.Is(err, catalog.ErrNotFound) {
		return nil, errNoDataset
	}
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	all, err := c.catalog.Releases(ctx, d.Slug)
	if err != nil {
		return nil, fmt.Errorf("releases: %w", err)
	}
	s := &subject{dataset: d, pinned: pinned}
	if s.release, err = pick(all.At(c.Now()), version, pinned); err != nil {
		return nil, err
	}
	agencies, err := c.catalog.Agencies(ctx)
	if err != nil {
		return nil, fmt.Errorf("agencies: %w", err)
	}
	s.agency = catalog.Agency{Code: d.Agency, Title: catalog.Text{Vi: d.Agency, En: d.Agency}}
	for _, a := range agencies {
		if a.Code == d.Agency {
			s.agency = a
		}
	}
	if table == "" && len(s.release.Tables) > 0 {
		table = s.release.Tables[0].Resource
	}
	t, ok := s.release.Table(table)
	if !ok && table != "" {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu này không có bảng %q.", "This dataset has no table %q.", table)
	}
	s.table = t
	return s, nil
}

// pick returns the release of a version among those that the public sees, or
// the newest that can be had.
func pick(seen catalog.Releases, version string, pinned bool) (*catalog.Release, error) {
	n, err := strconv.Atoi(version)
	for i := range seen {
		r := &seen[i]
		switch {
		case !pinned && r.State != catalog.StateWithdrawn:
			return r, nil
		case pinned && err == nil && r.Version == n && r.State == catalog.StateWithdrawn:
			return nil, catalog.Errorf(catalog.ErrWithdrawn, "Phiên bản %d đã được rút.", "Version %d was withdrawn.", n)
		case pinned && err == nil && r.Version == n:
			return r, nil
		}
	}
	if pinned {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có phiên bản %q.", "There is no version %q.", version)
	}
	if len(seen) > 0 {
		return nil, catalog.Errorf(catalog.ErrWithdrawn, "Bộ dữ liệu đã được rút.", "This dataset was withdrawn.")
	}
	return nil, errNoDataset
}
