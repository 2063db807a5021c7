package table

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
)

// each calls work with every chunk, from several goroutines; worker tells them
// apart. Of the errors it returns the one that comes first in the file.
//
// The first error ends the handing out of chunks. Those before it are out
// already, so that the same file always fails at the same line.
func (s *splitter) each(ctx context.Context, workers int, work func(worker int, c *chunk) error) error {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	failed := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		errs = append(errs, err)
	}
	stopped := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(errs) > 0
	}
	for w := range workers {
		wg.Go(func() {
			for !stopped() {
				if err := ctx.Err(); err != nil {
					failed(err)
					return
				}
				c, err := s.next()
				if errors.Is(err, io.EOF) {
					return
				}
				if err == nil {
					err = work(w, c)
					s.release(c)
				}
				if err != nil {
					failed(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return firstError(errs)
}

// firstError returns the error of the lowest line; errors without one win.
func firstError(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	line := func(err error) int64 {
		if e, ok := errors.AsType[*Error](err); ok {
			return e.Line
		}
		return 0
	}
	return slices.MinFunc(errs, func(a, b error) int { return cmp.Compare(line(a), line(b)) })
}
