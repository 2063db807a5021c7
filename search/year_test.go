package search_test

import (
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

func TestYearsFindWhatDescribesThem(t *testing.T) {
	c := newFakeCatalogue()
	year := func(n int) time.Time { return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC) }
	long := dataset("long", "Ngày nghỉ", "Public holidays")
	long.Period = catalog.Period{From: year(2000), Until: year(2036)}
	old := dataset("old", "Ngày nghỉ thời trước", "Holidays of old")
	old.Period = catalog.Period{From: year(1930), Until: year(1940)}
	named := dataset("named", "Điều tra 2019", "Survey of 2019")
	for _, d := range []catalog.Dataset{long, old, named} {
		c.publish(d, start)
	}
	x := openCaughtUp(t, c)
	for _, test := range []struct {
		text string
		want []string
	}{
		{"ngày nghỉ 2027", []string{"long"}},
		{"ngay nghi 1935", []string{"old"}},
		{"holidays 2001 2035", []string{"long"}},
		{"ngày nghỉ 1985", nil},
		{"ngày nghỉ 2036", nil},
		{"điều tra 2019", []string{"named"}},
		{`ngày nghỉ "2027"`, nil},
		{"2027", nil},
	} {
		r := find(t, x, search.Request{Text: test.text})
		if got := slugs(r); !slices.Equal(got, test.want) || r.Total != len(test.want) {
			t.Errorf("%q finds %q of %d, want %q", test.text, got, r.Total, test.want)
		}
	}
	if r := find(t, x, search.Request{Text: "ngày nghỉ 2027", From: year(1930), Until: year(1940)}); r.Total != 0 {
		t.Errorf("beside a span that was asked for: finds %q", slugs(r))
	}
}
