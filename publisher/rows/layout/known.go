package layout

import (
	"slices"
	"strings"

	"nguon/publisher/rows"
)

// IsRemark reports whether a text by itself in a row reads like a note or a
// signature, such as "Nguồn: Cục Thống kê" or "Người lập biểu".
func IsRemark(text string) bool { return remarkOf(text) != plain }

// IsTotal reports whether a text labels a row of totals, such as "Tổng cộng".
func IsTotal(text string) bool { return isTotal(text) }

// Tidy returns a header with single blanks, and without line breaks and
// characters of no width.
func Tidy(header string) string { return tidy([]byte(header)) }

// Unit returns the unit in the last brackets of a header, as in
// "Sản lượng (tấn)", or the empty string.
func Unit(header string) string { return bracketUnit(header) }

// IsUnder reports whether a record goes on with the header above it: it numbers
// the columns, or gives names below an empty cell of the header. The records
// below it are data, if there are any.
func IsUnder(header, record []string, below [][]string) bool {
	if numbersColumns(record) && lineOf(record).isColumnNumbers(linesOf(below)) {
		return true
	}
	gap := false
	for i, s := range record {
		if c := classOf(&rows.Cell{Kind: rows.Text, Text: []byte(s)}); c.isData() {
			return false
		}
		gap = gap || s != "" && i > 0 && i < len(header) && header[i] == ""
	}
	return gap && slices.Contains(record, "") && slices.ContainsFunc(linesOf(below), func(l *line) bool { return l.data > 0 })
}

// numbersColumns reports whether a record is more than digits and a letter,
// which data may be: "(1)", "3=1+2", "A, B, 1".
func numbersColumns(record []string) bool {
	return slices.ContainsFunc(record, func(s string) bool { return strings.ContainsAny(s, "(=") }) ||
		len(record) > 2 && strings.EqualFold(strings.Join(record[:3], ","), "A,B,1")
}

func lineOf(record []string) *line {
	r := rows.Row{Cells: make([]rows.Cell, len(record))}
	for i, s := range record {
		if s != "" {
			r.Cells[i] = rows.Cell{Kind: rows.Text, Text: []byte(s)}
		}
	}
	return look(r, 0)
}

func linesOf(records [][]string) []*line {
	ls := make([]*line, len(records))
	for i, r := range records {
		ls[i] = lineOf(r)
	}
	return ls
}
