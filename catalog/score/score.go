// Package score measures how the portal and its agencies open their data: how
// much, how well, how punctually, and how much it is used.
//
// Figures are taken once for each day, agency and measure, and kept, so that to
// show them costs nothing; those of the present day are taken anew each hour.
// Each is a pair of whole numbers, so that the figures of the portal are the
// sums of those of its agencies. Days are those of Viet Nam (UTC+7).
package score

import (
	"context"
	"iter"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

// Zone is that of days.
var Zone = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// Portal is the agency of figures of the whole portal.
const Portal = ""

// A Figure is what was measured of an agency on a day.
type Figure struct {
	Day    time.Time // midnight UTC of the day of the calendar
	Agency string    // code, or [Portal]
	Code   Code
	Part   int64 // the count, or what is divided by Whole
	Whole  int64 // 0 of counts, and where there was nothing to measure
}

// Value returns the figure in the unit of its measure, and false if there was
// nothing to measure.
func (f Figure) Value(u Unit) (float64, bool) {
	if u == Count {
		return float64(f.Part), true
	}
	if f.Whole == 0 {
		return 0, false
	}
	return float64(f.Part) / float64(f.Whole), true
}

// A Filter selects figures. Days are half-open, and both ends are needed; the
// zero value of another field selects all.
type Filter struct {
	From, Until time.Time
	Agencies    []string
	Codes       []Code
}

// A Demand is how often a route of a product was called without an error.
type Demand struct {
	Product  market.Ref
	Route    string
	Requests int64
}

// A Reply is something that was asked of an agency and is answered or due to be: a
// request for access, a question, or a request for data.
type Reply struct {
	Product  market.Ref // that access was asked for; otherwise empty
	Agency   string     // whom a post was for, or [Portal]; of requests for access empty
	Due      time.Time
	Answered time.Time // zero if it waits
}

// Store keeps figures, and knows what they are made of beside the catalogue.
// Methods are safe for concurrent use.
type Store interface {
	// SaveFigures replaces all figures of a day by those that were taken at the
	// given time. Figures that were taken later stay.
	SaveFigures(ctx context.Context, day, taken time.Time, figures []Figure) error

	// FiguresTaken returns when the figures of a day were taken, or the zero
	// time, and the first day that has any.
	FiguresTaken(ctx context.Context, day time.Time) (taken, first time.Time, err error)

	// Figures returns what f selects, in the order of day, agency and code.
	Figures(ctx context.Context, f Filter) iter.Seq2[Figure, error]

	// Demand adds up what was called in [from, until), whole hours, for each
	// product and route.
	Demand(ctx context.Context, from, until time.Time) ([]Demand, error)

	// Released counts the releases that came out in [from, until), by dataset.
	Released(ctx context.Context, from, until time.Time) (map[catalog.Slug]int64, error)

	// Replies returns the requests for access, and the public posts of people,
	// whose answer was due in [from, until).
	Replies(ctx context.Context, from, until time.Time) ([]Reply, error)
}

// Catalogue is what is read of the catalogue.
type Catalogue interface {
	Agencies(ctx context.Context) ([]catalog.Agency, error)
	Datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error)
	Latest(ctx context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error)
}

// DayOf returns the day that t is in Viet Nam, as figures have it.
func DayOf(t time.Time) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// begin returns the first instant of a day.
func begin(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Zone)
}
