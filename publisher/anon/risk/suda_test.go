package risk_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/risk"
)

// scores returns the score of each row, 0 for rows that are not unique.
func scores(c *risk.Classes, s *risk.Suda) []float64 {
	by := make(map[uint32]float64)
	for i, class := range s.Classes {
		by[class] = s.Scores[i]
	}
	all := make([]float64, len(c.Of))
	for row, class := range c.Of {
		all[row] = by[class]
	}
	return all
}

// The tables and scores are those of the practice guide of statistical
// disclosure control and of sdcMicro's tests.
func TestSudaScores(t *testing.T) {
	for _, test := range []struct {
		name          string
		rows          [][]string
		want          []float64
		contributions []float64
	}{
		{"practice guide", [][]string{
			{"Urban", "Female", "Secondary incomplete", "Employed"}, {"Urban", "Female", "Secondary incomplete", "Employed"},
			{"Urban", "Female", "Primary incomplete", "Non-LF"}, {"Urban", "Male", "Secondary complete", "Employed"},
			{"Rural", "Female", "Secondary complete", "Unemployed"}, {"Urban", "Male", "Secondary complete", "Employed"},
			{"Urban", "Female", "Primary complete", "Non-LF"}, {"Urban", "Male", "Post-secondary", "Unemployed"},
			{"Urban", "Female", "Secondary incomplete", "Non-LF"}, {"Urban", "Female", "Secondary incomplete", "Non-LF"}},
			[]float64{0, 0, 6, 0, 12, 0, 6, 10, 0, 0}, nil},
		{"book", [][]string{
			{"20s", "male", "50k+", "highschool"}, {"20s", "male", "50k+", "highschool"}, {"20s", "male", "50k-", "highschool"}, {"20s", "male", "50k-", "highschool"},
			{"20s", "female", "50k-", "university"}, {"20s", "female", "50k-", "highschool"}, {"20s", "female", "50k-", "middleschool"}, {"60s", "male", "50k-", "university"}},
			[]float64{0, 0, 0, 0, 4, 2, 6, 8}, nil},
		{"contributions", [][]string{{"2", "0", "0"}, {"1", "3", "6"}, {"1", "0", "0"}},
			[]float64{2, 4, 2}, []float64{0.5, 0.375, 0.375}},
	} {
		t.Run(test.name, func(t *testing.T) {
			columns := []int{0, 1, 2, 3}[:len(test.rows[0])]
			c := group(t, anontest.Table([]string{"a", "b", "c", "d"}[:len(columns)], test.rows), columns)
			s, err := c.Suda(t.Context(), risk.SudaOptions{})
			if err != nil || !s.Complete {
				t.Fatalf("complete %t, err %v", s.Complete, err)
			}
			if got := scores(c, s); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if test.contributions != nil && !slices.Equal(s.Contributions, test.contributions) {
				t.Errorf("contributions: got %v, want %v", s.Contributions, test.contributions)
			}
		})
	}
}

func TestSudaFindsAllMinimalSampleUniques(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 0))
	for range 300 {
		columns := 1 + r.IntN(5)
		table := anontest.Random(r, 1+r.IntN(25), columns, 1+r.IntN(6), r.Float64()/5)
		by := r.Perm(columns)
		c := group(t, table, by)
		s, err := c.Suda(t.Context(), risk.SudaOptions{})
		if err != nil {
			t.Fatal(err)
		}
		texts := anontest.Rows(table, by)
		for row, got := range scores(c, s) {
			sets := anontest.MinimalUniques(texts, row)
			want := 0.0
			for _, set := range sets {
				score := 1.0
				for i := len(set); i < columns; i++ {
					score *= float64(columns - i)
				}
				want += score
			}
			if got != want {
				t.Fatalf("row %d of %v: got score %v, want %v of %v", row, texts, got, want, sets)
			}
			if want == 0 {
				continue
			}
			why, err := s.Explain(t.Context(), c.Of[row])
			sum := 0.0
			for _, u := range why {
				sum += u.Score
			}
			if err != nil || len(why) != len(sets) || sum != want {
				t.Fatalf("row %d: explained by %v, want %v, err %v", row, why, sets, err)
			}
		}
	}
}

func TestSudaIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 0))
	c := group(t, anontest.Random(r, 200, 20, 3, 0), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
	s, err := c.Suda(t.Context(), risk.SudaOptions{Subsets: 200})
	if err != nil || s.MaxSize != 1 || s.Complete {
		t.Errorf("20 columns, 190 pairs and 20 columns in 200 subsets: searched up to %d (complete %t), want 1; err %v", s.MaxSize, s.Complete, err)
	}
	s, err = c.Suda(t.Context(), risk.SudaOptions{MaxSize: 2})
	if err != nil || s.MaxSize != 2 || s.Complete {
		t.Errorf("asked for 2: searched up to %d (complete %t); err %v", s.MaxSize, s.Complete, err)
	}
	top := s.Top(3)
	if len(top) != 3 || s.Scores[top[0]] < s.Scores[top[1]] || s.Scores[top[1]] < s.Scores[top[2]] || s.Scores[top[0]] != slices.Max(s.Scores) {
		t.Errorf("top: got %v of %v", top, s.Scores)
	}
}

func TestUtility(t *testing.T) {
	h := risk.Histogram{{Size: 2, Rows: 4}, {Size: 3, Rows: 3}}
	if got := risk.DiscernibilityStar(h); got != 2*2+2*2+3*3 {
		t.Errorf("DM*: got %v, want 17", got)
	}
	if got := risk.Discernibility(h, 3); got != 17+3*10 {
		t.Errorf("DM: got %v, want 47", got)
	}
	if got, ok := risk.AverageClassSize(h, 0); !ok || got != 7./3 {
		t.Errorf("AECS: got %v, want 7/3", got)
	}
	if got, ok := risk.AverageClassSize(h, 3); !ok || got != 10./4 {
		t.Errorf("AECS with suppressed rows: got %v, want 10/4", got)
	}
	for _, test := range []struct {
		name             string
		levels, heights  []int
		rows, suppressed int64
		want             float64
		ok               bool
	}{
		{"as it is", []int{0, 0}, []int{4, 1}, 10, 0, 1, true},
		{"half way up and all the way", []int{2, 1}, []int{4, 1}, 10, 0, 0.25, true},
		{"suppressed rows are at the top", []int{0, 0}, []int{4, 1}, 10, 5, 0.5, true},
		{"a column without levels loses nothing", []int{0}, []int{0}, 10, 10, 1, true},
		{"no rows", []int{0}, []int{1}, 0, 0, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := risk.Precision(test.levels, test.heights, test.rows, test.suppressed)
			if ok != test.ok || math.Abs(got-test.want) > 1e-15 {
				t.Errorf("got %v (%t), want %v (%t)", got, ok, test.want, test.ok)
			}
		})
	}
}
