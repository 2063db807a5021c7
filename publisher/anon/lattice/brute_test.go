package lattice_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
)

// same compares what a search says of a node with the reference.
func same(got lattice.Node, want verdict) bool {
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }
	return got.Holds == want.Holds && got.Smallest == want.Smallest && got.K == want.K && got.Classes == want.Classes &&
		got.Suppressed == want.Suppressed && near(got.Metric, want.Metric) && near(got.Average, want.Average) && near(got.AtRisk, want.AtRisk)
}

func TestSearchFindsWhatBruteForceFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	checked, lattices, none := 0, int64(0), 0
	for run := range 1500 {
		p := random(r)
		best, found := math.Inf(1), false
		for _, n := range nodes(p) {
			if v := measure(p, n); v.Holds {
				best, found = min(best, v.Metric), true
			}
		}
		got, err := lattice.Search(t.Context(), p, lattice.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Found != found || !got.Optimal || found && math.Abs(got.Metric-best) > 1e-9*(1+best) {
			t.Fatalf("run %d: found %t, optimal %t, %s %v; want found %t, %v", run, got.Found, got.Optimal, p.Metric, got.Metric, found, best)
		}
		if want := measure(p, got.Levels); !same(got.Node, want) {
			t.Fatalf("run %d: got %+v, want %+v", run, got.Node, want.Node)
		}
		for _, lever := range got.Levers {
			if want := measure(p, lever.Levels); !same(lever.Node, want) {
				t.Fatalf("run %d: lever %+v, want %+v", run, lever.Node, want.Node)
			}
		}
		checked += got.Checked
		lattices += got.Lattice
		if !found {
			none++
		}
	}
	t.Logf("checked %d of %d nodes; in %d runs nothing holds", checked, lattices, none)
}

// With criteria that merging classes never breaks, no more rows could be kept.
func TestSuppressionKeepsAsManyRowsAsCanBe(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	chains := 0
	for run := range 300 {
		table := anontest.Random(r, 10, 4, 3, 0.05)
		p := &lattice.Problem{
			Criteria:  []lattice.Criterion{lattice.K(2 + r.IntN(2))},
			Sensitive: []*micro.Column{&table.Columns[0]},
			Views:     [][]int{{0, 1}, {1, 2}, {2, 3}}[:2+r.IntN(2)],
			Metric:    lattice.DM,
			Outliers:  1,
		}
		for i := range table.Columns {
			p.Dimensions = append(p.Dimensions, lattice.Dimension{
				Column:  &table.Columns[i],
				Parents: [][]uint32{[]uint32{0, 1, 2}[:len(table.Columns[i].Values)]},
			})
		}
		got, err := lattice.Suppress(t.Context(), p, []int{0, 0, 0, 0}, 0)
		if err != nil {
			t.Fatal(err)
		}
		most := anontest.MostKept(anontest.Rows(table, []int{0, 1, 2, 3}), p.Views, func(class []int) bool { return holds(p, class) })
		if table.Rows-len(got.Rows) != most {
			t.Fatalf("run %d: kept %d rows, could keep %d", run, table.Rows-len(got.Rows), most)
		}
		if most > 0 && most < table.Rows {
			chains++
		}
	}
	if chains < 30 {
		t.Errorf("only %d tables show anything", chains)
	}
}

func TestWhatIsLeftAfterSuppressionHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 15))
	saved := int64(0)
	for run := range 1500 {
		p := random(r)
		all := nodes(p)
		levels := all[r.IntN(len(all))]
		rows := len(p.Dimensions[0].Column.Codes)
		share := []float64{0, 0.05, 0.5}[r.IntN(3)]
		got, err := lattice.Suppress(t.Context(), p, levels, share)
		if err != nil {
			t.Fatal(err)
		}
		v := measure(p, levels)
		cells, within := 0, v.tolerable(p.Risk)
		for _, c := range got.Cells {
			cells += len(c)
		}
		gone := int64(len(got.Rows))
		if gone > v.Suppressed || share == 0 && gone != v.Suppressed || cells > int(share*float64(rows*len(levels))+1e-9) {
			t.Fatalf("run %d: %d rows and %d cells suppressed; %d rows break a criterion", run, gone, cells, v.Suppressed)
		}
		saved += v.Suppressed - gone
		for i := range v.kept {
			_, gone := slices.BinarySearch(got.Rows, int32(i))
			v.kept[i] = !gone
		}
		left := texts(p, levels, func(row, i int) bool {
			_, hidden := slices.BinarySearch(got.Cells[i], int32(row))
			return hidden
		})
		for _, view := range judged(p) {
			for key, class := range anontest.ClassesIn(left, view, v.kept) {
				if !holds(p, class) {
					t.Fatalf("run %d: class %q of rows %v breaks a criterion", run, key, class)
				}
			}
		}
		if v.risks(p, left); within && !v.tolerable(p.Risk) {
			t.Fatalf("run %d: average %v, at risk %v, want %+v", run, v.Average, v.AtRisk, p.Risk)
		}
	}
	if saved == 0 {
		t.Error("the suppression of cells has saved no row")
	}
	t.Logf("%d rows saved", saved)
}
