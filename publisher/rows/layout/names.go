package layout

import (
	"slices"
	"strconv"
	"strings"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
)

// joint stands between the parts of the name of a column whose header has
// several rows.
const joint = " – "

// headerParts returns for each column the texts of the header above it, from
// the top: those of merged cells stand above all the columns that they cover.
func headerParts(header []*line, columns []int) [][]string {
	if len(columns) == 0 {
		return nil
	}
	grid := make([]map[int]string, len(header))
	for i := range grid {
		grid[i] = make(map[int]string)
	}
	for i, l := range header {
		for c := range l.classes {
			if l.class(c) == blank {
				continue
			}
			s := l.text(c)
			for j := i; j < len(header) && header[j].Number <= l.Number+down(&l.Cells[c]); j++ {
				for k := c; k <= c+right(&l.Cells[c]) && k <= columns[len(columns)-1] && (k == c || l.class(k) == blank); k++ {
					if grid[j][k] == "" && (k == c && j == i || header[j].class(k) == blank) {
						grid[j][k] = s
					}
				}
			}
		}
	}
	for i := range max(len(header)-1, 0) {
		if !header[i].merged() {
			spread(grid, i, columns)
		}
	}
	parts := make([][]string, len(columns))
	for n, c := range columns {
		for i := range header {
			s := grid[i][c]
			if last := len(parts[n]) - 1; s != "" && (last < 0 || charset.Fold(parts[n][last]) != charset.Fold(s)) {
				parts[n] = append(parts[n], s)
			}
		}
	}
	return parts
}

// spread repeats the name of a group over the columns that it heads, in a
// header whose cells are not merged: those without a name of their own in that
// row that have one below, as the first column of the group has.
func spread(grid []map[int]string, i int, columns []int) {
	below := func(c int) bool {
		for _, row := range grid[i+1:] {
			if row[c] != "" {
				return true
			}
		}
		return false
	}
	for n := 1; n < len(columns); n++ {
		c, left := columns[n], columns[n-1]
		if grid[i][c] == "" && grid[i][left] != "" && c == left+1 && below(c) && below(left) &&
			(i == 0 || grid[i-1][c] == grid[i-1][left]) {
			grid[i][c] = grid[i][left]
		}
	}
}

// joinParts makes a name of the parts of a header. A part in brackets, such as
// a unit, is joined by a blank.
func joinParts(parts []string) string {
	var b strings.Builder
	for i, p := range parts {
		if i < len(parts)-1 {
			p = strings.TrimRight(p, " :")
		}
		switch {
		case i == 0:
		case strings.HasPrefix(p, "(") && strings.HasSuffix(p, ")"):
			b.WriteByte(' ')
		default:
			b.WriteString(joint)
		}
		b.WriteString(p)
	}
	return b.String()
}

// unique returns name, or name with the first number in brackets that makes
// it new.
func unique(name string, taken map[string]bool) string {
	try := name
	for n := 2; taken[try]; n++ {
		try = name + " (" + strconv.Itoa(n) + ")"
	}
	taken[try] = true
	return try
}

// name makes the columns from their header, and reports those without names
// and those of the same name.
func (e *emitter) name(header []*line, units []*line) {
	p := e.pick
	e.names = make(map[string]bool, len(p.columns))
	parts := headerParts(header, p.columns)
	first := make(map[string]int)
	lastRow := int64(1)
	if len(header) > 0 {
		lastRow = header[len(header)-1].Number
	}
	for i, c := range p.columns {
		col := rows.Column{Name: joinParts(parts[i]), Ref: rows.ColumnRef(c)}
		where := rect{lastRow, c, lastRow, c}
		switch before, known := first[col.Name]; {
		case col.Name == "":
			col.Name = rows.ColumnRef(c)
			if len(header) > 0 {
				e.notes.add(EmptyHeader, rows.Warning, 1, where, col.Name)
			}
		case known:
			e.notes.add(SameHeader, rows.Warning, 1, where.join(rect{lastRow, before, lastRow, before}), col.Name)
		default:
			first[col.Name] = c
		}
		col.Name = unique(col.Name, e.names)
		for _, part := range slices.Backward(parts[i]) {
			if col.Unit == "" {
				col.Unit = bracketUnit(part)
			}
		}
		for _, l := range units {
			if s := strings.Trim(l.text(c), "()"); l.filled > 1 && isUnit(s) {
				col.Unit = s
			}
		}
		e.columns = append(e.columns, col)
	}
	if e.wish.Sections == Column {
		e.columns = append(e.columns, rows.Column{Name: unique(e.wish.Section, e.names)})
	}
}

// notMeasures are names, folded, or beginnings of names of columns of numbers
// that the unit of the table is not about.
var notMeasures = []string{"stt", "tt", "so tt", "so thu tu", "no", "no.", "#", "id", "nam", "year", "thang", "month", "quy", "quarter", "ngay", "date", "ma", "code", "so hieu",
	"dien thoai", "so dien thoai", "ty le", "ti le", "co cau", "ty trong", "so sanh", "kinh do", "vi do", "lat", "lon", "longitude", "latitude"}

// giveUnit sets the unit of the table for the columns of measures that have
// none of their own.
func (e *emitter) giveUnit(unit string, m measure) {
	for i, c := range e.pick.columns {
		f := charset.Fold(e.columns[i].Name)
		if e.columns[i].Unit != "" || !m.isNumber(c) || m.years[c] || strings.Contains(f, "%") ||
			slices.ContainsFunc(notMeasures, func(w string) bool { return f == w || strings.HasPrefix(f, w+" ") }) {
			continue
		}
		e.columns[i].Unit = unit
	}
}
