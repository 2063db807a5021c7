package workflow

import (
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// A Policy is what an agency wants of its releases. The zero value is that of
// an agency that never said.
type Policy struct {
	Approval Approval `json:"approval"`

	// Remind are the days before a release is due on which people are reminded;
	// nil is [DefaultRemind], and an empty list is none.
	Remind []int `json:"remind,omitzero"`
}

// DefaultRemind are the days on which people are reminded where an agency never
// said.
var DefaultRemind = []int{7, 1}

// The bounds of [Policy.Remind].
const (
	MaxReminders  = 5
	MaxRemindDays = 60
)

// Reminders returns the days on which people are reminded, the most first.
func (p Policy) Reminders() []int {
	if p.Remind == nil {
		return DefaultRemind
	}
	return p.Remind
}

// Equal reports whether p and q are the same wish.
func (p Policy) Equal(q Policy) bool {
	return p.Approval == q.Approval && (p.Remind == nil) == (q.Remind == nil) && slices.Equal(p.Remind, q.Remind)
}

// Validate returns an error of kind [catalog.ErrInvalid] if p cannot be what an
// agency wants.
func (p Policy) Validate() error {
	if p.Approval != NotRequired {
		if _, err := ParseApproval(string(p.Approval)); err != nil {
			return err
		}
	}
	ok := len(p.Remind) <= MaxReminders
	for i, days := range p.Remind {
		ok = ok && days >= 1 && days <= MaxRemindDays && (i == 0 || days < p.Remind[i-1])
	}
	if !ok {
		return catalog.Errorf(catalog.ErrInvalid, "Hãy chọn tối đa %[1]d mốc nhắc, mỗi mốc từ 1 đến %[2]d ngày trước hạn, không trùng nhau.",
			"Choose at most %[1]d reminders, each from 1 to %[2]d days ahead, and no two alike.", MaxReminders, MaxRemindDays)
	}
	return nil
}

// ParseRemind returns the days that a text such as "7,1" lists, in any order, or
// an empty list for "none"; an error is of kind [catalog.ErrInvalid].
func ParseRemind(s string) ([]int, error) {
	list := []int{}
	if s = strings.TrimSpace(s); s == "none" {
		return list, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		days, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil, catalog.Errorf(catalog.ErrInvalid, "Hãy ghi số ngày trước hạn, chẳng hạn 7,1, hoặc none; không phải %q.",
				"Say the days ahead, such as 7,1, or none; not %q.", s)
		}
		list = append(list, days)
	}
	slices.Sort(list)
	slices.Reverse(list)
	return list, Policy{Remind: list}.Validate()
}

// An Approval says whether a second person is needed.
type Approval string

// Whether a second person is needed. NotRequired is the zero value.
const (
	NotRequired Approval = ""
	Required    Approval = "required"
)

// ParseApproval returns what "required" or "none" stands for, or an error of
// kind [catalog.ErrInvalid].
func ParseApproval(s string) (Approval, error) {
	switch s {
	case "none":
		return NotRequired, nil
	case string(Required):
		return Required, nil
	}
	return "", catalog.Errorf(catalog.ErrInvalid, "Hãy chọn required hoặc none, không phải %q.", "Say required or none, not %q.", s)
}

// String returns "required" or "none".
func (a Approval) String() string {
	if a == NotRequired {
		return "none"
	}
	return string(a)
}
