package catalogtest

import (
	"testing"
	"time"

	"nguon/catalog/market"
)

var health = map[string]func(*testing.T, Store){
	"is added up by day":              testHealthAddedUp,
	"is that of the last probe":       testHealthLast,
	"of long ago is forgotten":        testHealthForgotten,
	"of what was never asked is none": testHealthNone,
}

func addProbes(t *testing.T, s Store, probes ...market.Probe) {
	t.Helper()
	if err := s.AddProbes(t.Context(), probes); err != nil {
		t.Fatal(err)
	}
}

func testHealthAddedUp(t *testing.T, s Store) {
	day := Epoch.Truncate(24 * time.Hour)
	probe := func(product market.Ref, version string, after time.Duration, up bool, took time.Duration) market.Probe {
		return market.Probe{Product: product, Version: version, Time: day.Add(after), Up: up, Took: took}
	}
	addProbes(t, s, probe("api/rain", "v1", time.Hour, true, 30*time.Millisecond), probe("api/rain", "v1", 2*time.Hour, false, time.Minute),
		probe("api/rain", "v1", 25*time.Hour, true, time.Millisecond))
	addProbes(t, s, probe("api/rain", "v1", 3*time.Hour, true, 20*time.Millisecond), probe("api/rain", "v2", time.Hour, true, 0), probe("api/sun", "v1", time.Hour, false, 0))
	first := market.HealthDay{Product: "api/rain", Version: "v1", Day: day, Up: 2, Down: 1, Slowest: 30 * time.Millisecond, Last: day.Add(3 * time.Hour), LastUp: true}
	next := market.HealthDay{Product: "api/rain", Version: "v1", Day: day.Add(24 * time.Hour), Up: 1, Slowest: time.Millisecond, Last: day.Add(25 * time.Hour), LastUp: true}
	second := market.HealthDay{Product: "api/rain", Version: "v2", Day: day, Up: 1, Last: day.Add(time.Hour), LastUp: true}
	sun := market.HealthDay{Product: "api/sun", Version: "v1", Day: day, Down: 1, Last: day.Add(time.Hour)}
	wantEqual(t, "of one", must(s.Health(t.Context(), "api/rain", day))(t), []market.HealthDay{first, next, second})
	wantEqual(t, "of all", must(s.Health(t.Context(), "", day))(t), []market.HealthDay{first, next, second, sun})
	wantEqual(t, "since", must(s.Health(t.Context(), "api/rain", day.Add(time.Hour)))(t), []market.HealthDay{next})
}

func testHealthLast(t *testing.T, s Store) {
	at := Epoch.Truncate(24 * time.Hour).Add(time.Hour)
	addProbes(t, s, market.Probe{Product: "api/rain", Version: "v1", Time: at.Add(time.Minute), Up: false})
	addProbes(t, s, market.Probe{Product: "api/rain", Version: "v1", Time: at, Up: true}) // of another replica, a little late
	days := must(s.Health(t.Context(), "api/rain", at.Add(-time.Hour)))(t)
	if len(days) != 1 || days[0].LastUp || !days[0].Last.Equal(at.Add(time.Minute)) || days[0].Availability() != 0.5 {
		t.Errorf("%+v", days)
	}
}

func testHealthForgotten(t *testing.T, s Store) {
	old := Epoch.Truncate(24 * time.Hour)
	addProbes(t, s, market.Probe{Product: "api/rain", Version: "v1", Time: old, Up: true})
	addProbes(t, s, market.Probe{Product: "api/rain", Version: "v1", Time: old.Add(market.HealthKept + time.Hour), Up: true})
	if days := must(s.Health(t.Context(), "api/rain", old))(t); len(days) != 1 || days[0].Day.Equal(old) {
		t.Errorf("%+v", days)
	}
}

func testHealthNone(t *testing.T, s Store) {
	if days := must(s.Health(t.Context(), "api/rain", Epoch))(t); len(days) != 0 {
		t.Errorf("%+v", days)
	}
	addProbes(t, s)
}
