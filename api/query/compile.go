package query

import (
	"fmt"
	"strconv"
	"strings"

	"nguon/catalog"
)

// A compiler writes one statement. Names are those of the schema, quoted;
// values become parameters.
type compiler struct {
	sql  strings.Builder
	args []any
}

// compilePage makes the statement for one page of q and one row more, which
// tells whether there is a next page. Behind the selected columns come the sort
// keys and the row number.
//
// Without a sort there is no ORDER BY: the engine yields rows in the order of
// the file, and stops when it has enough.
func compilePage(q *Query, after *position) Statement {
	c := &compiler{}
	var types []catalog.Type
	c.sql.WriteString("SELECT ")
	for _, s := range q.Select {
		c.sql.WriteString(ident(s.Column) + ", ")
		types = append(types, s.Column.Type)
	}
	for _, o := range q.Sort {
		c.sql.WriteString(ident(o.Column) + ", ")
		types = append(types, o.Column.Type)
	}
	c.sql.WriteString(RowNumber + " FROM " + Relation)
	types = append(types, catalog.Integer)

	sep := " WHERE "
	for _, f := range q.Filters {
		c.sql.WriteString(sep)
		c.filter(f)
		sep = " AND "
	}
	if after != nil {
		c.sql.WriteString(sep)
		c.after(q.Sort, *after)
	}
	if len(q.Sort) > 0 {
		c.sql.WriteString(" ORDER BY ")
		for _, o := range q.Sort {
			c.sql.WriteString(finite(o.Column))
			if o.Descending {
				c.sql.WriteString(" DESC")
			}
			c.sql.WriteString(" NULLS LAST, ")
		}
		c.sql.WriteString(RowNumber)
	}
	c.sql.WriteString(" LIMIT " + strconv.Itoa(q.Limit+1))
	return Statement{SQL: c.sql.String(), Args: c.args, Types: types}
}

// compileCount makes the statement for the number of rows that satisfy the
// filters of q.
func compileCount(q *Query) Statement {
	c := &compiler{}
	c.sql.WriteString("SELECT count(*) FROM " + Relation)
	sep := " WHERE "
	for _, f := range q.Filters {
		c.sql.WriteString(sep)
		c.filter(f)
		sep = " AND "
	}
	return Statement{SQL: c.sql.String(), Args: c.args, Types: []catalog.Type{catalog.Integer}}
}

var comparisons = map[Op]string{OpEq: "=", OpNe: "<>", OpGt: ">", OpGte: ">=", OpLt: "<", OpLte: "<="}

func (c *compiler) filter(f Filter) {
	col := ident(f.Column)
	if f.Op == OpNull {
		c.null(f.Column, f.Values[0] == true)
		return
	}
	c.sql.WriteByte('(')
	switch f.Op {
	case OpBetween:
		c.printf("%s BETWEEN %s AND %s", col, c.bind(f.Column, f.Values[0]), c.bind(f.Column, f.Values[1]))
	case OpIn, OpNotIn:
		not := ""
		if f.Op == OpNotIn {
			not = "NOT "
		}
		marks := make([]string, len(f.Values))
		for i, v := range f.Values {
			marks[i] = c.bind(f.Column, v)
		}
		c.printf("%s %sIN (%s)", col, not, strings.Join(marks, ", "))
	case OpContains:
		c.printf("contains(%s, %s)", foldSQL(col), c.bind(f.Column, f.Values[0]))
	case OpStarts:
		c.printf("starts_with(%s, %s)", foldSQL(col), c.bind(f.Column, f.Values[0]))
	case OpEnds:
		c.printf("ends_with(%s, %s)", foldSQL(col), c.bind(f.Column, f.Values[0]))
	case OpLike:
		// The engine's own LIKE takes time that grows with a power of the
		// number of % in the pattern; RE2 does not.
		pattern, _ := f.Values[0].(string)
		c.printf("regexp_full_match(%s, %s)", col, c.bind(f.Column, likePattern(pattern)))
	default:
		c.printf("%s %s %s", col, comparisons[f.Op], c.bind(f.Column, f.Values[0]))
	}
	if f.Column.Type == catalog.Number {
		c.printf(" AND isfinite(%s)", col)
	}
	c.sql.WriteByte(')')
}

func (c *compiler) null(col *catalog.Column, want bool) {
	is := "IS NOT NULL"
	if want {
		is = "IS NULL"
	}
	c.sql.WriteString(finite(col) + " " + is)
}

// after writes the condition of all rows behind a position: those that are
// equal in some keys and behind in the next, the row number being the last. A
// missing value is behind all others.
func (c *compiler) after(sort []Order, p position) {
	if len(sort) == 0 {
		c.printf("%s > %s", RowNumber, c.bind(nil, p.row))
		return
	}
	// Implied by the rest, and what the engine can test on whole row groups.
	if first := sort[0]; p.keys[0] != nil {
		op := ">="
		if first.Descending {
			op = "<="
		}
		c.printf("(%[1]s %s %s OR %[1]s IS NULL) AND ", finite(first.Column), op, c.bind(first.Column, p.keys[0]))
	} else {
		c.printf("%s IS NULL AND ", finite(first.Column))
	}
	c.sql.WriteByte('(')
	for i := range len(sort) + 1 {
		c.sql.WriteByte('(')
		for j, o := range sort[:i] {
			if p.keys[j] == nil {
				c.printf("%s IS NULL AND ", finite(o.Column))
			} else {
				c.printf("%s = %s AND ", finite(o.Column), c.bind(o.Column, p.keys[j]))
			}
		}
		switch {
		case i == len(sort):
			c.printf("%s > %s", RowNumber, c.bind(nil, p.row))
		case p.keys[i] == nil:
			c.sql.WriteString("false")
		case sort[i].Descending:
			c.printf("(%[1]s < %s OR %[1]s IS NULL)", finite(sort[i].Column), c.bind(sort[i].Column, p.keys[i]))
		default:
			c.printf("(%[1]s > %s OR %[1]s IS NULL)", finite(sort[i].Column), c.bind(sort[i].Column, p.keys[i]))
		}
		c.sql.WriteByte(')')
		if i < len(sort) {
			c.sql.WriteString(" OR ")
		}
	}
	c.sql.WriteByte(')')
}

func (c *compiler) printf(format string, args ...any) { fmt.Fprintf(&c.sql, format, args...) }

// bind makes v, which is compared with a column, a parameter of the statement
// and returns its mark. What engines do not take as it is goes as text, with
// the type that it has in the file.
func (c *compiler) bind(col *catalog.Column, v any) string {
	as := ""
	switch value := v.(type) {
	case Decimal:
		v, as = string(value.append(nil)), fmt.Sprintf("DECIMAL(%d, %d)", value.width(col), value.Scale)
	case Clock:
		v, as = string(value.append(nil)), "TIME"
	case Span:
		v = int64(value)
	}
	c.args = append(c.args, v)
	mark := "?" + strconv.Itoa(len(c.args))
	if as != "" {
		return "CAST(" + mark + " AS " + as + ")"
	}
	return mark
}

// ident is the quoted name of a column.
func ident(c *catalog.Column) string {
	return `"` + strings.ReplaceAll(c.Name, `"`, `""`) + `"`
}

// finite is a column with what is not finite as missing.
func finite(c *catalog.Column) string {
	if c.Type != catalog.Number {
		return ident(c)
	}
	return "CASE WHEN isfinite(" + ident(c) + ") THEN " + ident(c) + " END"
}
