package table

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"nguon/publisher/rows"
	"nguon/publisher/rows/layout"
)

// header makes the columns from the first record of data. It returns how many
// bytes the record takes.
func (d *Dialect) header(data []byte, o Options) (columns []Column, problems []Problem, size int, err error) {
	l := newLexer(d)
	l.data = data
	var cells []string
	for p := 0; ; {
		v, q := l.cell(p)
		if len(cells) < o.Limits.Columns {
			if len(v) > o.Limits.Cell {
				return nil, nil, 0, fatal(rows.CellTooLong, Spot{Line: d.HeaderLine, Value: shorten(v), Got: int64(len(v)), Want: int64(o.Limits.Cell)}, "")
			}
			cells = append(cells, layout.Tidy(string(v)))
		} else {
			cells = append(cells, "")
		}
		if p = q + 1; data[q] == d.newline {
			size = p
			break
		}
	}
	if len(cells) > o.Limits.Columns {
		return nil, nil, 0, fatal(rows.TooManyColumns, Spot{Line: d.HeaderLine, Got: int64(len(cells)), Want: int64(o.Limits.Columns)}, "")
	}
	seen := make(map[string]int, len(cells))
	taken := make(map[string]bool, len(cells))
	for i, source := range cells {
		name := unique(queryName(source, i), taken)
		if source == "" {
			source = name
			problems = append(problems, Problem{Code: layout.EmptyHeader, Severity: Warning, Column: name, Count: 1,
				Spot: Spot{Line: d.HeaderLine, Got: int64(i + 1), Ref: rows.CellRef(d.HeaderLine, i)}})
		} else if first, ok := seen[source]; ok {
			problems = append(problems, Problem{Code: DuplicateHeader, Severity: Refusal, Column: source, Count: 1,
				Spot: Spot{Line: d.HeaderLine, Value: shorten([]byte(source)), Got: int64(i + 1), Want: int64(first + 1)}})
		} else {
			seen[source] = i
		}
		columns = append(columns, Column{Name: name, Source: source, Unit: layout.Unit(source)})
	}
	return columns, problems, size, nil
}

// maxName is the greatest length of a name in queries, before a number that
// makes it unique.
const maxName = 60

// queryName makes the name in queries of column i from its header: without the
// marks of letters, in a-z, 0-9 and single underscores, beginning with a
// letter.
func queryName(header string, i int) string {
	var b strings.Builder
	small := 0 // small letters just before
	for _, r := range norm.NFD.String(header) {
		if unicode.IsUpper(r) {
			if small > 1 && b.Len() < maxName {
				b.WriteByte('_') // fullName is two words, kWh is one
			}
			r = unicode.ToLower(r)
			small = 0
		} else if unicode.IsLower(r) {
			small++
		} else if !unicode.Is(unicode.Mn, r) {
			small = 0
		}
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'đ' || r == 'ð':
			b.WriteByte('d')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && b.String()[b.Len()-1] != '_':
			b.WriteByte('_')
		}
		if b.Len() >= maxName {
			break
		}
	}
	name := strings.Trim(b.String(), "_")
	switch {
	case name == "":
		return "column_" + strconv.Itoa(i+1)
	case name[0] <= '9':
		return "c_" + name
	}
	return name
}

// unique returns name, or name with the first number that makes it new.
func unique(name string, taken map[string]bool) string {
	try := name
	for n := 2; taken[try]; n++ {
		try = name + "_" + strconv.Itoa(n)
	}
	taken[try] = true
	return try
}
