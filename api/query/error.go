package query

import (
	"errors"
	"fmt"
	"strings"

	"nguon/catalog"
)

// The codes of an [Error], as the API shows them.
const (
	CodeInvalidParameter  = "invalid-parameter"
	CodeUnknownColumn     = "unknown-column"
	CodeTypeMismatch      = "type-mismatch"
	CodeInvalidExpression = "invalid-expression"
	CodeLimitTooLarge     = "limit-too-large"
	CodeCursorMismatch    = "cursor-mismatch"
	CodeQueryLimit        = "query-limit-exceeded"
	CodeTimeout           = "timeout"
	CodeOverloaded        = "overloaded"
)

// The kinds of failure, one for each code, for errors.Is.
var (
	ErrInvalidParameter  = errors.New(CodeInvalidParameter)
	ErrUnknownColumn     = errors.New(CodeUnknownColumn)
	ErrTypeMismatch      = errors.New(CodeTypeMismatch)
	ErrInvalidExpression = errors.New(CodeInvalidExpression)
	ErrLimitTooLarge     = errors.New(CodeLimitTooLarge)
	ErrCursorMismatch    = errors.New(CodeCursorMismatch)
	ErrQueryLimit        = errors.New(CodeQueryLimit)
	ErrTimeout           = errors.New(CodeTimeout)
	ErrOverloaded        = errors.New(CodeOverloaded)
)

var kinds = map[string]error{
	CodeInvalidParameter:  ErrInvalidParameter,
	CodeUnknownColumn:     ErrUnknownColumn,
	CodeTypeMismatch:      ErrTypeMismatch,
	CodeInvalidExpression: ErrInvalidExpression,
	CodeLimitTooLarge:     ErrLimitTooLarge,
	CodeCursorMismatch:    ErrCursorMismatch,
	CodeQueryLimit:        ErrQueryLimit,
	CodeTimeout:           ErrTimeout,
	CodeOverloaded:        ErrOverloaded,
}

// An Error is a query that cannot be answered, with texts that anyone may
// read.
type Error struct {
	Code   string
	Text   catalog.Text         // one sentence
	Fields []catalog.FieldError // what to correct: Field is a parameter
	// Limit names the limit that would be exceeded, and Allowed is its value,
	// for limit-too-large and query-limit-exceeded: "rows", or "memory" in
	// bytes. Empty otherwise.
	Limit   string
	Allowed int64
	Err     error // the cause, for the log only; may be nil
}

// Error is for the log, in English.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Text.En)
	for _, f := range e.Fields {
		b.WriteString(" " + f.In(catalog.English))
	}
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	return b.String()
}

// Unwrap lets errors.Is see the kind and the cause.
func (e *Error) Unwrap() []error {
	var all []error
	if k := kinds[e.Code]; k != nil {
		all = append(all, k)
	}
	if e.Err != nil {
		all = append(all, e.Err)
	}
	return all
}

// problem returns an error about one parameter. Position is in bytes of its
// value, or -1.
func problem(code, parameter string, position int, text, hint catalog.Text) *Error {
	return &Error{Code: code, Text: text, Fields: []catalog.FieldError{{Field: parameter, Position: position, Detail: hint}}}
}
