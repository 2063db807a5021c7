package account

import "context"

// A Recorder changes things together with the entries of the audit log that
// tell of them, so that there is neither a change that nobody wrote down nor an
// entry of what did not happen. Methods are safe for concurrent use.
//
// It is for changes outside of this package, whose own write their entries by
// themselves.
type Recorder interface {
	// Record runs f in one transaction and adds the entries that f returns to
	// the log. Every change belongs to the transaction that a method of the same
	// database makes with the context that f gets; what methods read with it is
	// as it was before. If f, or one of these changes, fails, nothing is changed
	// or written down, and the error is returned.
	//
	// The context must not outlive f, nor be used by two goroutines at a time.
	Record(ctx context.Context, f func(ctx context.Context) ([]Entry, error)) error
}
