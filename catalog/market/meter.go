package market

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"
)

// FlushPeriod is how often a [Meter] writes: what a crash loses at most.
const FlushPeriod = 10 * time.Second

// maxKinds bounds the kinds of calls that wait for being written. A minute of a
// busy portal has a few thousand.
const maxKinds = 200_000

// A Meter counts calls in memory and writes them in batches, so that a request
// waits for no database. It is safe for concurrent use; make it with NewMeter.
type Meter struct {
	// Tell passes on, with each flush, the parts of quotas that were reached;
	// after an error it is given them again. Nil drops them. It is set before
	// the meter is used.
	Tell func(ctx context.Context, reached []QuotaReached) error

	usage Usage
	batch func() string
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	waiting map[UseKey]*Use
	lost    int64 // calls that found no room
	reached []QuotaReached

	flushing sync.Mutex
	failed   []Use // a batch that could not be written, with its id
	failedID string

	queries         map[queryHour]Tally // that wait; guarded by mu
	lostQueries     int64               // that found no room; guarded by mu
	failedQueries   []QueryUse          // as failed is
	failedQueriesID string
}

// queryHour is whose kinds of queries are counted together.
type queryHour struct {
	hour    time.Time
	product Ref
}

// maxTallies bounds the products whose kinds of queries wait to be written.
const maxTallies = 2_000

// NewMeter returns a meter that writes to usage. newID makes the ids of
// batches, which must differ between all processes: ULIDs.
func NewMeter(usage Usage, newID func() string, now func() time.Time, log *slog.Logger) *Meter {
	return &Meter{usage: usage, batch: newID, now: now, log: log, waiting: make(map[UseKey]*Use), queries: make(map[queryHour]Tally)}
}

// Count counts a call that has just been answered.
func (m *Meter) Count(product Ref, key, route string, status int, bytes int64, took time.Duration) {
	kind := UseKey{Hour: m.now().UTC().Truncate(time.Hour), Product: product, Key: key, Route: route, Status: status}
	m.mu.Lock()
	defer m.mu.Unlock()
	u := m.waiting[kind]
	if u == nil {
		if len(m.waiting) >= maxKinds {
			m.lost++
			return
		}
		u = &Use{UseKey: kind}
		m.waiting[kind] = u
	}
	u.Requests++
	u.Bytes += bytes
	u.Latencies.Add(took)
}

// CountQuery counts a query of a kind, which holds no value that anybody asked
// for: see [QueryUse].
func (m *Meter) CountQuery(product Ref, outline string) {
	at := queryHour{m.now().UTC().Truncate(time.Hour), product}
	m.mu.Lock()
	defer m.mu.Unlock()
	tally := m.queries[at]
	if tally == nil {
		if len(m.queries) >= maxTallies {
			m.lostQueries++
			return
		}
		tally = make(Tally)
		m.queries[at] = tally
	}
	tally.Add(outline, 1)
}

// Reach notes that a part of a quota was used up, to be told of with the next
// flush.
func (m *Meter) Reach(q QuotaReached) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Tell != nil && len(m.reached) < maxKinds {
		m.reached = append(m.reached, q)
	}
}

// Flush writes what was counted, and tells of the quotas that were reached. What
// cannot be written stays, and is tried again under the same id, so that it
// counts once even if the database took it and could not say so.
func (m *Meter) Flush(ctx context.Context) error {
	m.flushing.Lock()
	defer m.flushing.Unlock()
	return errors.Join(m.write(ctx), m.writeQueries(ctx), m.tell(ctx))
}

func (m *Meter) tell(ctx context.Context) error {
	m.mu.Lock()
	taken := m.reached
	m.reached = nil
	m.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	if err := m.Tell(ctx, taken); err != nil {
		m.mu.Lock()
		m.reached = append(taken, m.reached...)
		m.mu.Unlock()
		return fmt.Errorf("market: tell of quotas: %w", err)
	}
	return nil
}

func (m *Meter) write(ctx context.Context) error {
	if len(m.failed) == 0 {
		m.mu.Lock()
		taken, lost := m.waiting, m.lost
		m.waiting, m.lost = make(map[UseKey]*Use, len(taken)), 0
		m.mu.Unlock()
		if lost > 0 {
			m.log.LogAttrs(ctx, slog.LevelError, "calls not counted: too many kinds of them wait", slog.Int64("calls", lost))
		}
		if len(taken) == 0 {
			return nil
		}
		m.failed, m.failedID = make([]Use, 0, len(taken)), m.batch()
		for u := range maps.Values(taken) {
			m.failed = append(m.failed, *u)
		}
	}
	if err := m.usage.AddUse(ctx, m.failedID, m.failed); err != nil {
		return fmt.Errorf("market: write the use of APIs: %w", err)
	}
	m.failed = nil
	return nil
}

func (m *Meter) writeQueries(ctx context.Context) error {
	if len(m.failedQueries) == 0 {
		m.mu.Lock()
		taken, lost := m.queries, m.lostQueries
		m.queries, m.lostQueries = make(map[queryHour]Tally, len(taken)), 0
		m.mu.Unlock()
		if lost > 0 {
			m.log.LogAttrs(ctx, slog.LevelError, "kinds of queries not counted: those of too many products wait", slog.Int64("queries", lost))
		}
		for at, tally := range taken {
			for _, outline := range tally.Frequent() {
				m.failedQueries = append(m.failedQueries, QueryUse{Hour: at.hour, Product: at.product, Outline: outline, Requests: tally[outline]})
			}
		}
		if len(m.failedQueries) == 0 {
			return nil
		}
		m.failedQueriesID = m.batch()
	}
	if err := m.usage.AddQueries(ctx, m.failedQueriesID, m.failedQueries); err != nil {
		return fmt.Errorf("market: write the queries of APIs: %w", err)
	}
	m.failedQueries = nil
	return nil
}

// Run writes every [FlushPeriod] until ctx ends, and then once more.
func (m *Meter) Run(ctx context.Context) error {
	tick := time.NewTicker(FlushPeriod)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		// The last write must not fail because of the end that it is for.
		if err := m.Flush(context.WithoutCancel(ctx)); err != nil {
			m.log.LogAttrs(ctx, slog.LevelError, "use of APIs not recorded; it will be tried again", slog.Any("error", err))
		}
	}
	// A batch that had failed before is out of the way now.
	return m.Flush(context.WithoutCancel(ctx))
}
