// Package atlas is the room of the portal about places: each province and commune
// of Viet Nam with the datasets about it, what tables say of it, its former names
// and its parts; and two places side by side.
//
// What tables say is asked of every table once for each of its releases, for all
// places together, and kept (see [Survey]): a page costs no scan.
package atlas

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/search"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// A Searcher finds datasets: see [search.Index].
type Searcher interface {
	Search(ctx context.Context, r search.Request) (*search.Result, error)
}

// A Catalog is what the room reads of one: see [catalog.Reader].
type Catalog interface {
	Dataset(ctx context.Context, s catalog.Slug) (catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// Deps are what the room is made of. All are needed.
type Deps struct {
	Frame   *frame.Frame
	Catalog Catalog
	Search  Searcher
	Survey  *Survey
}

// A Room is the pages of places: a [frame.Wing].
type Room struct {
	*frame.Room
	catalog Catalog
	search  Searcher
	survey  *Survey
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "places", "place", "compare")
	if err != nil {
		return nil, fmt.Errorf("atlas: %w", err)
	}
	return &Room{room, d.Catalog, d.Search, d.Survey}, nil
}

// Routes adds the pages to mux.
func (room *Room) Routes(mux *http.ServeMux) {
	room.Page(mux, "GET /places", room.places)
	room.Page(mux, "GET /places/compare", room.compare)
	room.Page(mux, "GET /places/{code}", room.place)
}
