package market_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
)

func TestEachPartOfAQuotaIsReachedByOneCall(t *testing.T) {
	for _, test := range []struct {
		quota  int64
		period time.Duration
		want   map[int64]int // the part that a call reaches, by its number
	}{
		{100, 24 * time.Hour, map[int64]int{80: 80, 100: 100}},
		{7, 24 * time.Hour, map[int64]int{6: 80, 7: 100}}, // 5.6 calls are 80 %
		{1, 24 * time.Hour, map[int64]int{1: 100}},
		{2_000_000, 30 * 24 * time.Hour, map[int64]int{1_600_000: 80, 2_000_000: 100}},
		{100, time.Hour, map[int64]int{}},
	} {
		w := market.Window{Name: "x", Quota: test.quota, Period: test.period}
		got := make(map[int64]int)
		for call := int64(1); call <= test.quota; call++ {
			if part := w.Reached(test.quota - call); part > 0 {
				got[call] = part
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%d in %v: %v, want %v", test.quota, test.period, got, test.want)
		}
	}
}

func TestMeterTellsOfQuotasAgainAfterAnError(t *testing.T) {
	var told []int
	broken := errors.New("broken")
	fail := broken
	m := market.NewMeter(nil, func() string { return "1" }, time.Now, slog.New(slog.DiscardHandler))
	m.Tell = func(_ context.Context, reached []market.QuotaReached) error {
		for _, q := range reached {
			told = append(told, q.Percent)
		}
		return fail
	}
	m.Reach(market.QuotaReached{Percent: 80})
	if err := m.Flush(t.Context()); !errors.Is(err, broken) {
		t.Errorf("Flush: %v, want %v", err, broken)
	}
	m.Reach(market.QuotaReached{Percent: 100})
	fail = nil
	for range 2 {
		if err := m.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{80, 80, 100}; !slices.Equal(told, want) {
		t.Errorf("told of %v, want %v", told, want)
	}
}

func TestOwnersAreToldOfTheirQuotas(t *testing.T) {
	w := newWorld(t)
	a := w.application(t, w.mai)
	_, k := w.key(t, w.mai, a.ID, 0)
	day := market.Window{Name: "day", Quota: 100, Period: 24 * time.Hour}
	until := w.now.Add(5 * time.Hour)
	reached := func(k account.Key, percent int, until time.Time) market.QuotaReached {
		return market.QuotaReached{Key: k, Product: "data/air", Window: day, Percent: percent, Until: until}
	}
	err := w.TellQuota(t.Context(), []market.QuotaReached{
		reached(k, 80, until), reached(k, 80, until.Add(time.Second)), // of two replicas whose clocks differ
		reached(k, 100, until), reached(k, 80, until.Add(24*time.Hour)),
		reached(account.Key{ID: "of nobody"}, 80, until), reached(account.Key{ID: "of one that is gone", Application: "gone"}, 80, until),
	})
	if err != nil {
		t.Fatal(err)
	}
	ids := make(map[string]bool)
	for _, e := range w.told {
		if e.Kind != market.QuotaUsed || e.Application.Owner != "MAI" || e.Quota == nil {
			t.Errorf("told of %+v", e)
		}
		ids[same(e)] = true
	}
	if len(w.told) != 4 || len(ids) != 3 {
		t.Errorf("%d were told of, %d of them different; want 4 and 3", len(w.told), len(ids))
	}
}
