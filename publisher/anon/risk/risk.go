// Package risk measures how much a table of microdata discloses: exactly, over
// equivalence classes of rows, or by estimates that say when they are unknown.
//
// The definitions are those of the disclosure handbooks and of the programs
// that agencies know (ARX, sdcMicro); each function names its formula. What
// they have in common:
//
//   - An equivalence class is the rows that are alike in all
//     quasi-identifiers. A missing value is alike to a missing value only,
//     unless a function says otherwise.
//   - Counts are int64 and exact. Shares are numbers from 0 to 1.
//   - A measure that has no value (no rows, an estimator that does not
//     converge) is returned with ok = false, never as 0: a gate must refuse
//     what it does not know.
//   - Rows without a sensitive value are left out of all measures of
//     attribute disclosure, in the class and in the table: they disclose no
//     value and must not make a class look diverse.
//
// Results do not depend on the number of processors.
package risk

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"nguon/publisher/anon/micro"
)

// Code names a reason why a table cannot be measured.
type Code string

// Reasons why a table cannot be measured.
const (
	NoColumn       Code = "no-column"        // there is no column with index Got
	TooManyRows    Code = "too-many-rows"    // Got rows; at most Want can be measured
	TooManyColumns Code = "too-many-columns" // Got columns; at most Want can be measured together
	NotAligned     Code = "not-aligned"      // two tables or slices that must have the same rows have Got and Want of them
)

// An Error says why a table cannot be measured.
type Error struct {
	Code      Code
	Got, Want int64
}

// Error describes e for a log.
func (e *Error) Error() string {
	return fmt.Sprintf("risk: %s (got %d, want %d)", e.Code, e.Got, e.Want)
}

// check tells whether t has the columns and few enough rows.
func check(t *micro.Table, columns []int) error {
	if int64(t.Rows) >= math.MaxUint32 {
		return &Error{Code: TooManyRows, Got: int64(t.Rows), Want: math.MaxUint32 - 1}
	}
	for _, c := range columns {
		if c < 0 || c >= len(t.Columns) {
			return &Error{Code: NoColumn, Got: int64(c), Want: int64(len(t.Columns))}
		}
	}
	return nil
}

// block is how many items are worked on between looks at the context.
const block = 1 << 16

// parallel calls f with the parts [lo, hi) of [0, n), on all processors, until
// all are done or ctx ends.
func parallel(ctx context.Context, n int, f func(lo, hi int)) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/block+1) {
		wait.Go(func() {
			for ctx.Err() == nil {
				lo := int(next.Add(block)) - block
				if lo >= n {
					return
				}
				f(lo, min(lo+block, n))
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}
