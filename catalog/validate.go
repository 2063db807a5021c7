package catalog

import (
	"net/url"
	"strings"
)

// wrong gathers what is wrong with a value, field by field.
type wrong []FieldError

func (w *wrong) check(field string, ok bool, vi, en string) {
	if !ok {
		*w = append(*w, FieldError{Field: field, Position: -1, Detail: Text{vi, en}})
	}
}

func (w *wrong) text(field string, t Text) {
	w.check(field+".vi", strings.TrimSpace(t.Vi) != "", "không được để trống", "must not be empty")
	w.check(field+".en", strings.TrimSpace(t.En) != "", "không được để trống", "must not be empty")
}

func (w *wrong) url(field, s string) {
	w.check(field, s == "" || isWebURL(s), "phải là địa chỉ http hoặc https", "must be an http or https address")
}

func (w *wrong) err(vi, en string) error {
	if len(*w) == 0 {
		return nil
	}
	return &Error{Kind: ErrInvalid, Public: Text{vi, en}, Fields: *w}
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
