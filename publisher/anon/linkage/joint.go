package linkage

import (
	"context"
	"math"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// joint counts for each row what the rows that fit it in both releases have
// in common. Rows are taken together that have the same labels in both.
func (a *alignment) joint(ctx context.Context, signature *risk.Classes, out *Result) error {
	var columns []maker
	for i := range a.quasi {
		p := &a.quasi[i]
		if p.now != nil {
			columns = append(columns, p.labels(p.toNow, p.now))
		}
		if p.then != nil {
			columns = append(columns, p.labels(p.toThen, p.then))
		}
	}
	persons, err := classes(ctx, a.rows, columns)
	if err != nil {
		return err
	}
	now, err := a.side(ctx, a.newest, signature.Of[:a.rows], persons, func(p *pair) (*micro.Column, []uint32) { return p.now, p.toNow })
	if err != nil {
		return err
	}
	then, err := a.side(ctx, a.earlier, signature.Of[a.rows:], persons, func(p *pair) (*micro.Column, []uint32) { return p.then, p.toThen })
	if err != nil {
		return err
	}
	weight := make([]int64, persons.Len())
	for i, person := range persons.Of {
		if !now.empty[now.of[i]] {
			weight[person]++
		}
	}
	s := sum{k: a.k, least: math.MaxInt64, now: now, then: then, out: out}
	if err := s.run(ctx, weight, signature.Len()); err != nil {
		return err
	}
	if s.least < math.MaxInt64 {
		out.Joint = &s.least
	}
	out.Unlinked = out.Absent == out.Rows
	return nil
}

// block is the number of steps between two looks at the context.
const block = 1 << 12

// labels makes what the rows are called in a release, before suppression.
func (p *pair) labels(to []uint32, c *micro.Column) maker {
	return maker{bound: len(c.Values) + 1, codes: func() []uint32 {
		codes := make([]uint32, len(p.original.Codes))
		for i, code := range p.original.Codes {
			codes[i] = label(to, code, c)
		}
		return codes
	}}
}

// label returns the code of a label, the one after the last if the release
// does not have it.
func label(to []uint32, code uint32, c *micro.Column) uint32 {
	if code == micro.Missing {
		return code
	}
	return min(to[code], uint32(len(c.Values)))
}
