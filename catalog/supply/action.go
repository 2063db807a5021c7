package supply

import (
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// An Action is what a person does with a source.
type Action string

// The actions.
const (
	Look   Action = "look"   // at once, and not when it is due
	Accept Action = "accept" // have the data taken that it waits with
	Pause  Action = "pause"  // have it looked at no more
	Resume Action = "resume" // have it looked at again
)

// Actions lists the actions.
func Actions() []Action { return []Action{Look, Accept, Pause, Resume} }

// from are the states in which an action is possible.
var from = map[Action][]State{
	Look:   {Active, Attention},
	Accept: {Attention},
	Pause:  {Active, Attention},
	Resume: {Paused},
}

// Do does an action with s, of which the store is to keep State, Next and
// Memory. It returns an error of kind [catalog.ErrConflict] if that is not
// possible in the state of s.
//
// What is accepted is the data that s waits with and no others: those that give
// the same doubt are asked about again. To look is to accept nothing.
func (s *Source) Do(a Action, now time.Time) error {
	switch {
	case slices.Contains(from[a], s.State):
	case !slices.Contains(Actions(), a):
		return catalog.Errorf(catalog.ErrInvalid, "Không có thao tác %q.", "There is no action %q.", a)
	case a == Accept:
		return catalog.Errorf(catalog.ErrConflict, "Nguồn này không chờ ai quyết định.", "The source waits for nobody.")
	case a == Resume:
		return catalog.Errorf(catalog.ErrConflict, "Nguồn này không bị tạm dừng.", "The source is not paused.")
	default:
		return catalog.Errorf(catalog.ErrConflict, "Nguồn này đang tạm dừng.", "The source is paused.")
	}
	if a == Pause {
		s.State, s.Next = Paused, time.Time{}
		return nil
	}
	if a == Accept {
		s.Memory.Accepted, s.Memory.Failures = s.Memory.Asked, 0
	}
	s.State, s.Next = Active, now
	return nil
}

// right is what somebody must be allowed to do an action with s. To accept data
// that are published without being looked at again is to publish them.
func (s *Source) right(a Action) account.Action {
	if a == Accept && s.Automatic {
		return account.ActionPublish
	}
	return account.ActionDraft
}

// Possible returns the actions that by may do with s now.
func (s *Source) Possible(by account.Principal) []Action {
	return slices.DeleteFunc(Actions(), func(a Action) bool {
		return !slices.Contains(from[a], s.State) || !by.May(s.right(a), s.Agency)
	})
}
