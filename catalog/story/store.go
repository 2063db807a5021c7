package story

import (
	"context"

	"nguon/catalog"
)

// A Store keeps stories. Methods are safe for concurrent use, and return an error
// of kind [catalog.ErrNotFound] for what does not exist. Changes are part of that
// of an [account.Recorder] of the same database.
//
// Package catalogtest holds the tests that every store must pass.
type Store interface {
	// AddStory adds a story, whose revision is 1 then. The error is of kind
	// [catalog.ErrQuota] if [MaxWaiting] of its author wait for an answer.
	AddStory(ctx context.Context, s Story) error

	// SaveStory replaces a story that still has the revision of s, and gives it
	// the next; the error is of kind [catalog.ErrConflict] if it has another. Its
	// author and agency, and when it was offered, stay.
	SaveStory(ctx context.Context, s Story) error

	// DropStory removes a story. That it is not there is no error.
	DropStory(ctx context.Context, id string) error

	// Story returns a story, whoever may see it.
	Story(ctx context.Context, id string) (Story, error)

	// Stories returns what f selects, the newest first.
	Stories(ctx context.Context, f Filter) ([]Story, error)
}

// PageSize is the greatest number of stories in one answer.
const PageSize = 200

// A Filter selects stories. The zero value of a field selects all.
type Filter struct {
	Agency string
	Author string
	State  State
	Limit  int // at most so many; 0 is [PageSize], which is also the most
}

// NotFound is the error for a story that is not there, or not for whoever asks.
func NotFound() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có câu chuyện này.", "There is no such story.")
}
