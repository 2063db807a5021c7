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

// many is a lattice of 10⁹ nodes with as many adversaries as there may be.
func many(rows int) *lattice.Problem {
	p := huge(rows)
	r := rand.New(rand.NewPCG(3, 4))
	for range lattice.MaxViews {
		p.Views = append(p.Views, r.Perm(len(p.Dimensions))[:4])
	}
	p.Outliers = 0.1
	return p
}

func TestManyViewsOfAHugeLatticeAreBounded(t *testing.T) {
	p := many(500)
	limits := lattice.Limits{Nodes: 100, Memory: 1 << 16}
	got, err := lattice.Search(t.Context(), p, lattice.Options{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Found || got.Optimal || got.Checked > limits.Nodes || got.K < 5 {
		t.Errorf("got %+v", got)
	}
	again, err := lattice.Search(t.Context(), p, lattice.Options{Limits: lattice.Limits{Nodes: 100}})
	if err != nil || !slices.Equal(again.Levels, got.Levels) {
		t.Errorf("with more memory found %v, not %v, %v", again.Levels, got.Levels, err)
	}
}

func TestSuppressionEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := lattice.Suppress(ctx, many(3000), []int{2, 2, 2, 2, 2, 2, 2, 2, 2}, 0.5)
	if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took > 5*time.Second {
		t.Errorf("err = %v after %v, want %v", err, took, context.DeadlineExceeded)
	}
}
