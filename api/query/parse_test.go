package query_test

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"nguon/api/query"
)

func TestARequestIsBounded(t *testing.T) {
	target := fuzzTarget()
	many := func(n int, item string) string { return strings.TrimSuffix(strings.Repeat(item+",", n), ",") }
	filters := func(n int) url.Values {
		params := url.Values{}
		for i := range n {
			params.Add("n__ne", strconv.Itoa(i))
		}
		return params
	}
	tests := map[string]struct {
		params url.Values
		ok     bool
	}{
		"as many conditions as may be": {filters(query.MaxTerms), true},
		"one condition more":           {filters(query.MaxTerms + 1), false},
		"as many items as may be":      {url.Values{"n__in": {many(query.MaxItems, "7")}}, true},
		"one item more":                {url.Values{"n__in": {many(query.MaxItems+1, "7")}}, false},
		"as long a text as may be":     {url.Values{"name": {strings.Repeat("a", query.MaxValue)}}, true},
		"one byte more":                {url.Values{"name": {strings.Repeat("a", query.MaxValue+1)}}, false},
		"as deep as may be":            {url.Values{"where": {strings.Repeat("(", query.MaxDepth) + "n=1" + strings.Repeat(")", query.MaxDepth)}}, true},
		"as many terms as may be":      {url.Values{"where": {strings.TrimSuffix(strings.Repeat("n=1 OR ", query.MaxTerms), " OR ")}}, true},
		"one term more":                {url.Values{"where": {strings.Repeat("n=1 OR ", query.MaxTerms) + "n=2"}}, false},
		"terms of several parameters":  {url.Values{"where": {strings.Repeat("n=1 OR ", query.MaxTerms-1) + "n=2"}, "q": {"a"}}, false},
		"a word more":                  {url.Values{"q": {strings.Repeat("a ", query.MaxTerms+1)}}, false},
		"as long an expression as may": {url.Values{"where": {"n=1" + strings.Repeat(" ", query.MaxExpr-3)}}, true},
		"an expression a byte longer":  {url.Values{"where": {"n=1" + strings.Repeat(" ", query.MaxExpr-2)}}, false},
		"one aggregate more":           {url.Values{"agg": {many(query.MaxAggregates+1, "count(*)")}}, false},
		"one column more":              {url.Values{"select": {many(query.MaxSelected+1, "n")}}, false},
		"one sort key more":            {url.Values{"sort": {many(query.MaxSorted+1, "n")}}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := query.Parse(tt.params, target, query.Limits{})
			if tt.ok && err != nil || !tt.ok && !errors.Is(err, query.ErrInvalidParameter) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnExpressionIsNoDeeperThanItMayBe(t *testing.T) {
	for name, text := range map[string]string{
		"parentheses": strings.Repeat("(", query.MaxDepth+1) + "n=1" + strings.Repeat(")", query.MaxDepth+1),
		"NOT":         strings.Repeat("NOT ", query.MaxDepth+1) + "n=1",
		"both":        strings.Repeat("NOT (", query.MaxDepth) + "n=1" + strings.Repeat(")", query.MaxDepth),
	} {
		if _, err := query.Parse(url.Values{"where": {text}}, fuzzTarget(), query.Limits{}); !errors.Is(err, query.ErrInvalidExpression) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheDefaultPageIsNeverLargerThanThePlan(t *testing.T) {
	for rows, want := range map[int]int{0: 100, 20: 20, 5000: 100} {
		q, err := query.Parse(nil, fuzzTarget(), query.Limits{Rows: rows})
		if err != nil || q.Limit != want {
			t.Errorf("plan of %d rows: limit %d, want %d (%v)", rows, q.Limit, want, err)
		}
	}
}

func TestAnETagNamesTheAnswer(t *testing.T) {
	target := fuzzTarget()
	tag := func(target query.Target, params string) string {
		q, err := query.Parse(readParams(params), target, query.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return query.ETag(target, q)
	}
	base := tag(target, "n__gt=5&select=n,name")
	if got := tag(target, "select=n , name&n__gt=05&limit=100"); got != base {
		t.Errorf("the same query has another tag: %s, %s", got, base)
	}
	if base[0] != '"' || base[len(base)-1] != '"' {
		t.Errorf("%s has no quotes", base)
	}
	later := target
	later.Version++
	table := *target.Table
	table.File.SHA256[0]++
	edited := target
	edited.Table = &table
	for name, other := range map[string]string{
		"value":   tag(target, "n__gt=6&select=n,name"),
		"columns": tag(target, "n__gt=5&select=name,n"),
		"name":    tag(target, "n__gt=5&select=a:n,name"),
		"limit":   tag(target, "n__gt=5&select=n,name&limit=5"),
		"format":  tag(target, "n__gt=5&select=n,name&format=csv"),
		"count":   tag(target, "n__gt=5&select=n,name&count=exact"),
		"version": tag(later, "n__gt=5&select=n,name"),
		"file":    tag(edited, "n__gt=5&select=n,name"),
	} {
		if other == base {
			t.Errorf("another %s has the same tag", name)
		}
	}
}
