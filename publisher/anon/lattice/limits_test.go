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
)

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
