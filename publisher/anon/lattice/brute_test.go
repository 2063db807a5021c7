package lattice_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// random makes a small problem with missing values.
func random(r *rand.Rand) *lattice.Problem {
	rows := 1 + r.IntN(40)
	p := &lattice.Problem{Outliers: []float64{0, 0, 0.1, 0.3}[r.IntN(4)]}
	column := func(name string, values int) *micro.Column {
		c := &micro.Column{Name: name}
		for v := range values {
			c.Values = append(c.Values, fmt.Sprint(v))
		}
		for range rows {
			code := uint32(r.IntN(values))
			if r.IntN(20) == 0 {
				code = micro.Missing
			}
			c.Codes = append(c.Codes, code)
		}
		return c
	}
	for i := range 1 + r.IntN(4) {
		values := 1 + r.IntN(9)
		d := lattice.Dimension{Column: column(fmt.Sprint("q", i), values), Weight: []float64{0, 0.5, 2}[r.IntN(3)]}
		for width := values; ; width = (width + 1) / 2 {
			parents := make([]uint32, values)
			for code := range parents {
				parents[code] = uint32(code * width / values)
				if len(d.Parents) > 0 {
					parents[code] = d.Parents[len(d.Parents)-1][code] / 2
				}
			}
			d.Parents = append(d.Parents, parents)
			if width == 1 {
				break
			}
		}
		p.Dimensions = append(p.Dimensions, d)
	}
	secret := column("secret", 4)
	p.Sensitive = []*micro.Column{secret}
	p.Metric = []lattice.Metric{lattice.NUE, lattice.Loss, lattice.DM, lattice.DMStar, lattice.AECS}[r.IntN(5)]
	p.Criteria = []lattice.Criterion{lattice.K(1 + r.IntN(5))}
	switch r.IntN(4) {
	case 0:
		p.Criteria = append(p.Criteria, lattice.Distinct(0, 1+r.IntN(3), !slices.Contains(secret.Codes, micro.Missing)))
	case 1:
		p.Criteria = append(p.Criteria, tEqual(secret, 0.1+r.Float64()/2))
	case 2: // δ-disclosure: every value that occurs has at least a fifth
		p.Criteria = append(p.Criteria, lattice.Measure{Kind: lattice.Never, Within: func(d risk.Distribution) bool {
			return !slices.ContainsFunc(d.Counts, func(n int64) bool { return 5*n < d.Rows() })
		}})
	}
	return p
}

// group is the brute-force classes of rows by the text of their values.
func group(p *lattice.Problem, levels []int, hide func(row, dimension int) bool) map[string][]int {
	groups := make(map[string][]int)
	for row := range p.Dimensions[0].Column.Codes {
		key := ""
		for i, d := range p.Dimensions {
			last := levels[i] > 0 && slices.Max(d.Parents[levels[i]]) == slices.Min(d.Parents[levels[i]])
			switch code := d.Column.Codes[row]; {
			case hide != nil && hide(row, i):
				key += "hidden|"
			case last:
				key += "*|"
			case code == micro.Missing:
				key += "missing|"
			default:
				key += fmt.Sprint(d.Parents[levels[i]][code], "|")
			}
		}
		groups[key] = append(groups[key], row)
	}
	return groups
}

// broken tells whether rows as a class break a criterion.
func broken(p *lattice.Problem, rows []int) bool {
	var d risk.Distribution
	for code := range uint32(4) {
		n := int64(0)
		for _, row := range rows {
			if p.Sensitive[0].Codes[row] == code {
				n++
			}
		}
		if n > 0 {
			d.Codes, d.Counts = append(d.Codes, code), append(d.Counts, n)
		}
	}
	for _, c := range p.Criteria {
		switch c := c.(type) {
		case lattice.K:
			if int64(len(rows)) < int64(c) {
				return true
			}
		case lattice.Measure:
			if len(d.Codes) > 0 && !c.Within(d) {
				return true
			}
		}
	}
	return false
}

