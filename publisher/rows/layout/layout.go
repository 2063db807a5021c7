package layout

import (
	"fmt"
	"slices"
)

// A Layout overrides what is guessed about a sheet. It is the section layout
// of a table in dataset.yaml; the zero value guesses everything. Rows and
// columns are named as the spreadsheet program shows them:
//
//	layout:
//	  header: 3-4
//	  data: 6-67
//	  columns: B:H
//	  totals: drop
type Layout struct {
	// Header is the row or rows of the header, such as 3 or 3-4, or none: then
	// columns are named by their letters.
	Header string `yaml:"header,omitempty"`

	// Data are the first and last row of the data, such as 5-67, or 5- for
	// everything from row 5. Nothing inside is taken for notes.
	Data string `yaml:"data,omitempty"`

	// Columns are the columns of the table, such as B:H, or B:D,F. The order
	// is that of the sheet.
	Columns string `yaml:"columns,omitempty"`

	// Skip are further rows to leave out, each a row or rows, such as 12 or 30-32.
	Skip []string `yaml:"skip,omitempty"`

	// Totals says what happens to rows of totals: keep (the default) or drop.
	Totals string `yaml:"totals,omitempty"`

	// Sections says what happens to rows that hold nothing but a label, such
	// as "I. Vùng Đồng bằng sông Hồng": keep them as rows (the default), make
	// them values of a further column of the rows that follow (column), or drop.
	Sections string `yaml:"sections,omitempty"`

	// Section is the name of that further column; the default is Nhóm.
	Section string `yaml:"section,omitempty"`

	// Hidden says what happens to hidden rows and columns: keep (the default)
	// or drop.
	Hidden string `yaml:"hidden,omitempty"`

	// Fill says whether the value of merged cells is repeated in all the cells
	// that they cover; the default is true.
	Fill *bool `yaml:"fill,omitempty"`

	// Unit is the unit of the columns of numbers that have none of their own,
	// or none, to believe no unit that the sheet gives for the whole table.
	Unit string `yaml:"unit,omitempty"`

	// Notes says what happens to what stands under the table: drop (the
	// default), or keep, where what looks like notes and signatures is data.
	Notes string `yaml:"notes,omitempty"`
}

// The values of fields of [Layout].
const (
	None   = "none"
	Keep   = "keep"
	Drop   = "drop"
	Column = "column"
)

// A FieldError says which field of a [Layout] cannot be used.
type FieldError struct {
	Field string // as in dataset.yaml, such as header
	Value string
	Want  string // what is allowed, in English, such as "rows such as 3-4"
}

// Error names the field.
func (e *FieldError) Error() string {
	return fmt.Sprintf("%s: %q is not %s", e.Field, e.Value, e.Want)
}

// Check returns a [*FieldError] about the first field that cannot be used, or
// nil. Whether the sheet has such rows and columns is found by [Open].
func (l Layout) Check() error {
	_, err := l.parse()
	return err
}

// A wish is a Layout in numbers. Rows that are not given are 0.
type wish struct {
	Layout
	noHeader bool
	header   rowSpan
	data     rowSpan // its last row is lastRow if it is open
	columns  []columnSpan
	skip     []rowSpan // in order
	fill     bool
}

func (l Layout) parse() (wish, error) {
	w := wish{Layout: l, fill: l.Fill == nil || *l.Fill}
	if w.Section == "" {
		w.Section = "Nhóm"
	}
	var ok bool
	switch l.Header {
	case "":
	case None:
		w.noHeader = true
	default:
		if w.header, ok = parseRows(l.Header); !ok || w.header.last-w.header.first >= maxHeader {
			return w, &FieldError{"header", l.Header, fmt.Sprintf("rows such as 3 or 3-4, at most %d, or none", maxHeader)}
		}
	}
	if l.Data != "" {
		if w.data, ok = parseRows(l.Data); !ok {
			return w, &FieldError{"data", l.Data, "rows such as 5-67, or 5- for all from row 5"}
		}
		if w.header.last >= w.data.first {
			return w, &FieldError{"data", l.Data, "rows below the header, " + l.Header}
		}
	}
	if l.Columns != "" {
		if w.columns, ok = parseColumns(l.Columns); !ok {
			return w, &FieldError{"columns", l.Columns, "columns such as B:H or B:D,F"}
		}
	}
	for _, s := range l.Skip {
		span, ok := parseRows(s)
		if !ok {
			return w, &FieldError{"skip", s, "rows such as 12 or 30-32"}
		}
		w.skip = append(w.skip, span)
	}
	slices.SortFunc(w.skip, func(a, b rowSpan) int { return int(min(max(a.first-b.first, -1), 1)) })
	for _, f := range []struct {
		field, value string
		allowed      []string
	}{
		{"totals", l.Totals, []string{"", Keep, Drop}},
		{"sections", l.Sections, []string{"", Keep, Column, Drop}},
		{"hidden", l.Hidden, []string{"", Keep, Drop}},
		{"notes", l.Notes, []string{"", Keep, Drop}},
	} {
		if !slices.Contains(f.allowed, f.value) {
			return w, &FieldError{f.field, f.value, fmt.Sprintf("one of %q", f.allowed[1:])}
		}
	}
	return w, nil
}

// maxHeader is how many rows a header may have.
const maxHeader = 12
