package recode

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/anon/micro"
)

// drawn are the operations that depend on a key.
var drawn = []struct {
	name string
	op   func(c *micro.Column, k Key) (*micro.Column, error)
}{
	{"laplace", func(c *micro.Column, k Key) (*micro.Column, error) { return AddNoise(c, Laplace, 20, k) }},
	{"gaussian", func(c *micro.Column, k Key) (*micro.Column, error) { return AddNoise(c, Gaussian, 20, k) }},
	{"pram", func(c *micro.Column, k Key) (*micro.Column, error) { return PRAM(c, Even(len(c.Values), 0.5), k) }},
	{"swap", func(c *micro.Column, k Key) (*micro.Column, error) { return RankSwap(c, 10, 5, k) }},
	{"round", func(c *micro.Column, k Key) (*micro.Column, error) { return RoundCounts(c, 10, Random, k) }},
	{"round keyed", func(c *micro.Column, k Key) (*micro.Column, error) { return RoundCounts(c, 10, RandomKeyed, k, c) }},
	{"pseudonymise", func(c *micro.Column, k Key) (*micro.Column, error) { return Pseudonymise(c, k, "release", 0) }},
	{"tokenise", func(c *micro.Column, k Key) (*micro.Column, error) {
		out, _, err := Tokenise(c, k)
		return out, err
	}},
	{"row id", func(c *micro.Column, k Key) (*micro.Column, error) { return RowIDs(c.Name, len(c.Codes), k) }},
}

func TestWhatIsDrawnDependsOnTheKeyAlone(t *testing.T) {
	c := numbersTo(200)
	c.Codes[7] = micro.Missing
	c = relabel(c, c.Values, false)
	for _, test := range drawn {
		t.Run(test.name, func(t *testing.T) {
			before := texts(c)
			one, err := test.op(c, key(t, secretA))
			if err != nil {
				t.Fatal(err)
			}
			again, _ := test.op(c, key(t, secretA))
			other, _ := test.op(c, key(t, secretB))
			sound(t, one, len(c.Codes))
			if d := cmp.Diff(one, again); d != "" {
				t.Errorf("the same key gives another column: %s", d)
			}
			if slices.Equal(texts(one), texts(other)) {
				t.Error("another key gives the same column")
			}
			if !slices.Equal(before, texts(c)) {
				t.Error("the input was changed")
			}
			if test.name != "row id" && one.Codes[7] != micro.Missing {
				t.Error("a missing value got one")
			}
			_, err = test.op(c, Key{})
			wantCode(t, err, NoKey)
		})
	}
}

func TestKeysAreNeverShown(t *testing.T) {
	k := key(t, secretA)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", slog.Any("key", k))
	text, _ := json.Marshal(struct{ K Key }{k})
	shown := log.String() + string(text)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%q", "%d"} {
		shown += fmt.Sprintf(verb, k) + fmt.Sprintf(verb, &k) + fmt.Sprintf(verb, struct{ Key Key }{k})
	}
	for _, secret := range []string{secretA, "first", fmt.Sprintf("%x", secretA), fmt.Sprintf("%X", secretA), "116 104 101", "0x74"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is shown in %s", secret, shown)
		}
	}
	_, err := NewKey([]byte("short secret"))
	if e := failure(t, err, NoKey); strings.Contains(e.Error(), "short") {
		t.Errorf("error %v shows the key", e)
	}
}

func TestNoiseKeepsWholeNumbersAndSigns(t *testing.T) {
	rows := make([]string, 4000)
	for i := range rows {
		rows[i] = strconv.Itoa(i%41 - 20)
	}
	c := column(rows...)
	for _, d := range []Distribution{Laplace, Gaussian} {
		out, err := AddNoise(c, d, 5, key(t, secretA))
		if err != nil {
			t.Fatal(err)
		}
		moved := 0
		for i, text := range texts(out) {
			old, _ := number(rows[i])
			x, err := strconv.Atoi(text)
			if err != nil || old >= 0 && x < 0 || old < 0 && x > 0 {
				t.Fatalf("%s: %s became %s", d, rows[i], text)
			}
			if text != rows[i] {
				moved++
			}
		}
		if moved < len(rows)/2 {
			t.Errorf("%s: %d of %d rows were moved", d, moved, len(rows))
		}
	}
	out, err := AddNoise(column("0.25", "1.50"), Gaussian, 1, key(t, secretA))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts(out) {
		if _, fraction, _ := strings.Cut(text, "."); len(fraction) > 2 {
			t.Errorf("%s has more decimals than the column", text)
		}
	}
	_, err = AddNoise(c, Laplace, 0.1, key(t, secretA))
	wantCode(t, err, BadParameter)
}

