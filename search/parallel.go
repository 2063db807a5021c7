package search

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
)

// fewDocuments is up to how many documents a view is searched by one goroutine:
// to start another takes longer than it saves.
const fewDocuments = 20_000

// parallel calls work once for every segment, for several at a time, and
// returns the first failure. It stops when ctx ends.
func (v *view) parallel(ctx context.Context, work func(s int) error) error {
	var next atomic.Int32
	run := func() error {
		for {
			n := int(next.Add(1)) - 1
			if n >= len(v.segments) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := work(v.largest[n]); err != nil {
				next.Store(int32(len(v.segments)))
				return err
			}
		}
	}
	workers := min(runtime.GOMAXPROCS(0), len(v.segments))
	if v.size <= fewDocuments || workers < 2 {
		return run()
	}
	var others sync.WaitGroup
	failures := make([]error, workers-1)
	for i := range failures {
		others.Go(func() { failures[i] = guard(run) })
	}
	err := run()
	others.Wait()
	for _, failure := range failures {
		if err == nil {
			err = failure
		}
	}
	return err
}

// everything returns the documents of a segment that are not deleted.
func (v *view) everything(s int) *roaring.Bitmap {
	all := roaring.New()
	all.AddRange(0, uint64(v.columns[s].size))
	if deleted := v.segments[s].Deleted(); deleted != nil {
		all.AndNot(deleted)
	}
	return all
}

// live returns the number of documents that are not deleted.
func (v *view) live() uint64 {
	n := uint64(v.size)
	for _, s := range v.segments {
		if deleted := s.Deleted(); deleted != nil {
			n -= deleted.GetCardinality()
		}
	}
	return n
}
