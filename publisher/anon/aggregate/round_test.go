package aggregate_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/anontest"
)

// The Handbook's example to base 5. It prints 35 for the total of 32, which is
// nearer to 30.
func TestConventionalRounding(t *testing.T) {
	for n, want := range map[int64]int64{0: 0, 1: 0, 3: 5, 6: 5, 12: 10, 20: 20, 16: 15, 23: 25, 39: 40, 32: 30} {
		if got := aggregate.Conventional(n, 5); got != want {
			t.Errorf("Conventional(%d, 5) = %d, want %d", n, got, want)
		}
	}
	if got := aggregate.Conventional(5, 10); got != 10 {
		t.Errorf("Conventional(5, 10) = %d, want 10", got)
	}
}

func TestRandomRoundingIsUnbiased(t *testing.T) {
	table := grid(t, [][]int{{1, 2}, {3, 7}})
	r := rand.New(rand.NewPCG(1, 1))
	const times = 30_000
	up, sums := 0, make([]float64, len(table.Cells))
	for range times {
		rounded, err := table.RoundRandom(3, r)
		if err != nil {
			t.Fatal(err)
		}
		for cell, n := range rounded {
			if n%3 != 0 || math.Abs(float64(n-table.Cells[cell].Count)) > 2 {
				t.Fatalf("%d was rounded to %d", table.Cells[cell].Count, n)
			}
			sums[cell] += float64(n)
		}
		if rounded[table.Index(0, 0)] == 3 {
			up++
		}
	}
	if share := float64(up) / times; math.Abs(share-1./3) > 0.01 {
		t.Errorf("1 was rounded up in %.3f of cases, want a third", share)
	}
	for cell, sum := range sums {
		if mean := sum / times; math.Abs(mean-float64(table.Cells[cell].Count)) > 0.05 {
			t.Errorf("%d was rounded to %.3f on average", table.Cells[cell].Count, mean)
		}
	}
}

// keyed makes a table of the records of persons by sex and age.
func keyed(t *testing.T, persons []int, by ...string) (*aggregate.Table, []int64) {
	t.Helper()
	secret := []byte("sixteen bytes or more")
	texts := map[string][]string{}
	var ids []string
	for _, p := range persons {
		ids = append(ids, fmt.Sprint("person ", p))
		texts["sex"] = append(texts["sex"], fmt.Sprint(p%2))
		texts["age"] = append(texts["age"], fmt.Sprint(p%7))
	}
	keys, err := aggregate.RecordKeys(secret, ids)
	if err != nil {
		t.Fatal(err)
	}
	spec := &aggregate.Spec{Keys: keys}
	for _, name := range by {
		spec.By = append(spec.By, aggregate.Dimension{Column: column(name, texts[name]...)})
	}
	table, err := aggregate.New(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	rounded, err := table.RoundKeyed(5, secret)
	if err != nil {
		t.Fatal(err)
	}
	return table, rounded
}

func TestSameCellIsRoundedAlikeInEveryRelease(t *testing.T) {
	var persons, later []int
	for p := range 200 {
		persons = append(persons, p)
		if p != 77 { // a man of age 0 has left the register
			later = append(later, p)
		}
	}
	slices.Reverse(later)
	table, first := keyed(t, persons, "sex", "age")
	_, second := keyed(t, later, "sex", "age")
	other, third := keyed(t, persons, "age")
	gone := table.Index(1, 0)
	for cell := range first {
		nodes := anontest.Nodes(table, cell)
		if has := (nodes[0] == 1 || nodes[0] == 2) && (nodes[1] == 0 || nodes[1] == 7); !has && first[cell] != second[cell] {
			t.Errorf("cell %v was %d and is %d", nodes, first[cell], second[cell])
		}
		if nodes[0] == 2 && first[cell] != third[other.Index(nodes[1])] {
			t.Errorf("the margin of age %d is %d in one table, %d in another", nodes[1], first[cell], third[other.Index(nodes[1])])
		}
	}
	if table.Cells[gone].Count == 0 {
		t.Error("the person who left was in no cell")
	}
}

func TestKeyedRoundingNeedsKeys(t *testing.T) {
	table := grid(t, [][]int{{1, 2}})
	_, err := table.RoundKeyed(5, []byte("sixteen bytes or more"))
	if e, ok := errors.AsType[*aggregate.Error](err); !ok || e.Code != aggregate.NoKey {
		t.Errorf("err = %v, want %s", err, aggregate.NoKey)
	}
	if _, err := table.RoundConventional(4); err == nil {
		t.Error("base 4 was taken")
	}
}
