package openapi

import (
	"slices"
	"strconv"

	"nguon/catalog"
)

// maxExact is the greatest integer up to which JSON numbers are exact in every
// program, and exactDigits up to how many digits decimals are.
const (
	maxExact    = 1 << 53
	exactDigits = 15
)

// textInJSON reports whether numbers of the column are sent as texts.
func textInJSON(c *catalog.Column) bool {
	switch c.Type {
	case catalog.Decimal:
		return c.Digits > exactDigits
	case catalog.Integer:
		for _, bound := range []*string{c.Stats.Min, c.Stats.Max} {
			if bound == nil {
				continue
			}
			if n, err := strconv.ParseInt(*bound, 10, 64); err == nil && (n > maxExact || n < -maxExact) {
				return true
			}
		}
	}
	return false
}

// examples returns up to three real values of a column: the most frequent one,
// the least and the greatest.
func examples(c *catalog.Column) []any {
	var texts []string
	add := func(s string) {
		if !slices.Contains(texts, s) {
			texts = append(texts, s)
		}
	}
	if len(c.Stats.Top) > 0 {
		add(c.Stats.Top[0].Value)
	}
	for _, bound := range []*string{c.Stats.Min, c.Stats.Max} {
		if bound != nil {
			add(*bound)
		}
	}
	var all []any
	for _, t := range texts {
		if v := exampleOf(c, t); v != nil {
			all = append(all, v)
		}
	}
	return all
}

// exampleOf returns a value in the type that it has in JSON, or nil.
func exampleOf(c *catalog.Column, t string) any {
	switch c.Type {
	case catalog.Boolean:
		if v, err := strconv.ParseBool(t); err == nil {
			return v
		}
	case catalog.Integer:
		if textInJSON(c) {
			return t
		}
		if v, err := strconv.ParseInt(t, 10, 64); err == nil {
			return v
		}
	case catalog.Decimal, catalog.Number:
		if textInJSON(c) {
			return t
		}
		if v, err := strconv.ParseFloat(t, 64); err == nil {
			return v
		}
	default:
		return t
	}
	return nil
}
