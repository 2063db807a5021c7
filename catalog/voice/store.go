package voice

import (
	"context"
	"time"

	"nguon/catalog"
)

// A Store keeps posts. Methods are safe for concurrent use, and return an error of
// kind [catalog.ErrNotFound] for what does not exist. Changes are part of that of
// an [account.Recorder] of the same database.
//
// Package catalogtest holds the tests that every store must pass.
type Store interface {
	// AddPost adds a post, whose revision is 1 then. The error is of kind
	// [catalog.ErrQuota] if its author has written [MaxDay] posts in the 24 hours
	// before, and of kind [catalog.ErrConflict] if one of these has the same words.
	AddPost(ctx context.Context, p Post) error

	// SavePost replaces a post that still has the revision of p; the error is of
	// kind [catalog.ErrConflict] if not. Its ID, kind and supports stay.
	SavePost(ctx context.Context, p Post) error

	// DropPost removes a post of a revision, as SavePost replaces it.
	DropPost(ctx context.Context, id string, revision int64) error

	// Post returns a post, whoever may see it.
	Post(ctx context.Context, id string) (Post, error)

	// Posts returns what f selects, in the order that f says.
	Posts(ctx context.Context, f Filter) ([]Post, error)

	// Waiting counts, for each agency that has any, the public posts without an
	// answer. The empty code is the portal's administration.
	Waiting(ctx context.Context) (map[string]int64, error)

	// Support has a user want the same as a post says, or no longer; to do so
	// again changes nothing. It is for the caller to know that the post is public.
	Support(ctx context.Context, id, user string, wants bool, at time.Time) error

	// Supporters returns the IDs of the users who want the same, in order, after
	// the given one, at most limit.
	Supporters(ctx context.Context, id, after string, limit int) ([]string, error)

	// Supports reports whether a user wants the same as a post says.
	Supports(ctx context.Context, id, user string) (bool, error)
}

// PageSize is the greatest number of posts in one answer.
const PageSize = 100

// A Filter selects posts. The zero value of a field selects all.
type Filter struct {
	Kinds    []Kind
	Dataset  catalog.Slug
	Agency   string
	Portal   bool // only those that are nobody's but the administration's
	Author   string
	State    State
	Statuses []Status

	// Wanted orders by the number of supports, the greatest first; otherwise those
	// in which something happened last come first.
	Wanted bool
	After  *Post // posts behind this one, in that order
	Limit  int   // at most so many; 0 is [PageSize], which is also the most
}
