package risk

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"

	"nguon/publisher/anon/micro"
)

// Wildcard returns, for each row of t, how many rows fit it, where a missing
// value fits everything (f of sdcMicro's freqCalc), and the sum of the weights
// of these rows (F). Without weights, F is f. There may be 64 columns at most.
func Wildcard(ctx context.Context, t *micro.Table, columns []int, weights []float64) (f []int64, F []float64, err error) {
	classes, err := Group(ctx, t, columns)
	if err != nil {
		return nil, nil, err
	}
	w, err := newWildcards(ctx, classes)
	if err != nil {
		return nil, nil, err
	}
	counts, err := fits(ctx, w, w.classes.Sizes)
	if err != nil {
		return nil, nil, err
	}
	sums := make([]float64, len(counts))
	for i, n := range counts {
		sums[i] = float64(n)
	}
	if weights != nil {
		if sums, err = w.classes.Sums(weights); err != nil {
			return nil, nil, err
		}
		if sums, err = fits(ctx, w, sums); err != nil {
			return nil, nil, err
		}
	}
	f, F = make([]int64, t.Rows), make([]float64, t.Rows)
	for i, class := range w.classes.Of {
		f[i], F[i] = counts[class], sums[class]
	}
	return f, F, nil
}

// wildcards are the classes of a table by the pattern of their missing cells.
type wildcards struct {
	classes  *Classes
	layout   layout
	keys     []uint64
	present  []uint64 // of each class, the columns that have a value
	patterns []pattern
}

// A pattern is the classes that have values in the same columns.
type pattern struct {
	present uint64
	classes []uint32
}

func newWildcards(ctx context.Context, classes *Classes) (*wildcards, error) {
	if n := len(classes.Columns); n > 64 {
		return nil, &Error{Code: TooManyColumns, Got: int64(n), Want: 64}
	}
	distinct, err := classes.distinct(ctx)
	if err != nil {
		return nil, err
	}
	w := &wildcards{classes: classes, layout: newLayout(distinct)}
	w.keys, w.present = w.layout.pack(classes.Len(), distinct)
	by := make(map[uint64][]uint32)
	for class, present := range w.present {
		by[present] = append(by[present], uint32(class))
	}
	for _, present := range slices.Sorted(maps.Keys(by)) {
		w.patterns = append(w.patterns, pattern{present, by[present]})
	}
	return w, nil
}

func (w *wildcards) key(class uint32) []uint64 {
	return w.keys[int(class)*w.layout.words : int(class+1)*w.layout.words]
}

// fits sums up, for each class, the amounts of the classes that fit it,
// itself among them.
func fits[T int64 | float64](ctx context.Context, w *wildcards, amounts []T) ([]T, error) {
	workers := runtime.GOMAXPROCS(0)
	if _, inexact := any(amounts).([]float64); inexact {
		workers = 1 // the order of additions must not depend on the machine
	}
	sums := make([][]T, workers)
	var wait sync.WaitGroup
	for worker := range sums {
		sums[worker] = make([]T, len(amounts))
		wait.Go(func() {
			pair := 0
			for i, a := range w.patterns {
				for _, b := range w.patterns[:i] {
					if pair++; pair%workers == worker && ctx.Err() == nil {
						meet(w, a, b, amounts, sums[worker])
					}
				}
			}
		})
	}
	wait.Wait()
	total := slices.Clone(amounts)
	for i := range total {
		for _, s := range sums {
			total[i] += s[i]
		}
	}
	return total, ctx.Err()
}

// meet adds to the sums of the classes of two patterns the amounts of the
// classes of the other that are equal in the columns that both have.
func meet[T int64 | float64](w *wildcards, a, b pattern, amounts, sums []T) {
	if len(a.classes) > len(b.classes) {
		a, b = b, a // the index over the smaller one stays in the cache
	}
	mask := w.layout.mask(a.present & b.present)
	key := make([]uint64, w.layout.words)
	index := newTuples(w.layout.words, len(a.classes))
	at := make([]int, len(a.classes))
	ofA, ofB := make([]T, len(a.classes)), make([]T, len(a.classes))
	for i, class := range a.classes {
		at[i] = index.add(and(key, w.key(class), mask))
		ofA[at[i]] += amounts[class]
	}
	for _, class := range b.classes {
		if i := index.find(and(key, w.key(class), mask)); i >= 0 {
			sums[class] += ofA[i]
			ofB[i] += amounts[class]
		}
	}
	for i, class := range a.classes {
		sums[class] += ofB[at[i]]
	}
}
