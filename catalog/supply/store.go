package supply

import (
	"context"
	"time"

	"nguon/catalog/notice"
)

// A Store keeps sources. Its methods are safe for concurrent use, by several
// processes on one database, whose clocks must agree to within a fraction of a
// lease. A source that is not there is an error of kind catalog.ErrNotFound.
type Store interface {
	// AddSource adds an active source that is due at once. It returns an error of
	// kind catalog.ErrConflict if there is one of this ID, or of the dataset.
	AddSource(ctx context.Context, s Source) error

	// Source returns a source.
	Source(ctx context.Context, id string) (Source, error)

	// Sources returns the sources of an agency, or, without one, all, by their
	// IDs.
	Sources(ctx context.Context, agency string) ([]Source, error)

	// ChangeSource saves the State, Next and Memory that f gives a source, in one
	// transaction, in which f must not use the store.
	ChangeSource(ctx context.Context, id string, f func(s *Source) error) error

	// RemoveSource removes a source with its runs. A run under way comes to
	// nothing from then on.
	RemoveSource(ctx context.Context, id string) error

	// ClaimSource gives a source to a worker, a random name, for the time of a
	// lease: that of the given ID, due or not, or, if it is empty, one that is
	// due. It returns [ErrNothing] if none is, and an error of kind
	// catalog.ErrConflict if another worker has the one that was asked for.
	ClaimSource(ctx context.Context, id, worker string, lease time.Duration) (Source, error)

	// BeatSource extends the lease. It returns [ErrLost] if the worker has it no
	// more.
	BeatSource(ctx context.Context, id, worker string, lease time.Duration) error

	// EndRun saves the run, the State, Next and Memory of its source, and
	// notices, and ends the lease; a source that was paused meanwhile stays so.
	// It returns [ErrLost] as BeatSource does, and saves nothing then.
	EndRun(ctx context.Context, worker string, s Source, r Run, ns ...notice.Notice) error

	// Runs returns the last runs of a source, the last first, at most limit.
	Runs(ctx context.Context, id string, limit int) ([]Run, error)
}
