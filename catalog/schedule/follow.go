package schedule

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"nguon/catalog"
)

const (
	lookEvery = time.Second // for events: how late a change may be seen in an [Agenda]
	eventPage = 500         // events, and so datasets, read together
)

// known is what an [Agenda] keeps of a dataset.
type known struct {
	*Scheduled           // on the day of the agenda; never changed, as others may have it
	public     []release // what the public sees
	next       time.Time // of the next release that is known, when it is read again
}

// All returns every scheduled dataset in the order of the slugs. It must not be
// changed.
func (a *Agenda) All(ctx context.Context) ([]*Scheduled, error) {
	a.following.Lock()
	defer a.following.Unlock()
	now := a.now()
	if a.at.IsZero() || now.Sub(a.at) >= lookEvery || now.Before(a.at) {
		if err := a.follow(ctx, now); err != nil {
			return nil, fmt.Errorf("schedule: %w", err)
		}
		a.at = now
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = make([]*Scheduled, 0, len(a.known))
		for _, slug := range slices.Sorted(maps.Keys(a.known)) {
			if k := a.known[slug]; len(k.public) > 0 {
				a.all = append(a.all, k.Scheduled)
			}
		}
	}
	return a.all, nil
}

// follow reads again what events name, and what has a release that is due. What
// it could not read before ctx ended is read at the next call.
func (a *Agenda) follow(ctx context.Context, now time.Time) error {
	a.turn(dayOf(now), now)
	var due []catalog.Slug
	for slug, k := range a.known {
		if !k.next.IsZero() && !k.next.After(now) {
			due = append(due, slug)
		}
	}
	for slugs := range slices.Chunk(due, eventPage) {
		if err := a.read(ctx, slugs, now); err != nil {
			return err
		}
	}
	for {
		events, err := a.source.Events(ctx, a.seen, eventPage)
		if err != nil || len(events) == 0 {
			return err
		}
		touched := make(map[catalog.Slug]bool)
		for _, e := range events {
			if e.Dataset != "" {
				touched[e.Dataset] = true
			}
		}
		if len(touched) > 0 {
			if err := a.read(ctx, slices.Collect(maps.Keys(touched)), now); err != nil {
				return err
			}
		}
		a.seen = events[len(events)-1].Seq
	}
}

// turn brings the standings to another day: within a day they do not change.
func (a *Agenda) turn(day, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if day.Equal(a.day) {
		return
	}
	for _, k := range a.known {
		k.Scheduled = &Scheduled{k.Dataset, k.Plan, k.Plan.standing(k.public, now)}
	}
	a.day, a.all = day, nil
}

// read reads datasets again, some of which may be gone.
func (a *Agenda) read(ctx context.Context, slugs []catalog.Slug, now time.Time) error {
	datasets, err := a.source.Datasets(ctx, catalog.DatasetFilter{Slugs: slugs})
	if err != nil {
		return err
	}
	found := make(map[catalog.Slug]*known)
	for _, d := range datasets {
		p := a.plan(&d)
		if p == nil {
			continue
		}
		rs, err := a.source.Releases(ctx, d.Slug)
		if err != nil {
			return err
		}
		k := &known{public: released(rs.At(now))}
		k.Scheduled = &Scheduled{d, p, p.standing(k.public, now)}
		for _, r := range rs {
			if r.State == catalog.StatePublished && r.PublishAt.After(now) {
				k.next = r.PublishAt // the newest comes first
			}
		}
		found[d.Slug] = k
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = nil
	for _, slug := range slugs {
		delete(a.known, slug)
	}
	maps.Copy(a.known, found)
	return nil
}