func TestNoiseHasItsDeviation(t *testing.T) {
	const n = 50_000
	c := &micro.Column{Name: "x", Values: []string{"1000000"}, Codes: make([]uint32, n)}
	for d, want := range map[Distribution]float64{Laplace: 100 * math.Sqrt2, Gaussian: 100} {
		out, err := AddNoise(c, d, 100, key(t, secretA))
		if err != nil {
			t.Fatal(err)
		}
		sum, squares := 0.0, 0.0
		for _, text := range texts(out) {
			x, _ := number(text)
			sum += x - 1e6
			squares += (x - 1e6) * (x - 1e6)
		}
		if got := math.Sqrt(squares / n); math.Abs(got-want) > want*0.03 || math.Abs(sum/n) > 5*want/math.Sqrt(n) {
			t.Errorf("%s: deviation %v around %v, want %v", d, got, sum/n, want)
		}
	}
}

func TestSwapStaysInItsWindowAndHidesExtremes(t *testing.T) {
	const n = 1000
	c := numbersTo(n)
	out, err := RankSwap(c, 2, 5, key(t, secretA))
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	values := texts(out)
	for i, text := range values {
		x, _ := strconv.Atoi(text)
		if i < 50 || i >= n-50 {
			continue
		}
		if x != i {
			moved++
		}
		if x >= 50 && x < n-50 && (x < i-20 || x > i+20) {
			t.Fatalf("rank %d has the value of rank %d", i, x)
		}
	}
	if moved < 800 {
		t.Errorf("%d rows were moved", moved)
	}
	if slices.Contains(values, "0") || slices.Contains(values, "999") {
		t.Error("an extreme value is still there")
	}
	_, err = RankSwap(c, 2, 0, key(t, secretA))
	wantCode(t, err, BadParameter)
	_, err = RankSwap(column("1", "2"), 50, 5, key(t, secretA))
	wantCode(t, err, TooFew)
}

func TestPseudonymsAreOneToOneWithinAScope(t *testing.T) {
	c := column("001099000001", "001099000002", "001099000001")
	k := key(t, secretA)
	one, err := Pseudonymise(c, k, "release 1", 0)
	if err != nil {
		t.Fatal(err)
	}
	two, _ := Pseudonymise(c, k, "release 2", 0)
	a, b := texts(one), texts(two)
	if a[0] != a[2] || a[0] == a[1] || len(a[0]) != DefaultPseudonym {
		t.Errorf("pseudonyms %q", a)
	}
	if a[0] == b[0] {
		t.Error("a value has the same pseudonym in another release")
	}
	_, err = Pseudonymise(c, k, "", MinPseudonym-1)
	wantCode(t, err, BadParameter)
}

func TestTokensSayNothingOfTheOrder(t *testing.T) {
	c := numbersTo(500)
	_, tokens, err := Tokenise(c, key(t, secretA))
	if err != nil {
		t.Fatal(err)
	}
	if slices.IsSorted(tokens) || len(slices.Compact(slices.Sorted(slices.Values(tokens)))) != 500 {
		t.Errorf("tokens %q", tokens[:10])
	}
}

func TestRowOrderHoldsEveryRowOnceAndNotInItsPlace(t *testing.T) {
	order, err := RowOrder(1000, key(t, secretA))
	if err != nil {
		t.Fatal(err)
	}
	again, err := RowOrder(1000, key(t, secretA))
	if err != nil {
		t.Fatal(err)
	}
	if slices.IsSorted(order) || !slices.Equal(order, again) {
		t.Error("rows are in their old order, or in another one with the same key")
	}
	if all := slices.Compact(slices.Sorted(slices.Values(order))); len(all) != 1000 || all[999] != 999 {
		t.Errorf("%d rows are left of 1000", len(all))
	}
	_, err = RowOrder(1000, Key{})
	wantCode(t, err, NoKey)
}

func TestRowsAreSampledWhole(t *testing.T) {
	table := &micro.Table{Rows: 1000, Columns: []micro.Column{*numbersTo(1000), *numbersTo(1000)}}
	sample, err := Sample(table, 0.05, key(t, secretA))
	if err != nil {
		t.Fatal(err)
	}
	for i := range sample.Columns {
		sound(t, &sample.Columns[i], 50)
	}
	if sample.Rows != 50 || !slices.Equal(texts(&sample.Columns[0]), texts(&sample.Columns[1])) {
		t.Errorf("%d rows, want 50, each as it was", sample.Rows)
	}
	for _, fraction := range []float64{0, -1, 1.1, math.NaN()} {
		_, err := Sample(table, fraction, key(t, secretA))
		wantCode(t, err, BadParameter)
	}
}

func TestEveryRowIsSampledEquallyOften(t *testing.T) {
	table := &micro.Table{Rows: 10, Columns: []micro.Column{*numbersTo(10)}}
	const trials = 5000
	hits := make(map[string]int)
	for i := range trials {
		s, err := Sample(table, 0.3, key(t, fmt.Sprintf("a secret of the trial %d", i)))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts(&s.Columns[0]) {
			hits[text]++
		}
	}
	for row, n := range hits {
		if math.Abs(float64(n)-0.3*trials) > 5*math.Sqrt(trials*0.3*0.7) {
			t.Errorf("row %s was drawn %d times of %d", row, n, trials)
		}
	}
}
