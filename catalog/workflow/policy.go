package workflow

import "nguon/catalog"

// A Policy is what an agency wants of its releases. The zero value is that of
// an agency that never said.
type Policy struct {
	Approval Approval `json:"approval"`
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
