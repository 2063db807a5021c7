package anon

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
)

// inOrder puts the values of sensitive columns in the order by which their
// t-closeness is measured, where the policy asks for that. A file does not tell
// it: bands such as 20–29 and 100–109 are text there.
func inOrder(p *policy.Policy, c *micro.Column) *micro.Column {
	said, ok := p.Column(c.Name)
	asked, gated := p.Privacy.Of(c.Name)
	if !ok || !gated || asked.T == nil || asked.T.Kind != "ordered" {
		return c
	}
	places := make([]place, len(c.Values))
	order := make([]uint32, len(c.Values))
	for code, label := range c.Values {
		if places[code], ok = placeOf(said, label); !ok {
			return c
		}
		order[code] = uint32(code)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(places[a].number, places[b].number), cmp.Compare(places[a].side, places[b].side), cmp.Compare(c.Values[a], c.Values[b]))
	})
	return reordered(c, order)
}

// A place is where a label stands among others of its column: those of what is
// below or above a number are before and after it.
type place struct {
	number float64
	side   int
}

var numbered = regexp.MustCompile(`^([\[(<>≤≥]?) ?(-?[0-9]+(?:\.[0-9]+)?)`)

// placeOf reads the number that a label begins with. What the policy calls the
// ends of a column by stands at its ends.
func placeOf(said *policy.Column, label string) (place, bool) {
	for i := range said.Ops {
		switch op := &said.Ops[i]; {
		case op.Top != nil && op.Top.Label == label, op.TopPercentile != nil && op.TopPercentile.Label == label:
			return place{number: math.Inf(1)}, true
		case op.Bottom != nil && op.Bottom.Label == label, op.BottomPercentile != nil && op.BottomPercentile.Label == label:
			return place{number: math.Inf(-1)}, true
		}
	}
	m := numbered.FindStringSubmatch(label)
	if m == nil {
		return place{}, false
	}
	x, err := strconv.ParseFloat(m[2], 64)
	sides := map[string]int{"<": -1, "≤": -1, ">": 1, "≥": 1}
	return place{x, sides[m[1]]}, err == nil
}

// reordered is a column whose dictionary has another order: order names the
// codes from the first.
func reordered(c *micro.Column, order []uint32) *micro.Column {
	out := &micro.Column{Name: c.Name, Values: make([]string, len(order)), Codes: make([]uint32, len(c.Codes))}
	to := make([]uint32, len(order))
	for at, code := range order {
		to[code] = uint32(at)
		out.Values[at] = c.Values[code]
	}
	for row, code := range c.Codes {
		out.Codes[row] = micro.Missing
		if code != micro.Missing {
			out.Codes[row] = to[code]
		}
	}
	return out
}
