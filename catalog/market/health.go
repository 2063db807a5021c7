package market

import (
	"context"
	"time"
)

// A Probe is one answer to the question whether an upstream is well.
type Probe struct {
	Product Ref
	Version string
	Time    time.Time
	Up      bool
	Took    time.Duration
}

// A HealthDay adds up the probes of a version in one day.
type HealthDay struct {
	Product Ref
	Version string
	Day     time.Time     // its first moment, in UTC
	Up      int64         // probes that were answered well
	Down    int64         // and those that were not
	Slowest time.Duration // of those that were answered well
	Last    time.Time     // when it was last asked
	LastUp  bool          // and whether it was well then
}

// Availability returns the part of the probes that were answered well, 0 to 1;
// it is 1 if there were none.
func (d HealthDay) Availability() float64 {
	if d.Up+d.Down == 0 {
		return 1
	}
	return float64(d.Up) / float64(d.Up+d.Down)
}

// HealthKept is how long days of health are kept.
const HealthKept = 90 * 24 * time.Hour

// Health stores how well upstreams are. Methods are safe for concurrent use.
type Health interface {
	// AddProbes adds probes to their days, and removes days that are older than
	// [HealthKept] before the last of the probes.
	AddProbes(ctx context.Context, probes []Probe) error

	// Health returns the days of all versions of a product from the given one
	// on, in the order of version and day. An empty product stands for all, in
	// the order of their names.
	Health(ctx context.Context, product Ref, since time.Time) ([]HealthDay, error)
}
