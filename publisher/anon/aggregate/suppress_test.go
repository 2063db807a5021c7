package aggregate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
)

// attacker computes, by trying all tables of small counts, what can be known
// of the suppressed cells of a table with two dimensions.
type attacker struct {
	t      *aggregate.Table
	hidden []bool
	leaves [][]int // nodes of the leaf cells
	low    []int64
	high   []int64
	sums   []int64 // of all cells, for the values so far
	reach  int64   // how far above the truth values are tried
}

func attack(t *aggregate.Table, hidden []bool, reach int64) (low, high []int64) {
	a := &attacker{t: t, hidden: hidden, reach: reach, low: make([]int64, len(t.Cells)), high: make([]int64, len(t.Cells)), sums: make([]int64, len(t.Cells))}
	for i := range a.low {
		a.low[i], a.high[i] = aggregate.Unbounded, -1
	}
	for cell := range t.Cells {
		leaf := true
		for axis, node := range anontest.Nodes(t, cell) {
			leaf = leaf && len(t.Axes[axis].Nodes[node].Children) == 0
		}
		if leaf {
			a.leaves = append(a.leaves, anontest.Nodes(t, cell))
		}
	}
	a.try(0)
	return a.low, a.high
}

// over calls f with the cells of which a leaf is part.
func (a *attacker) over(leaf []int, f func(cell int)) {
	var walk func(axis int, nodes []int)
	walk = func(axis int, nodes []int) {
		if axis == len(leaf) {
			f(a.t.Index(nodes...))
			return
		}
		for n := leaf[axis]; n >= 0; n = a.t.Axes[axis].Nodes[n].Parent {
			walk(axis+1, append(nodes[:axis:axis], n))
		}
	}
	walk(0, nil)
}

func (a *attacker) try(i int) {
	if i == len(a.leaves) {
		for cell, sum := range a.sums {
			if !a.hidden[cell] && sum != a.t.Cells[cell].Count {
				return
			}
		}
		for cell, sum := range a.sums {
			a.low[cell], a.high[cell] = min(a.low[cell], sum), max(a.high[cell], sum)
		}
		return
	}
	cell := a.t.Index(a.leaves[i]...)
	from, to := int64(0), a.t.Cells[cell].Count+a.reach
	if !a.hidden[cell] {
		from, to = a.t.Cells[cell].Count, a.t.Cells[cell].Count
	}
	for v := from; v <= to; v++ {
		fits := true
		a.over(a.leaves[i], func(c int) {
			a.sums[c] += v
			fits = fits && (a.hidden[c] || a.sums[c] <= a.t.Cells[c].Count)
		})
		if fits {
			a.try(i + 1)
		}
		a.over(a.leaves[i], func(c int) { a.sums[c] -= v })
		if !fits {
			break // more will not fit either
		}
	}
}

