package schedule

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"sync"
	"time"

	"nguon/catalog"
)

// A Source is what an [Agenda] reads.
type Source interface {
	Datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
	Events(ctx context.Context, after int64, limit int) ([]catalog.Event, error)
}

// An Agenda is the release calendar of all datasets that have a schedule and are
// public. It knows schedules and what the public sees, and nothing of drafts and
// releases to come: what it expects is what was promised. It follows the events
// of the catalogue, so that a look at it costs what has changed since the last
// one; the first reads all datasets. It is safe for concurrent use.
type Agenda struct {
	source   Source
	calendar *Calendar
	now      func() time.Time

	following sync.Mutex // held while events are followed: nobody else changes known
	at        time.Time  // when the events were looked at
	seen      int64      // the last event that is in known

	mu    sync.Mutex // never held while something is read
	day   time.Time  // of the standings
	known map[catalog.Slug]*known
	all   []*Scheduled // of known; nil if it must be made anew
}

// A Scheduled is a public dataset with a schedule.
type Scheduled struct {
	Dataset  catalog.Dataset
	Plan     *Plan
	Standing Standing
}

// NewAgenda returns an agenda in which days off are those of c. A nil clock is
// that of the machine.
func NewAgenda(s Source, c *Calendar, now func() time.Time) *Agenda {
	if now == nil {
		now = time.Now
	}
	return &Agenda{source: s, calendar: c, now: now, known: make(map[catalog.Slug]*known)}
}

// Of returns the schedule of a dataset and how its releases, which must be what
// the public sees now, have kept to it; nil if it has none.
func (a *Agenda) Of(d catalog.Dataset, seen catalog.Releases) *Scheduled {
	if d.Schedule == nil {
		return nil
	}
	now, public := a.now(), released(seen)
	a.mu.Lock()
	k, day := a.known[d.Slug], a.day
	a.mu.Unlock()
	if k != nil && dayOf(now).Equal(day) && reflect.DeepEqual(k.Dataset.Schedule, d.Schedule) && slices.Equal(k.public, public) {
		return &Scheduled{d, k.Plan, k.Standing}
	}
	p := a.plan(&d)
	if p == nil {
		return nil
	}
	return &Scheduled{d, p, p.standing(public, now)}
}

// plan returns the schedule of a dataset, or nil.
func (a *Agenda) plan(d *catalog.Dataset) *Plan {
	if d.Schedule == nil {
		return nil
	}
	p, err := Compile(*d.Schedule, a.calendar)
	if err != nil { // checked when it was published; nothing is promised otherwise
		return nil
	}
	return p
}

// A Filter selects entries of an agenda. From and Until are needed; the zero
// value of another field selects all.
type Filter struct {
	From, Until time.Time // due in [From, Until)
	Agency      string
	Theme       string
	Dataset     catalog.Slug
}

func (f *Filter) takes(d *catalog.Dataset) bool {
	return (f.Agency == "" || d.Agency == f.Agency) && (f.Dataset == "" || d.Slug == f.Dataset) &&
		(f.Theme == "" || slices.Contains(d.Themes, f.Theme))
}

// An Entry is one due time of one dataset.
type Entry struct {
	*Scheduled
	Record
}

// An EntryState is what an entry is at the time of looking.
type EntryState string

// The states of an entry.
const (
	Expected EntryState = "expected" // its day is not over
	Kept     EntryState = "on-time"
	Delayed  EntryState = "late"    // answered after its day
	Missed   EntryState = "overdue" // its day is over, without a release
)

// State returns what e is.
func (e *Entry) State() EntryState {
	switch {
	case e.Version > 0 && e.Late == 0:
		return Kept
	case e.Version > 0:
		return Delayed
	case e.Late > 0:
		return Missed
	}
	return Expected
}

// Entries returns what f selects, in the order in which it is due. More than
// limit entries are an error of kind [catalog.ErrTooLarge].
func (a *Agenda) Entries(ctx context.Context, f Filter, limit int) ([]Entry, error) {
	all, err := a.All(ctx)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for _, s := range all {
		if !f.takes(&s.Dataset) {
			continue
		}
		entries = s.entries(f, entries)
		if len(entries) > limit {
			return nil, catalog.Errorf(catalog.ErrTooLarge, "Lịch có hơn %d mục: hãy chọn khoảng thời gian ngắn hơn, hoặc một cơ quan hay chủ đề.",
				"The calendar has more than %d entries: choose a shorter time, or an agency or theme.", limit)
		}
	}
	slices.SortStableFunc(entries, func(x, y Entry) int {
		return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.Dataset.Slug, y.Dataset.Slug))
	})
	return entries, nil
}

// entries appends what of s is due in the span of f.
func (s *Scheduled) entries(f Filter, to []Entry) []Entry {
	past := s.Standing.Past
	at := func(due time.Time) (int, bool) {
		return slices.BinarySearchFunc(past, due, func(r Record, due time.Time) int { return r.Due.Compare(due) })
	}
	first, _ := at(f.From)
	for _, r := range past[first:] {
		if r.Due.Before(f.Until) {
			to = append(to, Entry{s, r})
		}
	}
	from := f.From
	if next := s.Standing.Next; next == nil {
		return to
	} else if from.Before(next.Due) {
		from = next.Due
	}
	if !from.Before(f.Until) {
		return to
	}
	for _, o := range s.Plan.Between(from, f.Until) {
		if _, known := at(o.Due); !known {
			to = append(to, Entry{s, Record{Occurrence: o}})
		}
	}
	return to
}
