package remind

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/catalog/schedule"
	"nguon/catalog/workflow"
)

const (
	// Period is how often it is looked what there is to say.
	Period = 5 * time.Minute

	// stale is the age at which a reminder is no news any more: what nobody was
	// told in that time, because no server ran, they are not told at all.
	stale = 14 * 24 * time.Hour

	// marksKept is how long marks are kept, which is longer than anything that
	// they are about is news.
	marksKept = 400 * 24 * time.Hour
)

// A Mark names something that is said once.
type Mark struct {
	Subject string // a dataset, or a release
	Due     string // its day, such as 2026-11-30; of a release when it was submitted
	Kind    string // such as "before-7", "after-1" or "waiting"
}

// A Ledger keeps marks. Methods are safe for concurrent use, by several
// processes on one database.
//
// Package catalogtest holds the tests that every Ledger must pass.
type Ledger interface {
	// Marked reports whether m is kept.
	Marked(ctx context.Context, m Mark) (bool, error)

	// Remind keeps m and raises notices, all or nothing. Of several who do so
	// with the same mark, one does; the others change nothing.
	Remind(ctx context.Context, m Mark, ns ...notice.Notice) error

	// PruneMarks forgets marks that were kept before the given time.
	PruneMarks(ctx context.Context, before time.Time) error
}

// Releases are the releases of datasets, public or not.
type Releases interface {
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// Candidates are releases on their way, and what agencies want of them.
type Candidates interface {
	Candidate(ctx context.Context, id string) (workflow.Candidate, error)
	Candidates(ctx context.Context, f workflow.Filter) ([]workflow.Candidate, error)
	Policy(ctx context.Context, agency string) (workflow.Policy, error)
}

// Users are accounts.
type Users interface {
	Users(ctx context.Context, f account.UserFilter) ([]account.User, error)
}

// Deps are what a [Keeper] is made of. All but Now are needed.
type Deps struct {
	Agenda     *schedule.Agenda
	Releases   Releases
	Candidates Candidates
	Users      Users
	Ledger     Ledger
	Log        *slog.Logger
	Now        func() time.Time // default time.Now
}

// A Keeper says what there is to say.
type Keeper struct{ Deps }

// New returns a keeper.
func New(d Deps) *Keeper {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Keeper{d}
}

// Keep looks what there is to say, at once and then every [Period], until ctx
// ends.
func (k *Keeper) Keep(ctx context.Context) {
	tick := time.NewTicker(Period)
	defer tick.Stop()
	for {
		if err := k.Sweep(ctx); err != nil && ctx.Err() == nil {
			k.Log.LogAttrs(ctx, slog.LevelError, "people not reminded of releases", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep says what is to be said now and was not. What fails keeps nothing else
// from being said.
func (k *Keeper) Sweep(ctx context.Context) error {
	now := k.Now()
	all, err := k.Agenda.All(ctx)
	if err != nil {
		return err
	}
	failed := []error{k.Ledger.PruneMarks(ctx, now.Add(-marksKept)), k.waiting(ctx, now)}
	policies := make(map[string]workflow.Policy)
	for _, s := range all {
		agency := s.Dataset.Agency
		p, known := policies[agency]
		if !known {
			if p, err = k.Candidates.Policy(ctx, agency); err != nil {
				return errors.Join(append(failed, err)...)
			}
			policies[agency] = p
		}
		if err := k.dataset(ctx, s, p, now); err != nil {
			failed = append(failed, fmt.Errorf("remind of %s: %w", s.Dataset.Slug, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed...)
}

// say raises a notice for each part of the hearers that one can be for.
func (k *Keeper) say(ctx context.Context, m Mark, to []string, about func(to []string) notice.Notice) error {
	var ns []notice.Notice
	for part := range slices.Chunk(to, notice.MaxTo) {
		ns = append(ns, about(part))
	}
	if len(ns) == 0 {
		return nil // nobody is there yet to hear of it
	}
	return k.Ledger.Remind(ctx, m, ns...)
}
