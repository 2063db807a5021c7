package schedule

import (
	"time"

	"nguon/catalog"
)

// kept is how far back a [Standing] looks.
const kept = 3 * 366 * 24 * time.Hour

// A Record is what became of one due time.
type Record struct {
	Occurrence
	Version int       // the release that counts for it; 0 if there is none yet
	At      time.Time // when that was published
	// Late is how many days after the due day in Viet Nam the release came, or how
	// many it is late by now; 0 is on time, earlier included.
	Late int
}

// A Standing is how the releases of a dataset have kept to its schedule.
type Standing struct {
	Past   []Record    // due times that are over or answered, oldest first, of the last three years
	Next   *Occurrence // when the next release is due, which may be over; nil if nothing is due
	Late   int         // days by which that is late now
	OnTime int         // of Past
}

// Share is the part of Past that was on time, and false if nothing was due yet.
func (s *Standing) Share() (float64, bool) {
	if len(s.Past) == 0 {
		return 0, false
	}
	return float64(s.OnTime) / float64(len(s.Past)), true
}

// Standing sets releases against the schedule, as it is at the time now. They
// must be what the public sees then (see [catalog.Releases.At]), so that nothing
// here tells of a release before its time.
//
// A release counts for one due time or for none. One that describes the same
// period as a release before it is a correction, and counts for none. Others
// count for the coming due time if they are published in the second half of the
// time before it, or describe a later period than all before; and otherwise for
// the one that has just passed, if nothing has answered it. Due times before the
// first release do not count.
//
// It is the same at every time of a day in Viet Nam on which no release comes.
func (p *Plan) Standing(rs catalog.Releases, now time.Time) Standing {
	return p.standing(released(rs), now)
}

// A release is what counts of one for a schedule.
type release struct {
	version int
	at      time.Time // when it was published
	until   time.Time // the end of the period that it describes; zero if it does not say
}

func released(rs catalog.Releases) []release {
	all := make([]release, len(rs))
	for i, r := range rs {
		all[i] = release{r.Version, r.PublishAt, r.Period.Until}
	}
	return all
}

func (p *Plan) standing(rs []release, now time.Time) Standing {
	var s Standing
	if len(rs) == 0 {
		if next, ok := p.Next(now); ok {
			s.Next = &next
		}
		return s
	}
	first := rs[len(rs)-1].at
	from := first
	if oldest := now.Add(-kept); from.Before(oldest) {
		from = oldest
	}
	until := now.AddDate(0, 0, 1)
	for range 2 { // up to the second one to come: the first may be answered already
		if next, ok := p.Next(until); ok {
			until = next.Due.Add(time.Nanosecond)
		}
	}
	due := p.records(from, until)
	s.count(due, rs)
	for _, r := range due {
		over := dayOf(now).After(r.DueDay())
		switch {
		case r.Version > 0:
			s.Next, s.Late = nil, 0
		case over:
			r.Late = days(r.DueDay(), dayOf(now))
			s.Next, s.Late = &r.Occurrence, r.Late
		default:
			if s.Next == nil {
				s.Next = &r.Occurrence
			}
			continue
		}
		if r.Late == 0 {
			s.OnTime++
		}
		s.Past = append(s.Past, r)
	}
	return s
}

// records returns what is due on the day of from or later, and before until.
func (p *Plan) records(from, until time.Time) []Record {
	var due []Record
	for _, o := range p.Between(from.Add(-24*time.Hour), until) {
		if !o.DueDay().Before(dayOf(from)) {
			due = append(due, Record{Occurrence: o})
		}
	}
	return due
}

// count has each release count for what it was due for.
func (s *Standing) count(due []Record, rs []release) {
	var described time.Time // the end of the latest period so far
	n := 0                  // of the first due time whose day is that of the release, or later
	for i := len(rs) - 1; i >= 0; i-- {
		r := &rs[i]
		later := r.until.After(described)
		if later {
			described = r.until
		} else if !r.until.IsZero() && i < len(rs)-1 {
			continue // a correction
		}
		for n < len(due) && due[n].DueDay().Before(dayOf(r.at)) {
			n++
		}
		missed := n > 0 && due[n-1].Version == 0
		switch {
		case n < len(due) && due[n].Version == 0 && (near(due, n, r.at) || later && !missed && i < len(rs)-1):
			due[n].answer(r)
		case missed:
			due[n-1].answer(r)
		}
	}
}

// near reports whether t is in the second half of the time before the n-th due
// time, or on its day.
func near(due []Record, n int, t time.Time) bool {
	r := &due[n]
	if !dayOf(t).Before(r.DueDay()) {
		return true
	}
	var span time.Duration
	switch {
	case n > 0:
		span = r.Due.Sub(due[n-1].Due)
	case n+1 < len(due):
		span = due[n+1].Due.Sub(r.Due)
	}
	return r.Due.Sub(t) <= span/2
}

func (r *Record) answer(by *release) {
	r.Version, r.At = by.version, by.at
	r.Late = max(days(r.DueDay(), dayOf(by.at)), 0)
}

// days returns the number of days from one to another.
func days(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }
