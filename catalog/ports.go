package catalog

import (
	"context"
	"time"
)

// A Reader reads the catalogue. Methods are safe for concurrent use and return
// an error of kind [ErrNotFound] for what does not exist.
//
// Package catalogtest holds the tests that every store must pass.
type Reader interface {
	// Agencies returns all agencies in the order of their codes.
	Agencies(ctx context.Context) ([]Agency, error)

	// Dataset returns a dataset, or a [*Moved] error if it was renamed.
	Dataset(ctx context.Context, s Slug) (Dataset, error)

	// Datasets returns the datasets that f selects, in the order of their
	// slugs.
	Datasets(ctx context.Context, f DatasetFilter) ([]Dataset, error)

	// Releases returns all releases of a dataset that were published or
	// withdrawn, newest version first, those of the future included: see
	// [Releases.At]. A dataset without any has an empty list.
	Releases(ctx context.Context, s Slug) (Releases, error)

	// Release returns one release that was published or withdrawn, whatever
	// its time.
	Release(ctx context.Context, s Slug, version int) (Release, error)

	// Latest returns, for each of the datasets, the newest release that the
	// public sees at the given time. Datasets without one are left out.
	Latest(ctx context.Context, at time.Time, slugs ...Slug) (map[Slug]Release, error)

	// Upcoming returns, for each of the datasets that has a release for after the
	// given time, when the next one is due. It is for what keeps step with the
	// clock, and not for the public.
	Upcoming(ctx context.Context, after time.Time, slugs ...Slug) (map[Slug]time.Time, error)

	// Derived returns the files that were derived from a release so far.
	Derived(ctx context.Context, releaseID string) ([]DerivedFile, error)

	// Events returns at most limit events after seq, in order.
	Events(ctx context.Context, after int64, limit int) ([]Event, error)
}

// A DatasetFilter selects datasets. The zero value selects all.
type DatasetFilter struct {
	Slugs  []Slug // only these, if not empty
	Agency string // only of this agency, if not empty
	After  Slug   // only slugs after this one
	Limit  int    // at most so many; 0 is no limit
}

// A Writer changes the catalogue. Each method is one transaction, together
// with the events and jobs that belong to it.
type Writer interface {
	// SaveDraft inserts a release in state draft, checked or refused, or
	// replaces it while it is in one of the first two. Its files are in use
	// from then on: see [Writer.KeysInUse].
	SaveDraft(ctx context.Context, r Release) error

	// Publish makes a release public from p.Release.PublishAt on. Agency and
	// dataset are what p says from then on, not before: what exists by the
	// release alone is unknown to every method of [Reader] until its time. The
	// events and the jobs come with it, or with [Announcer.Announce] if the time
	// is yet to come. It returns an error of kind [ErrConflict], and changes
	// nothing, if the release is not in state p.From, its version is not the
	// next of its dataset, or an earlier version is to be seen later.
	Publish(ctx context.Context, p Publication) error

	// Withdraw takes a release back that the public sees: its metadata and the
	// reason stay. The caller removes the bytes; jobs are saved with it. It
	// returns an error of kind [ErrConflict] before the time of the release.
	Withdraw(ctx context.Context, s Slug, version int, reason Text, at time.Time, jobs ...Job) error

	// Rename gives a dataset a new slug and leaves a redirect. It returns an
	// error of kind [ErrConflict] if the new slug is, or was, another's.
	Rename(ctx context.Context, from, to Slug) error

	// SaveDerived records a file derived from a release. Recording the same
	// one again is not an error.
	SaveDerived(ctx context.Context, f DerivedFile) error

	// KeysInUse returns the keys of all objects that a release refers to:
	// published ones, and drafts made after the given time. Withdrawn and
	// refused releases have none. Drafts that are older are deleted.
	KeysInUse(ctx context.Context, draftsAfter time.Time) (map[string]bool, error)

	// Sharing returns the objects of a release to which others refer as well, in
	// the order of those releases and of the keys. Within a transaction it is
	// what the transaction finds and nobody else changes before its end.
	Sharing(ctx context.Context, releaseID string) ([]Shared, error)
}

// Shared is an object to which another release refers too.
type Shared struct {
	ReleaseID string // of the other one
	Object    string // its key
}

// A Publication is all that becomes true when a release is published.
type Publication struct {
	From    State // in which the release is: one that is [State.Waiting]; empty is StateChecked
	Agency  Agency
	Dataset Dataset
	Release Release
	Jobs    []Job // if it is published at once
}

// An Announcer makes what has become public known to whatever follows the
// catalogue. Readers see it at its time without that.
type Announcer interface {
	// NextDue returns when the next release that is not announced is due, or the
	// zero time if there is none.
	NextDue(ctx context.Context) (time.Time, error)

	// Announce announces releases that the public sees at the given time, the
	// earliest first, at most as many as belong into one transaction: it makes
	// their events, and saves the jobs that jobs returns for each. Of several who
	// announce at a time, one does each. It returns what it has announced.
	Announce(ctx context.Context, at time.Time, jobs func(Release) []Job) ([]Release, error)
}

// A Job is durable work to be done once after a transaction commits. It is
// stored as JSON under its kind.
type Job interface{ Kind() string }

// A DerivedFile is a file made from a published table in another format.
type DerivedFile struct {
	ReleaseID string
	Resource  string
	File      File
}
