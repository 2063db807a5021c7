package workflow

import (
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// A Candidate is a release on its way, with what becomes true with it, and the
// steps that it has taken.
type Candidate struct {
	Agency  catalog.Agency
	Dataset catalog.Dataset
	Release catalog.Release
	Steps   []Step // in their order

	// Sharers are the other releases that have some of the bytes of this one,
	// the oldest first, where somebody has looked for them.
	Sharers []Sharer
}

// A Sharer is a release with some of the parts of another one.
type Sharer struct {
	ID      string
	Version int
	State   catalog.State
	Heir    bool // it has what came with the other one, and not only what both have from before
}

// A Step is something that was done to a release.
type Step struct {
	Time    time.Time
	By      account.Actor
	Action  Action
	State   catalog.State // after it
	Comment catalog.Text  // of a person the same in both languages
	At      time.Time     // of Publish: from when the public sees it
	Delay   time.Duration // of Announce: how long after its time the portal came to it
}

// MaxComment is the most bytes of a comment or a reason, in each language.
const MaxComment = 4000

// StateAt returns the state that the release of c has at a time, but that it
// cannot tell whether it is superseded.
func (c *Candidate) StateAt(at time.Time) catalog.State {
	if c.Release.State == catalog.StatePublished && c.Release.PublishAt.After(at) {
		return catalog.StateScheduled
	}
	return c.Release.State
}

// Situation returns what decides which actions are possible at a time.
func (c *Candidate) Situation(p Policy, at time.Time) Situation {
	s := Situation{State: c.StateAt(at), Agency: c.Agency.Code, Policy: p}
	for _, step := range c.Steps {
		if step.Action == Check || step.Action == Submit {
			s.Makers = append(s.Makers, step.By)
		}
	}
	return s
}

// Last returns the last step with the action, and false if there is none.
func (c *Candidate) Last(a Action) (Step, bool) {
	for i := len(c.Steps) - 1; i >= 0; i-- {
		if c.Steps[i].Action == a {
			return c.Steps[i], true
		}
	}
	return Step{}, false
}
