package validate

import (
	"math"
	"regexp"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
	"nguon/publisher/table"
)

// required is that no value is missing.
type required struct{}

func (required) breaks(v *table.Vector, rows int, found func(i int)) {
	if v.NullCount == 0 {
		return
	}
	for i := range rows {
		if v.Nulls[i] {
			found(i)
		}
	}
}

// wholes is that values stored as integers are within bounds.
type wholes struct{ least, most int64 }

func (w wholes) breaks(v *table.Vector, _ int, found func(i int)) {
	least, most := int64(math.MaxInt64), int64(math.MinInt64)
	for _, x := range v.Ints {
		least, most = min(least, x), max(most, x)
	}
	if len(v.Ints) == 0 || least >= w.least && most <= w.most {
		return
	}
	for i, x := range v.Ints {
		if (x < w.least || x > w.most) && !v.Null(i) {
			found(i)
		}
	}
}

// floats is that numbers are within bounds.
type floats struct{ least, most float64 }

func (w floats) breaks(v *table.Vector, _ int, found func(i int)) {
	for i, x := range v.Floats {
		if (x < w.least || x > w.most) && !v.Null(i) {
			found(i)
		}
	}
}

func atLeast(col *catalog.Column, l limits) test {
	if col.Type == catalog.Number {
		return floats{l.float, math.Inf(1)}
	}
	return wholes{l.ceil, math.MaxInt64}
}

func atMost(col *catalog.Column, l limits) test {
	if col.Type == catalog.Number {
		return floats{math.Inf(-1), l.float}
	}
	return wholes{math.MinInt64, l.floor}
}

// minLength and maxLength are of strings, in characters.
type (
	minLength int
	maxLength int
)

func (n minLength) breaks(v *table.Vector, rows int, found func(i int)) {
	for i := range rows {
		b := v.Bytes(i)
		if len(b) < utf8.UTFMax*int(n) && utf8.RuneCount(b) < int(n) && !v.Null(i) {
			found(i)
		}
	}
}

func (n maxLength) breaks(v *table.Vector, rows int, found func(i int)) {
	for i := range rows {
		if b := v.Bytes(i); len(b) > int(n) && utf8.RuneCount(b) > int(n) {
			found(i)
		}
	}
}

// remembered are the answers to a question about strings, for columns with few
// different values.
type remembered struct {
	answers map[string]bool
	ask     func(b []byte) bool
}

const maxRemembered = 4096

func remember(ask func(b []byte) bool) remembered { return remembered{make(map[string]bool), ask} }

func (r remembered) breaks(v *table.Vector, rows int, found func(i int)) {
	for i := range rows {
		if v.Null(i) {
			continue
		}
		b := v.Bytes(i)
		good, known := r.answers[string(b)]
		if !known {
			good = r.ask(b)
			if len(r.answers) < maxRemembered {
				r.answers[string(b)] = good
			}
		}
		if !good {
			found(i)
		}
	}
}

func newPattern(re *regexp.Regexp) test { return remember(re.Match) }

// newMembers is that values are among those of a list. Strings are compared in
// their composed form.
func newMembers(col *catalog.Column, enum []string) test {
	switch col.Type {
	case catalog.String:
		members := make(map[string]bool)
		for _, e := range enum {
			members[norm.NFC.String(e)] = true
		}
		return remember(func(b []byte) bool { return members[string(b)] || members[string(norm.NFC.Bytes(b))] })
	case catalog.Number:
		members := make(map[float64]bool)
		for _, e := range enum {
			l, _, _ := bound(col, e)
			members[l.float] = true
		}
		return someFloats(members)
	case catalog.Boolean:
		var members [2]bool
		for _, e := range enum {
			members[index(e == "true")] = true
		}
		return someBools(members)
	}
	members := make(map[int64]bool)
	for _, e := range enum {
		if l, exact, _ := bound(col, e); exact {
			members[l.floor] = true
		}
	}
	return someInts(members)
}

type (
	someInts   map[int64]bool
	someFloats map[float64]bool
	someBools  [2]bool
)

func (s someInts) breaks(v *table.Vector, _ int, found func(i int)) {
	for i, x := range v.Ints {
		if !s[x] && !v.Null(i) {
			found(i)
		}
	}
}

func (s someFloats) breaks(v *table.Vector, _ int, found func(i int)) {
	for i, x := range v.Floats {
		if !s[x] && !v.Null(i) {
			found(i)
		}
	}
}

func (s someBools) breaks(v *table.Vector, _ int, found func(i int)) {
	for i, x := range v.Bools {
		if !s[index(x)] && !v.Null(i) {
			found(i)
		}
	}
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func count(n int) string { return strconv.Itoa(n) }
