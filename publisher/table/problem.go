package table

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"nguon/publisher/rows"
)

// Code names a kind of problem: package rows finds some of them too.
type Code = rows.Code

// Severity says how bad a problem is.
type Severity = rows.Severity

// Spot is a place in the input.
type Spot = rows.Spot

// The severities.
const (
	Note    = rows.Note
	Warning = rows.Warning
	Refusal = rows.Refusal
)

// Codes of what makes reading text impossible. They come as an [*Error]; the
// codes of all formats are those of package rows.
const (
	EmptyFile      Code = "empty-file"    // no bytes but blank ones
	HeaderOnly     Code = "header-only"   // no record follows the header
	LineTooLong    Code = "line-too-long" // a record of more than Want bytes
	NULByte        Code = "nul-byte"
	BadEncoding    Code = "bad-encoding" // Value is the encoding that the bytes do not fit
	QuoteNotClosed Code = "quote-not-closed"
	FileChanged    Code = "file-changed" // it is not the file that was inspected
)

// Codes of problems in a [Plan] that forbid publishing: Severity is [Refusal].
const (
	RaggedRow       Code = "ragged-row"       // Got fields, Want fields
	BadQuote        Code = "bad-quote"        // text after a closing quote
	DuplicateHeader Code = "duplicate-header" // Got and Want are the positions of both columns, from 1
	Misfit          Code = "misfit"           // a value that the declared type does not allow; Type is that type
	UnknownColumn   Code = "unknown-column"   // a declared column that the file does not have
)

// Codes of what a reader of the report should know.
const (
	AlmostTyped     Code = "almost-typed"     // Warning: text, because Count values are not of Type as all others are
	MixedFormats    Code = "mixed-formats"    // Warning: text, because decimal points and commas, or orders of day and month, contradict one another
	TooPrecise      Code = "too-precise"      // Warning: text, because Count numbers have more digits than can be kept
	AmbiguousNumber Code = "ambiguous-number" // Warning: Value may be read with point or comma as the decimal sign; Format says how it was
	AmbiguousDate   Code = "ambiguous-date"   // Note: no day above 12 tells day from month; Format says how they were read
	LocalTime       Code = "local-time"       // Note: Count times without zone were read as of Zone
	LeadingZeros    Code = "leading-zeros"    // Note: text, because Count of the digits begin with zero, as codes do
	NullTokens      Code = "null-tokens"      // Note: Count cells such as Value are missing values
	PercentSigns    Code = "percent-signs"    // Note: percent signs were taken off numbers
	SetAside        Code = "set-aside"        // Warning: Count values are not of Type as all others are, and are missing in the data
	Ticked          Code = "ticked"           // Note: Count cells hold a cross, which is true; empty ones are false
	ShortYears      Code = "short-years"      // Note: Count dates have years of two digits, from 1969 to 2068
	NumbersAsText   Code = "numbers-as-text"  // Note: Count numbers are text in the file, which has other numbers in the column
	ShortRow        Code = "short-row"        // Warning: Count rows lack their last cells, which are missing values; Got fields, Want fields
	StrayQuote      Code = "stray-quote"      // Warning: a quote inside an unquoted cell, kept as it is
	BlankLine       Code = "blank-line"       // Note: empty lines between the records, which hold no row
	Transcoded      Code = "transcoded"       // Note: Value is the encoding that was taken for the file's
)

// A Problem is all occurrences of one code in one column.
type Problem struct {
	Code     Code
	Severity Severity
	Column   string // the header in the input; empty where it concerns records
	Count    int64  // occurrences in the whole file
	Type     Type   // see the codes
	Format   Format // see the codes
	Zone     string // see the codes
	Rule     string // see the codes: what dataset.yaml asks for, or what is suggested
	Detail   string // in English, for the log
	Spot            // the first occurrence
	// Spots are the first occurrences in the order of lines, at most
	// [Options].Spots of them; empty if only the first is known.
	Spots []Spot
}

// String is for logs and tests.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(string(p.Code))
	if p.Column != "" {
		fmt.Fprintf(&b, " in column %q", p.Column)
	}
	if p.Line > 0 {
		fmt.Fprintf(&b, " at line %d", p.Line)
	}
	if p.Value != "" {
		fmt.Fprintf(&b, ": %q", p.Value)
	}
	if p.Got != 0 || p.Want != 0 {
		fmt.Fprintf(&b, " (got %d, want %d)", p.Got, p.Want)
	}
	if p.Count > 1 {
		fmt.Fprintf(&b, " (%d times)", p.Count)
	}
	if p.Detail != "" {
		b.WriteString(": " + p.Detail)
	}
	return b.String()
}

// An Error is a problem that ended the work.
type Error struct{ Problem }

// Error is in English, for the log.
func (e *Error) Error() string { return "table: " + e.String() }

// fatal returns an error about one place of the input.
func fatal(code Code, at Spot, detail string) *Error {
	return &Error{Problem{Code: code, Severity: Refusal, Count: 1, Spot: at, Detail: detail}}
}

// problemOf returns what package rows found.
func problemOf(n rows.Notice) Problem {
	return Problem{Code: n.Code, Severity: n.Severity, Column: n.Column, Count: n.Count, Detail: n.Detail, Spot: n.Spot, Spots: n.Spots}
}

// shorten returns at most 80 characters of v as valid UTF-8.
func shorten(v []byte) string {
	const most = 80
	s := strings.ToValidUTF8(string(v[:min(len(v), most*utf8.UTFMax)]), "\uFFFD")
	for i := range s {
		if utf8.RuneCountInString(s[:i]) == most {
			return s[:i] + "…"
		}
	}
	if len(v) > most*utf8.UTFMax {
		return s + "…"
	}
	return s
}

// spots gathers the occurrences of one problem. Merged with others it holds
// the same, in whatever order the chunks were worked on.
type spots struct {
	count int64
	first []Spot
}

func (s *spots) add(limit int, line int64, value []byte, got, want int64) {
	s.count++
	if len(s.first) < limit {
		s.first = append(s.first, Spot{Line: line, Value: shorten(value), Got: got, Want: want})
	}
}

func (s *spots) merge(o spots, limit int) {
	s.count += o.count
	s.first = mergeSpots(s.first, o.first, limit)
}

func mergeSpots(a, b []Spot, limit int) []Spot {
	if len(b) == 0 {
		return a
	}
	merged := make([]Spot, 0, min(len(a)+len(b), limit))
	for len(merged) < limit && len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && cmp.Compare(a[0].Line, b[0].Line) <= 0 {
			merged, a = append(merged, a[0]), a[1:]
		} else {
			merged, b = append(merged, b[0]), b[1:]
		}
	}
	return merged
}

// problem returns what s gathered.
func (s *spots) problem(code Code, severity Severity, column string) Problem {
	p := Problem{Code: code, Severity: severity, Column: column, Count: s.count, Spots: s.first}
	if len(s.first) > 0 {
		p.Spot = s.first[0]
	}
	return p
}
