package web

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"nguon/catalog"
)

// factsAge is for how long what is known of the whole catalogue is not looked
// at again.
const factsAge = time.Second

// newestKept is how many of the newest datasets a list can show.
const newestKept = feedLength

// batch is how many events are read at once.
const batch = 500

// A fact is what the portal keeps in mind of one dataset.
type fact struct {
	Slug     catalog.Slug
	Rows     int64
	Releases int64
	At       time.Time // of the newest release
}

// A summary is what is true of the whole catalogue at one moment.
type summary struct {
	Agencies []catalog.Agency // in the order of their codes
	Datasets []fact           // with a release that the public sees, in the order of their slugs
	Newest   []fact           // up to newestKept of them, the newest first
	Rows     int64
	Releases int64
}

// agency returns the title of the agency with the given code, or the code.
func (s *summary) agency(code string) catalog.Text {
	i, ok := slices.BinarySearchFunc(s.Agencies, code, func(a catalog.Agency, code string) int {
		return cmp.Compare(a.Code, code)
	})
	if !ok {
		return catalog.Text{Vi: code, En: code}
	}
	return s.Agencies[i].Title
}

// Facts follow the catalogue's events, so that the counts of the whole cost
// nothing to show. They are safe for concurrent use.
type Facts struct {
	catalog catalog.Reader
	now     func() time.Time
	ready   atomic.Bool

	turn    chan struct{} // who has put something into it has the rest
	seen    int64         // the last event that is in known
	checked time.Time
	known   []fact                     // in the order of their slugs; never changed in place
	changed map[catalog.Slug]*fact     // what is not in known yet; nil is gone
	due     map[catalog.Slug]time.Time // datasets with a release of the future, and when to look again
	last    *summary                   // nil if it must be made anew
}

// NewFacts returns the facts of a catalogue, which know nothing of it yet.
func NewFacts(c catalog.Reader, now func() time.Time) *Facts {
	return &Facts{catalog: c, now: now, turn: make(chan struct{}, 1), changed: make(map[catalog.Slug]*fact), due: make(map[catalog.Slug]time.Time)}
}

// Learn reads the catalogue from its first event on, which takes as long as it is
// large, and returns when that is done or ctx has ended. Pages that are asked for
// before wait for it.
func (f *Facts) Learn(ctx context.Context) error {
	for {
		_, err := f.summary(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
		case <-time.After(factsAge): // it may be the database that is away
		}
	}
}

// Ready returns an error of kind [catalog.ErrNotReady] until the whole catalogue
// has been read once.
func (f *Facts) Ready() error {
	if f.ready.Load() {
		return nil
	}
	return catalog.Errorf(catalog.ErrNotReady, "Cổng đang đọc danh mục; hãy thử lại sau ít giây.", "The portal is reading the catalogue; try again in a few seconds.")
}

// summary returns what is true now, or was a second ago. What was read before ctx
// ended is kept.
func (f *Facts) summary(ctx context.Context) (*summary, error) {
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := f.now()
	if f.last != nil && now.Sub(f.checked) < factsAge {
		return f.last, nil
	}
	err := f.follow(ctx, now)
	if err == nil && f.last == nil {
		f.last, err = f.sum(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("facts of the catalogue: %w", err)
	}
	f.checked = now
	f.ready.Store(true)
	return f.last, nil
}

// follow reads again the datasets that events name or that are due. What it
// could not read before ctx ended is read at the next call.
func (f *Facts) follow(ctx context.Context, now time.Time) error {
	var due []catalog.Slug
	for s, at := range f.due {
		if !at.After(now) {
			due = append(due, s)
		}
	}
	if err := f.read(ctx, now, due); err != nil {
		return err
	}
	for {
		events, err := f.catalog.Events(ctx, f.seen, batch)
		if err != nil || len(events) == 0 {
			return err
		}
		f.last = nil
		touched := make(map[catalog.Slug]bool)
		for _, e := range events {
			if e.Dataset != "" {
				touched[e.Dataset] = true
			}
		}
		if err := f.read(ctx, now, slices.Collect(maps.Keys(touched))); err != nil {
			return err
		}
		f.seen = events[len(events)-1].Seq
	}
}

func (f *Facts) read(ctx context.Context, now time.Time, slugs []catalog.Slug) error {
	if len(slugs) == 0 {
		return nil
	}
	f.last = nil
	latest, err := f.catalog.Latest(ctx, now, slugs...)
	if err != nil {
		return err
	}
	due, err := f.catalog.Upcoming(ctx, now, slugs...)
	if err != nil {
		return err
	}
	for _, s := range slugs {
		f.changed[s] = nil
		delete(f.due, s)
		if r, ok := latest[s]; ok {
			f.changed[s] = &fact{Slug: s, Rows: r.Rows(), Releases: int64(r.Version), At: r.PublishAt}
		}
		if at, ok := due[s]; ok {
			f.due[s] = at
		}
	}
	return nil
}

func (f *Facts) sum(ctx context.Context) (*summary, error) {
	agencies, err := f.catalog.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	f.known = merged(f.known, f.changed)
	clear(f.changed)
	s := &summary{Agencies: agencies, Datasets: f.known}
	slices.SortFunc(s.Agencies, func(a, b catalog.Agency) int { return cmp.Compare(a.Code, b.Code) })
	for _, k := range f.known {
		s.Rows += k.Rows
		s.Releases += k.Releases
		if n := len(s.Newest); n < newestKept || k.At.After(s.Newest[n-1].At) {
			at, _ := slices.BinarySearchFunc(s.Newest, k.At, func(x fact, at time.Time) int {
				if x.At.Before(at) {
					return 1
				}
				return -1 // of two of the same time the first slug comes first
			})
			s.Newest = slices.Insert(s.Newest, at, k)[:min(n+1, newestKept)]
		}
	}
	return s, nil
}

// merged returns known, which is in the order of slugs, with what has changed.
func merged(known []fact, changed map[catalog.Slug]*fact) []fact {
	all := make([]fact, 0, len(known)+len(changed))
	for _, slug := range slices.Sorted(maps.Keys(changed)) {
		n, there := slices.BinarySearchFunc(known, slug, func(k fact, slug catalog.Slug) int { return cmp.Compare(k.Slug, slug) })
		all = append(all, known[:n]...)
		if k := changed[slug]; k != nil {
			all = append(all, *k)
		}
		if known = known[n:]; there {
			known = known[1:]
		}
	}
	return append(all, known...)
}
