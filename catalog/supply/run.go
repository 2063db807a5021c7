package supply

import (
	"time"

	"nguon/catalog"
)

// An Outcome is what became of a run.
type Outcome string

// The outcomes.
const (
	Unchanged Outcome = "unchanged" // there is nothing new
	Published Outcome = "published" // or will be, at its time
	Submitted Outcome = "submitted" // it waits for somebody to approve it
	Held      Outcome = "draft"     // it is checked, and waits for somebody to submit it
	Refused   Outcome = "refused"   // it did not pass the checks: a refused draft says why
	Asked     Outcome = "attention" // somebody has to decide before anything is made of it
	Failed    Outcome = "failed"    // it could not be fetched, or the system failed; it is tried again
)

// A Run is one look at a source.
type Run struct {
	ID      string         `json:"-"` // a ULID
	Source  string         `json:"-"`
	Started time.Time      `json:"-"`
	Ended   time.Time      `json:"-"`
	Outcome Outcome        `json:"outcome"`
	Release string         `json:"release,omitempty"` // the ID of what was made
	Version int            `json:"version,omitempty"`
	Bytes   int64          `json:"bytes,omitempty"` // that were fetched
	Why     []catalog.Text `json:"why,omitempty"`
}

// RunsKept is how many runs of a source are kept.
const RunsKept = 200
