package query

import (
	"fmt"
	"strconv"
	"strings"

	"nguon/catalog"
)

// A compiler writes one statement. Names are those of the schema or of the
// answer, quoted; values become parameters.
type compiler struct {
	sql    strings.Builder
	args   []any
	types  []catalog.Type
	covers map[string]string // names of the boxes beside columns of shapes
}

// compilePage makes the statement for one page of q and one row more, which
// tells whether there is a next page. Behind the selected columns come the keys
// of the order and, unless there are groups, the row number.
//
// Without a sort there is no ORDER BY: the engine yields rows in the order of
// the file, and stops when it has enough.
func compilePage(q *Query, after *position, covers map[string]string) Statement {
	c := &compiler{covers: covers}
	order := q.order()
	c.print("SELECT ")
	sep := ""
	column := func(of *catalog.Column) {
		c.print(sep + ident(of))
		c.types = append(c.types, of.Type)
		sep = ", "
	}
	for _, s := range q.Select {
		column(s.Column)
	}
	for _, o := range order {
		column(o.Column)
	}
	if q.Group == nil {
		c.print(", " + RowNumber)
		c.types = append(c.types, catalog.Integer)
	}
	if q.joinsLast() {
		c.joinedPage(q, after, order)
		return c.statement(q)
	}
	c.from(q)
	if after != nil {
		c.print(" AND ")
		c.after(order, *after, q.Group == nil)
	}
	c.inOrder(q, order)
	c.print(" LIMIT " + strconv.Itoa(q.Limit+1))
	return c.statement(q)
}

// inOrder writes the order of the rows. That of a join is never that of the file
// by itself.
func (c *compiler) inOrder(q *Query, order []Order) {
	for i, o := range order {
		c.print([]string{" ORDER BY ", ", "}[min(i, 1)] + finite(o.Column))
		if o.Descending {
			c.print(" DESC")
		}
		c.print(" NULLS LAST")
	}
	switch {
	case q.Group != nil:
	case len(order) > 0:
		c.print(", " + RowNumber)
	case q.Include != nil:
		c.print(" ORDER BY " + RowNumber)
	}
}

// compileCount makes the statement for the number of rows that satisfy the
// conditions of q, or of groups.
func compileCount(q *Query, covers map[string]string) Statement {
	c := &compiler{covers: covers, types: []catalog.Type{catalog.Integer}}
	c.print("SELECT count(*)")
	if q.Group == nil && !q.mentionsIncluded(q.Where) {
		c.print(" FROM " + Relation + " WHERE ") // a join neither adds rows nor takes any
		c.condition(q.Where)
		return c.statement(q)
	}
	c.from(q)
	return c.statement(q)
}

func (c *compiler) statement(q *Query) Statement {
	s := Statement{SQL: c.sql.String(), Args: c.args, Types: c.types}
	if q.Group != nil {
		for _, t := range q.Group.Aggregates {
			s.Serial = s.Serial || t.serial()
		}
	}
	return s
}

// from writes where the rows come from, and their condition.
func (c *compiler) from(q *Query) {
	if q.Group == nil {
		c.print(" FROM " + c.relation(q, Relation) + " WHERE ")
		c.condition(q.Where)
		return
	}
	c.print(" FROM (SELECT ")
	for i, t := range q.Group.Terms() {
		if i > 0 {
			c.print(", ")
		}
		if i < len(q.Group.Keys) {
			c.print(keySQL(t))
		} else {
			c.print(aggregateSQL(t, len(q.Group.Keys) > 0))
		}
		c.print(" AS " + ident(t.Column))
	}
	c.print(" FROM " + c.relation(q, Relation) + " WHERE ")
	c.condition(q.Where)
	for i := range q.Group.Keys {
		c.print([]string{" GROUP BY ", ", "}[min(i, 1)] + strconv.Itoa(i+1))
	}
	c.print(") AS groups WHERE ")
	c.condition(q.Group.Having)
}

// after writes the condition of all rows behind a position: those that are
// equal in some keys and behind in the next, the row number being the last if
// there is one. A missing value is behind all others.
func (c *compiler) after(order []Order, p position, numbered bool) {
	if len(order) == 0 {
		c.printf("%s > %s", RowNumber, c.bind(nil, p.row))
		return
	}
	// Implied by the rest, and what the engine can test on whole row groups.
	if first := order[0]; p.keys[0] != nil {
		op := ">="
		if first.Descending {
			op = "<="
		}
		c.printf("(%[1]s %s %s OR %[1]s IS NULL) AND ", finite(first.Column), op, c.bind(first.Column, p.keys[0]))
	} else {
		c.printf("%s IS NULL AND ", finite(first.Column))
	}
	c.print("(")
	for i, o := range order {
		c.print("(")
		c.equal(order[:i], p.keys)
		switch {
		case p.keys[i] == nil:
			c.print("false")
		case o.Descending:
			c.printf("(%[1]s < %s OR %[1]s IS NULL)", finite(o.Column), c.bind(o.Column, p.keys[i]))
		default:
			c.printf("(%[1]s > %s OR %[1]s IS NULL)", finite(o.Column), c.bind(o.Column, p.keys[i]))
		}
		c.print(") OR ")
	}
	if numbered {
		c.print("(")
		c.equal(order, p.keys)
		c.printf("%s > %s)", RowNumber, c.bind(nil, p.row))
	} else {
		c.print("false")
	}
	c.print(")")
}

// equal writes that keys are those of a position, and AND.
func (c *compiler) equal(order []Order, keys []any) {
	for i, o := range order {
		if keys[i] == nil {
			c.printf("%s IS NULL AND ", finite(o.Column))
		} else {
			c.printf("%s = %s AND ", finite(o.Column), c.bind(o.Column, keys[i]))
		}
	}
}

func (c *compiler) print(s string) { c.sql.WriteString(s) }

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
func ident(c *catalog.Column) string { return quote(c.Name) }

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// finite is a column with what is not finite as missing.
func finite(c *catalog.Column) string {
	if c.Type != catalog.Number {
		return ident(c)
	}
	return "CASE WHEN isfinite(" + ident(c) + ") THEN " + ident(c) + " END"
}
