// Package problem is how errors look from outside: problem details of RFC 9457,
// in Vietnamese or English.
//
// One table ([Kinds]) gives each error its code and status. The text of an
// error that the table does not know is for the log and never for the public.
package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"nguon/api/query"
	"nguon/catalog"
)

// MediaType is the content type of [Details].
const MediaType = "application/problem+json"

// Details is one problem as it is answered.
type Details struct {
	Type     string  `json:"type"` // "/problems/" and the code: a page that explains it
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Code     Code    `json:"code"`
	Detail   string  `json:"detail,omitempty"`
	Instance string  `json:"instance,omitempty"` // the id of the request, as in the log
	Errors   []Field `json:"errors,omitempty"`

	// Limit names the limit that the request would exceed, and Allowed is its
	// value, for limit-too-large and query-limit-exceeded.
	Limit   string `json:"limit,omitempty"`
	Allowed int64  `json:"allowed,omitempty"`

	// RetryAfter is after how long it makes sense to try again; 0 says nothing.
	RetryAfter time.Duration `json:"-"`
}

// A Field says what to mend in one place of the request.
type Field struct {
	Parameter string `json:"parameter,omitempty"`
	Position  *int   `json:"position,omitempty"` // in its value, in bytes from 0
	Line      int64  `json:"line,omitempty"`     // of an uploaded file, from 1
	Detail    string `json:"detail"`
}

// An Error is a failure of the gateway itself, with a code of the table.
type Error struct {
	Code       Code
	Public     catalog.Text // one sentence that anyone may read
	Fields     []catalog.FieldError
	RetryAfter time.Duration
	Err        error // the cause, for the log only; may be nil
}

// Errorf returns an [*Error] that says the same in both languages.
func Errorf(code Code, vi, en string, args ...any) *Error {
	return &Error{Code: code, Public: catalog.Textf(vi, en, args...)}
}

// Parameter returns an error of code [InvalidParameter] about one parameter.
func Parameter(name, vi, en string, args ...any) *Error {
	detail := catalog.Textf(vi, en, args...)
	return &Error{
		Code:   InvalidParameter,
		Public: catalog.Text{Vi: fmt.Sprintf("Tham số %q: %s", name, detail.Vi), En: fmt.Sprintf("Parameter %q: %s", name, detail.En)},
		Fields: []catalog.FieldError{{Field: name, Position: -1, Detail: detail}},
	}
}

// Error is for the log: it holds the cause, and is in English.
func (e *Error) Error() string {
	text := string(e.Code) + ": " + e.Public.In(catalog.English)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// From describes err in the given language. What the table does not know is a
// 500 without a detail.
func From(err error, lang catalog.Lang) Details {
	k := kindOf(err)
	d := Details{Type: "/problems/" + string(k.Code), Title: k.Title.In(lang), Status: k.Status, Code: k.Code}
	if k.Code == Internal {
		return d
	}
	var fields []catalog.FieldError
	if e, ok := errors.AsType[*Error](err); ok {
		d.Detail, d.RetryAfter, fields = e.Public.In(lang), e.RetryAfter, e.Fields
	} else if e, ok := errors.AsType[*query.Error](err); ok {
		d.Detail, d.Limit, d.Allowed, fields = e.Text.In(lang), e.Limit, e.Allowed, e.Fields
	} else if e, ok := errors.AsType[*catalog.Error](err); ok {
		d.Detail, fields = e.Public.In(lang), e.Fields
	}
	for _, f := range fields {
		d.Errors = append(d.Errors, newField(f, lang))
	}
	if d.RetryAfter == 0 && k.Code == Overloaded {
		d.RetryAfter = time.Second
	}
	return d
}

func newField(f catalog.FieldError, lang catalog.Lang) Field {
	out := Field{Parameter: f.Field, Line: f.Line, Detail: f.Detail.In(lang)}
	if f.Position >= 0 {
		out.Position = &f.Position
	}
	return out
}

// codeOf returns the code that err carries itself.
func codeOf(err error) (Code, bool) {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code, true
	}
	if e, ok := errors.AsType[*query.Error](err); ok {
		return Code(e.Code), true
	}
	return "", false
}

// Write answers with d and the headers that belong to it. Headers that were
// meant for a success (validators, caching, length) are taken back.
func (d Details) Write(w http.ResponseWriter) {
	h := w.Header()
	for _, name := range []string{
		"Accept-Ranges", "Content-Disposition", "Content-Encoding", "Content-Length", "Content-Location",
		"ETag", "Last-Modified", "Link", "Repr-Digest",
	} {
		h.Del(name)
	}
	h.Set("Content-Type", MediaType)
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Language")
	if d.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(d.RetryAfter.Seconds()))))
	}
	if d.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="nguon", error="`+string(d.Code)+`"`)
	}
	body, err := json.Marshal(d)
	if err != nil { // a struct of strings and numbers
		body = []byte(`{"type":"/problems/internal","status":500,"code":"internal","title":"Internal error"}`)
	}
	w.WriteHeader(d.Status)
	_, _ = w.Write(append(body, '\n')) // the client may have left
}
