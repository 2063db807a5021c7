package chart

import (
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// isCounted reports whether the values of a column are quantities: numbers that
// are no names, years or places.
func isCounted(c *catalog.Column) bool {
	if c.Type != catalog.Integer && c.Type != catalog.Decimal && c.Type != catalog.Number {
		return false
	}
	return c.Role != catalog.RoleCode && c.Role != catalog.RoleLongitude && c.Role != catalog.RoleLatitude && !named(c, "id", "code", "ma", "latitude", "longitude") && !isYear(c)
}

// isYear reports whether the numbers of a column are years.
func isYear(c *catalog.Column) bool {
	return c.Type == catalog.Integer && named(c, "year", "nam") && between(c.Stats.Min, 1000, 2500) && between(c.Stats.Max, 1000, 2500)
}

// isTime reports whether a column can be the axis of time.
func isTime(c *catalog.Column) bool {
	return c.Type == catalog.Date || c.Type == catalog.DateTime || isYear(c) && !isAge(c)
}

// isGroup reports whether the values of a column can be bars or colours.
func isGroup(c *catalog.Column) bool {
	return c.Type == catalog.String || c.Type == catalog.Boolean || c.Type == catalog.Integer
}

// isCategory reports whether a column has a few values that are worth setting
// against one another.
func isCategory(c *catalog.Column, most int64) bool {
	return (c.Type == catalog.String || c.Type == catalog.Boolean) && c.Stats.Distinct >= 2 && c.Stats.Distinct <= most && c.Role != catalog.RoleURL
}

func isSex(c *catalog.Column) bool {
	return named(c, "sex", "gender", "gioi_tinh") && isCategory(c, 3)
}

// isAge reports whether a column orders people by their age.
func isAge(c *catalog.Column) bool {
	return named(c, "age", "tuoi", "age_group", "nhom_tuoi", "birth_year", "nam_sinh") && isGroup(c) && c.Stats.Distinct >= 3
}

// named reports whether the name of a column is one of the words, or ends with
// one of them.
func named(c *catalog.Column, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return c.Name == w || strings.HasSuffix(c.Name, "_"+w) })
}

func between(s *string, low, high int64) bool {
	if s == nil {
		return false
	}
	n, err := strconv.ParseInt(*s, 10, 64)
	return err == nil && n >= low && n <= high
}

// isUnique reports whether no two rows of a table have the same values in the
// columns, as far as its key and its statistics tell.
func isUnique(t *catalog.Table, columns ...string) bool {
	if len(t.Key) > 0 && !slices.ContainsFunc(t.Key, func(k string) bool { return !slices.Contains(columns, k) }) {
		return true
	}
	return slices.ContainsFunc(columns, func(name string) bool {
		c, ok := t.Column(name)
		return ok && c.Stats.Exact && c.Stats.Distinct == t.Rows
	})
}

// isStock reports whether quantities of a unit can be added up: people and
// money can, temperatures and shares cannot.
func isStock(unit string) bool {
	return slices.Contains([]string{"người", "person", "đồng", "VND", "USD", "ha", "tấn", "mm"}, unit)
}
