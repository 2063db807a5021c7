package aggregate_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/micro"
)

func TestSpecsThatMakeNoSenseAreRefused(t *testing.T) {
	c := column("c", "a", "b", "c")
	by := []aggregate.Dimension{{Column: c}}
	for _, test := range []struct {
		name string
		spec aggregate.Spec
		want string
	}{
		{"no dimension", aggregate.Spec{}, aggregate.NoDimension},
		{"other number of rows", aggregate.Spec{By: by, Value: column("v", "1")}, aggregate.UnevenRows},
		{"other number of waivers", aggregate.Spec{By: by, Waived: make([]bool, 2)}, aggregate.UnevenRows},
		{"other number of keys", aggregate.Spec{By: by, Keys: make([]uint64, 2)}, aggregate.UnevenRows},
		{"a value without a group", aggregate.Spec{By: []aggregate.Dimension{{Column: c, Parents: [][]uint32{{0, 1}}}}}, aggregate.Hole},
		{"a code that is not in the dictionary", aggregate.Spec{By: []aggregate.Dimension{{Column: &micro.Column{Codes: []uint32{0}}}}}, aggregate.Hole},
		{"a group in two groups", aggregate.Spec{By: []aggregate.Dimension{{Column: c, Parents: [][]uint32{{0, 1, 2}, {0, 0, 1}, {0, 1, 1}}}}}, aggregate.TwoParents},
		{"too many cells", aggregate.Spec{By: by, Limit: 3}, aggregate.TooManyCells},
		{"negative amounts", aggregate.Spec{By: by, Value: column("v", "1", "-2", "3")}, aggregate.Negative},
		{"amounts in words", aggregate.Spec{By: by, Value: column("v", "1", "two", "3")}, aggregate.NotANumber},
		{"amounts of many digits", aggregate.Spec{By: by, Value: column("v", "1", "99999999999999999999", "3")}, aggregate.TooLarge},
		{"a sum of many digits", aggregate.Spec{By: by, Value: column("v", "36028797018963967", "36028797018963966", "3")}, aggregate.TooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := aggregate.New(t.Context(), &test.spec)
			if e, ok := errors.AsType[*aggregate.Error](err); !ok || e.Code != test.want {
				t.Errorf("err = %v, want %s", err, test.want)
			}
		})
	}
}

func TestRulesOutOfRangeAreRefused(t *testing.T) {
	table := grid(t, [][]int{{1, 2}, {3, 4}})
	for name, rules := range map[string]aggregate.Rules{
		"negative count": {MinCount: -1}, "all dominate": {N: 2, K: 100}, "no share": {N: 1, K: math.NaN()},
		"negative p": {P: -1}, "p above q": {P: 50, Q: 40}, "another axis": {Group: []int{2}}, "endless range": {Range: math.Inf(1)},
	} {
		if _, err := table.Suppress(t.Context(), &rules, aggregate.Limits{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSystemsOverTheLimitAreUnknownAndOpen(t *testing.T) {
	table := grid(t, [][]int{{1, 2, 7}, {8, 9, 4}, {5, 5, 5}})
	p, err := table.Suppress(t.Context(), &aggregate.Rules{MinCount: 3}, aggregate.Limits{System: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Open) != 2 || !p.Audits[0].Unknown {
		t.Errorf("open %v, audits %+v", p.Open, p.Audits)
	}
}

func TestWorkEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	table := grid(t, [][]int{{1, 2, 7}, {8, 9, 4}, {5, 5, 5}})
	cancel()
	if _, err := table.Suppress(ctx, &aggregate.Rules{MinCount: 3}, aggregate.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Suppress: err = %v, want %v", err, context.Canceled)
	}
	if _, err := aggregate.New(ctx, &aggregate.Spec{By: gridBy([][]int{{1}})}); !errors.Is(err, context.Canceled) {
		t.Errorf("New: err = %v, want %v", err, context.Canceled)
	}
}
