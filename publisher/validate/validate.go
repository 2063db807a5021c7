// Package validate compares the rows of a table with what its agency declares:
// that all columns are declared, that a declared key identifies each row, that
// values keep to their constraints, that references lead somewhere, and that
// codes are in their lists. That values are of their declared types is seen
// earlier, by package table.
//
// All of it happens while batches stream by in the order of rows, in bounded
// memory. What is found is reported as [table.Problem] values with the codes
// below, with rows counted from 1 in the order of the input.
package validate

import (
	"slices"

	"nguon/publisher/table"
)

// Codes of what this package finds that forbids publishing.
const (
	UndeclaredColumn table.Code = "undeclared-column" // a column of the file that is not declared, though others are
	UnknownKey       table.Code = "unknown-key"       // Value is a key column that the table does not have
	MissingKey       table.Code = "missing-key"       // Got is the row in which a key column has no value
	DuplicateKey     table.Code = "duplicate-key"     // Got and Want are rows with the same key

	BadConstraint table.Code = "bad-constraint" // columns of Type cannot have the constraint Rule, or not with its value

	// Of the following, Got is the row, Value the value, and Rule what the
	// constraint says.
	MissingValue  table.Code = "missing-value" // in a required column
	NotUnique     table.Code = "not-unique"    // Want is the row that has the same value; without Value and Rule
	BelowMinimum  table.Code = "below-minimum"
	AboveMaximum  table.Code = "above-maximum"
	TooShort      table.Code = "too-short"
	TooLong       table.Code = "too-long"
	PatternBroken table.Code = "pattern-broken"
	NotInEnum     table.Code = "not-in-enum"

	// Of the following, Column holds the headers of the columns of the
	// reference, and Rule what they refer to.
	BadReference     table.Code = "bad-reference"     // Value is a column that is not there, or of another type than that which refers to it
	MissingReference table.Code = "missing-reference" // Got is the row, Value the value that is not there
)

// Codes of what this package finds about code lists. Rule names the list, or
// the values one by one.
const (
	CodeList    table.Code = "code-list"    // Note: Count values are of the list Rule
	UnknownCode table.Code = "unknown-code" // Warning: Count values are not in the list, first of all Value; Rule has the most frequent
	FormerCode  table.Code = "former-code"  // Warning: Count values are of a list that is out of force, such as Value; Rule says what each became
	UnclearCode table.Code = "unclear-code" // Note: Count values stand for several entries, such as Value; Rule says which
	LostZeros   table.Code = "lost-zeros"   // Warning: Count codes have lost the zeros before them
)

// Columns reports the columns of p that are not among the declared headers. If
// none is declared, all are allowed, and so are those that are derived.
func Columns(p *table.Plan, declared []string) []table.Problem {
	if len(declared) == 0 {
		return nil
	}
	var found []table.Problem
	for _, c := range p.Columns {
		if !c.Derived && !slices.Contains(declared, c.Source) {
			found = append(found, table.Problem{Code: UndeclaredColumn, Severity: table.Refusal, Column: c.Source, Count: 1})
		}
	}
	return found
}
