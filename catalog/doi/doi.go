// Package doi says which persistent identifiers (Digital Object Identifiers, ISO
// 26324) versions of datasets have: each version one, and each dataset one for
// all of its versions, its concept. Package datacite registers them.
//
// A name, once it was given, stays, whatever the dataset is called later. It is
// told to nobody before it is registered: an address that leads nowhere is worse
// than none.
package doi

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"nguon/catalog"
)

// A Record is one identifier.
type Record struct {
	Dataset catalog.Slug
	Version int    // 0 is the concept
	Name    string // such as 10.5072/nguon.rain.v3
	State   State
	Known   bool // it was registered once
	Tries   int  // attempts that failed since the last that did not
	Next    time.Time
}

// A State says what is to be done about an identifier.
type State string

// The states.
const (
	Pending     State = "pending"     // its description is to be sent
	Findable    State = "findable"    // it was
	Withdrawing State = "withdrawing" // its version was withdrawn: it is to be hidden from searches, and lead to the reason
	Withdrawn   State = "withdrawn"   // it is
)

// Done returns the state that follows once s has been dealt with.
func (s State) Done() State {
	switch s {
	case Pending:
		return Findable
	case Withdrawing:
		return Withdrawn
	}
	return s
}

var prefix = regexp.MustCompile(`^10\.[0-9]{4,9}(\.[0-9]{1,9})*$`)

// ValidPrefix reports whether s is the prefix of DOIs, such as 10.5072.
func ValidPrefix(s string) bool { return len(s) <= 40 && prefix.MatchString(s) }

// Concept returns the name for all versions of a dataset.
func Concept(prefix string, s catalog.Slug) string { return prefix + "/nguon." + string(s) }

// OfVersion returns the name of a version of the dataset with a concept.
func OfVersion(concept string, version int) string { return concept + ".v" + strconv.Itoa(version) }

// A Ledger keeps identifiers. Methods are safe for concurrent use, by several
// processes on one database.
type Ledger interface {
	// EnterDOIs gives names under a prefix to versions that the public sees and
	// that have none, those published first, at most limit; has those of withdrawn
	// ones withdrawn; and reports how many it changed. A concept is pending again
	// with each of its versions.
	EnterDOIs(ctx context.Context, prefix string, limit int) (int, error)

	// DueDOIs returns records that are pending or withdrawing, and due, at most
	// limit, those that wait longest first.
	DueDOIs(ctx context.Context, limit int) ([]Record, error)

	// SettleDOI saves State, Known, Tries and Next of r, unless something was to
	// be done again since r was read as was.
	SettleDOI(ctx context.Context, was, r Record) error

	// DOIs returns the records of a dataset, by version.
	DOIs(ctx context.Context, s catalog.Slug) ([]Record, error)

	// DOI returns the name of a version that is registered, 0 being the concept,
	// or "".
	DOI(ctx context.Context, s catalog.Slug, version int) (string, error)
}
