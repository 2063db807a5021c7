package catalog

import (
	"slices"
	"time"
)

// A State is how far a release has come.
type State string

// The states of a release:
//
//	draft ─▶ checked ─▶ submitted ─▶ approved ─▶ (scheduled) ─▶ published ─▶ (superseded)
//	  │         ▲ └────────┐ │ ▲         │                          │
//	  ▼         │          ▼ ▼ │         ▼                          ▼
//	refused     └─────── returned ◀──────┘                      withdrawn
//
// What was not published may also be discarded. Who may make which step is for
// package workflow to say. Scheduled and superseded are never stored: they
// follow from the time at which a published release is looked at, so that every
// replica agrees on them to the second (see [Releases.At]).
const (
	StateDraft      State = "draft"      // its files are being made
	StateChecked    State = "checked"    // its files are made, verified and known
	StateRefused    State = "refused"    // it did not pass a check
	StateSubmitted  State = "submitted"  // somebody is asked to approve it
	StateReturned   State = "returned"   // whoever was asked wants something else
	StateApproved   State = "approved"   // it may be published
	StateDiscarded  State = "discarded"  // it was given up, and its bytes are gone
	StateScheduled  State = "scheduled"  // published, but not before its time
	StatePublished  State = "published"  // the newest that the public sees
	StateSuperseded State = "superseded" // seen by the public, with a newer one above it
	StateWithdrawn  State = "withdrawn"  // metadata and reason stay, the bytes are gone
)

// Waiting reports whether a release in state s is whole, and not public: its
// files are made and kept.
func (s State) Waiting() bool {
	switch s {
	case StateChecked, StateSubmitted, StateReturned, StateApproved:
		return true
	}
	return false
}

// A Release is one immutable edition of a [Dataset]. It is never edited: a
// correction is a new release.
type Release struct {
	ID      string // a ULID
	Dataset Slug
	Version int // 1, 2, 3, … within the dataset, without gaps among published ones
	State   State

	Note   Text   // what changed, in the words of the agency
	Period Period // the time that the data describe; not when they were published

	Tables []Table

	// Source is the SHA-256 of all that the release was made from: metadata
	// and input files. The same source again makes no new release.
	Source Digest
	// Digest is the SHA-256 of the manifest: schema, files and their sums. It
	// changes whenever anything that is served from the release would.
	Digest Digest

	Created   time.Time
	PublishAt time.Time // from when the public sees it
	Withdrawn time.Time // zero unless withdrawn
	Reason    Text      // why it was withdrawn, for the public
}

// A Digest is a SHA-256 sum.
type Digest [32]byte

// A Table is one resource of a release as it was published.
type Table struct {
	Resource string   `json:"resource"`
	Rows     int64    `json:"rows"` // in the published file
	Columns  []Column `json:"columns"`
	Key      []string `json:"key,omitempty"`    // names of the columns that identify a row, if declared
	Sorted   bool     `json:"sorted,omitempty"` // rows are in the order of Key: missing values last, texts by their bytes
	File     File     `json:"file"`             // the Parquet object
	Checks   Checks   `json:"checks"`

	// Parts are the objects of whose bytes File is made, in their order: see
	// [Part]. There are none if File is an object by itself.
	Parts []Part `json:"parts,omitempty"`

	// References lead to tables of the same release.
	References []Reference `json:"references,omitempty"`

	// Disclosure says how the people in the table are protected; nil if it is
	// not about people. Risk is the report of the agency that proves it: an
	// object too, but for the agency alone.
	Disclosure *Disclosure `json:"disclosure,omitempty"`
	Risk       *File       `json:"risk,omitempty"`
}

// A File is a published object.
type File struct {
	Key    string `json:"key"`    // in the store; never shown
	Format string `json:"format"` // "parquet", "csv.gz"
	Bytes  int64  `json:"bytes"`
	SHA256 Digest `json:"sha256"`
}

// A Part is the rows of a table that came with one release, as a Parquet file.
// Later releases of a table that grows have the same part: whatever reads the
// table reads [Table.File], which is one file with the rows of all.
type Part struct {
	Period string `json:"period,omitempty"` // which the part is called by, see [CheckPeriod]; empty for what there was before any
	Rows   int64  `json:"rows"`
	File   File   `json:"file"`
}

// Objects are the objects that a release keeps for the table.
func (t *Table) Objects() []*File {
	all := []*File{&t.File}
	for i := range t.Parts {
		all = append(all, &t.Parts[i].File)
	}
	if t.Risk != nil {
		all = append(all, t.Risk)
	}
	return all
}

// Table returns the table of the resource with the given name.
func (r *Release) Table(resource string) (*Table, bool) {
	i := slices.IndexFunc(r.Tables, func(t Table) bool { return t.Resource == resource })
	if i < 0 {
		return nil, false
	}
	return &r.Tables[i], true
}

// Rows is the number of rows in all tables of r.
func (r *Release) Rows() int64 {
	var n int64
	for _, t := range r.Tables {
		n += t.Rows
	}
	return n
}

// Column returns the column with the given name.
func (t *Table) Column(name string) (*Column, bool) {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return nil, false
	}
	return &t.Columns[i], true
}

// Releases are releases of one dataset, newest first.
type Releases []Release

// At returns what the public sees of rs at time t, with the states that the
// releases have then. Drafts, refused and scheduled releases are left out.
func (rs Releases) At(t time.Time) Releases {
	var seen Releases
	newest := true
	for _, r := range rs {
		switch r.State {
		case StatePublished, StateScheduled, StateSuperseded:
			if r.PublishAt.After(t) {
				continue
			}
			r.State = StatePublished
			if !newest {
				r.State = StateSuperseded
			}
			newest = false
		case StateWithdrawn:
		default:
			continue
		}
		seen = append(seen, r)
	}
	return seen
}
