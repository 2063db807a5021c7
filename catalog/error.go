package catalog

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds of failure. Callers test for them with [errors.Is]; only package
// problem gives them an HTTP status, and only cmd an exit code.
var (
	ErrNotFound      = errors.New("not found")
	ErrInvalid       = errors.New("invalid")
	ErrConflict      = errors.New("conflict")
	ErrUnknownCaller = errors.New("unknown caller") // no key, or a bad one
	ErrForbidden     = errors.New("forbidden")
	ErrQuota         = errors.New("quota used up")
	ErrTooLarge      = errors.New("too large")
	ErrWithdrawn     = errors.New("withdrawn") // was public once, and is no more
	ErrRefused       = errors.New("refused")   // data that did not pass a check
	ErrNotReady      = errors.New("not ready") // will be soon: ask again
)

// A FieldError says what to correct in one place of the input.
type FieldError struct {
	Field    string // a parameter, a YAML path, or a column
	Line     int64  // in the input file, from 1; 0 where there is none
	Position int    // in the value, in bytes from 0; -1 where there is none
	Detail   Text
}

// An Error is a failure with a text that anyone may read.
type Error struct {
	Kind   error        // one of the kinds above
	Public Text         // one sentence; no secret, no SQL, no path of the server
	Fields []FieldError // what to correct
	Err    error        // the cause, for the log only; may be nil
}

// Errorf returns an [*Error] of the given kind that says the same in both
// languages.
func Errorf(kind error, vi, en string, args ...any) *Error {
	return &Error{Kind: kind, Public: Textf(vi, en, args...)}
}

// Error is for the log: it holds the cause, and is in English.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: %s", e.Kind, e.Public.In(English))
	for _, f := range e.Fields {
		b.WriteString("; ")
		b.WriteString(f.In(English))
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap lets errors.Is see both the kind and the cause.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Err} }

// In returns the field, the line and the detail in one line of text.
func (f FieldError) In(lang Lang) string {
	var where []string
	if f.Field != "" {
		where = append(where, f.Field)
	}
	if f.Line > 0 {
		where = append(where, fmt.Sprintf("%s %d", Text{"dòng", "line"}.In(lang), f.Line))
	}
	if len(where) == 0 {
		return f.Detail.In(lang)
	}
	return strings.Join(where, ", ") + ": " + f.Detail.In(lang)
}

// A Moved error tells under which slug a renamed dataset is now found. It is
// of kind [ErrNotFound] for whoever does not follow it.
type Moved struct{ To Slug }

// Error says where the dataset is now.
func (m *Moved) Error() string { return "dataset moved to " + string(m.To) }

// Unwrap returns [ErrNotFound].
func (m *Moved) Unwrap() error { return ErrNotFound }
