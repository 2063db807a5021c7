package validate

import (
	"regexp"
	"regexp/syntax"

	"nguon/catalog"
)

// Constraints are what dataset.yaml asks of the values of a column, in the
// words of the Frictionless Table Schema. The zero value asks nothing. Bounds
// and members of enum are in the text form of the API, whatever the type of
// the column. All but Required leave missing values alone.
type Constraints struct {
	Required  bool
	Unique    bool
	Minimum   string // of types that have an order; empty is none
	Maximum   string
	MinLength *int // in characters, of strings
	MaxLength *int
	Pattern   string   // of strings, as a whole; RE2, at most 1,000 bytes
	Enum      []string // empty is none
}

// IsZero reports whether c asks nothing.
func (c *Constraints) IsZero() bool {
	return !c.Required && !c.Unique && c.Minimum == "" && c.Maximum == "" && c.MinLength == nil && c.MaxLength == nil &&
		c.Pattern == "" && len(c.Enum) == 0
}

// maxPattern bounds a pattern, in bytes, and maxProgram the program that it
// becomes, in instructions: repetitions of repetitions grow without bound.
const (
	maxPattern = 1000
	maxProgram = 10_000
)

// Misuse names the first constraint of c that columns of type t do not have, or
// whose own value is wrong: an empty string if c may be asked of t. An empty
// type is one that is not known yet: what depends on it is not looked at.
func (c *Constraints) Misuse(t catalog.Type) string {
	typed := t != ""
	col := catalog.Column{Type: t, Scale: anyScale}
	switch {
	case c.Minimum != "" && typed && !parses(&col, c.Minimum):
		return "minimum"
	case c.Maximum != "" && typed && !parses(&col, c.Maximum):
		return "maximum"
	case c.MinLength != nil && (typed && t != catalog.String || !isLength(*c.MinLength)):
		return "minLength"
	case c.MaxLength != nil && (typed && t != catalog.String || !isLength(*c.MaxLength)):
		return "maxLength"
	case c.MinLength != nil && c.MaxLength != nil && *c.MinLength > *c.MaxLength:
		return "maxLength"
	case c.Pattern != "" && (typed && t != catalog.String || compile(c.Pattern) == nil):
		return "pattern"
	case c.Unique && t == catalog.Geometry:
		return "unique"
	}
	for _, e := range c.Enum {
		if typed && !allowed(&col, e) {
			return "enum"
		}
	}
	return ""
}

// isLength reports whether a text may be n characters long.
func isLength(n int) bool { return n >= 0 && n <= 1<<30 }

// anyScale stands for the scale of a decimal column that is not known yet.
const anyScale = 18

func parses(col *catalog.Column, text string) bool {
	_, _, ok := bound(col, text)
	return ok
}

// allowed reports whether text may be a member of an enum of col.
func allowed(col *catalog.Column, text string) bool {
	switch col.Type {
	case catalog.String:
		return true
	case catalog.Boolean:
		return text == "true" || text == "false"
	}
	return parses(col, text)
}

// compile returns the pattern as one for whole values, or nil if it is none or
// is too long.
func compile(pattern string) *regexp.Regexp {
	if len(pattern) > maxPattern {
		return nil
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil || len(program.Inst) > maxProgram {
		return nil
	}
	re, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return nil
	}
	return re
}
