package sliding_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/ulule/limiter/v3"
	"github.com/ulule/limiter/v3/drivers/store/memory"

	"nguon/api/sliding"
	"nguon/catalog/catalogtest"
)

// clock stands still until it is moved.
type clock struct{ now time.Time }

func newMemory() (*sliding.Memory, *clock) {
	c := &clock{time.Date(2026, 11, 22, 9, 0, 0, 123456789, time.UTC)}
	return &sliding.Memory{Now: func() time.Time { return c.now }}, c
}

func count(t testing.TB, c sliding.Counter, key string, n, limit int64, period time.Duration) sliding.State {
	t.Helper()
	got, err := c.Count(t.Context(), key, n, limit, period)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// passed returns the greatest number of the given moments, which ascend, in any
// span of a period's length.
func passed(moments []time.Time, period time.Duration) int {
	most, first := 0, 0
	for i, m := range moments {
		for m.Sub(moments[first]) >= period {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// TestNoSpanLetsMoreThanTheLimitThrough asks in ways that pass the limits of
// others: at random, in bursts before and behind every edge, all at once whenever
// something is left, and as soon as it is told to come back.
func TestNoSpanLetsMoreThanTheLimitThrough(t *testing.T) {
	for _, period := range []time.Duration{time.Second, 10 * time.Second, time.Minute} {
		for name, next := range map[string]func(r *rand.Rand, last sliding.State) time.Duration{
			"at random":       func(r *rand.Rand, _ sliding.State) time.Duration { return time.Duration(r.Int64N(int64(period / 20))) },
			"without a pause": func(*rand.Rand, sliding.State) time.Duration { return period / 5000 },
			"as soon as it pays": func(_ *rand.Rand, last sliding.State) time.Duration {
				if last.Taken {
					return 0
				}
				return last.Wait
			},
			"in bursts at edges": func(r *rand.Rand, _ sliding.State) time.Duration {
				return time.Duration(r.IntN(2)*r.IntN(2)*r.IntN(2)) * (period/2 - 1)
			},
			"now and then a lot": func(r *rand.Rand, _ sliding.State) time.Duration {
				return time.Duration(float64(period) * max(0, r.NormFloat64()-2))
			},
			"just before it pays": func(_ *rand.Rand, last sliding.State) time.Duration { return max(last.Wait-1, 1) / 2 },
		} {
			t.Run(fmt.Sprint(name, " of ", period), func(t *testing.T) {
				for seed := range uint64(4) {
					m, c := newMemory()
					r := rand.New(rand.NewPCG(seed, 7))
					limit := 1 + r.Int64N(60)
					var let []time.Time
					var last sliding.State
					for range 20_000 {
						c.now = c.now.Add(next(r, last))
						if last = count(t, m, "k", 1, limit, period); last.Taken {
							let = append(let, c.now)
						}
						if last.Sum > limit || last.Wait < 0 || last.Wait > period+period/sliding.Parts {
							t.Fatalf("seed %d: %+v of a limit of %d", seed, last, limit)
						}
					}
					if got := passed(let, period); int64(got) > limit || got == 0 {
						t.Errorf("seed %d: %d requests within %s, of a limit of %d", seed, got, period, limit)
					}
				}
			})
		}
	}
}

func TestWhoAsksEvenlyGetsTheLimitButOnePercent(t *testing.T) {
	for _, limit := range []int64{1, 10, 300, 1000} {
		m, c := newMemory()
		const windows, period = 50, 10 * time.Second
		let, perWindow := int64(0), max(10*limit, 1000) // far more often than is let through
		for range perWindow * windows {
			c.now = c.now.Add(period / time.Duration(perWindow))
			if count(t, m, "k", 1, limit, period).Taken {
				let++
			}
		}
		if let < limit*windows*98/100 || let > limit*(windows+1) {
			t.Errorf("limit %d: %d requests in %d windows", limit, let, windows)
		}
	}
}

func counters(t *testing.T) map[string]sliding.Counter {
	client := redis.NewClient(&redis.Options{Addr: catalogtest.Redis(t)})
	t.Cleanup(func() { client.Close() })
	return map[string]sliding.Counter{"memory": new(sliding.Memory), "redis": sliding.NewRedis(client, "test:")}
}

func TestMemoryAndRedisCountAlike(t *testing.T) {
	for name, c := range counters(t) {
		t.Run(name, func(t *testing.T) {
			const period = 2 * time.Second
			begin := time.Now()
			for want := int64(1); want <= 3; want++ {
				if got := count(t, c, "a", 1, 3, period); !got.Taken || got.Sum != want || got.Wait <= 0 || got.Wait > period+period/sliding.Parts {
					t.Errorf("request %d: %+v", want, got)
				}
			}
			refused := count(t, c, "a", 1, 3, period)
			if refused.Taken || refused.Sum != 3 || refused.Wait <= 0 {
				t.Errorf("one too many: %+v", refused)
			}
			if got := count(t, c, "a", 0, 3, period); !got.Taken || got.Sum != 3 {
				t.Errorf("looked at: %+v", got)
			}
			if got := count(t, c, "a", 2, 4, period); got.Taken || got.Sum != 3 {
				t.Errorf("two, of which one has room: %+v", got)
			}
			if got := count(t, c, "b", 1, 3, period); !got.Taken || got.Sum != 1 {
				t.Errorf("another key: %+v", got)
			}
			if got := count(t, c, "new", 0, 3, period); got.Sum != 0 || got.Wait != 0 {
				t.Errorf("a key that nobody used: %+v", got)
			}
			time.Sleep(refused.Wait + time.Millisecond)
			if got := count(t, c, "a", 1, 3, period); !got.Taken {
				t.Errorf("after %s, as it was told: %+v", time.Since(begin), got)
			}
			if got := count(t, c, "b", 1, 3, 3*period); got.Sum != 1 {
				t.Errorf("with another period: %+v", got)
			}
			if err := c.Forget(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			if got := count(t, c, "a", 1, 3, period); got.Sum != 1 {
				t.Errorf("after it was forgotten: %+v", got)
			}
			time.Sleep(period + 2*period/sliding.Parts)
			if got := count(t, c, "a", 1, 3, period); !got.Taken || got.Sum != 1 {
				t.Errorf("after a whole period: %+v", got)
			}
		})
	}
}

// TestReplicasShareAWindow has two replicas ask one Redis, as fast as they can.
// A request was let through at some moment between its begin and its end.
func TestReplicasShareAWindow(t *testing.T) {
	const limit, period, lasts = 50, time.Second, 3 * time.Second
	type call struct{ begin, end time.Time }
	addr := catalogtest.Redis(t)
	let := make(chan []call)
	for range 2 {
		client := redis.NewClient(&redis.Options{Addr: addr})
		t.Cleanup(func() { client.Close() })
		c := sliding.NewRedis(client, "test:")
		go func() {
			var mine []call
			for start := time.Now(); time.Since(start) < lasts; {
				begin := time.Now()
				got, err := c.Count(context.Background(), "k", 1, limit, period)
				if err == nil && got.Taken {
					mine = append(mine, call{begin, time.Now()})
				}
			}
			let <- mine
		}()
	}
	all := append(<-let, <-let...)
	slices.SortFunc(all, func(a, b call) int { return a.begin.Compare(b.begin) })
	for i, first := range all {
		within := 0
		for _, c := range all[i:] {
			if c.end.Before(first.begin.Add(period)) {
				within++
			}
		}
		if within > limit {
			t.Fatalf("%d requests within %s, of a limit of %d", within, period, limit)
		}
	}
	if len(all) < 2*limit {
		t.Errorf("only %d requests in %s", len(all), lasts)
	}
}

// short is a store over memory, which long windows are told apart in.
func short(t *testing.T) (*sliding.Store, limiter.Store) {
	t.Helper()
	long := memory.NewStore()
	return sliding.New(new(sliding.Memory), long), long
}

func TestLongWindowsAreCountedElsewhere(t *testing.T) {
	s, long := short(t)
	for _, test := range []struct {
		period    time.Duration
		elsewhere bool
	}{{time.Minute, false}, {sliding.Longest, false}, {sliding.Longest + time.Second, true}, {24 * time.Hour, true}} {
		key, rate := test.period.String(), limiter.Rate{Limit: 2, Period: test.period}
		for left := int64(1); left >= 0; left-- {
			if got, err := s.Get(t.Context(), key, rate); err != nil || got.Reached || got.Remaining != left || got.Limit != 2 {
				t.Errorf("%s: %+v, %v", key, got, err)
			}
		}
		if got, err := s.Get(t.Context(), key, rate); err != nil || !got.Reached || got.Remaining != 0 || got.Reset < time.Now().Unix() {
			t.Errorf("%s, one too many: %+v, %v", key, got, err)
		}
		there, err := long.Peek(t.Context(), key, rate)
		if err != nil || (there.Remaining < 2) != test.elsewhere {
			t.Errorf("%s: the other store has %+v, %v", key, there, err)
		}
		if got, err := s.Reset(t.Context(), key, rate); err != nil || got.Remaining != 2 {
			t.Errorf("%s, forgotten: %+v, %v", key, got, err)
		}
		if got, err := s.Increment(t.Context(), key, 2, rate); err != nil || got.Remaining != 0 || got.Reached {
			t.Errorf("%s, two at once: %+v, %v", key, got, err)
		}
		if got, err := s.Peek(t.Context(), key, rate); err != nil || got.Remaining != 0 {
			t.Errorf("%s, looked at: %+v, %v", key, got, err)
		}
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	m, c := newMemory()
	for i := range 50_000 {
		c.now = c.now.Add(time.Millisecond)
		count(t, m, fmt.Sprint(i), 1, 10, time.Second)
	}
	// 50 s of keys that are asked for once, and each shard is swept every 10 s.
	if n := m.Keys(); n > 12_000 {
		t.Errorf("%d keys are kept", n)
	}
}

func BenchmarkCount(b *testing.B) {
	rate := limiter.Rate{Limit: 1 << 40, Period: 10 * time.Second}
	for name, s := range map[string]limiter.Store{
		"window=fixed": memory.NewStore(), "window=sliding": sliding.New(new(sliding.Memory), memory.NewStore()),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.Get(context.Background(), "key:01J|data/air-quality|burst", rate); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
