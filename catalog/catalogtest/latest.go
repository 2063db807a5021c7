package catalogtest

import (
	"testing"
	"time"

	"nguon/catalog"
)

var latest = map[string]func(*testing.T, Store){
	"follows the clock to the microsecond":           testLatestClock,
	"is what Releases.At says":                       testLatestAgrees,
	"answers for many at once, and leaves out":       testLatestMany,
	"is the version before, once one is taken back":  testLatestWithdrawn,
	"of a version that came out before an older one": testLatestOutOfOrder,
	"and what is upcoming follow one another":        testUpcoming,
}

// schedule publishes a release of d for each of the times.
func schedule(t *testing.T, s Store, d catalog.Dataset, at ...time.Time) {
	t.Helper()
	for i, when := range at {
		r := Release(d, i+1)
		r.PublishAt = when
		Publish(t, s, d, r)
	}
}

func latestVersion(t *testing.T, s Store, at time.Time, slug catalog.Slug) int {
	t.Helper()
	return must(s.Latest(t.Context(), at, slug))(t)[slug].Version
}

func testLatestClock(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	schedule(t, s, d, Epoch, Epoch.Add(time.Hour))
	hanoi := time.FixedZone("+07", 7*60*60)
	for _, test := range []struct {
		name string
		at   time.Time
		want int
	}{
		{"before the first", Epoch.Add(-time.Microsecond), 0},
		{"at the first", Epoch, 1},
		{"before the second", Epoch.Add(time.Hour - time.Microsecond), 1},
		{"at the second", Epoch.Add(time.Hour), 2},
		{"at the second, on a clock of Ha Noi", Epoch.Add(time.Hour).In(hanoi), 2},
		{"much later", Epoch.AddDate(50, 0, 0), 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := latestVersion(t, s, test.at, "air"); got != test.want {
				t.Errorf("version %d, want %d", got, test.want)
			}
		})
	}
}

func testLatestAgrees(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	// Nanoseconds, which no store keeps.
	schedule(t, s, d, Epoch, Epoch.Add(1999), Epoch.Add(3*time.Hour), Epoch.Add(time.Hour))
	if err := s.Withdraw(t.Context(), "air", 2, catalog.Text{Vi: "Sai.", En: "Wrong."}, Epoch); err != nil {
		t.Fatal(err)
	}
	releases := must(s.Releases(t.Context(), "air"))(t)
	for _, after := range []time.Duration{-1, 0, 1000, 1998, 1999, 2000, time.Hour - 1, time.Hour, 3 * time.Hour, 4 * time.Hour} {
		var want int
		for _, r := range releases.At(Epoch.Add(after)) {
			if r.State == catalog.StatePublished {
				want = r.Version
			}
		}
		if got := latestVersion(t, s, Epoch.Add(after), "air"); got != want {
			t.Errorf("%v after: Latest says %d, Releases.At %d", after, got, want)
		}
	}
}

func testLatestMany(t *testing.T, s Store) {
	for slug, at := range map[catalog.Slug]time.Time{"air": Epoch, "water": Epoch.Add(time.Hour), "soil": Epoch} {
		schedule(t, s, Dataset(slug, "H26"), at)
	}
	got := make(map[catalog.Slug]int)
	for slug, r := range must(s.Latest(t.Context(), Epoch, "air", "water", "none", "air"))(t) {
		got[slug] = r.Version
	}
	wantEqual(t, "latest", got, map[catalog.Slug]int{"air": 1})
	if got := must(s.Latest(t.Context(), Epoch))(t); len(got) > 0 {
		t.Errorf("latest of no datasets = %v, want none", got)
	}
}

func testLatestWithdrawn(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	schedule(t, s, d, Epoch, Epoch)
	for _, version := range []int{2, 1} {
		if got := latestVersion(t, s, Epoch, "air"); got != version {
			t.Errorf("latest version %d, want %d", got, version)
		}
		if err := s.Withdraw(t.Context(), "air", version, catalog.Text{Vi: "Sai.", En: "Wrong."}, Epoch); err != nil {
			t.Fatal(err)
		}
	}
	if got := latestVersion(t, s, Epoch, "air"); got != 0 {
		t.Errorf("with all withdrawn, latest version %d, want none", got)
	}
}

func testLatestOutOfOrder(t *testing.T, s Store) {
	d := Dataset("air", "H26")
	schedule(t, s, d, Epoch.Add(2*time.Hour), Epoch)
	for _, hours := range []time.Duration{0, 1, 3} {
		if got := latestVersion(t, s, Epoch.Add(hours*time.Hour), "air"); got != 2 {
			t.Errorf("after %d hours latest version %d, want 2", hours, got)
		}
	}
}

func testUpcoming(t *testing.T, s Store) {
	third, second := Epoch.Add(2*time.Hour), Epoch.Add(time.Hour)
	schedule(t, s, Dataset("air", "H26"), Epoch, second, third)
	schedule(t, s, Dataset("water", "H26"), Epoch, third)
	if err := s.Withdraw(t.Context(), "water", 2, catalog.Text{Vi: "Sai.", En: "Wrong."}, third); err != nil {
		t.Fatal(err)
	}
	type times = map[catalog.Slug]time.Time
	for _, test := range []struct {
		name  string
		after time.Time
		want  times
	}{
		{"before the first", Epoch.Add(-time.Microsecond), times{"air": Epoch, "water": Epoch}},
		{"at the first", Epoch, times{"air": second}},
		{"before the second", second.Add(-time.Microsecond), times{"air": second}},
		{"at the second", second, times{"air": third}},
		{"at the last", third, times{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantEqual(t, "upcoming", must(s.Upcoming(t.Context(), test.after, "air", "none", "water", "No slug"))(t), test.want)
		})
	}
	wantEqual(t, "upcoming of no datasets", must(s.Upcoming(t.Context(), Epoch))(t), times{})
}
