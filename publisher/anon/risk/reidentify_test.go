package risk_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/risk"
)

func TestSizeForUndoesFractionsThatWereCutOff(t *testing.T) {
	for _, test := range []struct {
		name string
		tau  float64
		want int64
	}{
		{"a third to three digits", 0.333, 3},
		{"a third to two digits is less than a third", 0.33, 4},
		{"a fifth", 0.2, 5},
		{"a twentieth", 0.05, 20},
		{"0.09 is an eleventh to two digits, but too far off", 0.09, 11 + 1},
		{"an eleventh to four digits", 0.0909, 11},
		{"a half", 0.5, 2},
		{"between a half and 1", 0.7, 2},
		{"certainty", 1, 1},
		{"above 1", 3, 1},
		{"nothing is enough for 0", 0, math.MaxInt64},
		{"nothing is enough for what is not a number", math.NaN(), math.MaxInt64},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := risk.SizeFor(test.tau); got != test.want {
				t.Errorf("SizeFor(%v) = %d, want %d", test.tau, got, test.want)
			}
		})
	}
}

func TestProsecutorRisks(t *testing.T) {
	h := risk.Histogram{{Size: 1, Rows: 2}, {Size: 3, Rows: 6}, {Size: 4, Rows: 8}}
	got, ok := h.Prosecutor()
	want := risk.Reidentification{Highest: 1, Lowest: 0.25, Average: 6. / 16}
	if !ok || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, test := range []struct{ tau, want float64 }{{0.2, 1}, {0.25, 0.5}, {0.333, 0.125}, {0.34, 0.125}, {1, 0}} {
		if got, ok := h.Below(risk.SizeFor(test.tau)); !ok || got != test.want {
			t.Errorf("rows below the size for %v: %v, want %v", test.tau, got, test.want)
		}
	}
}

func TestWhatHasNoRowsIsUnknown(t *testing.T) {
	empty := group(t, anontest.Table([]string{"a"}, nil), []int{0})
	h := empty.Histogram()
	_, okProsecutor := h.Prosecutor()
	_, okAtRisk := h.Below(2)
	_, okK := empty.Smallest()
	_, okUnique := risk.Sample{Classes: h, Fraction: 0.1}.Uniqueness()
	_, okSize := risk.AverageClassSize(h, 0)
	if okProsecutor || okAtRisk || okK || okUnique || okSize {
		t.Error("a table without rows has risks")
	}
}

func TestColumnsThatAreNotThereAreAnError(t *testing.T) {
	table := anontest.Table([]string{"a"}, [][]string{{"1"}})
	_, err := risk.Group(t.Context(), table, []int{1})
	if e, ok := errors.AsType[*risk.Error](err); !ok || e.Code != risk.NoColumn || e.Got != 1 {
		t.Errorf("got %v, want %s of column 1", err, risk.NoColumn)
	}
}

func TestDistinctionAndSeparation(t *testing.T) {
	table := anontest.Table([]string{"age", "sex", "state"}, [][]string{
		{"20", "F", "CA"}, {"30", "F", "CA"}, {"40", "F", "TX"}, {"20", "M", "NY"}, {"40", "M", "CA"}})
	got, err := group(t, table, []int{0, 1, 2}).Subsets(t.Context(), 3)
	want := []risk.Subset{
		{Columns: []int{0}, Classes: 3, Distinction: .6, Separation: .8},
		{Columns: []int{1}, Classes: 2, Distinction: .4, Separation: .6},
		{Columns: []int{2}, Classes: 3, Distinction: .6, Separation: .7},
		{Columns: []int{0, 1}, Classes: 5, Distinction: 1, Separation: 1},
		{Columns: []int{0, 2}, Classes: 5, Distinction: 1, Separation: 1},
		{Columns: []int{1, 2}, Classes: 4, Distinction: .8, Separation: .9},
		{Columns: []int{0, 1, 2}, Classes: 5, Distinction: 1, Separation: 1},
	}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("err %v, -want +got:\n%s", err, cmp.Diff(want, got))
	}
}

func TestClassesAreThoseOfTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for range 1000 {
		columns := 1 + r.IntN(5)
		table := anontest.Random(r, r.IntN(40), columns, 1+r.IntN(5), r.Float64()/2)
		by := r.Perm(columns)[:1+r.IntN(columns)]
		c := group(t, table, by)
		want := anontest.Sizes(anontest.Rows(table, by))
		got := make([]int64, table.Rows)
		for i := range got {
			got[i] = c.Sizes[c.Of[i]]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("sizes by row: got %d, want %d", got, want)
		}
		for class, first := range c.First {
			if c.Of[first] != uint32(class) || slices.Index(c.Of, uint32(class)) != int(first) || class > 0 && first <= c.First[class-1] {
				t.Fatalf("class %d does not begin at row %d", class, first)
			}
		}
	}
}
