package rows

import "fmt"

// A Code names a kind of problem, or a step of reading. Codes are stable.
type Code string

// Codes of what makes reading impossible in any format. They come as an
// [*Error]; Got and Want are the size and the limit.
const (
	TooLarge       Code = "too-large"        // Got bytes, Want at most
	TooManyRows    Code = "too-many-rows"    // Want at most
	TooManyColumns Code = "too-many-columns" // Got columns, Want at most
	TooManySheets  Code = "too-many-sheets"  // Got sheets, Want at most
	CellTooLong    Code = "cell-too-long"    // a cell of Got bytes, Want at most
	UnpacksTooFar  Code = "unpacks-too-far"  // the file, of Got bytes, unpacks to more than Want bytes
	Damaged        Code = "damaged"          // the file is not what its format says; Value is the format
)

// A Severity says how bad a problem is.
type Severity int

// The severities.
const (
	Note    Severity = iota // was decided so; nothing to correct
	Warning                 // worth a look before publishing
	Refusal                 // must be corrected
)

// A Spot is a place in the input.
type Spot struct {
	Line  int64  // line, row of the sheet or record, from 1, where the row begins; 0 where there is none
	Value string // the offending text, shortened to 80 characters
	Got   int64  // see the codes
	Want  int64  // see the codes
	Ref   string // cell or range of a sheet, such as B7 or A1:F3; empty in other files
}

// A Notice is all occurrences of one code in one column.
type Notice struct {
	Code     Code
	Severity Severity
	Column   string // the header; empty where it concerns rows or the file
	Count    int64  // occurrences in the whole file
	Detail   string // in English, for the log
	Spot            // the first occurrence
	Spots    []Spot // the first occurrences in the order of lines; empty if only the first is known
}

// An Error is a problem that ended the reading.
type Error struct{ Notice }

// Error is in English, for the log.
func (e *Error) Error() string {
	s := "rows: " + string(e.Code)
	if e.Line > 0 {
		s += fmt.Sprintf(" at line %d", e.Line)
	}
	if e.Value != "" {
		s += fmt.Sprintf(": %q", e.Value)
	}
	if e.Got != 0 || e.Want != 0 {
		s += fmt.Sprintf(" (got %d, want %d)", e.Got, e.Want)
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// Fatal returns an error about one place of the input. Detail is in English,
// for the log.
func Fatal(code Code, at Spot, detail string) *Error {
	return &Error{Notice{Code: code, Severity: Refusal, Count: 1, Spot: at, Detail: detail}}
}
