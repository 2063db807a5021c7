// Package aggregate makes tables of counts and magnitudes from microdata, with
// all margins, and keeps them from telling about single contributors: by
// suppression of unsafe cells and of others that would give them away, or by
// rounding. Rules and protection levels are those of the Handbook on
// Statistical Disclosure Control, chapters 4 and 5.
//
// A table has a cell for every combination of the nodes of its dimensions, a
// node being a value, a group of a hierarchy, or the total. Each node that has
// children gives relations: the cell of the parent is the sum of the cells of
// the children, everything else being equal. What an attacker can compute from
// the published cells is what these relations and the cells' being not
// negative allow; [Audit] computes it exactly.
//
// Amounts are integers in units of the last decimal place of their column.
package aggregate

import (
	"fmt"

	"nguon/publisher/anon/micro"
)

// A Dimension is a column by which a table is broken down.
type Dimension struct {
	Column *micro.Column

	// Parents[l][code] is the group at level l of a code of the dictionary, as
	// in a hierarchy of package recode; nil means values and their total. A
	// last level of more than one group gets a total above it. Missing values
	// are a group of their own below the total.
	Parents [][]uint32
}

// A Spec says what a table counts.
type Spec struct {
	By     []Dimension
	Value  *micro.Column // decimal amounts to be added up; nil for counts only
	Owner  *micro.Column // rows with the same value are one contributor; nil: each row is one
	Waived []bool        // rows whose contributor agrees to be recognised; nil for none
	Keys   []uint64      // of each row, for consistent rounding (see [RecordKeys]); may be nil

	Largest int // contributions that are remembered for dominance; default 2
	Limit   int // cells there may be; default 250,000
}

// A Table is cells for all combinations of nodes.
type Table struct {
	Axes  []Axis
	Cells []Cell
	Scale int // decimal places of the amounts

	strides []int
	summed  bool // amounts were asked for
}

// An Axis is the nodes of a dimension, the total last; children come before
// their parents.
type Axis struct {
	Name  string
	Nodes []Node
}

// A Node is a value, a group or the total.
type Node struct {
	Level    int    // 0 for values; the number of levels for a total that was added
	Code     uint32 // of that level; [micro.Missing] for missing values and added totals
	Parent   int    // −1 for the total
	Children []int
}

// A Cell is what is known of one combination.
type Cell struct {
	Count        int64 // rows
	Contributors int64 // owners, or rows where there are none
	Sum          int64 // of the amounts, in units of 10^−Scale

	key      uint64   // sum of the keys of the rows
	allWaive bool     // every contributor agrees to be recognised
	top      [2]int64 // largest contributions of all
	largest  []int64  // largest contributions of those who do not agree, decreasing
}

// Codes of [Error].
const (
	NoDimension  = "no-dimension"   // a table needs one
	UnevenRows   = "uneven-rows"    // Column has another number of rows
	Hole         = "hole"           // Value of Column has no group at a level
	TwoParents   = "two-parents"    // a group of Column, met at Value, lies in two groups
	TooManyCells = "too-many-cells" // Got is over the limit Want
	NotANumber   = "not-a-number"   // Value of Column is not a decimal number
	Negative     = "negative"       // Value of Column: the rules are for amounts that are not negative
	TooLarge     = "too-large"      // Value of Column, or the sum of the column, has too many digits
	BadRule      = "bad-rule"       // Value names the parameter that is out of its range
	BadBase      = "bad-base"       // Got is not 3, 5 or 10
	NoKey        = "no-key"         // consistent rounding needs record keys and a secret of 16 bytes or more
	BadPattern   = "bad-pattern"    // a list of cells that does not fit the table
)

// An Error says why a table cannot be made or protected.
type Error struct {
	Code, Column, Value string
	Got, Want           int64
}

func (e *Error) Error() string {
	return fmt.Sprintf("aggregate: %s: column %q, value %q, got %d, want %d", e.Code, e.Column, e.Value, e.Got, e.Want)
}

// Index returns the cell of a combination of nodes, one for each axis.
func (t *Table) Index(nodes ...int) int {
	cell := 0
	for i, n := range nodes {
		cell += n * t.strides[i]
	}
	return cell
}

func (t *Table) node(cell, axis int) int {
	return cell / t.strides[axis] % len(t.Axes[axis].Nodes)
}
