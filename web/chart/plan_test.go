package chart

import (
	"testing"
	"time"

	"nguon/api/query"
	"nguon/catalog"
)

func TestAChartAsksOneBoundedQuery(t *testing.T) {
	table := people()
	table.Columns = append(table.Columns, with(column("born", catalog.Date, 400), span("1950-01-01", "2024-12-31")), column("value", catalog.Number, 9))
	for _, test := range []struct {
		name string
		spec Spec
		want string
	}{
		{"a quantity", Spec{Kind: Line, X: "year", Y: "population", Agg: "sum"}, "agg=value_2%3Asum%28population%29&group=year&limit=5000"},
		{"rows", Spec{Kind: Line, X: "born", Step: "month"}, "agg=value_2%3Acount%28%2A%29&group=date_trunc%28%27month%27%2Cborn%29&limit=5000"},
		{"bars, the greatest first", Spec{Kind: Bars, X: "province"}, "agg=value_2%3Acount%28%2A%29&count=exact&group=province&limit=20&sort=-value_2"},
		{"grouped bars", Spec{Kind: Bars, X: "province", Series: "sex"}, "agg=value_2%3Acount%28%2A%29&group=province%2Csex&limit=5000"},
		{"rows as they are", Spec{Kind: Line, X: "year", Y: "population"}, "limit=5000&select=year%2Cpopulation&sort=year"},
		{"only some", Spec{Kind: Bars, X: "province", Column: "sex", Value: `f; "m"; a..b`}, "agg=value_2%3Acount%28%2A%29&count=exact&group=province&limit=20&sex__in=%22f%22%2C%22%22%22m%22%22%22%2C%22a..b%22&sort=-value_2"},
		{"a range", Spec{Kind: Bars, X: "province", Column: "year", Value: "2022 .. 2023"}, "agg=value_2%3Acount%28%2A%29&count=exact&group=province&limit=20&sort=-value_2&year__between=%222022%22%2C%222023%22"},
		{"pairs", Spec{Kind: Scatter, X: "population", Y: "value"}, "count=exact&limit=2000&select=population%2Cvalue"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := newPlan(test.spec, &table)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.params.Encode(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if _, err := p.query(query.Target{Dataset: "people", Version: 1, Table: &table}, time.Second); err != nil {
				t.Errorf("the API refuses it: %v", err)
			}
		})
	}
}

func TestWhatIsNoChartIsRefusedAtItsField(t *testing.T) {
	table := people()
	for _, test := range []struct {
		name, field string
		spec        Spec
	}{
		{"no column", "x", Spec{Kind: Bars}},
		{"a column that is not there", "y", Spec{Kind: Bars, X: "province", Y: "nothing"}},
		{"a filter of a column that is not there", "column", Spec{Kind: Bars, X: "province", Column: "nothing", Value: "1"}},
		{"a line of texts", "x", Spec{Kind: Line, X: "province"}},
		{"the sum of texts", "y", Spec{Kind: Bars, X: "province", Y: "sex", Agg: "sum"}},
		{"one quantity against itself", "y", Spec{Kind: Scatter, X: "population", Y: "population"}},
		{"a scatter plot of one", "y", Spec{Kind: Scatter, X: "population"}},
		{"the distribution of texts", "x", Spec{Kind: Histogram, X: "province"}},
		{"colours by what the bars are", "series", Spec{Kind: Bars, X: "province", Series: "province"}},
		{"a pyramid of one", "series", Spec{Kind: Pyramid, X: "province"}},
		{"years by month", "step", Spec{Kind: Line, X: "year", Step: "month"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := newPlan(test.spec, &table); blamed(err) != test.field {
				t.Errorf("err = %v, blames %q, want %q", err, blamed(err), test.field)
			}
		})
	}
}