// small makes a random table, in half the cases with a hierarchy over the rows.
func small(t *testing.T, r *rand.Rand) *aggregate.Table {
	counts := make([][]int, 2+r.IntN(2))
	columns := 2 + r.IntN(2)
	for i := range counts {
		for range columns {
			counts[i] = append(counts[i], r.IntN(6))
		}
	}
	by := gridBy(counts)
	if len(counts) == 3 && r.IntN(2) == 0 {
		by[0].Parents = [][]uint32{{0, 1, 2}, {0, 0, 1}, {0, 0, 0}}
	}
	table, err := aggregate.New(t.Context(), &aggregate.Spec{By: by})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestAuditAgreesWithAllTablesThatCouldBe(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for run := range 300 {
		table := small(t, r)
		hidden := make([]bool, len(table.Cells))
		most := 6
		for cell := range hidden {
			nodes := anontest.Nodes(table, cell)
			inner := table.Axes[0].Nodes[nodes[0]].Parent >= 0 && table.Axes[1].Nodes[nodes[1]].Parent >= 0
			if inner && most > 0 && r.IntN(2) == 0 {
				hidden[cell] = true
				most--
			}
		}
		audits, err := table.Audit(t.Context(), hidden, aggregate.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		low, high := attack(table, hidden, table.Cells[len(table.Cells)-1].Count)
		for _, a := range audits {
			if got, want := a.Count, (aggregate.Interval{Low: low[a.Cell], High: high[a.Cell]}); got != want {
				t.Fatalf("run %d: cell %v: got %v, want %v", run, anontest.Nodes(table, a.Cell), got, want)
			}
		}
	}
}

func TestNoUnsafeCellCanBeComputedTooClosely(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 7))
	protected := 0
	for run := range 300 {
		table := small(t, r)
		rules := &aggregate.Rules{MinCount: 3, Zeros: r.IntN(4) == 0}
		p, err := table.Suppress(t.Context(), rules, aggregate.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		hidden, leaves := make([]bool, len(table.Cells)), 0
		for cell, s := range p.States {
			hidden[cell] = s != aggregate.Published
			if hidden[cell] {
				leaves++
			}
			if n := table.Cells[cell].Contributors; (s == aggregate.Primary) != (n < 3 && (n > 0 || rules.Zeros)) {
				t.Fatalf("run %d: cell of %d is %v", run, n, s)
			}
		}
		if leaves > 6 { // more than can be tried
			continue
		}
		low, high := attack(table, hidden, 6)
		for cell, s := range p.States {
			if s != aggregate.Primary || slices.Contains(p.Open, cell) {
				continue
			}
			n := table.Cells[cell].Count
			if low[cell] > max(0, n-(3-n)) || high[cell] < 3 {
				t.Fatalf("run %d: cell %v of %d is known to be in [%d,%d]", run, anontest.Nodes(table, cell), n, low[cell], high[cell])
			}
			protected++
		}
	}
	t.Logf("%d unsafe cells were attacked", protected)
	if protected < 50 {
		t.Errorf("only %d unsafe cells were attacked", protected)
	}
}

func TestRulesOfTheHandbook(t *testing.T) {
	for _, test := range []struct {
		name    string
		amounts []string
		owners  []string
		waived  []bool
		rules   aggregate.Rules
		reason  aggregate.Reason
		upper   int64
	}{
		{name: "too few", amounts: []string{"10", "20"}, rules: aggregate.Rules{MinCount: 3}, reason: aggregate.Few, upper: 3},
		{name: "enough", amounts: []string{"10", "20", "5"}, rules: aggregate.Rules{MinCount: 3}},
		{name: "two dominate", amounts: []string{"60", "30", "10"}, rules: aggregate.Rules{N: 2, K: 85}, reason: aggregate.Dominated, upper: 6}, // 90/0.85 − 100 = 5.88
		{name: "two have exactly k", amounts: []string{"55", "30", "15"}, rules: aggregate.Rules{N: 2, K: 85}},
		{name: "the second learns the first within p", amounts: []string{"100", "50", "9"}, rules: aggregate.Rules{P: 10}, reason: aggregate.Exposed, upper: 1},
		{name: "the rest is p of the first", amounts: []string{"100", "50", "10"}, rules: aggregate.Rules{P: 10}},
		{name: "p and q", amounts: []string{"100", "50", "19"}, rules: aggregate.Rules{P: 10, Q: 50}, reason: aggregate.Exposed, upper: 1},
		{name: "rows of one owner are one contribution", amounts: []string{"60", "30", "10", "10"}, owners: []string{"a", "a", "b", "c"}, rules: aggregate.Rules{P: 15}, reason: aggregate.Exposed, upper: 4}, // 13.5 − 10
		{name: "owners are counted once", amounts: []string{"1", "1", "1"}, owners: []string{"a", "a", "b"}, rules: aggregate.Rules{MinCount: 3}, reason: aggregate.Few, upper: 1},
		{name: "who agrees may be recognised", amounts: []string{"100", "20", "20", "20"}, waived: []bool{true, false, false, false}, rules: aggregate.Rules{N: 1, K: 50}},
		{name: "decimals", amounts: []string{"1.5", "0.25", "0.05"}, rules: aggregate.Rules{P: 10}, reason: aggregate.Exposed, upper: 10}, // hundredths
	} {
		t.Run(test.name, func(t *testing.T) {
			same := make([]string, len(test.amounts))
			spec := &aggregate.Spec{By: []aggregate.Dimension{{Column: column("all", same...)}}, Value: column("amount", test.amounts...), Waived: test.waived}
			if test.owners != nil {
				spec.Owner = column("owner", test.owners...)
			}
			table, err := aggregate.New(t.Context(), spec)
			if err != nil {
				t.Fatal(err)
			}
			got, err := table.Unsafe(&test.rules)
			if err != nil {
				t.Fatal(err)
			}
			if got[0].Reason != test.reason || got[0].Sum.Upper != test.upper {
				t.Errorf("got %+v, want reason %d, upper level %d", got[0], test.reason, test.upper)
			}
		})
	}
}

func TestGroupDisclosureIsSuppressed(t *testing.T) {
	table := grid(t, [][]int{{9, 0, 0}, {4, 5, 6}, {3, 7, 5}})
	p, err := table.Suppress(t.Context(), &aggregate.Rules{MinCount: 3, Group: []int{1}}, aggregate.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	cell := table.Index(0, 0)
	if p.States[cell] != aggregate.Primary || p.Needs[cell].Reason != aggregate.Grouped || len(p.Open) > 0 {
		t.Errorf("state %v, needs %+v, open %v", p.States[cell], p.Needs[cell], p.Open)
	}
	for _, a := range p.Audits {
		if a.Cell == cell && a.Count.Low > 6 {
			t.Errorf("of nine persons in one group it is known that %d or more are", a.Count.Low)
		}
	}
}

func TestMagnitudesAreProtected(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	region, sector, owner, amount := make([]string, 400), make([]string, 400), make([]string, 400), make([]string, 400)
	for i := range region {
		region[i], sector[i] = fmt.Sprint(r.IntN(6)), fmt.Sprint(r.IntN(8))
		owner[i] = fmt.Sprint(r.IntN(200))
		amount[i] = fmt.Sprint(int64(1 + 1000*r.ExpFloat64()*r.ExpFloat64()))
	}
	regions := column("region", region...)
	table, err := aggregate.New(t.Context(), &aggregate.Spec{
		By:    []aggregate.Dimension{{Column: regions, Parents: [][]uint32{{0, 1, 2, 3, 4, 5}, {0, 0, 0, 1, 1, 1}}}, {Column: column("sector", sector...)}},
		Value: column("amount", amount...), Owner: column("owner", owner...),
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := table.Suppress(t.Context(), &aggregate.Rules{MinCount: 3, N: 2, K: 85, P: 10}, aggregate.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Open) > 0 {
		t.Errorf("open: %v", p.Open)
	}
	var states [3]int
	for _, s := range p.States {
		states[s]++
	}
	for _, a := range p.Audits {
		c, n := table.Cells[a.Cell], p.Needs[a.Cell]
		if n.Reason != 0 && (a.Sum.Low > c.Sum-n.Sum.Lower || a.Sum.High-c.Sum < n.Sum.Upper) {
			t.Errorf("cell %v: %d in %v needs %v", anontest.Nodes(table, a.Cell), c.Sum, a.Sum, n.Sum)
		}
	}
	if states[aggregate.Primary] == 0 || states[aggregate.Published] == 0 {
		t.Errorf("states %v", states)
	}
	t.Logf("published, primary, secondary: %v", states)
}

func TestColumnOfMissingValuesHasOneGroup(t *testing.T) {
	c := &micro.Column{Name: "c", Codes: []uint32{micro.Missing, micro.Missing}}
	table, err := aggregate.New(t.Context(), &aggregate.Spec{By: []aggregate.Dimension{{Column: c}}})
	if err != nil || len(table.Cells) != 2 || table.Cells[1].Count != 2 {
		t.Errorf("got %+v, %v", table, err)
	}
}
