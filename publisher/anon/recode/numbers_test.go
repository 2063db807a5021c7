package recode

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/anon/micro"
)

func TestNumbersAreCoded(t *testing.T) {
	for _, test := range []struct {
		name string
		rows string
		op   func(c *micro.Column) (*micro.Column, error)
		want string
	}{
		{"top", "84 85 90 7", func(c *micro.Column) (*micro.Column, error) { return TopCode(c, Threshold{At: "85"}) }, "84 ≥85 ≥85 7"},
		{"top beyond 35 becomes 0, as sdcMicro has it", "20 35 36 99", func(c *micro.Column) (*micro.Column, error) {
			return TopCode(c, Threshold{At: "35", Strict: true, Label: "0"})
		}, "20 35 0 0"},
		{"bottom", "5 18 17 -3", func(c *micro.Column) (*micro.Column, error) { return BottomCode(c, Threshold{At: "17"}) }, "≤17 18 ≤17 ≤17"},
		{"just beside the threshold", "84.999999999999999999 85.000000000000000001", func(c *micro.Column) (*micro.Column, error) {
			return TopCode(c, Threshold{At: "85", Strict: true})
		}, "84.999999999999999999 >85"},
		{"top of bands", "80–84 85–89 90–94", func(c *micro.Column) (*micro.Column, error) { return TopCode(c, Threshold{At: "85"}) }, "80–84 ≥85 ≥85"},
		{"bottom after top", "≥85 20 5", func(c *micro.Column) (*micro.Column, error) { return BottomCode(c, Threshold{At: "10"}) }, "≥85 20 ≤10"},
		{"top percentile stays a number", "1 2 3 4 5 6 7 8 9 1000", func(c *micro.Column) (*micro.Column, error) { return TopPercentile(c, 90, "") }, "1 2 3 4 5 6 7 8 9 9"},
		{"bottom percentile", "1 2 3 4", func(c *micro.Column) (*micro.Column, error) { return BottomPercentile(c, 50, "") }, "2 2 3 4"},
		{"percentile with a label", "1 2 3 400", func(c *micro.Column) (*micro.Column, error) { return TopPercentile(c, 75, "cao") }, "1 2 3 cao"},
		{"bands", "0 4 5 12", func(c *micro.Column) (*micro.Column, error) { return Bands(c, "5", "", false) }, "0–4 0–4 5–9 10–14"},
		{"year", "1985-03-02 1985 2001-12-31", func(c *micro.Column) (*micro.Column, error) { return Truncate(c, Year) }, "1985 1985 2001"},
		{"decimals of degrees", "21.02851 105.84999 -0.0001", func(c *micro.Column) (*micro.Column, error) { return GeoDecimals(c, 2) }, "21.03 105.85 0"},
		{"counts to base 5", "1 0 3 6 12 20 32 16 23 39", func(c *micro.Column) (*micro.Column, error) {
			return RoundCounts(c, 5, Conventional, Key{})
		}, "0 0 5 5 10 20 30 15 25 40"},
		{"univariate mean", "1 2 3 10 11 12 13", func(c *micro.Column) (*micro.Column, error) { return aggregate1(c, 3, Mean) }, "2 2 2 12 12 12 12"},
		{"univariate median", "1 2 9 10 11 12 20", func(c *micro.Column) (*micro.Column, error) { return aggregate1(c, 3, Median) }, "2 2 2 12 12 12 12"},
		{"decimals of the column are kept", "0.10 0.25 0.40", func(c *micro.Column) (*micro.Column, error) { return aggregate1(c, 3, Mean) }, "0.25 0.25 0.25"},
		{"equal values are not moved", "0.1 0.1 0.1", func(c *micro.Column) (*micro.Column, error) { return aggregate1(c, 3, Mean) }, "0.1 0.1 0.1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := column(strings.Fields(test.rows)...)
			got, err := test.op(c)
			if err != nil {
				t.Fatal(err)
			}
			sound(t, got, len(c.Codes))
			if joined(got) != test.want {
				t.Errorf("got %s, want %s", joined(got), test.want)
			}
		})
	}
}

