package linkage

import (
	"context"

	"nguon/publisher/anon/risk"
)

// difference counts the tuples of quasi-identifiers of which the releases have
// other rows.
func (a *alignment) difference(ctx context.Context, signature *risk.Classes, out *Result) error {
	var columns []maker
	for i := range a.quasi {
		if p := &a.quasi[i]; p.now != nil && p.then != nil {
			columns = append(columns, p.both())
		}
	}
	tuples, err := classes(ctx, a.rows+a.before, columns)
	if err != nil {
		return err
	}
	given := func(c *risk.Classes) maker {
		return maker{codes: func() []uint32 { return c.Of }, bound: c.Len()}
	}
	alike, err := classes(ctx, a.rows+a.before, []maker{given(tuples), given(signature)})
	if err != nil {
		return err
	}
	surplus := make([]int64, alike.Len()) // of the new release
	for i, class := range alike.Of {
		if i < a.rows {
			surplus[class]++
		} else {
			surplus[class]--
		}
	}
	came, went := make([]int64, tuples.Len()), make([]int64, tuples.Len())
	for class, n := range surplus {
		tuple := tuples.Of[alike.First[class]]
		came[tuple] += max(n, 0)
		went[tuple] += max(-n, 0)
	}
	for tuple := range came {
		few := false
		for _, n := range []int64{came[tuple], went[tuple]} {
			if n > 0 && (out.Smallest == 0 || n < out.Smallest) {
				out.Smallest = n
			}
			few = few || n > 0 && n < a.k
		}
		if few {
			out.Differences++
		}
	}
	return nil
}
