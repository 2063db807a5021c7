package workflow

import (
	"context"

	"nguon/catalog"
)

// A Store keeps releases on their way. Methods are safe for concurrent use, and
// those that change something join the transaction of an account.Recorder.
//
// Package catalogtest holds the tests that every Store must pass.
type Store interface {
	// Propose keeps the agency and the dataset that a release, which was saved
	// as a draft, is to be published with.
	Propose(ctx context.Context, id string, a catalog.Agency, d catalog.Dataset) error

	// Candidate returns a release by its ID, or an error of kind
	// [catalog.ErrNotFound].
	Candidate(ctx context.Context, id string) (Candidate, error)

	// Candidates returns the releases that f selects, the last made first,
	// without their steps.
	Candidates(ctx context.Context, f Filter) ([]Candidate, error)

	// Move notes a step that takes a release from one state to another, neither
	// of which is public but that Postpone begins with what is published. It
	// returns an error of kind [catalog.ErrConflict] if the release is not in
	// the first. A release that is discarded has no objects any more; one that
	// is postponed is as if it had never been published, which is possible only
	// of the last version of its dataset, before its time.
	Move(ctx context.Context, id string, from catalog.State, s Step) error

	// Note notes a step that changes nothing, or what another method changes.
	Note(ctx context.Context, id string, s Step) error

	// Policy returns what an agency wants; the zero value if it never said.
	Policy(ctx context.Context, agency string) (Policy, error)

	// SetPolicy saves what an agency wants, which need not exist yet.
	SetPolicy(ctx context.Context, agency string, p Policy) error
}

// A Filter selects releases. The zero value of a field selects all.
type Filter struct {
	Agencies []string // of these
	Dataset  catalog.Slug
	States   []catalog.State // as they are stored: scheduled and superseded ones are published
	Before   string          // IDs before this one, which is made before it
	Limit    int             // at most so many; 0 is [PageSize], which is also the most
}

// PageSize is the greatest number of releases in one answer.
const PageSize = 200
