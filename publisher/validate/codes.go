package validate

import (
	"fmt"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/publisher/codes"
	"nguon/publisher/table"
)

// Codes watches the columns that may hold values of a code list: those of which
// dataset.yaml says so, and text and integers whose headers speak for a list.
type Codes struct {
	columns []catalog.Column
	watched []*codes.Column // by column; nil for most
	scratch []byte
}

// NewCodes returns a Codes for a table of the given columns. Refs are the lists
// that are declared, in the order of columns; empty ones are found.
func NewCodes(columns []catalog.Column, refs []string) *Codes {
	c := &Codes{columns: columns, watched: make([]*codes.Column, len(columns))}
	for i, col := range columns {
		if col.Type == catalog.String || col.Type == catalog.Integer {
			c.watched[i] = codes.New(col.Source, refs[i])
		}
	}
	return c
}

// Add takes in the rows of b.
func (c *Codes) Add(b *table.Batch) {
	for n, w := range c.watched {
		if w == nil {
			continue
		}
		v := &b.Columns[n]
		for i := range b.Rows {
			switch {
			case v.Null(i):
			case c.columns[n].Type == catalog.String:
				w.Add(v.Bytes(i), 1)
			default:
				c.scratch = strconv.AppendInt(c.scratch[:0], v.Ints[i], 10)
				w.Add(c.scratch, 1)
			}
		}
	}
}

// Reports returns what was found, in the order of columns: nil where the
// values are of no list.
func (c *Codes) Reports() []*codes.Report {
	all := make([]*codes.Report, len(c.watched))
	for i, w := range c.watched {
		if w != nil {
			all[i] = w.Report()
		}
	}
	return all
}

// CodeProblems says what is worth knowing of reports that [Codes.Reports]
// returned.
func CodeProblems(columns []catalog.Column, reports []*codes.Report) []table.Problem {
	var all []table.Problem
	for i, r := range reports {
		if r == nil {
			continue
		}
		add := func(code table.Code, severity table.Severity, count int64, value, rule string) {
			if count > 0 {
				all = append(all, table.Problem{Code: code, Severity: severity, Column: columns[i].Source, Count: count,
					Spot: table.Spot{Value: value}, Rule: rule})
			}
		}
		add(CodeList, table.Note, r.Known, "", r.List.Ref(r.Form))
		if len(r.Unknown) > 0 {
			add(UnknownCode, table.Warning, r.UnknownRows, shorten([]byte(r.Unknown[0].Value)), named(r.Unknown))
		} else {
			add(UnknownCode, table.Warning, r.UnknownRows, "", r.List.Ref(r.Form))
		}
		add(LostZeros, table.Warning, r.Padded, "", r.List.Ref(r.Form))
		if len(r.Moves) > 0 {
			add(FormerCode, table.Warning, r.MovedRows, r.Moves[0].Value, moves(r.Form, r.Moves))
		}
		if len(r.Unclear) > 0 {
			add(UnclearCode, table.Note, r.UnclearRows, shorten([]byte(r.Unclear[0].Value)), moves(r.Form, r.Unclear[:min(len(r.Unclear), mostUnclear)]))
		}
	}
	return all
}

// What is said of values one by one: the most frequent unknown and unclear
// ones. What became of former ones is said of all.
const (
	mostUnknown = 20
	mostUnclear = 5
)

// named lists values with their numbers of rows.
func named(values []codes.Count) string {
	var b strings.Builder
	for i, v := range values {
		if i == mostUnknown {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q (%d)", shorten([]byte(v.Value)), v.Rows)
	}
	return b.String()
}

// moves lists values with the entries that they may stand for, and codes with
// what they named before.
func moves(form codes.Form, all []codes.Move) string {
	var b strings.Builder
	for i, m := range all {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(shorten([]byte(m.Value)))
		if m.From != nil && form != codes.Name {
			fmt.Fprintf(&b, " (%s)", m.From.Name)
		}
		b.WriteString(" → ")
		for j, e := range m.To {
			switch {
			case j == mostUnclear:
				b.WriteString(" | …")
			case j < mostUnclear:
				if j > 0 {
					b.WriteString(" | ")
				}
				fmt.Fprintf(&b, "%s (%s)", e.Name, e.Code)
			}
		}
	}
	return b.String()
}
