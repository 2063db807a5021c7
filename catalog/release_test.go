package catalog_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
)

func TestReleasesAt(t *testing.T) {
	nine := time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)
	release := func(version int, state catalog.State, at time.Time) catalog.Release {
		return catalog.Release{Version: version, State: state, PublishAt: at}
	}
	published := func(version int, at time.Time) catalog.Release { return release(version, catalog.StatePublished, at) }
	for _, test := range []struct {
		name string
		rs   catalog.Releases
		at   time.Time
		want map[int]catalog.State
	}{
		{"none", nil, nine, nil},
		{"just before its time", catalog.Releases{published(1, nine)}, nine.Add(-1), nil},
		{"at its time", catalog.Releases{published(1, nine)}, nine, map[int]catalog.State{1: "published"}},
		{"on a clock of another zone", catalog.Releases{published(1, nine)}, nine.In(time.FixedZone("+07", 25200)), map[int]catalog.State{1: "published"}},
		{
			"a newer one, not yet", catalog.Releases{published(2, nine.Add(1)), published(1, nine)}, nine,
			map[int]catalog.State{1: "published"},
		},
		{
			"a newer one", catalog.Releases{published(3, nine), published(2, nine), published(1, nine)}, nine,
			map[int]catalog.State{3: "published", 2: "superseded", 1: "superseded"},
		},
		{
			"the newest is withdrawn", catalog.Releases{release(2, catalog.StateWithdrawn, nine), published(1, nine)}, nine,
			map[int]catalog.State{2: "withdrawn", 1: "published"},
		},
		{
			"an older one is withdrawn", catalog.Releases{published(2, nine), release(1, catalog.StateWithdrawn, nine)}, nine,
			map[int]catalog.State{2: "published", 1: "withdrawn"},
		},
		{
			"what is no release of the public", catalog.Releases{
				release(5, catalog.StateDraft, nine), release(4, catalog.StateChecked, nine), release(3, catalog.StateRefused, nine), release(2, "odd", nine),
			}, nine, nil,
		},
		{
			"derived states are derived anew", catalog.Releases{release(2, catalog.StateScheduled, nine), release(1, catalog.StateSuperseded, nine)}, nine,
			map[int]catalog.State{2: "published", 1: "superseded"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := append(catalog.Releases(nil), test.rs...)
			var got map[int]catalog.State
			last := 1 << 30
			for _, r := range test.rs.At(test.at) {
				if got == nil {
					got = make(map[int]catalog.State)
				}
				if r.Version >= last {
					t.Errorf("version %d after %d, want newest first", r.Version, last)
				}
				got[r.Version], last = r.State, r.Version
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("states differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, test.rs); diff != "" {
				t.Errorf("At changed its receiver:\n%s", diff)
			}
		})
	}
}

func TestReleaseFindsItsTablesAndColumns(t *testing.T) {
	r := catalog.Release{Tables: []catalog.Table{
		{Resource: "stations", Rows: 3, Columns: []catalog.Column{{Name: "station"}, {Name: "pm25"}}},
		{Resource: "hours", Rows: 70},
	}}
	if got := r.Rows(); got != 73 {
		t.Errorf("Rows() = %d, want 73", got)
	}
	table, ok := r.Table("stations")
	if !ok || table != &r.Tables[0] {
		t.Fatalf("Table(stations) = %v, %v", table, ok)
	}
	if column, ok := table.Column("pm25"); !ok || column != &table.Columns[1] {
		t.Errorf("Column(pm25) = %v, %v", column, ok)
	}
	if _, ok := table.Column("PM25"); ok {
		t.Error("Column(PM25) is found")
	}
	if _, ok := r.Table("days"); ok {
		t.Error("Table(days) is found")
	}
}
