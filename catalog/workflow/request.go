package workflow

import (
	"strings"
	"time"

	"nguon/catalog"
)

// A Request asks for an action.
type Request struct {
	Action  Action
	Comment string       // to those who work at the release; needed by Return
	Reason  catalog.Text // to the public; needed by Withdraw
	At      time.Time    // of Publish: from when the public sees it; zero or past is at once
	Heirs   bool         // of Withdraw: with all releases that have what came with it
}

// furthest is how far ahead a time may be: what is further is a slip of the pen.
const furthest = 5 * 366 * 24 * time.Hour

// Validate returns an error of kind [catalog.ErrInvalid] that names what is
// wrong with r at the time now.
func (r Request) Validate(now time.Time) error {
	var w catalog.Faults
	w.Check("comment", r.Action != Return || strings.TrimSpace(r.Comment) != "", "cần nói vì sao trả lại", "must say why it is returned")
	w.Check("comment", len(r.Comment) <= MaxComment, "dài quá 4000 byte", "is longer than 4000 bytes")
	if r.Action == Withdraw {
		w.Check("reason.vi", strings.TrimSpace(r.Reason.Vi) != "", "cần có lý do để công chúng đọc", "must be there for the public to read")
		w.Check("reason.en", strings.TrimSpace(r.Reason.En) != "", "cần có lý do để công chúng đọc", "must be there for the public to read")
	}
	w.Check("reason", len(r.Reason.Vi) <= MaxComment && len(r.Reason.En) <= MaxComment, "dài quá 4000 byte", "is longer than 4000 bytes")
	w.Check("publish_at", r.At.Before(now.Add(furthest)), "xa hơn 5 năm", "is more than 5 years ahead")
	return w.Err("Yêu cầu chưa đúng.", "The request is not valid.")
}
