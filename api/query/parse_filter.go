package query

import (
	"strings"
	"unicode/utf8"

	"nguon/catalog"
)

// parseFilter parses the value of a parameter that is a condition on a column.
func parseFilter(parameter string, c *catalog.Column, op Op, value string) (Filter, *Error) {
	f := Filter{Column: c, Op: op}
	if op.spatial() {
		return parseSpatial(parameter, f, value)
	}
	if !op.list() {
		as := c
		if op == OpNull {
			as = &truth
		}
		v, err := typed(parameter, c, as, item{text: value})
		if err != nil {
			return f, err
		}
		if s, ok := v.(string); ok {
			if op == OpLike && danglingEscape(s) {
				return f, dangling(parameter, len(value)-1)
			}
			if op.folds() {
				v = Fold(s)
			}
		}
		f.Values = []any{v}
		return f, nil
	}

	items, bad, ok := scanList(value)
	switch {
	case !ok:
		return f, unquoted(parameter, bad)
	case op == OpBetween && len(items) != 2:
		return f, invalid(parameter, -1, catalog.Text{Vi: "Hãy viết cận dưới và cận trên: a,b.", En: "Write a lower and an upper bound: a,b."})
	case len(items) > MaxItems:
		return f, invalid(parameter, items[MaxItems].pos, catalog.Textf("Nhiều nhất %d giá trị.", "At most %d values.", MaxItems))
	}
	for _, it := range items {
		if it.text == "" && !it.quoted && c.Type == catalog.String {
			return f, invalid(parameter, it.pos, catalog.Text{Vi: `Thiếu một giá trị; văn bản rỗng viết là "".`, En: `A value is missing; the empty text is written "".`})
		}
		v, err := typed(parameter, c, c, it)
		if err != nil {
			return f, err
		}
		f.Values = append(f.Values, v)
	}
	if op != OpBetween {
		f.Values = distinct(f.Values)
	}
	return f, nil
}

// truth is what the value of null is a value of.
var truth = catalog.Column{Type: catalog.Boolean}

// typed reads a value for a condition on c as if it were one of the column as.
func typed(parameter string, c, as *catalog.Column, it item) (any, *Error) {
	v, hint := parseValue(as, it.text)
	if hint.IsZero() {
		return v, nil
	}
	return nil, mismatch(parameter, it.pos, it.text, c, hint)
}

// mismatch is about a text that is no value of c.
func mismatch(parameter string, position int, text string, c *catalog.Column, hint catalog.Text) *Error {
	return problem(CodeTypeMismatch, parameter, position,
		catalog.Textf("%q không hợp với cột %s.", "%q does not fit the column %s.", clip(text), c.Name), hint)
}

// parseSpatial reads the numbers of a box or a circle.
func parseSpatial(parameter string, f Filter, value string) (Filter, *Error) {
	var at []place
	for pos := 0; ; {
		text, rest, more := strings.Cut(value[pos:], ",")
		if at = append(at, place{text, pos}); !more || len(at) > 4 {
			break
		}
		pos = len(value) - len(rest)
	}
	var v any
	var err *Error
	if f.Op == OpBBox {
		v, err = newBox(parameter, at)
	} else {
		v, err = newCircle(parameter, at)
	}
	f.Values = []any{v}
	return f, err
}

func dangling(parameter string, position int) *Error {
	return invalid(parameter, position, catalog.Text{
		Vi: `Sau \ phải có %, _ hoặc \.`, En: `After \ there must be %, _ or \.`,
	})
}

// danglingEscape reports whether a backslash in a pattern stands before nothing
// or before a character that needs none.
func danglingEscape(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '\\' {
			if i++; i == len(pattern) || strings.IndexByte(`%_\`, pattern[i]) < 0 {
				return true
			}
		}
	}
	return false
}

// clip shortens what the caller wrote to what is worth repeating.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
