package search_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
	"nguon/search/searchtest"
)

// within is the tree of territories of the generated catalogue.
func within(code string) string {
	switch len(code) {
	case 5:
		return "79"
	case 2:
		if code != "VN" {
			return "VN"
		}
	}
	return ""
}

func openGenerated(t testing.TB, size int) *search.Index {
	t.Helper()
	x := open(t, t.TempDir(), searchtest.New(size, 3), search.Options{Within: within})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatalf("CatchUp: %v", err)
	}
	return x
}

func TestATreeCountsWhatIsBelow(t *testing.T) {
	c := newFakeCatalogue()
	c.saveAgency(catalog.Agency{Code: "G14", Title: catalog.Text{Vi: "Bộ Công Thương", En: "Ministry"}})
	c.saveAgency(catalog.Agency{Code: "EVN", Parent: "G14", Title: catalog.Text{Vi: "Điện lực", En: "Electricity"}})
	for _, d := range []struct {
		slug   catalog.Slug
		agency string
		codes  []string
	}{{"of-ministry", "G14", []string{"VN"}}, {"of-company", "EVN", []string{"79"}}, {"of-commune", "EVN", []string{"25747", "25750"}}} {
		x := dataset(d.slug, "Tên", "Name")
		x.Agency, x.Place.Codes = d.agency, d.codes
		c.publish(x, start)
	}
	x := open(t, t.TempDir(), c, search.Options{Within: within})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		facet, value, parent string
		count                int
	}{
		{"agency", "G14", "", 3}, {"agency", "EVN", "G14", 2},
		{"territory", "VN", "", 3}, {"territory", "79", "VN", 2}, {"territory", "25750", "79", 1},
	} {
		r := find(t, x, search.Request{Filters: map[string][]string{test.facet: {test.value}}})
		if r.Total != test.count {
			t.Errorf("%s=%s finds %d, want %d", test.facet, test.value, r.Total, test.count)
		}
		for _, f := range find(t, x, search.Request{}).Facets {
			want := search.FacetValue{Value: test.value, Count: test.count, Parent: test.parent}
			if f.Name == test.facet && !slices.Contains(f.Values, want) {
				t.Errorf("%s has %+v, want %+v among them", f.Name, f.Values, want)
			}
		}
	}
	c.saveAgency(catalog.Agency{Code: "G14", Parent: "GOV", Title: catalog.Text{Vi: "Bộ", En: "Ministry"}})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := find(t, x, search.Request{Filters: map[string][]string{"agency": {"GOV"}}}).Total; got != 3 {
		t.Errorf("%d datasets below an agency whose agency was put below it, want 3", got)
	}
}

func TestDataOfASpanOfTime(t *testing.T) {
	c := newFakeCatalogue()
	add := func(slug catalog.Slug, from, until time.Time) {
		d := dataset(slug, "Tên", "Name")
		d.Period = catalog.Period{From: from, Until: until}
		c.publish(d, start)
	}
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	add("nineties", day(1990, 1, 1), day(2000, 1, 1))
	add("one-day", day(2015, 6, 30), day(2015, 7, 1))
	add("since", day(2020, 3, 1), time.Time{})
	add("before", time.Time{}, day(1980, 1, 1))
	add("unsaid", time.Time{}, time.Time{})
	x := openCaughtUp(t, c)
	for _, test := range []struct {
		name, from, until string
		want              []string
	}{
		{"a year", "1999", "1999", []string{"nineties"}},
		{"the first day after it is not in it", "2000", "2001", nil},
		{"a month", "2015-06", "2015-06", []string{"one-day"}},
		{"the last day is in the span", "2015-06-01", "2015-06-30", []string{"one-day"}},
		{"the day before", "2015-06-01", "2015-06-29", nil},
		{"an open end", "2030", "", []string{"since"}},
		{"an open beginning", "", "1950", []string{"before"}},
		{"all of time but what says nothing", "0002", "", []string{"before", "nineties", "one-day", "since"}},
		{"no span: all", "", "", []string{"before", "nineties", "one-day", "since", "unsaid"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, until, err := search.ParseSpan(test.from, test.until)
			if err != nil {
				t.Fatal(err)
			}
			got := slugs(find(t, x, search.Request{From: from, Until: until}))
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("finds %q, want %q", got, test.want)
			}
		})
	}
	years := facetOf(t, find(t, x, search.Request{}), "period")
	for year, want := range map[string]int{"1990": 1, "1999": 1, "2000": 0, "2015": 1, "1979": 1, "2026": 1} {
		if years[year] != want {
			t.Errorf("%d datasets of %s, want %d", years[year], year, want)
		}
	}
	for _, bad := range [][2]string{{"x", ""}, {"", "2015-13"}, {"2016", "2015"}, {"0000", ""}} {
		if _, _, err := search.ParseSpan(bad[0], bad[1]); !errors.Is(err, catalog.ErrInvalid) {
			t.Errorf("ParseSpan%q: err = %v, want it invalid", bad, err)
		}
	}
}

// TestTwoReplicasAgreeWithinASecond lets two indexes follow one catalogue.
func TestTwoReplicasAgreeWithinASecond(t *testing.T) {
	c := fixture(t)
	var replicas []*search.Index
	for range 2 {
		x := open(t, t.TempDir(), c, search.Options{})
		if err := x.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		follow(t, x)
		replicas = append(replicas, x)
	}
	on := func(what string, want int) {
		t.Helper()
		began := time.Now()
		for _, x := range replicas {
			waitFor(t, what, func() bool { return find(t, x, search.Request{Text: "brand new", Exact: true}).Total == want })
		}
		if took := time.Since(began); took > time.Second && !busy() {
			t.Errorf("%s on every replica took %v", what, took)
		}
	}
	c.publish(dataset("fresh", "Mới tinh", "Brand new"), start)
	on("what is published", 1)
	c.withdraw("fresh", 1)
	on("what is withdrawn", 0)
}

// busy reports whether the machine does not let a goroutine run in time.
func busy() bool {
	began := time.Now()
	time.Sleep(10 * time.Millisecond)
	return time.Since(began) > 60*time.Millisecond
}

func TestRebuildGoesOnWhereItStopped(t *testing.T) {
	const size = 200
	search.SetBatchSize(t, 10)
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	err := search.Rebuild(ctx, dir, searchtest.New(size, 3), search.Options{}, func(done, _ int) {
		if done > size/2 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("Rebuild that was stopped: err = %v, want %v", err, context.Canceled)
	}
	first := -1
	if err := search.Rebuild(t.Context(), dir, searchtest.New(size, 3), search.Options{}, func(done, _ int) {
		if first < 0 {
			first = done
		}
	}); err != nil {
		t.Fatal(err)
	}
	if first <= 0 {
		t.Errorf("the second build began with %d datasets done, want those of the first", first)
	}
	x := open(t, dir, searchtest.New(size, 3), search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := find(t, x, search.Request{}).Total; got != size {
		t.Errorf("finds %d, want %d", got, size)
	}
}
