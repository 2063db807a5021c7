package story

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

// The bounds of a story; lengths are in characters.
const (
	MaxTitle   = 120
	MaxBy      = 120
	MaxText    = 4000
	MaxAlt     = 200
	MaxAnswer  = 1000
	MaxUses    = 12
	MaxWaiting = 3 // of one author that nobody has answered yet
)

// A State is where a story is.
type State string

// The states. One that its author takes back is gone.
const (
	Asked   State = "asked"   // somebody is to answer
	Shown   State = "shown"   // everybody sees it
	Refused State = "refused" // its author sees it, with the reason
)

// A Story is what was made of data.
type Story struct {
	ID       string // a ULID
	Author   string // the ID of an account, which is not public
	Agency   string // that of its first dataset, which answers
	By       string // who made it, as they want to be named: 1 to [MaxBy] characters on one line
	Title    string // 1 to [MaxTitle] characters on one line
	Text     string // what was done: 1 to [MaxText] characters, as Markdown
	URL      string // of a page that everybody can open, with https; may be empty
	Uses     []Use  // 1 to [MaxUses]; each dataset once
	Picture  *Picture
	State    State
	Asked    time.Time // when it was offered
	Answered time.Time // zero: not yet
	Answer   string    // what was said to it, at most [MaxAnswer] characters
	Revision int64     // counts changes from 1; kept by the store
}

// A Use is a dataset that a story is made of.
type Use struct {
	Dataset catalog.Slug `json:"dataset"`
	Version int          `json:"version,omitempty"` // 0: whichever was the newest
}

// A Picture is one of a story, made anew from what was sent.
type Picture struct {
	ID            string // a ULID
	Type          string // a media type
	Width, Height int    // in pixels
	Bytes         int64
	Alt           string // what is seen in it: 1 to [MaxAlt] characters on one line
}

// Path is the path of the page of s, without language.
func (s *Story) Path() string { return "/stories/" + s.ID }

// PicturePath is the path of the picture of s; "" if it has none.
func (s *Story) PicturePath() string {
	if s.Picture == nil {
		return ""
	}
	return s.Path() + "/" + s.Picture.ID
}

// Host is the host of the page of s, for readers to see where a link leads.
func (s *Story) Host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Validate returns an error of kind [catalog.ErrInvalid] that names every field of
// s that is wrong.
func (s *Story) Validate() error {
	var w catalog.Faults
	w.Check("title", catalog.Showable(s.Title, MaxTitle, ""), "cần 1 đến 120 ký tự trên một dòng", "must have 1 to 120 characters, on one line")
	w.Check("by", catalog.Showable(s.By, MaxBy, ""), "cần 1 đến 120 ký tự trên một dòng", "must have 1 to 120 characters, on one line")
	w.Check("text", catalog.Showable(s.Text, MaxText, "\n"), "cần 1 đến 4000 ký tự", "must have 1 to 4000 characters")
	w.Check("url", s.URL == "" || catalog.IsPublicPage(s.URL), "cần một địa chỉ https công khai, không có tên đăng nhập", "must be a public https address without a user name")
	w.Check("uses", len(s.Uses) > 0 && len(s.Uses) <= MaxUses, "cần 1 đến 12 bộ dữ liệu", "must be 1 to 12 datasets")
	for n, u := range s.Uses {
		same := slices.IndexFunc(s.Uses, func(o Use) bool { return o.Dataset == u.Dataset })
		w.Check("uses", u.Dataset.Valid() && u.Version >= 0 && same == n, "không có bộ dữ liệu "+string(u.Dataset)+", hoặc đã có trong danh sách", "has no dataset "+string(u.Dataset)+", or has it twice")
	}
	if s.Picture != nil {
		w.Check("alt", catalog.Showable(s.Picture.Alt, MaxAlt, ""), "cần nói trong ảnh có gì, tối đa 200 ký tự", "must say what is seen in the picture, in 200 characters at most")
	}
	return w.Err("Chưa thể gửi.", "This cannot be sent yet.")
}

// ParseUses reads datasets as people list them, one a line: a slug or the address
// of a page of the portal, with @ and a number, or /releases/ and a number, for a
// version. What is no dataset is a use of no valid slug.
func ParseUses(text string) []Use {
	var all []Use
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if len(all) > MaxUses {
			break // which is one too many already
		}
		if _, rest, ok := strings.Cut(line, "/datasets/"); ok {
			line = rest
		}
		line, _, _ = strings.Cut(line, "?")
		line, _, _ = strings.Cut(line, "#")
		line = strings.Replace(strings.TrimSuffix(line, "/"), "/releases/", "@", 1)
		name, number, pinned := strings.Cut(line, "@")
		u := Use{Dataset: catalog.Slug(name)}
		if pinned {
			n, err := strconv.Atoi(number)
			if err != nil || n < 1 {
				u.Dataset = catalog.Slug(line)
			}
			u.Version = max(n, 0)
		}
		all = append(all, u)
	}
	return all
}
