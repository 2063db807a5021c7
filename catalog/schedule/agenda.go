package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"nguon/catalog"
)

// agendaLife is how late a change of the catalogue may be seen in an [Agenda].
const agendaLife = 15 * time.Second

// A Source is what an [Agenda] reads.
type Source interface {
	Datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error)
	Releases(ctx context.Context, s catalog.Slug) (catalog.Releases, error)
}

// An Agenda is the release calendar of all datasets that have a schedule and are
// public. It knows schedules and what the public sees, and nothing of drafts and
// releases to come: what it expects is what was promised. It is safe for
// concurrent use.
type Agenda struct {
	source   Source
	calendar *Calendar
	now      func() time.Time

	mu   sync.Mutex
	at   time.Time // when it was read
	read []Scheduled
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
	return &Agenda{source: s, calendar: c, now: now}
}

// Of returns the schedule of a dataset and how its releases, which must be what
// the public sees now, have kept to it; nil if it has none.
func (a *Agenda) Of(d catalog.Dataset, seen catalog.Releases) *Scheduled {
	if d.Schedule == nil {
		return nil
	}
	p, err := Compile(*d.Schedule, a.calendar)
	if err != nil { // checked when it was published; nothing is promised otherwise
		return nil
	}
	return &Scheduled{d, p, p.Standing(seen, a.now())}
}

// All returns every scheduled dataset in the order of the slugs. It must not be
// changed.
func (a *Agenda) All(ctx context.Context) ([]Scheduled, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if !a.at.IsZero() && now.Sub(a.at) < agendaLife && !now.Before(a.at) {
		return a.read, nil
	}
	datasets, err := a.source.Datasets(ctx, catalog.DatasetFilter{})
	if err != nil {
		return nil, fmt.Errorf("schedule: %w", err)
	}
	var all []Scheduled
	for _, d := range datasets {
		if d.Schedule == nil {
			continue
		}
		rs, err := a.source.Releases(ctx, d.Slug)
		if err != nil {
			return nil, fmt.Errorf("schedule: %w", err)
		}
		if seen := rs.At(now); len(seen) > 0 {
			if s := a.Of(d, seen); s != nil {
				all = append(all, *s)
			}
		}
	}
	a.at, a.read = now, all
	return all, nil
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
	for i := range all {
		s := &all[i]
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
	known := make(map[time.Time]bool, len(s.Standing.Past))
	for _, r := range s.Standing.Past {
		known[r.Due] = true
		if !r.Due.Before(f.From) && r.Due.Before(f.Until) {
			to = append(to, Entry{s, r})
		}
	}
	from := f.From
	if next := s.Standing.Next; next == nil {
		return to
	} else if from.Before(next.Due) {
		from = next.Due
	}
	for _, o := range s.Plan.Between(from, f.Until) {
		if !known[o.Due] {
			to = append(to, Entry{s, Record{Occurrence: o}})
		}
	}
	return to
}
