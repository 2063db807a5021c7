package validate

import (
	"errors"
	"strings"

	"nguon/catalog"
	"nguon/publisher/rowset"
	"nguon/publisher/table"
)

// Rules are the constraints of all columns of a table, compiled. They take in
// batches in the order of rows, from one goroutine. Of each rule that is broken
// the first hundred places are kept, and the exact number.
type Rules struct {
	columns []catalog.Column
	checks  []columnCheck
	unique  []*uniqueCheck
}

// A columnCheck is one rule of one column.
type columnCheck struct {
	column int
	code   table.Code
	rule   string // for messages
	test   test
	found  spots
}

// A test looks at the values of a column. It is made for whole vectors, since
// most rules hold for nearly all values.
type test interface {
	// breaks calls found with every value of v that breaks the rule. Missing
	// values break none but that of required columns.
	breaks(v *table.Vector, rows int, found func(i int))
}

// NewRules compiles what is asked of each column, in the order of columns, of
// which names, types and scales must be known. Constraints that do not fit the
// type of their column are reported instead. Temporary files are kept in dir.
func NewRules(columns []catalog.Column, asked []Constraints, dir string) (*Rules, []table.Problem) {
	r := &Rules{columns: columns}
	var misused []table.Problem
	uniques := 0
	for i := range asked {
		if asked[i].Unique {
			uniques++
		}
	}
	for i := range asked {
		c, col := &asked[i], &columns[i]
		if c.IsZero() {
			continue
		}
		if name := c.Misuse(col.Type); name != "" {
			misused = append(misused, table.Problem{Code: BadConstraint, Severity: table.Refusal, Column: col.Source, Count: 1,
				Type: table.Type(col.Type), Rule: name})
			continue
		}
		r.compile(i, c)
		if c.Unique {
			r.unique = append(r.unique, newUnique(i, col, dir, rowset.DefaultEntries/uniques))
		}
	}
	return r, misused
}

// compile adds the tests of one column.
func (r *Rules) compile(i int, c *Constraints) {
	col := &r.columns[i]
	add := func(code table.Code, rule string, t test) {
		r.checks = append(r.checks, columnCheck{column: i, code: code, rule: rule, test: t})
	}
	if c.Required {
		add(MissingValue, "", required{})
	}
	if c.Minimum != "" {
		l, _, _ := bound(col, c.Minimum)
		add(BelowMinimum, c.Minimum, atLeast(col, l))
	}
	if c.Maximum != "" {
		l, _, _ := bound(col, c.Maximum)
		add(AboveMaximum, c.Maximum, atMost(col, l))
	}
	if c.MinLength != nil {
		add(TooShort, count(*c.MinLength), minLength(*c.MinLength))
	}
	if c.MaxLength != nil {
		add(TooLong, count(*c.MaxLength), maxLength(*c.MaxLength))
	}
	if c.Pattern != "" {
		add(PatternBroken, c.Pattern, newPattern(compile(c.Pattern)))
	}
	if len(c.Enum) > 0 {
		add(NotInEnum, shorten([]byte(strings.Join(c.Enum, ", "))), newMembers(col, c.Enum))
	}
}

// Add checks the rows of b.
func (r *Rules) Add(b *table.Batch) error {
	for i := range r.checks {
		c := &r.checks[i]
		v, col := &b.Columns[c.column], &r.columns[c.column]
		c.test.breaks(v, b.Rows, func(i int) {
			value := ""
			if !c.found.full() && !v.Null(i) {
				value = Text(col, v, i)
			}
			c.found.add(b.First+int64(i), value)
		})
	}
	for _, u := range r.unique {
		if err := u.add(b); err != nil {
			return err
		}
	}
	return nil
}

// Problems returns the rules that were broken, in the order of columns.
func (r *Rules) Problems() ([]table.Problem, error) {
	var all []table.Problem
	for i := range r.checks {
		c := &r.checks[i]
		if p, ok := c.found.problem(c.code, r.columns[c.column].Source, c.rule); ok {
			all = append(all, p)
		}
	}
	for _, u := range r.unique {
		p, ok, err := u.problem()
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, p)
		}
	}
	return all, nil
}

// Close removes the temporary files.
func (r *Rules) Close() error {
	var errs []error
	for _, u := range r.unique {
		errs = append(errs, u.set.Close())
	}
	return errors.Join(errs...)
}
