package chart

import (
	"slices"
	"testing"

	"nguon/catalog"
)

// The tables are like those of the samples, whose charts a browser test draws.
func TestSuggestionsFitTheColumnsOfATable(t *testing.T) {
	bins := func(c *catalog.Column) { c.Stats.Histogram = make([]catalog.Bin, 10) }
	exact := func(c *catalog.Column) { c.Stats.Exact = true }
	code := func(c *catalog.Column) { c.Role = catalog.RoleCode }
	for _, test := range []struct {
		name  string
		table catalog.Table
		has   []string
		not   []string
	}{
		{"a measurement each month is a line, as it is", catalog.Table{Rows: 740, Key: []string{"month"}, Columns: []catalog.Column{
			with(column("month", catalog.Date, 740), span("1958-03-01", "2020-04-01")), with(with(column("co2", catalog.Number, 700), unit("ppm")), bins),
		}}, []string{"kind=line&x=month&y=co2", "kind=histogram&x=co2"}, []string{"kind=line&x=month"}},
		{"many days are gathered by year", catalog.Table{Rows: 20_000, Key: []string{"day"}, Columns: []catalog.Column{
			with(column("day", catalog.Date, 20_000), span("1960-01-01", "2020-04-01")), with(column("heat", catalog.Number, 700), unit("°C")),
		}}, []string{"agg=avg&kind=line&step=year&x=day&y=heat"}, nil},
		{"the same things at several times are neither counted nor added up", catalog.Table{Rows: 682, Key: []string{"country", "year"}, Columns: []catalog.Column{
			column("country", catalog.String, 62), column("region", catalog.String, 6), with(column("year", catalog.Integer, 11), span("1955", "2005")),
			with(column("population", catalog.Integer, 682), unit("người")), with(column("life_expectancy", catalog.Number, 600), unit("năm")),
		}}, []string{"agg=sum&kind=line&series=region&x=year&y=population", "agg=avg&kind=line&series=region&x=year&y=life_expectancy", "kind=scatter&series=region&x=population&y=life_expectancy"},
			[]string{"agg=sum&kind=bars&x=region&y=population", "kind=line&x=year", "kind=bars&x=region"}},
		{"age and sex are a pyramid", catalog.Table{Rows: 5000, Columns: []catalog.Column{
			column("age_group", catalog.String, 9), column("sex", catalog.String, 2), with(column("cost", catalog.Integer, 900), unit("đồng")),
		}}, []string{"kind=pyramid&series=sex&x=age_group", "agg=sum&kind=bars&sort=key&x=age_group&y=cost", "kind=bars&series=sex&sort=key&x=age_group"}, nil},
		{"a name for each row is a ranking", catalog.Table{Rows: 34, Key: []string{"code"}, Columns: []catalog.Column{
			with(column("code", catalog.String, 34), code), with(column("name", catalog.String, 34), exact), column("units", catalog.Integer, 9),
		}}, []string{"kind=bars&x=name&y=units"}, []string{"kind=bars&x=code"}},
		{"codes are no bars", catalog.Table{Rows: 63, Columns: []catalog.Column{with(column("new_code", catalog.String, 34), code), column("kind", catalog.String, 2)}},
			[]string{"kind=bars&x=kind"}, []string{"kind=bars&x=new_code"}},
		{"events are counted over time", catalog.Table{Rows: 9000, Columns: []catalog.Column{
			with(column("at", catalog.DateTime, 9000), span("2018-01-01T00:00:00Z", "2018-02-01T00:00:00Z")), with(with(column("magnitude", catalog.Number, 50), unit("Mw")), bins),
		}}, []string{"kind=line&step=day&x=at", "kind=histogram&x=magnitude"}, []string{"kind=line&x=at&y=magnitude"}},
		{"places are no quantities", catalog.Table{Rows: 20, Columns: []catalog.Column{
			with(column("latitude", catalog.Number, 20), bins), with(column("longitude", catalog.Number, 20), bins),
		}}, nil, []string{"kind=scatter&x=latitude&y=longitude", "kind=histogram&x=latitude"}},
		{"nothing suits an empty table", catalog.Table{Columns: []catalog.Column{column("sex", catalog.String, 2)}}, nil, []string{"kind=bars&x=sex"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range Suggest(&test.table) {
				got = append(got, s.Params().Encode())
				if _, err := newPlan(s, &test.table); err != nil {
					t.Errorf("%s cannot be drawn: %v", s.Params().Encode(), err)
				}
			}
			if len(got) > mostSuggested {
				t.Errorf("%d suggestions", len(got))
			}
			for _, want := range test.has {
				if !slices.Contains(got, want) {
					t.Errorf("no %s in %q", want, got)
				}
			}
			for _, not := range test.not {
				if slices.Contains(got, not) {
					t.Errorf("%s is suggested", not)
				}
			}
		})
	}
}
