// Package gallery is the room of the portal in which readers see collections, and
// in which editors make them: datasets, charts, maps, places and registered APIs
// under a title, in an order, with a note on each. The rules, and what readers see,
// are those of package collection.
package gallery

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/collection"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// Deps are what the room is made of. All are needed.
type Deps struct {
	Frame    *frame.Frame
	Shelf    *collection.Shelf
	Curators *collection.Curators
	Agencies func(ctx context.Context) ([]catalog.Agency, error)
}

// A Room is the pages of collections: a [frame.Wing].
type Room struct {
	*frame.Room
	Deps
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Room, error) {
	room, err := d.Frame.Room(templateFiles, "collections", "collection", "shelf", "edit")
	if err != nil {
		return nil, fmt.Errorf("gallery: %w", err)
	}
	return &Room{room, d}, nil
}

// Routes adds the pages to mux.
func (room *Room) Routes(mux *http.ServeMux) {
	room.Page(mux, "GET /collections", room.list)
	room.Page(mux, "GET /collections/{slug}", room.collection)
	room.Page(mux, "GET /feeds/collections.atom", room.feed)
	for _, place := range []string{"/desk/{agency}", "/admin"} {
		room.Page(mux, "GET "+place+"/collections", room.Signed(room.shelf))
		room.Page(mux, "POST "+place+"/collections", room.Signed(room.create))
		room.Page(mux, "GET "+place+"/collections/{slug}", room.Signed(room.edit))
		for name, change := range changes {
			room.Page(mux, "POST "+place+"/collections/{slug}/"+name, room.Signed(func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
				return room.change(w, r, l, v, name, change)
			}))
		}
	}
}

// An anchor leads somewhere, at an address with the language.
type anchor struct{ Title, Link string }

// agencies returns the titles of all agencies by their codes.
func (room *Room) agencies(ctx context.Context) (map[string]catalog.Text, error) {
	all, err := room.Agencies(ctx)
	titles := make(map[string]catalog.Text, len(all))
	for _, a := range all {
		titles[a.Code] = a.Title
	}
	return titles, err
}

// whose names the owner of a collection.
func whose(l *frame.Locale, titles map[string]catalog.Text, agency string) string {
	if agency == "" {
		return l.T("gallery.portal")
	}
	if t := titles[agency].In(l.Lang); t != "" {
		return t
	}
	return agency
}
