package linkage

import (
	"context"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// A maker makes the codes of one column, below a bound or missing, when it is
// needed, so that few columns of large tables are in memory at a time.
type maker struct {
	codes func() []uint32
	bound int
}

// together is how many columns are grouped in one go.
const together = 4

// classes groups rows by columns.
func classes(ctx context.Context, rows int, columns []maker) (*risk.Classes, error) {
	c, err := risk.Group(ctx, &micro.Table{Rows: rows}, nil)
	for err == nil && len(columns) > 0 {
		n := min(together, len(columns))
		t := &micro.Table{Rows: rows, Columns: []micro.Column{{Codes: c.Of, Values: make([]string, c.Len())}}}
		by := []int{0}
		for i, m := range columns[:n] {
			t.Columns = append(t.Columns, micro.Column{Codes: m.codes(), Values: make([]string, m.bound)})
			by = append(by, i+1)
		}
		columns = columns[n:]
		c, err = risk.Group(ctx, t, by)
	}
	return c, err
}

// both makes the groups of a column of both releases, the new one's rows first.
func (p *pair) both() maker {
	return maker{bound: p.groupCount, codes: func() []uint32 {
		codes := make([]uint32, 0, len(p.now.Codes)+len(p.then.Codes))
		codes = translated(codes, p.now.Codes, p.nowGroup)
		return translated(codes, p.then.Codes, p.thenGroup)
	}}
}

// translated appends codes, each as to has it; what is missing stays so.
func translated(out, codes, to []uint32) []uint32 {
	for _, code := range codes {
		if code != micro.Missing {
			code = to[code]
		}
		out = append(out, code)
	}
	return out
}

// signatures numbers the tuples of other values in both releases.
func (a *alignment) signatures(ctx context.Context) (*risk.Classes, error) {
	var columns []maker
	for i := range a.others {
		columns = append(columns, a.others[i].both())
	}
	return classes(ctx, a.rows+a.before, columns)
}
