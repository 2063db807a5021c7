package web

import "nguon/catalog"

// A promise is the schedule of a dataset, and how it was kept.
type promise struct {
	Words         catalog.Text
	Kept          int64
	Counted       int64 // due times that are over
	Share         string
	Calendar, ICS string // the addresses of the calendar of the dataset
}

// promised returns the schedule of a dataset, and what follows from it about the
// next release; nil if it has none. Releases are those that the public sees.
func (s *Site) promised(l *locale, d catalog.Dataset, seen catalog.Releases) (*promise, freshness) {
	kept := s.agenda.Of(d, seen)
	if kept == nil {
		return nil, freshnessOf(d.Frequency, seen[newestPublic(seen)].PublishAt, s.Now())
	}
	of := "?dataset=" + string(d.Slug)
	p := &promise{Words: kept.Plan.Words(), Kept: int64(kept.Standing.OnTime), Counted: int64(len(kept.Standing.Past)),
		Calendar: "/calendar" + of, ICS: "/calendar.ics" + of}
	if share, ok := kept.Standing.Share(); ok {
		p.Share = l.Percent(share)
	}
	fresh := freshness{Late: kept.Standing.Late > 0}
	if next := kept.Standing.Next; next != nil {
		fresh.Next = next.Due
	}
	return p, fresh
}
