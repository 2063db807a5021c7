// Package micro holds microdata in the form in which disclosure risk is
// measured and rows are recoded: one dictionary a column, and one code a row.
// Ten million rows of nine columns take 360 MB.
package micro

// Missing is the code of a missing value.
const Missing = ^uint32(0)

// A Table is microdata. It is not changed once it is made: what recodes a
// column makes a new one.
type Table struct {
	Rows    int
	Columns []Column
}

// A Column is a column of a [Table].
type Column struct {
	Name   string   // in queries
	Values []string // the dictionary: different texts, in the order that makes sense for the type (numbers and dates by size, texts by their bytes)
	Codes  []uint32 // of each row, an index of Values or [Missing]
}

// Column returns the column with the given name.
func (t *Table) Column(name string) (*Column, bool) {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i], true
		}
	}
	return nil, false
}

// Value returns the text of row i, and whether it has one.
func (c *Column) Value(i int) (string, bool) {
	if code := c.Codes[i]; code != Missing {
		return c.Values[code], true
	}
	return "", false
}
