// Package rows is the port through which tables come in that are not text with
// separators: workbooks, JSON, maps, Parquet, answers of databases. Its
// subpackages read one family of formats each, as a stream of rows of typed
// cells in memory that does not grow with the input; package layout finds the
// table in a sheet that was made for the eye. Package table writes whatever
// comes through here down as text and goes on from there, so that all formats
// are typed, checked and published by the same code.
package rows

import "io"

// A Kind is what a cell is in its file, before anybody interprets its text.
type Kind uint8

// The kinds. Text of a cell is in the form that is given here.
const (
	Empty    Kind = iota // no text
	Text                 // characters as they are in the file, valid UTF-8; may look like anything
	Number               // a decimal number such as -12.5 or 1e-7: digits, a point, an exponent, never another separator
	Bool                 // true or false
	Date                 // 2006-01-02
	DateTime             // 2006-01-02T15:04:05.999999, with Z or an offset if the file has a zone
	Time                 // 15:04:05.999999, the time of a day
	Duration             // ISO 8601, such as PT1H30M
	Geometry             // little-endian WKB in WGS 84, longitude before latitude
	Broken               // an error value of a spreadsheet, such as #N/A; a missing value that is reported
)

// A Cell is one value of a row. Right and Down are of merged cells, which
// carry their value in the first of them.
type Cell struct {
	Kind    Kind
	Percent bool   // a Number that the file shows as a percentage: 0.125 is shown as 12.5 %
	Right   int    // columns that the cell covers besides its own
	Down    int    // rows that the cell covers besides its own
	Text    []byte // valid until the next call of Next
}

// A Row is one row of cells. Missing cells at its end are empty.
type Row struct {
	Number int64  // from 1: the row of the sheet, the line of the text, or the record of the file
	Hidden bool   // by its author
	Cells  []Cell // valid until the next call of Next
}

// A Reader yields rows in their order. Numbers grow, with gaps where a sheet
// has rows without cells. It is for one goroutine, and stops when the context
// that it was opened with ends.
type Reader interface {
	// Next returns the next row, or [io.EOF] after the last. Any other error
	// ends the reading; what the author of the file can mend is an [*Error].
	Next() (Row, error)
	Close() error
}

// A Table is a Reader whose columns are known by name.
type Table interface {
	Reader

	// Columns returns the columns in the order of cells. It is complete once
	// Next has returned [io.EOF]: a key of JSON may be met in the last record.
	Columns() []Column

	// Notices returns what a reader of the table should know, and the steps by
	// which it was found. It is complete once Next has returned [io.EOF].
	Notices() []Notice
}

// A Column is a column of a [Table].
type Column struct {
	Name  string // the header
	Ref   string // where it is in the file: "C" of a sheet, "properties.name" of JSON; empty if Name says it
	Unit  string // if the file gives one apart from the name
	Type  Type   // if the file declares one; empty is found from the values
	Scale int    // of Decimal: digits after the point
}

// A Type is a type that a file declares for a column. The names are those of
// package catalog.
type Type string

// A Workbook is a file of sheets.
type Workbook interface {
	Sheets() []Sheet
	// Open starts to read the sheet at an index of Sheets, from its first row.
	Open(sheet int) (Grid, error)
	Close() error
}

// A Sheet is one sheet of a [Workbook].
type Sheet struct {
	Name   string
	Hidden bool
	Empty  bool // known to hold no cell
}

// A Grid is a Reader of a sheet: cells are where they are in the sheet, so
// that the cell at index 0 is in column A.
type Grid interface {
	Reader
	// HiddenColumns returns the indices of columns that the author hid. It is
	// complete before the first call of Next.
	HiddenColumns() []int
}

// An Input is a file to read.
type Input struct {
	Name string // for messages, without folders
	File io.ReaderAt
	Size int64 // bytes
}
