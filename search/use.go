package search

import (
	"context"
	"log/slog"
	"math/bits"
	"time"

	"nguon/catalog"
)

// useEvery is how often the use of datasets is asked for. Results are to stay
// where they are from one page to the next.
const useEvery = time.Hour

// usage is how much datasets are used, in powers of two: two of which one has
// 1,100 calls and the other 1,900 count as alike.
type usage map[catalog.Slug]uint8

// readUse asks for the use of datasets, if it is time. Without it the order of
// results is that of before: a failure is only logged. The caller holds writing.
func (x *Index) readUse(ctx context.Context) {
	now := x.opt.Now()
	if x.opt.Use == nil || now.Sub(x.useRead) < useEvery {
		return
	}
	calls, err := x.opt.Use(ctx)
	if ctx.Err() != nil {
		return
	}
	x.useRead = now
	if err != nil {
		x.opt.Log.Warn("search does not know how much datasets are used", slog.Any("error", err))
		return
	}
	use := make(usage, len(calls))
	for slug, n := range calls {
		if n > 0 {
			use[slug] = useClass(n)
		}
	}
	x.use.Store(&use)
}

// useClass returns the number of binary digits of a number of calls.
func useClass(calls int64) uint8 { return uint8(bits.Len64(uint64(calls))) }

// of returns the class of a candidate.
func (u usage) of(c candidate) uint8 {
	if len(u) == 0 {
		return 0
	}
	return u[catalog.Slug(c.slug())]
}

// freshness returns the span of thirty days in which something was published:
// who is later within it does not come first for that.
func freshness(published int64) int64 { return published / int64(30*24*time.Hour) }
