package market

import (
	"slices"
	"time"

	"nguon/catalog"
)

// A State is where a version of a product is in its life:
//
//	draft ─▶ review ─▶ published ⇄ deprecated ─▶ retired
//	  ▲        │
//	  └────────┘
type State string

// The states.
const (
	Draft      State = "draft"      // its agency works on it
	Review     State = "review"     // somebody else is to look at it
	Published  State = "published"  // it is called
	Deprecated State = "deprecated" // it is called, and will stop
	Retired    State = "retired"    // it is called no more
)

// States lists the states in the order of a life.
func States() []State { return []State{Draft, Review, Published, Deprecated, Retired} }

func (s State) valid() bool { return slices.Contains(States(), s) }

// Public reports whether anybody may see a version in state s.
func (s State) Public() bool { return s == Published || s == Deprecated || s == Retired }

// Callable reports whether the gateway takes calls in state s.
func (s State) Callable() bool { return s == Published || s == Deprecated }

// next are the states that each may go to.
var next = map[State][]State{
	Draft:      {Review},
	Review:     {Draft, Published},
	Published:  {Deprecated},
	Deprecated: {Published, Retired},
}

// LeastNotice is the time from the announcement that a version will stop until
// it may.
const LeastNotice = 30 * 24 * time.Hour

// A Move takes a version from one state to another.
type Move struct {
	To        State
	By        string    // who does it: the id of a user or a key
	At        time.Time // when
	Comment   string    // why a version goes back from review
	Sunset    time.Time // when a deprecated version will stop; at least [LeastNotice] after At
	Successor string    // where to go from a deprecated version; may be empty
	// Operator says that who keeps the portal does it at its terminal: nobody else
	// has to look, as nobody has to at what they publish there.
	Operator bool
	// Now lets a version that was published retire before its notice is over,
	// as after a leak.
	Now bool
}

// Move changes the state of v. It returns an error of kind
// [catalog.ErrConflict] for a way that is not in the life of a version, of kind
// [catalog.ErrForbidden] if who submitted it wants to publish it, and of kind
// [catalog.ErrInvalid] if something is missing; v is not changed then.
func (v *Version) Move(m Move) error {
	atOnce := m.Now && v.State == Published && m.To == Retired
	if !atOnce && !slices.Contains(next[v.State], m.To) {
		return catalog.Errorf(catalog.ErrConflict, "Không thể chuyển phiên bản từ trạng thái %q sang %q.",
			"A version cannot go from %q to %q.", v.State, m.To)
	}
	var w catalog.Faults
	switch m.To {
	case Draft:
		w.Check("comment", m.Comment != "", "cần nói vì sao trả lại", "must say why it is returned")
		v.moved(&w, func() { v.Comment = m.Comment })
	case Review:
		w.Check("document", v.Document != nil || v.Home != "", "cần tài liệu OpenAPI, hoặc trang giới thiệu",
			"needs an OpenAPI document, or the page that explains it")
		v.moved(&w, func() { v.Submitted, v.Submitter, v.Comment = m.At, m.By, "" })
	case Published:
		if v.State == Review && m.By == v.Submitter && !m.Operator {
			return catalog.Errorf(catalog.ErrForbidden, "Người khác phải duyệt phiên bản này.", "Somebody else has to approve this version.")
		}
		if v.Published.IsZero() {
			v.Published = m.At
		}
		v.Deprecated, v.Sunset, v.Successor = time.Time{}, time.Time{}, ""
	case Deprecated:
		w.Check("sunset", !m.Sunset.Before(m.At.Add(LeastNotice)), "phải sau ít nhất 30 ngày", "must be 30 days ahead at least")
		v.moved(&w, func() { v.Deprecated, v.Sunset, v.Successor = m.At, m.Sunset, m.Successor })
	case Retired:
		w.Check("sunset", m.Now || !m.At.Before(v.Sunset), "chưa đến ngày đã báo", "is not over yet")
		v.moved(&w, func() { v.Retired, v.Sunset = m.At, m.At })
	}
	if err := w.Err("Chưa thể chuyển phiên bản này.", "This version cannot be moved yet."); err != nil {
		return err
	}
	v.State = m.To
	return nil
}

// moved changes v if nothing is wrong.
func (v *Version) moved(w *catalog.Faults, change func()) {
	if len(*w) == 0 {
		change()
	}
}
