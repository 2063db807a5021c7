package chart

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"nguon/catalog"
)

// What a chart shows is what the API has answered: every value once, in the place
// of its keys, and nothing else.
func TestFiguresAreThoseOfTheAnswer(t *testing.T) {
	l := locale(t, catalog.English)
	table := people()
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var rows [][]any
		want := make(map[string]string)
		for year := range 1 + random.IntN(30) {
			for s := range 1 + random.IntN(mostSeries) {
				value := any(random.Int64N(2_000_000) - 1_000_000)
				sex := fmt.Sprint("s", s)
				if random.IntN(8) == 0 {
					value = nil
				} else {
					want[fmt.Sprint(1900+year, sex)] = l.Int(value.(int64))
				}
				rows = append(rows, []any{int64(1900 + year), sex, value})
			}
		}
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		s := Spec{Kind: []Kind{Line, Bars}[random.IntN(2)], X: "year", Y: "population", Agg: "sum", Series: "sex", Limit: mostBars}
		_, f := plotted(t, l, &table, s, []string{"year", "sex", "value"}, rows)
		got := make(map[string]string)
		for _, r := range f.Rows {
			for i, text := range r.Texts {
				if text != "" {
					got[r.Label+f.Series[i]] = text
				}
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s of\n%v\nhas %v\nwant %v", s.Kind, rows, got, want)
		}
		var b strings.Builder
		if err := f.csv(&b); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(lines) != len(rows)+1 {
			t.Fatalf("the file has %d lines, want %d: %v", len(lines), len(rows)+1, err)
		}
	}
}

func TestFiguresSayWhatIsMissing(t *testing.T) {
	l := locale(t, catalog.English)
	table := people()
	year := int64(2024)
	for _, test := range []struct {
		name  string
		spec  Spec
		names []string
		rows  [][]any
		want  string
	}{
		{"of a quantity, no value is a gap", Spec{Kind: Line, X: "year", Y: "population", Agg: "sum"}, []string{"year", "value"},
			[][]any{{year, nil}}, "[2024 []]"},
		{"a count of a group that is not there is none", Spec{Kind: Bars, X: "province", Series: "sex"}, []string{"province", "sex", "value"},
			[][]any{{"A", "f", int64(7)}, {"B", "m", int64(2)}}, "[A [7 0]] [B [0 2]]"},
		{"a category that is not stated is a bar", Spec{Kind: Bars, X: "province"}, []string{"province", "value"},
			[][]any{{"A", int64(7)}, {nil, int64(2)}}, "[A [7]] [(not stated) [2]]"},
		{"of a pyramid it is left out, which is said", Spec{Kind: Pyramid, X: "province", Series: "sex"}, []string{"province", "sex", "value"},
			[][]any{{"1", "f", int64(7)}, {"1", "m", int64(6)}, {"1", nil, int64(2)}, {nil, "m", int64(1)}}, "[1 [7 6]] 2 groups without a value in a column are left out."},
		{"a line without a time too", Spec{Kind: Line, X: "year"}, []string{"year", "value"},
			[][]any{{nil, int64(1)}, {year, int64(7)}}, "[2024 [7]] One group without a value in a column is left out."},
		{"ages are in their order", Spec{Kind: Bars, X: "province", Sort: "key"}, []string{"province", "value"},
			[][]any{{"10–14", int64(1)}, {"5–9", int64(7)}, {"0–4", int64(3)}}, "[0–4 [3]] [5–9 [7]] [10–14 [1]]"},
		{"bars that are left out are counted", Spec{Kind: Bars, X: "province", Series: "sex", Limit: 1}, []string{"province", "sex", "value"},
			[][]any{{"A", "f", int64(7)}, {"B", "f", int64(9)}}, "[B [9]] Only 1 of 2 groups are drawn."},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, f := plotted(t, l, &table, test.spec, test.names, test.rows)
			var got []string
			for _, r := range f.Rows {
				got = append(got, fmt.Sprintf("[%s %s]", r.Label, r.Texts))
			}
			if got := strings.Join(append(got, f.Said...), " "); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestWhatDoesNotFitAChartIsRefusedWithTheFieldThatMendsIt(t *testing.T) {
	l := locale(t, catalog.English)
	table := people()
	many := func(n int) (rows [][]any) {
		for i := range n {
			rows = append(rows, []any{"A", fmt.Sprint(i), int64(i)})
		}
		return rows
	}
	for _, test := range []struct {
		name, field string
		spec        Spec
		rows        [][]any
	}{
		{"too many colours", "series", Spec{Kind: Bars, X: "province", Series: "sex"}, many(mostSeries + 1)},
		{"a pyramid of three", "series", Spec{Kind: Pyramid, X: "province", Series: "sex"}, many(3)},
		{"several rows for one bar", "agg", Spec{Kind: Bars, X: "province", Y: "population", Series: "sex"}, append(many(2), []any{"A", "1", int64(9)})},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := newPlan(test.spec, &table)
			if err != nil {
				t.Fatal(err)
			}
			_, err = pivoted(l, p, answered(&table, []string{"province", "sex", p.value}, test.rows))
			if got := blamed(err); got != test.field {
				t.Errorf("err = %v, blames %q, want %q", err, got, test.field)
			}
		})
	}
}
