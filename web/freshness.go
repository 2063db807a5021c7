package web

import "time"

// intervals are the times between two releases that a frequency promises, in
// months or days.
var intervals = map[string]struct{ months, days int }{
	"daily": {0, 1}, "weekly": {0, 7}, "monthly": {1, 0}, "quarterly": {3, 0}, "biannual": {6, 0},
	"annual": {12, 0}, "biennial": {24, 0}, "decennial": {120, 0},
}

// freshnessOf says when the next release can be expected after the newest one,
// and whether it is late now. A tenth of the interval is allowed for.
func freshnessOf(frequency string, newest, now time.Time) freshness {
	every, ok := intervals[frequency]
	if !ok {
		return freshness{}
	}
	next := newest.AddDate(0, every.months, every.days)
	return freshness{Next: next, Late: now.After(next.Add(next.Sub(newest) / 10))}
}