// measure is the metric of a node from its definition.
func measure(p *lattice.Problem, levels []int) (metric float64, out int) {
	rows := len(p.Dimensions[0].Column.Codes)
	groups := group(p, levels, nil)
	squares, kept, dm := 0.0, 0, 0.0
	hidden := make([]bool, rows)
	for _, g := range groups {
		n := float64(len(g))
		squares += n * n
		if broken(p, g) {
			out += len(g)
			dm += n * float64(rows)
			for _, row := range g {
				hidden[row] = true
			}
		} else {
			kept++
			dm += n * n
		}
	}
	switch p.Metric {
	case lattice.DMStar:
		return squares, out
	case lattice.DM:
		return dm, out
	case lattice.AECS:
		if out > 0 {
			kept++
		}
		return float64(rows) / float64(kept), out
	}
	nue, loss, weights := 0.0, 0.0, 0.0
	for i := range p.Dimensions {
		d := &p.Dimensions[i]
		one := &lattice.Problem{Dimensions: []lattice.Dimension{*d}}
		before, after := group(one, []int{0}, nil), group(one, levels[i:i+1], nil)
		size := func(groups map[string][]int, row int) float64 {
			for _, g := range groups {
				if slices.Contains(g, row) {
					return float64(len(g))
				}
			}
			return 0
		}
		weight := d.Weight
		if weight == 0 {
			weight = 1
		}
		weights += weight
		domain := len(d.Column.Values)
		for row, code := range d.Column.Codes {
			nue -= weight * math.Log2(size(before, row)/size(after, row))
			covered := 0
			at := d.Parents[levels[i]]
			single := levels[i] > 0 && slices.Max(at) == slices.Min(at)
			switch {
			case hidden[row] || single:
				covered = domain
			case code == micro.Missing:
				covered = domain
			default:
				for _, parent := range at {
					if parent == at[code] {
						covered++
					}
				}
			}
			if domain > 1 {
				loss += weight * float64(covered-1) / float64(domain-1)
			}
		}
	}
	if p.Metric == lattice.NUE {
		return nue, out
	}
	return loss / weights / float64(rows), out
}

func nodes(p *lattice.Problem) [][]int {
	all := [][]int{{}}
	for _, d := range p.Dimensions {
		var longer [][]int
		for _, n := range all {
			for level := range d.Parents {
				longer = append(longer, append(slices.Clone(n), level))
			}
		}
		all = longer
	}
	return all
}

func TestSearchFindsWhatBruteForceFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	checked, lattices := 0, int64(0)
	for run := range 800 {
		p := random(r)
		rows := len(p.Dimensions[0].Column.Codes)
		limit := int(math.Floor(p.Outliers*float64(rows) + 1e-9))
		want, found := math.Inf(1), false
		for _, n := range nodes(p) {
			if metric, out := measure(p, n); out <= limit {
				want, found = min(want, metric), true
			}
		}
		got, err := lattice.Search(t.Context(), p, lattice.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Found != found || !got.Optimal {
			t.Fatalf("run %d: found %t, optimal %t, want found %t", run, got.Found, got.Optimal, found)
		}
		metric, out := measure(p, got.Levels)
		if found && math.Abs(got.Metric-want) > 1e-9*(1+want) || math.Abs(got.Metric-metric) > 1e-9*(1+metric) || got.Suppressed != int64(out) {
			t.Fatalf("run %d: %s %v at %v (there %v), %d rows suppressed (there %d), best is %v", run, p.Metric, got.Metric, got.Levels, metric, got.Suppressed, out, want)
		}
		for _, lever := range got.Levers {
			metric, out := measure(p, lever.Levels)
			if math.Abs(lever.Metric-metric) > 1e-9*(1+metric) || lever.Suppressed != int64(out) || lever.Holds != (out <= limit) {
				t.Fatalf("run %d: lever %+v, want metric %v, suppressed %d", run, lever, metric, out)
			}
		}
		checked += got.Checked
		lattices += got.Lattice
	}
	t.Logf("checked %d of %d nodes", checked, lattices)
}

func TestWhatIsLeftAfterSuppressionHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 15))
	saved := 0
	for run := range 800 {
		p := random(r)
		all := nodes(p)
		levels := all[r.IntN(len(all))]
		rows := len(p.Dimensions[0].Column.Codes)
		share := []float64{0, 0.05, 0.5}[r.IntN(3)]
		got, err := lattice.Suppress(t.Context(), p, levels, share)
		if err != nil {
			t.Fatal(err)
		}
		_, out := measure(p, levels)
		cells := 0
		for _, c := range got.Cells {
			cells += len(c)
		}
		if len(got.Rows) > out || share == 0 && len(got.Rows) != out || cells > int(share*float64(rows*len(levels))+1e-9) {
			t.Fatalf("run %d: %d rows and %d cells suppressed; %d rows break a criterion", run, len(got.Rows), cells, out)
		}
		saved += out - len(got.Rows)
		for key, g := range group(p, levels, func(row, i int) bool {
			_, hidden := slices.BinarySearch(got.Cells[i], int32(row))
			return hidden
		}) {
			g = slices.DeleteFunc(g, func(row int) bool {
				_, gone := slices.BinarySearch(got.Rows, int32(row))
				return gone
			})
			if len(g) > 0 && broken(p, g) {
				t.Fatalf("run %d: class %s of rows %v breaks a criterion", run, key, g)
			}
		}
	}
	if saved == 0 {
		t.Error("the suppression of cells has saved no row")
	}
}

// huge is a lattice of 10⁹ nodes.
func huge(rows int) *lattice.Problem {
	r := rand.New(rand.NewPCG(1, 2))
	p := &lattice.Problem{Criteria: []lattice.Criterion{lattice.K(5)}, Outliers: 0.02, Metric: lattice.Loss}
	for i := range 9 {
		c := &micro.Column{Name: fmt.Sprint("q", i)}
		d := lattice.Dimension{Column: c}
		for v := range 512 {
			c.Values = append(c.Values, fmt.Sprint(v))
		}
		for range rows {
			c.Codes = append(c.Codes, uint32(math.Abs(r.NormFloat64())*100)%512)
		}
		for level := range 10 {
			parents := make([]uint32, 512)
			for code := range parents {
				parents[code] = uint32(code >> level)
			}
			d.Parents = append(d.Parents, parents)
		}
		p.Dimensions = append(p.Dimensions, d)
	}
	return p
}

func TestHugeLatticeGetsABoundedBestEffort(t *testing.T) {
	p := huge(3000)
	start := time.Now()
	got, err := lattice.Search(t.Context(), p, lattice.Options{Limits: lattice.Limits{Nodes: 300, Memory: 1 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Lattice != 1e9 || !got.Found || got.Optimal || got.Checked > 300 || got.Metric >= 1 {
		t.Errorf("got %+v", got)
	}
	again, err := lattice.Search(t.Context(), p, lattice.Options{Limits: lattice.Limits{Nodes: 300}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(again.Levels, got.Levels) {
		t.Errorf("another search found %v, not %v", again.Levels, got.Levels)
	}
	t.Logf("%d nodes, loss %.3f at %v, %v", got.Checked, got.Metric, got.Levels, time.Since(start))
}

func TestTimeLimitGivesTheBestSoFar(t *testing.T) {
	got, err := lattice.Search(t.Context(), huge(3000), lattice.Options{Limits: lattice.Limits{Time: time.Nanosecond}})
	if err != nil || got.Checked != 1 || !got.Found || got.Optimal {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestImpossibleIsProvedWithOneCheck(t *testing.T) {
	p := huge(100)
	p.Criteria = []lattice.Criterion{lattice.K(101)}
	got, err := lattice.Search(t.Context(), p, lattice.Options{})
	if err != nil || got.Found || !got.Optimal || got.Checked != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSearchEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := lattice.Search(ctx, huge(3000), lattice.Options{Progress: func(lattice.Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want %v", err, context.Canceled)
	}
}
