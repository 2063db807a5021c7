package catalogtest

import (
	"fmt"
	"testing"
	"time"

	"nguon/catalog/market"
)

var queries = map[string]func(*testing.T, Store){
	"are added up by product, the most frequent first": testQueriesAddedUp,
	"of one batch count once":                          testQueriesOnce,
	"of many kinds are bounded":                        testQueriesBounded,
	"of hours end":                                     testQueriesPruned,
}

func addQueries(t *testing.T, s Store, batch string, queries ...market.QueryUse) {
	t.Helper()
	if err := s.AddQueries(t.Context(), batch, queries); err != nil {
		t.Fatal(err)
	}
}

func queried(hour time.Time, product market.Ref, outline string, n int64) market.QueryUse {
	return market.QueryUse{Hour: hour, Product: product, Outline: outline, Requests: n}
}

func wantQueries(t *testing.T, what string, s Store, products []market.Ref, since time.Time, limit int, wantTotal int64, want ...market.QueryUse) {
	t.Helper()
	got, total, err := s.TopQueries(t.Context(), products, since, limit)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, what, got, want)
	wantEqual(t, what+", in all", total, wantTotal)
}

func testQueriesAddedUp(t *testing.T, s Store) {
	hour := Epoch.Truncate(time.Hour)
	addQueries(t, s, "1", queried(hour, "data/air", "hourly·where(pm25__gte)", 3), queried(hour, "data/air", "hourly", 5), queried(hour, "data/water", "main", 7))
	addQueries(t, s, "2", queried(hour.Add(time.Minute), "data/air", "hourly·where(pm25__gte)", 4), queried(hour.Add(time.Hour), "data/air", "hourly", 1))
	where, whole := queried(time.Time{}, "data/air", "hourly·where(pm25__gte)", 7), queried(time.Time{}, "data/air", "hourly", 6)
	air := []market.Ref{"data/air"}
	wantQueries(t, "of one product", s, air, hour, 10, 13, where, whole)
	wantQueries(t, "the most frequent", s, air, hour, 1, 13, where)
	wantQueries(t, "of two", s, []market.Ref{"data/air", "data/water"}, hour, 2, 20, where, queried(time.Time{}, "data/water", "main", 7))
	wantQueries(t, "later", s, air, hour.Add(time.Hour), 10, 1, queried(time.Time{}, "data/air", "hourly", 1))
	wantQueries(t, "of none", s, nil, hour, 10, 0)
	if err := s.AddQueries(t.Context(), "3", []market.QueryUse{queried(hour, "data/air", "\x00", 1)}); err == nil {
		t.Error("text that cannot be stored: no error")
	}
}

func testQueriesOnce(t *testing.T, s Store) {
	q := queried(Epoch.Truncate(time.Hour), "data/air", "hourly", 2)
	for range 2 {
		addQueries(t, s, "1", q)
	}
	wantQueries(t, "queries", s, []market.Ref{"data/air"}, Epoch.Add(-time.Hour), 10, 2, queried(time.Time{}, "data/air", "hourly", 2))
}

func testQueriesBounded(t *testing.T, s Store) {
	hour := Epoch.Truncate(time.Hour)
	for batch := range 3 {
		all := []market.QueryUse{queried(hour, "data/air", "frequent", 1000)}
		for i := range 2 * market.MaxOutlines {
			all = append(all, queried(hour, "data/air", fmt.Sprint("noise ", batch, i), 1))
		}
		addQueries(t, s, fmt.Sprint(batch), all...)
	}
	got, total, err := s.TopQueries(t.Context(), []market.Ref{"data/air"}, hour, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "total", total, int64(3*(1000+2*market.MaxOutlines)))
	if len(got) != market.MaxOutlines || got[0].Outline != "frequent" || got[0].Requests < 3000 {
		t.Errorf("%d kinds, the first %+v", len(got), got[0])
	}
}

func testQueriesPruned(t *testing.T, s Store) {
	hour := Epoch.Truncate(time.Hour)
	addQueries(t, s, "1", queried(hour, "data/air", "hourly", 1), queried(hour.Add(time.Hour), "data/air", "hourly", 2))
	if err := s.PruneUse(t.Context(), hour.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantQueries(t, "what is left", s, []market.Ref{"data/air"}, hour, 10, 2, queried(time.Time{}, "data/air", "hourly", 2))
}
