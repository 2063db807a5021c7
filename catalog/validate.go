package catalog

import (
	"net/url"
	"strings"
)

// Faults gathers what is wrong with a value, field by field. The zero value is
// ready to use.
type Faults []FieldError

// Check adds a fault of the field unless ok.
func (f *Faults) Check(field string, ok bool, vi, en string) {
	if !ok {
		*f = append(*f, FieldError{Field: field, Position: -1, Detail: Text{vi, en}})
	}
}

// Text wants a text in both languages.
func (f *Faults) Text(field string, t Text) {
	f.Check(field+".vi", strings.TrimSpace(t.Vi) != "", "không được để trống", "must not be empty")
	f.Check(field+".en", strings.TrimSpace(t.En) != "", "không được để trống", "must not be empty")
}

// URL wants a web address, or nothing.
func (f *Faults) URL(field, s string) {
	f.Check(field, s == "" || isWebURL(s), "phải là địa chỉ http hoặc https", "must be an http or https address")
}

// Err returns an [*Error] of kind [ErrInvalid] with the faults, which begins
// with the given sentence; nil if there are none.
func (f *Faults) Err(vi, en string) error {
	if len(*f) == 0 {
		return nil
	}
	return &Error{Kind: ErrInvalid, Public: Text{vi, en}, Fields: *f}
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
