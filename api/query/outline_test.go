package query_test

import (
	"net/url"
	"strings"
	"testing"

	"nguon/api/query"
)

func TestOutlineTellsTheKindOfAQueryAndNoValue(t *testing.T) {
	for _, test := range []struct{ name, request, want string }{
		{"everything", "", ""},
		{"a condition", "n=71&limit=5", "where(n__eq)"},
		{"conditions in any order", "x__gte=71.5&n=71", "where(n__eq,x__gte)"},
		{"an expression", "where=n=71+OR+NOT+(name+LIKE+'71%25'+AND+x+IS+NULL)", "where(n__eq,name__like,x__null)"},
		{"words that are looked for", "q=H%C3%A0+71", "q"},
		{"groups", "group=name,m71:date_trunc('month',at)&agg=count(*),a71:sum(n)&having=a71>71&sort=-a71", "group(date_trunc(at),name)·agg(count(*),sum(n))·having"},
		{"an order and a format", "sort=-n,name&format=csv&bom=1", "sort(n,name)·csv"},
		{"names that are given", "select=a71:n&n__in=71,72", "where(n__in)"},
		{"a box", "place__bbox=1,2,71,72", "where(place__bbox)"},
		{"another table", "include=n.name&n.name=71", "where(n.name__eq)·include(n)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			params, err := url.ParseQuery(test.request)
			if err != nil {
				t.Fatal(err)
			}
			q, err := query.Parse(params, fuzzTarget(), patient)
			if err != nil {
				t.Fatal(err)
			}
			if got := q.Outline(); got != test.want || strings.Contains(got, "71") {
				t.Errorf("Outline(%q) = %q, want %q", test.request, got, test.want)
			}
		})
	}
}
