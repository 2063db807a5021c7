package workflow

import (
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// ObjectKind is what entries of the audit log call a release.
const ObjectKind = "release"

// VerbPolicy is the verb of a change of what an agency wants.
const VerbPolicy account.Verb = "agency.release-policy"

// VerbOf returns the verb of an action.
func VerbOf(a Action) account.Verb { return account.Verb("release." + a) }

// told is what the audit log keeps of a step. Comments are not in it: they may
// name persons.
type told struct {
	Dataset catalog.Slug  `json:"dataset"`
	Version int           `json:"version"`
	State   catalog.State `json:"state"`
	At      *time.Time    `json:"at,omitempty"`
	Delay   string        `json:"delay,omitempty"`
}

// Told returns what the audit log says of a release after a step.
func Told(c *Candidate, s Step) any {
	t := told{Dataset: c.Release.Dataset, Version: c.Release.Version, State: s.State}
	if !s.At.IsZero() {
		t.At = &s.At
	}
	if s.Delay > 0 {
		t.Delay = s.Delay.String()
	}
	return t
}

// EntryOf returns the entry of the audit log about a step of by.
func EntryOf(by account.Caller, c *Candidate, s Step) account.Entry {
	e := account.NewEntry(by, VerbOf(s.Action), ObjectKind, c.Release.ID).Of(c.Agency.Code)
	return e.Change(map[string]catalog.State{"state": c.Release.State}, Told(c, s))
}
