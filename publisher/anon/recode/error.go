package recode

import (
	"fmt"
	"strings"
)

// A Code says what is wrong with a hierarchy, a parameter or a column.
type Code string

// The codes.
const (
	// Uncovered: the hierarchy has no place for some values of the column.
	// Values lists up to 20 of them, Got is how many there are.
	Uncovered Code = "uncovered"
	// TwoParents: Value, at Level, has two different parents in Values.
	TwoParents Code = "two-parents"
	// Cycle: Value is above itself; Values is the way around.
	Cycle Code = "cycle"
	// Unclear: Values stand for several units each, in different provinces; Got is how many.
	Unclear Code = "unclear"
	// Ragged: Line has Got fields where the first had Want.
	Ragged Code = "ragged"
	// Malformed: Line, or the file if that is 0, cannot be read as CSV in UTF-8.
	Malformed Code = "malformed"
	// TooManyLevels: the hierarchy has Got levels, Want is the most.
	TooManyLevels Code = "too-many-levels"
	// TooLarge: the hierarchy has more than Want rows or bytes.
	TooLarge Code = "too-large"
	// Empty: the hierarchy has no rows, or no level above the values.
	Empty Code = "empty"
	// NoLevel: the hierarchy has no level Value.
	NoLevel Code = "no-level"
	// NoList: there is no list of units, or kind of hierarchy, named Value.
	NoList Code = "no-list"
	// NotNumber: Values are not numbers of at most 18 digits; Got is how many.
	NotNumber Code = "not-number"
	// NotDate: Values are not dates such as 2025-07-01; Got is how many.
	NotDate Code = "not-date"
	// NotDegrees: Values are not coordinates in degrees, as of VN-2000; Got is how many.
	NotDegrees Code = "not-degrees"
	// BadParameter: the parameter Field cannot be Value.
	BadParameter Code = "bad-parameter"
	// TooFew: the column has Got values where Want are needed.
	TooFew Code = "too-few"
	// HasMissing: Got rows lack a value where columns are treated together.
	HasMissing Code = "has-missing"
	// Leaks: the form of Values shows what was to be hidden; Got is how many do so.
	Leaks Code = "leaks"
	// Collision: two values got the same pseudonym: more characters are needed.
	Collision Code = "collision"
	// NoKey: the key is missing or has fewer than Want bytes.
	NoKey Code = "no-key"
)

// MaxNamed is how many values an [Error] lists at most.
const MaxNamed = 20

// An Error says why a column cannot be recoded. Its fields hold what its Code
// says, and never a key.
type Error struct {
	Code      Code
	Column    string // empty if it is about a hierarchy alone
	Hierarchy string
	Field     string
	Value     string
	Values    []string
	Level     int
	Line      int
	Got, Want int64
}

// Error is for the log.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "recode: %s", e.Code)
	for _, part := range []struct{ name, text string }{
		{"column", e.Column}, {"hierarchy", e.Hierarchy}, {"field", e.Field}, {"value", e.Value},
	} {
		if part.text != "" {
			fmt.Fprintf(&b, ", %s %q", part.name, part.text)
		}
	}
	if e.Values != nil {
		fmt.Fprintf(&b, ", values %q", e.Values)
	}
	for _, part := range []struct {
		name string
		n    int64
	}{{"level", int64(e.Level)}, {"line", int64(e.Line)}, {"got", e.Got}, {"want", e.Want}} {
		if part.n != 0 {
			fmt.Fprintf(&b, ", %s %d", part.name, part.n)
		}
	}
	return b.String()
}

// bad is the error of a parameter.
func bad(column, field string, value any) *Error {
	return &Error{Code: BadParameter, Column: column, Field: field, Value: fmt.Sprint(value)}
}

// A tally collects values that share a fault.
type tally struct {
	values []string
	n      int64
}

func (t *tally) add(value string) {
	t.n++
	if len(t.values) < MaxNamed {
		t.values = append(t.values, value)
	}
}

// err is nil if nothing was collected.
func (t *tally) err(code Code, column, hierarchy string) error {
	if t.n == 0 {
		return nil
	}
	return &Error{Code: code, Column: column, Hierarchy: hierarchy, Values: t.values, Got: t.n}
}
