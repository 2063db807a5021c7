// Package tabulate makes the tables of aggregates that a policy asks for, and
// writes them as CSV only if they tell nothing about single contributors.
//
// # Protection
//
// A cell is unsafe by the rules of the policy: fewer contributors than
// min_count, dominance, p %, and, for a column whose role is sensitive, group
// disclosure (all rows of a group have one value). Unsafe cells are
// suppressed, and others with them, as package aggregate does it, and what can
// be computed about them is audited. If unsafe cells remain open, the table is
// not written.
//
// With round, counts are rounded to the base, every cell by itself, so that
// totals do not add up exactly. Rounding replaces suppression where it hides as
// much: at random, for counts without sums and owners, with a base of min_count
// or more. In all other cases (conventional rounding, which totals undo; a
// smaller base; sums, which are not rounded; rows that are fewer owners) cells
// are suppressed first and the rest is rounded as well.
//
// Tables of the same rows tell more together than each of them: see [Linked].
//
// Random-keyed rounding draws the lot of a cell from the key and the records
// in the cell. A record is known by the values of Input.Identity, or of all
// columns of Input.Rows; both must be those of the register, before anything
// was recoded, and the key the same in every release: then the same cell is
// rounded alike in every table and every release, and the difference of two
// releases tells no more than each of them.
//
// # The file
//
// One line for each combination of the nodes of the dimensions, empty ones
// included, the first dimension varying slowest; in each, values come first,
// then groups, then rows without a value, then the total. Columns are:
//
//   - the columns of by, with the label of the node: "*" is the total of the
//     dimension, an empty cell stands for rows without a value;
//   - after a column with a hierarchy of more than values and total, its level,
//     named NAME_level: the name of the level in the hierarchy, or its number,
//     or "*";
//   - the count, by the name that the policy gives it, if it gives one;
//   - the sum, by the name of its column, with the decimals of that column;
//     rows without an amount add nothing to it;
//   - "status": published, rounded, or suppressed; a suppressed cell has
//     neither count nor sum, and it is not told whether it was unsafe itself.
package tabulate

import (
	"context"
	"fmt"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// StatusColumn is the name of the last column of a table.
const StatusColumn = "status"

// The values of the status column.
const (
	StatusPublished  = "published"
	StatusRounded    = "rounded"
	StatusSuppressed = "suppressed"
)

// LevelSuffix makes the name of the column with the level of a label.
const LevelSuffix = "_level"

// A Hierarchy is how the values of a column are grouped in a table.
type Hierarchy struct {
	*recode.Hierarchy     // compiled for the dictionary of the column
	From              int // the finest level that is shown
}

// Input is what tables are made of.
type Input struct {
	// Rows has the columns of the tables by the names of the policy, among
	// them owners and identities, before anything was suppressed.
	Rows *micro.Table
	// Hierarchies are those of columns by which tables are broken down; a
	// column without one is shown by its values and their total.
	Hierarchies map[string]Hierarchy
	// Identity are the columns that say in every release which record a row
	// is; none means all columns of Rows.
	Identity []string
	// Key draws the lots of random rounding; others do not need one.
	Key recode.Key
}

// Codes of [Error].
const (
	NoColumn     = "no-column"      // Column is not among the rows
	SameName     = "same-name"      // two columns of the file would be called Column
	SameLabel    = "same-label"     // a value of Column is called "*", as the total is
	NotTabulated = "not-tabulated"  // the policy has no table with number Got
	OpenCells    = "open-cells"     // Got unsafe cells are not protected: the table must not be published
	NothingToAdd = "nothing-to-add" // the table has neither a count nor a sum
)

// An Error says why a table cannot be made or written. Tables that cannot be
// counted or protected are an [*aggregate.Error], and missing keys a
// [*recode.Error].
type Error struct {
	Code, Column string
	Got          int64
}

func (e *Error) Error() string {
	return fmt.Sprintf("tabulate: %s: column %q, got %d", e.Code, e.Column, e.Got)
}

// Figures say how a table was protected.
type Figures struct {
	By        []string
	Cells     int64
	Unsafe    map[string]int64 // by rule: few, dominated, exposed, grouped
	Primary   int64            // suppressed because they are unsafe
	Secondary int64            // suppressed because they would give away others
	Rounded   int64            // the base of counts; 0 is not rounded
	// Narrowest is, of the suppressed unsafe cells, the least width of what can
	// be computed ÷ what is needed: 1 or more where nothing is open. Nil if no
	// cell has both.
	Narrowest *float64
	Open      int64 // unsafe cells that are not protected
}

// A Table is a table that is ready to be written.
type Table struct {
	Header  []string
	Figures Figures

	spec    *policy.Table
	cells   *aggregate.Table
	axes    []axis
	pattern *aggregate.Pattern // nil if rounding is the protection
	rounded []int64            // counts; nil if they are not rounded
}

// Make counts and protects the table of p with a number, from 0. It returns an
// [*Error], [*aggregate.Error] or [*recode.Error], or the error of ctx.
func Make(ctx context.Context, p *policy.Policy, number int, in *Input) (*Table, error) {
	if number < 0 || number >= len(p.Tables) {
		return nil, &Error{Code: NotTabulated, Got: int64(number)}
	}
	t := &Table{spec: &p.Tables[number]}
	if t.spec.Count == "" && t.spec.Sum == "" {
		return nil, &Error{Code: NothingToAdd}
	}
	spec, err := t.layout(in)
	if err != nil {
		return nil, err
	}
	if r := t.spec.Round; r != nil && recode.Rounding(r.Mode) == recode.RandomKeyed {
		if spec.Keys, err = in.keys(ctx); err != nil {
			return nil, err
		}
	}
	if t.cells, err = aggregate.New(ctx, spec); err != nil {
		return nil, err
	}
	if err := t.protect(ctx, rules(p, t.spec)); err != nil {
		return nil, err
	}
	return t, t.round(in.Key)
}
