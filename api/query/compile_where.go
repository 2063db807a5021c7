package query

import (
	"strings"

	"nguon/catalog"
)

// The functions on shapes that an [Engine] has besides those of SQL. They take a
// shape as WKB and are true, false, or NULL for NULL.
const (
	// IntersectsFunc is [ShapeInBox] of a shape, west, south, east and north,
	// where west is not greater than east.
	IntersectsFunc = "shape_in_box"
	// NearFunc is [ShapeInCircle] of a shape, longitude, latitude and metres.
	NearFunc = "shape_in_circle"
)

// condition writes e.
func (c *compiler) condition(e Expr) {
	switch e := e.(type) {
	case And:
		c.all([]Expr(e), " AND ", "true")
	case Or:
		c.all([]Expr(e), " OR ", "false")
	case Words:
		c.words(e)
	case Filter:
		c.filter(e)
	}
}

func (c *compiler) all(parts []Expr, word, none string) {
	if len(parts) == 0 {
		c.print(none)
		return
	}
	c.print("(")
	for i, e := range parts {
		if i > 0 {
			c.print(word)
		}
		c.condition(e)
	}
	c.print(")")
}

// words looks in all columns at once, between which is a character that no
// word has.
func (c *compiler) words(w Words) {
	names := make([]string, len(w.Columns))
	for i, col := range w.Columns {
		names[i] = ident(col)
	}
	text := foldSQL("concat_ws(chr(31), " + strings.Join(names, ", ") + ")")
	c.print("(")
	for i, word := range w.Words {
		if i > 0 {
			c.print(" AND ")
		}
		c.printf("contains(%s, %s)", text, c.bind(nil, word))
	}
	c.print(")")
}

func (c *compiler) filter(f Filter) {
	if f.Op == OpNull {
		is := "IS NOT NULL"
		if f.Values[0] == true {
			is = "IS NULL"
		}
		c.print(finite(f.Column) + " " + is)
		return
	}
	c.print("(")
	if f.Not {
		c.print(ident(f.Column) + " IS NOT NULL AND NOT ")
	}
	c.test(f)
	if f.Column.Type == catalog.Number {
		c.printf(" AND isfinite(%s)", ident(f.Column))
	}
	c.print(")")
}

// test writes the condition of f on a value that is there.
func (c *compiler) test(f Filter) {
	col := ident(f.Column)
	value := func(i int) string { return c.bind(f.Column, f.Values[i]) }
	switch f.Op {
	case OpBetween:
		c.printf("(%s BETWEEN %s AND %s)", col, value(0), value(1))
	case OpIn, OpNotIn:
		marks := make([]string, len(f.Values))
		for i := range f.Values {
			marks[i] = value(i)
		}
		not := map[Op]string{OpNotIn: "NOT "}[f.Op]
		c.printf("%s %sIN (%s)", col, not, strings.Join(marks, ", "))
	case OpContains:
		c.printf("contains(%s, %s)", foldSQL(col), value(0))
	case OpStarts:
		c.printf("starts_with(%s, %s)", foldSQL(col), value(0))
	case OpEnds:
		c.printf("ends_with(%s, %s)", foldSQL(col), value(0))
	case OpLike:
		// The engine's own LIKE takes time that grows with a power of the
		// number of % in the pattern; RE2 does not.
		pattern, _ := f.Values[0].(string)
		c.printf("regexp_full_match(%s, %s)", col, c.bind(f.Column, likePattern(pattern)))
	case OpBBox:
		box, _ := f.Values[0].(Box)
		c.boxes(box.parts(), f.Column, func(b Box) {
			c.printf("%s(%s, %s, %s, %s, %s)", IntersectsFunc, col, c.bind(nil, b.West), c.bind(nil, b.South), c.bind(nil, b.East), c.bind(nil, b.North))
		})
	case OpNear:
		circle, _ := f.Values[0].(Circle)
		c.boxes(circle.box().parts(), f.Column, func(Box) {
			c.printf("%s(%s, %s, %s, %s)", NearFunc, col, c.bind(nil, circle.Lon), c.bind(nil, circle.Lat), c.bind(nil, circle.Metres))
		})
	default:
		c.printf("%s %s %s", col, symbols[f.Op], value(0))
	}
}

// boxes writes a test for shapes whose own box meets one of some boxes. The
// engine compares the columns of these boxes first, and skips row groups by
// them.
func (c *compiler) boxes(boxes []Box, col *catalog.Column, test func(Box)) {
	cover := quote(c.covers[col.Name])
	c.print("(")
	for i, b := range boxes {
		if i > 0 {
			c.print(" OR ")
		}
		c.printf("(%[1]s.xmin <= %[2]s AND %[1]s.xmax >= %[3]s AND %[1]s.ymin <= %[4]s AND %[1]s.ymax >= %[5]s AND ",
			cover, c.bind(nil, b.East), c.bind(nil, b.West), c.bind(nil, b.North), c.bind(nil, b.South))
		test(b)
		c.print(")")
	}
	c.print(")")
}
