package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"nguon/catalog"
)

// parseFilter parses the value of a parameter that is a condition on a column.
func parseFilter(parameter string, c *catalog.Column, op Op, value string) (Filter, *Error) {
	f := Filter{Column: c, Op: op}
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
				return f, invalid(parameter, len(value)-1, catalog.Text{
					Vi: `Sau \ phải có %, _ hoặc \.`, En: `After \ there must be %, _ or \.`,
				})
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
		slices.SortFunc(f.Values, compareValues)
		f.Values = slices.CompactFunc(f.Values, func(a, b any) bool { return compareValues(a, b) == 0 })
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
	return nil, problem(CodeTypeMismatch, parameter, it.pos,
		catalog.Textf("%q không hợp với cột %s.", "%q does not fit the column %s.", clip(it.text), c.Name), hint)
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
