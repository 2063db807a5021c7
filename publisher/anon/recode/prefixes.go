package recode

import (
	"regexp"
	"slices"
	"strings"

	"nguon/publisher/anon/micro"
)

// Prefixes is a hierarchy of codes whose first characters are their group.
// Blanks, dots and hyphens do not count. A code that is shorter than a level
// asks for stays as it is there.
type Prefixes struct {
	Name    string
	Lengths []int // of each level, from the longest
	Steps   []string
	Form    *regexp.Regexp // of a code without blanks, dots and hyphens; nil is any
}

// The forms of codes.
var (
	icd10 = regexp.MustCompile(`^[A-Z][0-9][0-9A-Z]{1,5}$`)
	hs    = regexp.MustCompile(`^[0-9]{4}([0-9]{2}){0,4}$`)
)

// ICD10 are the codes of diseases: category (E11), then the letter.
func ICD10() Prefixes {
	return Prefixes{Name: "icd10", Lengths: []int{3, 1}, Steps: []string{"category", "letter"}, Form: icd10}
}

// HS are the codes of goods: subheading of 6 digits, heading of 4, chapter of 2.
func HS() Prefixes {
	return Prefixes{Name: "hs", Lengths: []int{6, 4, 2}, Steps: []string{"subheading", "heading", "chapter"}, Form: hs}
}

var separators = strings.NewReplacer(" ", "", ".", "", "-", "")

// Compile makes the hierarchy for the codes of c. The error lists the values
// that have not the form of a code.
func (s Prefixes) Compile(c *micro.Column) (*Hierarchy, error) {
	if len(s.Lengths) == 0 {
		return nil, bad(c.Name, "prefixes", "")
	}
	for i, n := range s.Lengths {
		if n < 1 || i > 0 && n >= s.Lengths[i-1] {
			return nil, bad(c.Name, "prefixes", n)
		}
	}
	steps := slices.Clone(s.Steps)
	if len(steps) != len(s.Lengths) {
		steps = make([]string, len(s.Lengths))
	}
	return build(s.Name, c, steps, func(_ int, value string, labels []string) bool {
		code := strings.ToUpper(separators.Replace(value))
		if code == "" || s.Form != nil && !s.Form.MatchString(code) {
			return false
		}
		runes := []rune(code)
		for i, n := range s.Lengths {
			labels[i] = string(runes[:min(n, len(runes))])
		}
		return true
	})
}
