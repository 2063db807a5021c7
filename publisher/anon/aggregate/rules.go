package aggregate

import "math"

// Rules say which cells are unsafe. The zero value of a field leaves its rule
// out. The parameters of dominance and p % must be kept secret, since they
// tell how closely a value may be estimated.
type Rules struct {
	MinCount int64 // fewer contributors are unsafe
	Zeros    bool  // no contributor at all is unsafe as well

	// (n,k): unsafe if the N largest contributions are more than K % of the sum.
	N int
	K float64

	// p %: unsafe if the sum without the two largest contributions is less
	// than P % of the largest. With Q it is the (p,q) rule, P being replaced
	// by 100·P/Q; 0 means 100.
	P, Q float64

	// Range is how far, in percent of its sum, a cell with too few
	// contributors must be from what an attacker can compute; default P, or 10.
	Range float64

	// Group are axes about which it is group disclosure if all contributors
	// of a group are in one value.
	Group []int
}

// A Reason is why a cell is unsafe; reasons are added up.
type Reason uint8

// The reasons.
const (
	Few       Reason = 1 << iota // too few contributors
	Dominated                    // (n,k)
	Exposed                      // p % or (p,q)
	Grouped                      // group disclosure
)

// A Level is how far from the true value both ends of what an attacker can
// compute must be. Lower never exceeds the true value.
type Level struct{ Lower, Upper int64 }

// Protection is what a cell needs.
type Protection struct {
	Reason     Reason
	Count, Sum Level
}

func (r *Rules) check(t *Table) error {
	percent := func(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
	switch {
	case r.MinCount < 0 || r.MinCount > 1<<40:
		return &Error{Code: BadRule, Value: "min-count", Got: r.MinCount}
	case r.N < 0 || r.N > 0 && !(r.K > 0 && r.K < 100):
		return &Error{Code: BadRule, Value: "dominance"}
	case !percent(r.P) || !percent(r.Q) || r.Q > 100 || r.Q > 0 && r.P >= r.Q || r.P > 1000:
		return &Error{Code: BadRule, Value: "p-percent"}
	case !percent(r.Range) || r.Range > 1000:
		return &Error{Code: BadRule, Value: "range"}
	}
	for _, axis := range r.Group {
		if axis < 0 || axis >= len(t.Axes) {
			return &Error{Code: BadRule, Value: "group", Got: int64(axis)}
		}
	}
	if r.N > 2 && t.summed {
		for i := range t.Cells {
			if c := &t.Cells[i]; len(c.largest) >= 2 && len(c.largest) < r.N && int64(len(c.largest)) < c.Contributors {
				return &Error{Code: BadRule, Value: "largest", Got: int64(len(c.largest)), Want: int64(r.N)}
			}
		}
	}
	return nil
}

func (r *Rules) p() float64 {
	if r.Q > 0 {
		return 100 * r.P / r.Q
	}
	return r.P
}

// Unsafe judges every cell by itself. Cells whose contributors all agree to be
// recognised are safe but for group disclosure. Spec.Largest must have been at
// least r.N.
func (t *Table) Unsafe(r *Rules) ([]Protection, error) {
	if err := r.check(t); err != nil {
		return nil, err
	}
	all := make([]Protection, len(t.Cells))
	for i := range t.Cells {
		if c := &t.Cells[i]; !c.allWaive || c.Count == 0 {
			all[i] = r.judge(c, t.summed)
		}
	}
	for _, axis := range r.Group {
		for i := range t.Cells {
			if only := t.concentrated(i, axis); only >= 0 {
				p := &all[only]
				p.Reason |= Grouped
				p.Count.Lower = max(p.Count.Lower, min(max(r.MinCount, 1), t.Cells[only].Count))
			}
		}
	}
	return all, nil
}

// concentrated returns the cell that has all of a parent's rows, or −1 if
// there is none or nothing else it could be.
func (t *Table) concentrated(parent, axis int) int {
	children := t.Axes[axis].Nodes[t.node(parent, axis)].Children
	if t.Cells[parent].Count == 0 || len(children) < 2 {
		return -1
	}
	for _, child := range children {
		cell := parent + (child-t.node(parent, axis))*t.strides[axis]
		switch t.Cells[cell].Count {
		case t.Cells[parent].Count:
			return cell
		case 0:
		default:
			return -1
		}
	}
	return -1
}

func (r *Rules) judge(c *Cell, summed bool) (p Protection) {
	if c.Contributors < r.MinCount && (c.Contributors > 0 || r.Zeros) {
		p.Reason |= Few
		p.Count = level(r.MinCount-c.Contributors, c.Count)
		if summed {
			percent := r.Range
			if percent == 0 {
				percent = max(r.p(), 10)
			}
			p.Sum = level(int64(math.Ceil(percent/100*float64(c.Sum))), c.Sum)
		}
	}
	if !summed || len(c.largest) == 0 || c.Sum == 0 {
		return p
	}
	if r.N > 0 {
		most := 0.0
		for _, x := range c.largest[:min(r.N, len(c.largest))] {
			most += float64(x)
		}
		if 100*most > r.K*float64(c.Sum) {
			p.Reason |= Dominated
			p.Sum = p.Sum.or(level(int64(math.Ceil(100*most/r.K-float64(c.Sum))), c.Sum))
		}
	}
	if percent := r.p(); percent > 0 {
		first, second := c.largest[0], c.top[0]
		if second == first {
			second = c.top[1]
		}
		rest := c.Sum - first - second
		if 100*float64(rest) < percent*float64(first) {
			p.Reason |= Exposed
			p.Sum = p.Sum.or(level(int64(math.Ceil(percent/100*float64(first)-float64(rest))), c.Sum))
		}
	}
	return p
}

// level is the same on both sides, as far as a value that is not negative can
// be below.
func level(distance, value int64) Level {
	distance = max(distance, 1)
	return Level{Lower: min(distance, value), Upper: distance}
}

func (l Level) or(m Level) Level {
	return Level{max(l.Lower, m.Lower), max(l.Upper, m.Upper)}
}

// holds tells whether an interval is wide enough around a value.
func (l Level) holds(value int64, i Interval) bool {
	return i.Low <= value-l.Lower && (i.High-value >= l.Upper)
}
