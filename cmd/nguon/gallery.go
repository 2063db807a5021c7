package main

import (
	"nguon/catalog/collection"
	"nguon/catalog/sqlstore"
	"nguon/web/frame"
	"nguon/web/gallery"
)

// openShelf returns the collections as readers see them.
func openShelf(e *env, db *sqlstore.Store) *collection.Shelf {
	return collection.NewShelf(collection.ShelfDeps{Store: db, Catalogue: db, Products: db, Place: territoryName, Now: e.clock()})
}

// galleryRoom opens the pages of collections.
func galleryRoom(db *sqlstore.Store, shelf *collection.Shelf) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return gallery.New(gallery.Deps{Frame: f, Shelf: shelf, Curators: &collection.Curators{Store: db}, Agencies: db.Agencies})
	}
}