func aggregate1(c *micro.Column, k int, m Measure) (*micro.Column, error) {
	out, err := Microaggregate([]*micro.Column{c}, k, m)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func TestThresholdsInsideABandAreErrors(t *testing.T) {
	_, err := TopCode(column("80–84", "85–89"), Threshold{At: "87"})
	if e := failure(t, err, BadParameter); !slices.Equal(e.Values, []string{"85–89"}) {
		t.Errorf("error %v", e)
	}
	_, err = BottomCode(column("[0; 5)", "[5; 10)"), Threshold{At: "7"})
	wantCode(t, err, BadParameter)
	_, err = TopCode(column("1", "nhiều"), Threshold{At: "7"})
	wantCode(t, err, NotNumber)
}

// nearest is MDAV as it is defined, row by row and without blocks.
func nearest(data [][]float64, k int) [][]int {
	d, n := len(data), len(data[0])
	flat := flatten(data)
	left := make([]int, n)
	for i := range left {
		left[i] = i
	}
	distance := func(r int, p []float64) float64 {
		sum := 0.0
		for j := range d {
			sum += (flat[r*d+j] - p[j]) * (flat[r*d+j] - p[j])
		}
		return sum
	}
	centre := func() []float64 {
		p := make([]float64, d)
		for _, r := range left {
			for j := range d {
				p[j] += flat[r*d+j]
			}
		}
		for j := range p {
			p[j] /= float64(len(left))
		}
		return p
	}
	farthest := func(p []float64) []float64 {
		best := left[0]
		for _, r := range left {
			if distance(r, p) > distance(best, p) {
				best = r
			}
		}
		return flat[best*d : best*d+d]
	}
	take := func(p []float64) []int {
		order := slices.Clone(left)
		slices.SortStableFunc(order, func(a, b int) int {
			switch x, y := distance(a, p), distance(b, p); {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		group := slices.Sorted(slices.Values(order[:k]))
		left = slices.DeleteFunc(left, func(r int) bool { return slices.Contains(group, r) })
		return group
	}
	var groups [][]int
	for len(left) >= 3*k {
		far := farthest(centre())
		opposite := farthest(far)
		groups = append(groups, take(far), take(opposite))
	}
	if len(left) >= 2*k {
		groups = append(groups, take(farthest(centre())))
	}
	return append(groups, left)
}

func TestMDAVIsWhatItsDefinitionSays(t *testing.T) {
	lots := key(t, secretA).lots("test", "mdav")
	for range 30 {
		n, k := 5+lots.IntN(60), 2+lots.IntN(3)
		data := [][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
		for _, column := range data {
			for i := range column {
				column[i] = float64(lots.IntN(20)) // with ties
			}
		}
		if d := cmp.Diff(nearest(data, k), Groups(data, k)); d != "" {
			t.Fatalf("%d rows, k %d: -want +got:\n%s", n, k, d)
		}
	}
}

func TestGroupsHaveAtLeastKRowsAndFewerThanTwiceAsMany(t *testing.T) {
	for _, n := range []int{3, 7, 100, block + 1, 3*block + 17} {
		for columns := 1; columns <= 3; columns++ {
			lots := key(t, secretB).lots("test", fmt.Sprint(n))
			data := make([][]float64, columns)
			for j := range data {
				data[j] = make([]float64, n)
				for i := range n {
					data[j][i] = math.Floor(lots.ExpFloat64() * 100)
				}
			}
			seen := make([]bool, n)
			for _, group := range Groups(data, 3) {
				if len(group) < 3 || len(group) >= 6 {
					t.Fatalf("%d rows of %d columns: a group of %d", n, columns, len(group))
				}
				for _, r := range group {
					if seen[r] {
						t.Fatalf("row %d is in two groups", r)
					}
					seen[r] = true
				}
			}
			if slices.Contains(seen, false) {
				t.Errorf("%d rows of %d columns: a row is in no group", n, columns)
			}
		}
	}
}

func TestColumnsThatAreAggregatedTogetherLackNoValue(t *testing.T) {
	full, holes := column("1", "2", "3", "4"), column("1", "", "3", "4")
	_, err := Microaggregate([]*micro.Column{full, holes}, 2, Mean)
	if e := failure(t, err, HasMissing); e.Got != 1 {
		t.Errorf("error %v", e)
	}
	out, err := aggregate1(holes, 3, Mean)
	if err != nil || out.Codes[1] != micro.Missing {
		t.Errorf("rows %q, error %v", texts(out), err)
	}
	_, err = aggregate1(holes, 4, Mean)
	wantCode(t, err, TooFew)
}

func TestRoundingOfCountsIsUnbiased(t *testing.T) {
	for _, base := range []int64{3, 5, 10} {
		for n := range 2 * base {
			const trials = 30_000
			sum := int64(0)
			lots := key(t, secretA).lots("trial", "round")
			for range trials {
				got := roundCount(n, base, Random, lots.Uint64())
				if got%base != 0 || got <= n-base || got >= n+base {
					t.Fatalf("%d to base %d: got %d", n, base, got)
				}
				sum += got
			}
			// Five deviations of the mean, each at most base/2.
			if mean := float64(sum) / trials; math.Abs(mean-float64(n)) > 5*float64(base)/2/math.Sqrt(trials) {
				t.Errorf("%d to base %d: mean %v", n, base, mean)
			}
		}
	}
}

func TestACellIsRoundedAlikeInEveryRelease(t *testing.T) {
	place, year := column("a", "b", "c", "d", "e", "f"), column("1", "1", "1", "1", "1", "1")
	k := key(t, secretA)
	first, err := RoundCounts(column("1", "4", "2", "3", "7", "8"), 5, RandomKeyed, k, place, year)
	if err != nil {
		t.Fatal(err)
	}
	// The rows in another order, and one of them missing.
	again, err := RoundCounts(column("8", "7", "3", "2", "4"), 5, RandomKeyed, k, column("f", "e", "d", "c", "b"), column("1", "1", "1", "1", "1"))
	if err != nil {
		t.Fatal(err)
	}
	want := texts(first)[1:]
	slices.Reverse(want)
	if d := cmp.Diff(want, texts(again)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	_, err = RoundCounts(column("1"), 5, RandomKeyed, k)
	wantCode(t, err, BadParameter)
	_, err = RoundCounts(column("1"), 4, Random, k)
	wantCode(t, err, BadParameter)
	for _, wrong := range []string{"-1", "1.5", "x"} {
		_, err = RoundCounts(column(wrong), 5, Random, k)
		wantCode(t, err, NotNumber)
	}
}
