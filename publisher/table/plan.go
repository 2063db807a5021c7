package table

import (
	"slices"
	"time"
)

// A Type is the type of a column. The names are those of package catalog.
type Type string

// The types of columns. Any value may be missing.
const (
	Boolean  Type = "boolean"
	Integer  Type = "integer"  // 64 bits
	Decimal  Type = "decimal"  // an integer of at most 18 digits, and how many of them are after the point
	Number   Type = "number"   // IEEE 754 double; no digit of the input is lost
	Date     Type = "date"     // a day of the calendar, or the first of a month, quarter or year
	Time     Type = "time"     // the time of a day, with microseconds
	DateTime Type = "datetime" // an instant in UTC with microseconds
	Duration Type = "duration" // a length of time, with microseconds
	String   Type = "string"   // UTF-8, as in the input
	Geometry Type = "geometry" // WKB in WGS 84; only files of other formats hold it
)

var types = []Type{Boolean, Integer, Decimal, Number, Date, Time, DateTime, Duration, String, Geometry}

// valid reports whether t is one of the types.
func (t Type) valid() bool {
	return slices.Contains(types, t)
}

// A DateOrder tells how days and months are ordered in dates written with
// slashes. Dates that begin with the year are understood in either.
type DateOrder string

// The orders.
const (
	DayMonthYear DateOrder = "dmy"
	MonthDayYear DateOrder = "mdy"
)

// A Precision is how much of a date is written. The names are those of package
// catalog.
type Precision string

// The precisions.
const (
	ByDay     Precision = ""
	ByMonth   Precision = "month"
	ByQuarter Precision = "quarter"
	ByYear    Precision = "year"
)

// A Format says how the values of a column are written. The zero value is a
// decimal point, no separators, and day before month.
type Format struct {
	Decimal   byte      // '.' or ','; 0 is '.'
	Thousands byte      // '.', ',', ' ' (no-break spaces too), or 0 for none
	Dates     DateOrder // empty is DayMonthYear
	Precision Precision // of dates
}

// A Plan is what is known of a file after it was read once. It must be closed.
type Plan struct {
	Format   string    // csv, or another format of package rows
	Packed   string    // gzip, zstd or zip, if the file was packed
	Sheet    string    // of a workbook
	Dialect  Dialect   // of text
	Steps    []Problem // how the table was found in a file that is no plain table, in their order
	Columns  []Column
	Rows     int64
	Bytes    int64     // of the file
	Problems []Problem // worst first, then in the order of columns
	Location *time.Location

	source *source
	chunks []chunkRef
	points *pointColumns // of the last column; nil if it is not derived
	short  bool          // records may lack their last cells, see isShortOfTail
}

// Close removes what was copied of the file. A plan that was closed cannot be
// converted.
func (p *Plan) Close() error {
	if p.source == nil {
		return nil
	}
	return p.source.Close()
}

// A Column is what is known of one column.
type Column struct {
	Name     string // in queries: a-z, 0-9 and _, beginning with a letter; unique
	Source   string // the header in the input, with single blanks between its words
	Type     Type
	Declared bool     // the type was given, not found
	Format   Format   // of its numbers and dates
	Digits   int      // of a Decimal: in all, at most 18
	Scale    int      // of a Decimal: after the decimal sign
	Nulls    int64    // missing values, misfits included
	Misfits  int64    // values that are not of the type, and were set aside
	Tokens   []string // what stands for a missing value, besides the empty cell
	MaxLen   int      // bytes of the longest cell
	Min, Max float64  // of integers, numbers, decimals (without the decimal sign), dates (days), datetimes (microseconds since 1970), times and durations (microseconds); Min > Max if all are missing
	Percent  bool     // values end in a percent sign, which is taken off
	URLs     bool     // all values are addresses of the web
	Ref      string   // where the column is in the file: C of a sheet; empty if Source says it
	Derived  bool     // made of other columns: nothing of it is in the input
	Unit     string   // that the file gives, in brackets of the header or apart from it

	booleans shape // the words of a Boolean column; 0 is any of them, and 1 and 0
	spare    bool  // values may be missing, though none is: see [Plan.Below]
	setAside bool  // values that are not of the type are missing, not an error
	ownMarks bool  // only declared texts stand for missing values
	zeros    bool  // all values are digits, some of which begin with zero
}

// Column returns the index of the column with the given name or header, or -1.
func (p *Plan) Column(name string) int {
	i := slices.IndexFunc(p.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		i = slices.IndexFunc(p.Columns, func(c Column) bool { return c.Source == name })
	}
	return i
}

// Err returns an [*Error] of the first problem that forbids publishing, or nil.
func (p *Plan) Err() error {
	for _, q := range p.Problems {
		if q.Severity == Refusal {
			return &Error{q}
		}
	}
	return nil
}

// A chunkRef is a run of whole records. The second pass reads exactly the runs
// of the first, so that each can be placed without those before it.
type chunkRef struct {
	off  int64
	size int
	line int64 // of the first byte
	row  int64 // number of its first row, from 0
	rows int
}
