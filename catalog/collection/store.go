package collection

import (
	"context"

	"nguon/catalog"
)

// A Store keeps collections. Methods are safe for concurrent use, and return an
// error of kind [catalog.ErrNotFound] for what does not exist. Changes are part of
// that of an [account.Recorder] of the same database.
//
// Package catalogtest holds the tests that every store must pass.
type Store interface {
	// AddCollection adds a collection, whose revision is 1 then. The error is of
	// kind [catalog.ErrConflict] if there is one of its name, and of kind
	// [catalog.ErrQuota] if whose it is has [MaxAgency] of them.
	AddCollection(ctx context.Context, c Collection) error

	// SaveCollection replaces a collection that still has the revision of c, and
	// gives it the next; the error is of kind [catalog.ErrConflict] if it has
	// another. Its name and whose it is stay.
	SaveCollection(ctx context.Context, c Collection) error

	// DropCollection removes a collection of a revision, as SaveCollection
	// replaces it.
	DropCollection(ctx context.Context, s catalog.Slug, revision int64) error

	// Collection returns a collection, whoever may see it.
	Collection(ctx context.Context, s catalog.Slug) (Collection, error)

	// Collections returns what f selects, in the order of their names.
	Collections(ctx context.Context, f Filter) ([]Collection, error)
}

// PageSize is the greatest number of collections in one answer.
const PageSize = 200

// A Filter selects collections. The zero value selects all.
type Filter struct {
	Agency string       // only of this agency
	Portal bool         // only those of the portal
	Public bool         // only those that are public
	After  catalog.Slug // only names after this one
	Limit  int          // at most so many; 0 is [PageSize], which is also the most
}

// NotFound is the error for a collection that is not there, or not for whoever
// asks.
func NotFound() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có bộ sưu tập này.", "There is no such collection.")
}
