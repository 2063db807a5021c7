// Package validate compares the rows of a table with what its agency declares:
// that all columns are declared, and that a declared key identifies each row.
// That values are of their declared types is seen earlier, by package table.
//
// What it finds is reported as [table.Problem] values with the codes below.
package validate

import (
	"slices"

	"nguon/publisher/table"
)

// Codes of what this package finds. All are refusals.
const (
	UndeclaredColumn table.Code = "undeclared-column" // a column of the file that is not declared, though others are
	UnknownKey       table.Code = "unknown-key"       // Value is a key column that the table does not have
	MissingKey       table.Code = "missing-key"       // Got is the row, from 1, in which a key column has no value
	DuplicateKey     table.Code = "duplicate-key"     // Got and Want are rows, from 1, with the same key
)

// Columns reports the columns of p that are not among the declared headers. If
// none is declared, all are allowed.
func Columns(p *table.Plan, declared []string) []table.Problem {
	if len(declared) == 0 {
		return nil
	}
	var found []table.Problem
	for _, c := range p.Columns {
		if !slices.Contains(declared, c.Source) {
			found = append(found, table.Problem{Code: UndeclaredColumn, Severity: table.Refusal, Column: c.Source, Count: 1})
		}
	}
	return found
}
