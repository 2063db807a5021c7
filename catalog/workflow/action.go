package workflow

import (
	"slices"

	"nguon/catalog"
	"nguon/catalog/account"
)

// An Action is what is done to a release.
type Action string

// The actions that somebody asks for.
const (
	Submit   Action = "submit"   // ask for approval
	Approve  Action = "approve"  // say that it may be published
	Return   Action = "return"   // say why not, to whoever made it
	Publish  Action = "publish"  // at once, or at a time that is set
	Postpone Action = "postpone" // take the time away again; it stays approved
	Discard  Action = "discard"  // give it up
	Withdraw Action = "withdraw" // take it back from the public
)

// The actions that follow from others.
const (
	Check    Action = "check"    // it was made, and passed all checks
	Refuse   Action = "refuse"   // it did not
	Announce Action = "announce" // its time has come
)

// Actions lists the actions that somebody asks for.
func Actions() []Action {
	return []Action{Submit, Approve, Return, Publish, Postpone, Discard, Withdraw}
}

// A move is what an action needs, and where it leads.
type move struct {
	from  []catalog.State
	to    catalog.State
	right account.Action
}

// moves are those of every agency; see [Next] for what a policy adds.
var moves = map[Action]move{
	Submit:   {[]catalog.State{catalog.StateChecked, catalog.StateReturned}, catalog.StateSubmitted, account.ActionSubmit},
	Approve:  {[]catalog.State{catalog.StateSubmitted}, catalog.StateApproved, account.ActionApprove},
	Return:   {[]catalog.State{catalog.StateSubmitted, catalog.StateApproved}, catalog.StateReturned, account.ActionApprove},
	Publish:  {[]catalog.State{catalog.StateApproved}, catalog.StatePublished, account.ActionPublish},
	Postpone: {[]catalog.State{catalog.StateScheduled}, catalog.StateApproved, account.ActionPublish},
	Discard: {[]catalog.State{catalog.StateChecked, catalog.StateSubmitted, catalog.StateReturned, catalog.StateApproved},
		catalog.StateDiscarded, account.ActionDraft},
	Withdraw: {[]catalog.State{catalog.StatePublished, catalog.StateSuperseded}, catalog.StateWithdrawn, account.ActionWithdraw},
}

// unapproved are the states from which a release is published too where no
// approval is required.
var unapproved = []catalog.State{catalog.StateChecked, catalog.StateSubmitted}

// A Situation is all that decides which actions are possible.
type Situation struct {
	State  catalog.State // at the time of looking: see [StateAt]
	Agency string
	Policy Policy
	Makers []account.Actor // who made and submitted the release
}

// Next returns the state in which by leaves a release with an action. It
// returns an error of kind [catalog.ErrForbidden] if by may not do it, and of
// kind [catalog.ErrConflict] if it is not possible in the state of the release.
//
// Where approval is required, a release is approved by a person who has neither
// made nor submitted it, signed in or at the command line of the server, and by
// no key: a key has no name, and could be that of its maker. Withdrawal needs
// one steward and nobody else, whatever the policy: an incident does not wait.
func Next(s Situation, a Action, by account.Principal) (catalog.State, error) {
	m, ok := moves[a]
	if !ok {
		return "", catalog.Errorf(catalog.ErrInvalid, "Không có thao tác %q.", "There is no action %q.", a)
	}
	if !by.May(m.right, s.Agency) {
		return "", catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền làm việc này cho cơ quan %s.",
			"You have no right to do this for the agency %s.", s.Agency)
	}
	from := m.from
	if a == Publish && s.Policy.Approval == NotRequired {
		from = slices.Concat(from, unapproved)
	}
	if !slices.Contains(from, s.State) {
		if a == Publish && slices.Contains(unapproved, s.State) {
			return "", catalog.Errorf(catalog.ErrConflict, "Bản phát hành cần một người khác duyệt trước khi công bố.",
				"The release has to be approved by somebody else before it is published.")
		}
		return "", catalog.Errorf(catalog.ErrConflict, "Không thể làm việc này khi bản phát hành ở trạng thái %q.",
			"This cannot be done to a release in state %q.", s.State)
	}
	if a == Approve && s.Policy.Approval == Required {
		if err := second(s, by); err != nil {
			return "", err
		}
	}
	return m.to, nil
}

// second returns an error unless by is a second person.
func second(s Situation, by account.Principal) error {
	switch who := by.Actor(); {
	case who.Kind != account.ActorUser && who.Kind != account.ActorOperator:
		return catalog.Errorf(catalog.ErrForbidden, "Việc duyệt cần một người đã đăng nhập, không phải khóa API.",
			"Approval needs a person who is signed in, not an API key.")
	case slices.Contains(s.Makers, who):
		return catalog.Errorf(catalog.ErrForbidden, "Người khác phải duyệt bản phát hành này: bạn đã tạo hoặc gửi nó.",
			"Somebody else has to approve this release: you made or submitted it.")
	}
	return nil
}

// Possible returns the actions that by may do now.
func Possible(s Situation, by account.Principal) []Action {
	return slices.DeleteFunc(Actions(), func(a Action) bool {
		_, err := Next(s, a, by)
		return err != nil
	})
}
