package catalogtest

import (
	"fmt"
	"testing"
	"time"

	"nguon/catalog/market"
)

var use = map[string]func(*testing.T, Store){
	"is added up by hour and by day":                               testUseAddedUp,
	"of one batch counts once":                                     testUseOnce,
	"is selected by time, product and key, and counted by product": testUseSelected,
	"of hours ends, of days stays":                                 testUsePruned,
	"of more kinds than one statement takes is kept":               testUseMany,
}

func calls(hour time.Time, product market.Ref, key string, status int, n int64) market.Use {
	u := market.Use{
		UseKey:   market.UseKey{Hour: hour, Product: product, Key: key, Route: "/v1/data/:dataset/:resource/rows", Status: status},
		Requests: n, Bytes: 100 * n,
	}
	u.Latencies[0], u.Latencies[len(u.Latencies)-1] = n-1, 1
	return u
}

func addUse(t *testing.T, s Store, batch string, uses ...market.Use) {
	t.Helper()
	if err := s.AddUse(t.Context(), batch, uses); err != nil {
		t.Fatal(err)
	}
}

func testUseAddedUp(t *testing.T, s Store) {
	hour := Epoch.Truncate(24 * time.Hour).Add(5 * time.Hour)
	addUse(t, s, "1", calls(hour, "data/air", "K", 200, 3), calls(hour, "data/air", "K", 304, 2))
	addUse(t, s, "2", calls(hour, "data/air", "K", 200, 4), calls(hour.Add(time.Hour), "data/air", "K", 206, 1))
	sum := calls(hour, "data/air", "K", 200, 7)
	sum.Latencies = market.Latencies{0: 5, len(sum.Latencies) - 1: 2}
	wantEqual(t, "hours", must(s.Use(t.Context(), market.UseFilter{}))(t),
		[]market.Use{sum, calls(hour, "data/air", "K", 304, 2), calls(hour.Add(time.Hour), "data/air", "K", 206, 1)})

	day := calls(hour.Truncate(24*time.Hour), "data/air", "K", 200, 8)
	day.Route, day.Latencies = "", market.Latencies{0: 5, len(sum.Latencies) - 1: 3}
	other := calls(day.Hour, "data/air", "K", 300, 2)
	other.Route = ""
	wantEqual(t, "days", must(s.Use(t.Context(), market.UseFilter{Daily: true}))(t), []market.Use{day, other})
}

func testUseOnce(t *testing.T, s Store) {
	u := calls(Epoch, "catalogue", "", 200, 1)
	u.Hour = u.Hour.Truncate(time.Hour)
	for range 2 {
		addUse(t, s, "1", u)
	}
	wantEqual(t, "hours", must(s.Use(t.Context(), market.UseFilter{}))(t), []market.Use{u})
}

func testUseSelected(t *testing.T, s Store) {
	hour := Epoch.Truncate(24 * time.Hour)
	air, water := calls(hour, "data/air", "K1", 200, 3), calls(hour.Add(time.Hour), "data/water", "K2", 200, 5)
	failed, later := calls(hour, "data/air", "K1", 500, 9), calls(hour.Add(48*time.Hour), "data/air", "", 200, 1)
	addUse(t, s, "1", air, water, failed, later)
	for _, test := range []struct {
		name string
		f    market.UseFilter
		want []market.Use
	}{
		{"all", market.UseFilter{}, []market.Use{air, failed, water, later}},
		{"until", market.UseFilter{Until: hour.Add(time.Hour)}, []market.Use{air, failed}},
		{"from", market.UseFilter{From: hour.Add(time.Hour)}, []market.Use{water, later}},
		{"products", market.UseFilter{Products: []market.Ref{"data/water", "data/x"}}, []market.Use{water}},
		{"keys", market.UseFilter{Keys: []string{"K2"}}, []market.Use{water}},
		{"without a key", market.UseFilter{Keys: []string{""}}, []market.Use{later}},
	} {
		wantEqual(t, test.name, must(s.Use(t.Context(), test.f))(t), test.want)
	}
	wantEqual(t, "calls", must(s.Calls(t.Context(), hour.Add(time.Hour)))(t), map[market.Ref]int64{"data/air": 4, "data/water": 5})
	wantEqual(t, "calls since later", must(s.Calls(t.Context(), hour.Add(47*time.Hour)))(t), map[market.Ref]int64{"data/air": 1})
}

func testUsePruned(t *testing.T, s Store) {
	hour := Epoch.Truncate(24 * time.Hour)
	old, kept := calls(hour, "data/air", "", 200, 1), calls(hour.Add(time.Hour), "data/air", "", 200, 1)
	addUse(t, s, "1", old, kept)
	if err := s.PruneUse(t.Context(), kept.Hour); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "hours", must(s.Use(t.Context(), market.UseFilter{}))(t), []market.Use{kept})
	wantEqual(t, "calls", must(s.Calls(t.Context(), hour))(t), map[market.Ref]int64{"data/air": 2})
	addUse(t, s, "1", kept) // its id is not a day old
	wantEqual(t, "hours after the batch again", must(s.Use(t.Context(), market.UseFilter{}))(t), []market.Use{kept})
}

func testUseMany(t *testing.T, s Store) {
	var uses []market.Use
	for i := range 2500 {
		uses = append(uses, calls(Epoch.Truncate(time.Hour), "data/air", fmt.Sprintf("K%04d", i), 200, 1))
	}
	addUse(t, s, "1", uses...)
	wantEqual(t, "hours", must(s.Use(t.Context(), market.UseFilter{}))(t), uses)
}
