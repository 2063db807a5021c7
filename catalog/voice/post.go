package voice

import (
	"strings"
	"time"

	"nguon/catalog"
)

// A Kind says what a post is.
type Kind string

// The kinds.
const (
	Question   Kind = "question"   // about a dataset
	Correction Kind = "correction" // says what is wrong in a dataset
	Request    Kind = "request"    // for data that are not there
)

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Question, Correction, Request} }

// AboutData are the kinds that are about a dataset.
func AboutData() []Kind { return []Kind{Question, Correction} }

// Days is how many working days there are to answer a post of the kind, as the
// portal promises it.
func (k Kind) Days() int {
	if k == Request {
		return 15
	}
	return 10
}

// A State says who sees a post.
type State string

// The states.
const (
	Held    State = "held"    // its author and moderators, until one of them has acted
	Public  State = "public"  // everybody
	Removed State = "removed" // likewise its author and moderators, with the reason
)

// A Status says what became of a post.
type Status string

// The statuses. What they are called depends on the kind: an answered correction
// was made, an answered request has its data published.
const (
	Open     Status = "open"     // nobody has answered
	Planned  Status = "planned"  // the agency will do what it takes; of corrections and requests
	Answered Status = "answered" // done
	Declined Status = "declined" // will not be done, for a reason
)

// Statuses lists those that an answer to a post of the kind can give it.
func (k Kind) Statuses() []Status {
	if k == Question {
		return []Status{Answered, Declined}
	}
	return []Status{Planned, Answered, Declined}
}

// A Reason says why a post was kept back.
type Reason string

// The reasons.
const (
	Personal Reason = "personal-data" // its words seem to hold personal data
	Links    Reason = "links"         // it has more than [MaxLinks] links
)

// The bounds of a post; lengths are in characters.
const (
	MaxTitle   = 120
	MaxText    = 4000
	MaxLinks   = 2   // of a post that is public at once
	MaxDay     = 5   // posts of one author within 24 hours
	MaxAnswers = 20  // of one post
	MaxNote    = 500 // of a moderator
	MaxFiles   = 3
)

// A Post is one thing that somebody said.
type Post struct {
	ID       string // a ULID
	Kind     Kind
	Dataset  catalog.Slug // what it is about; of a request what it led to, or empty
	Agency   string       // whose matter it is; empty: the portal's administration
	Author   string       // the ID of an account; empty: it is no more
	Title    string       // 1 to [MaxTitle] characters on one line
	Text     string       // 1 to [MaxText] characters, as Markdown
	Written  time.Time    // when its words became what they are
	State    State
	Held     []Reason // why it was kept back; kept when it is public
	Note     string   // of the moderator who acted last
	Status   Status
	Since    time.Time // since when it is public; zero: it never was
	Due      time.Time // when an answer is due; zero with Since
	Answers  []Answer  // oldest first, at most [MaxAnswers]
	Files    []File    // at most [MaxFiles]
	Touched  time.Time // when something last happened that its readers see
	Supports int64     // accounts that want the same; kept by the store
	Revision int64     // counts changes from 1; kept by the store
}

// An Answer is what an agency said to a post.
type Answer struct {
	Status Status
	Text   string // 1 to [MaxText] characters, as Markdown
	By     string // the ID of an account, which is not public
	At     time.Time
}

// A File is a picture that was given as evidence. It is public once a moderator
// has looked at it, for no program can tell who is in it.
type File struct {
	ID            string // a ULID
	Type          string // a media type
	Width, Height int    // in pixels
	Bytes         int64
	Shown         bool
}

// Answered is when the first answer came; zero if none did.
func (p *Post) Answered() time.Time {
	if len(p.Answers) == 0 {
		return time.Time{}
	}
	return p.Answers[0].At
}

// Late reports whether the first answer came after it was due, or did not come
// though it was due before now.
func (p *Post) Late(now time.Time) bool {
	at := p.Answered()
	if at.IsZero() {
		at = now
	}
	return !p.Due.IsZero() && at.After(p.Due)
}

// Validate returns an error of kind [catalog.ErrInvalid] that names every field of
// p that is wrong.
func (p *Post) Validate() error {
	var w catalog.Faults
	w.Check("title", oneLine(p.Title, MaxTitle), "cần 1 đến 120 ký tự trên một dòng", "must have 1 to 120 characters, on one line")
	w.Check("text", catalog.Showable(p.Text, MaxText, "\n"), "cần 1 đến 4000 ký tự", "must have 1 to 4000 characters")
	w.Check("files", len(p.Files) <= MaxFiles, "tối đa 3 ảnh", "must be 3 pictures at most")
	switch p.Kind {
	case Question, Correction:
		w.Check("dataset", p.Dataset.Valid(), "không có bộ dữ liệu này", "is no dataset")
	case Request:
		w.Check("dataset", p.Dataset == "" || p.Dataset.Valid(), "không có bộ dữ liệu này", "is no dataset")
	default:
		w.Check("kind", false, "cần là câu hỏi, góp ý sửa hoặc đề nghị dữ liệu", "must be a question, a correction or a request")
	}
	return w.Err("Chưa thể gửi.", "This cannot be sent yet.")
}

func oneLine(s string, most int) bool { return catalog.Showable(s, most, "") }

// links counts the web addresses in a text.
func links(text string) int {
	text = strings.ToLower(text)
	bare := strings.Count(text, "www.") - strings.Count(text, "://www.")
	return strings.Count(text, "://") + bare
}
