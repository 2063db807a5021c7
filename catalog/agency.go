package catalog

import "regexp"

// An Agency publishes datasets and answers for them.
type Agency struct {
	// Code is the national code of the agency (Decision 20/2020/QĐ-TTg: H29,
	// H29.12) or a short name of its own: letters, digits, dots and hyphens,
	// at most 32. It is permanent.
	Code     string
	Title    Text
	Parent   string // the code of the agency above it, or empty
	Homepage string // an http(s) URL, or empty
	Email    string // where the public may write, or empty
}

var agencyCode = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,30}[A-Za-z0-9])?$`)

// ValidAgencyCode reports whether s has the form of an agency's code: 1 to 32
// letters, digits, dots and hyphens, with a letter or digit at either end.
func ValidAgencyCode(s string) bool { return agencyCode.MatchString(s) }

// Validate returns an [*Error] of kind [ErrInvalid] that names every field of
// a that is wrong.
func (a Agency) Validate() error {
	var w Faults
	w.Check("agency.code", ValidAgencyCode(a.Code),
		"phải gồm 1 đến 32 chữ cái, chữ số, dấu chấm hoặc gạch nối", "must be 1 to 32 letters, digits, dots or hyphens")
	w.Text("agency.title", a.Title)
	w.URL("agency.homepage", a.Homepage)
	w.Check("agency.parent", a.Parent == "" || ValidAgencyCode(a.Parent) && a.Parent != a.Code,
		"phải là mã của một cơ quan khác", "must be the code of another agency")
	return w.Err("Thông tin cơ quan chưa đúng.", "The agency is not valid.")
}
