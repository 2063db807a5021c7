package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
)

// form is a table with the given columns, all of text.
func form(names ...string) catalog.Table {
	t := catalog.Table{Resource: "main", Rows: 9}
	for _, name := range names {
		t.Columns = append(t.Columns, catalog.Column{Name: name, Source: name, Type: catalog.String})
	}
	return t
}

func TestChangesOfForm(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*catalog.Table)
		want   string // kind and column; breaking changes have a mark
	}{
		{"nothing", func(*catalog.Table) {}, ""},
		{"a unit instead of another", func(t *catalog.Table) { t.Columns[0].Unit = "kg" }, "unit a!"},
		{"no unit any more", func(t *catalog.Table) { t.Columns[0].Unit = "" }, "unit a"},
		{"a first unit", func(t *catalog.Table) { t.Columns[1].Unit = "m" }, "unit b"},
		{"another code list", func(t *catalog.Table) { t.Columns[1].Codes = "places-2025" }, "codes b!"},
		{"no code list any more", func(t *catalog.Table) { t.Columns[1].Codes = "" }, "codes b"},
		{"another key", func(t *catalog.Table) { t.Key = []string{"a", "b"} }, "key a, b!"},
		{"no key any more", func(t *catalog.Table) { t.Key, t.Sorted = nil, false }, "key a!, order a"},
		{"no order any more", func(t *catalog.Table) { t.Sorted = false }, "order a"},
		{"renamed", func(t *catalog.Table) { t.Columns[1].Name = "c" }, "renamed c!"},
		{"added", func(t *catalog.Table) { t.Columns = append(t.Columns, catalog.Column{Name: "c"}) }, "added c"},
		{"removed", func(t *catalog.Table) { t.Columns = t.Columns[:1] }, "removed b!"},
		{"retyped", func(t *catalog.Table) { t.Columns[1].Type = catalog.Integer }, "retyped b!"},
		{"missing in the key", func(t *catalog.Table) { t.Columns[0].Stats.Nulls = 1 }, "nullable a!"},
		{"described", func(t *catalog.Table) { t.Columns[0].Description.En = "New words." }, "described a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			made := func() *catalog.Table {
				t := form("a", "b")
				t.Key, t.Sorted = []string{"a"}, true
				t.Columns[0].Unit, t.Columns[1].Codes = "g", "places-2024"
				return &t
			}
			now := made()
			test.change(now)
			var got []string
			for _, c := range catalog.ChangesOf(made(), now) {
				mark := ""
				if c.Breaking {
					mark = "!"
				}
				got = append(got, c.Kind+" "+c.Column+mark)
				for _, text := range []catalog.Text{c.Text, c.Rule()} {
					if text.Vi == "" || text.En == "" || strings.Contains(text.Vi+text.En, "%!") || strings.HasPrefix(text.En, "A change of values") {
						t.Errorf("%s: text %+v", c.Kind, text)
					}
				}
			}
			if d := cmp.Diff(test.want, strings.Join(got, ", ")); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestChangelogGoesFromReleaseToReleaseThatHasTheTable(t *testing.T) {
	releases := catalog.Releases{
		{Version: 4, Tables: []catalog.Table{form("a", "c")}},
		{Version: 3}, // without the table
		{Version: 2, State: catalog.StateWithdrawn, Tables: []catalog.Table{form("a", "b")}},
		{Version: 1, Tables: []catalog.Table{form("a")}},
	}
	releases[0].Tables[0].Columns[1].Type = catalog.Integer
	type change struct {
		Version, Against, Columns int
		Breaking                  bool
	}
	var got []change
	for _, c := range releases.Changelog("main") {
		got = append(got, change{c.Release.Version, c.Against, len(c.Columns), c.Breaking})
	}
	want := []change{{4, 2, 2, true}, {2, 1, 1, false}, {1, 0, 0, false}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if got := releases.Changelog("none"); got != nil {
		t.Errorf("a table that never was has changes: %+v", got)
	}
}
