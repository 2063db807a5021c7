package notice

import "context"

// A Desk is where notices become deliveries. Methods are safe for concurrent
// use, by several processes on one database.
//
// Package catalogtest holds the tests that every store must pass.
type Desk interface {
	Board

	// DueNotices returns notices that are due and were not told, the oldest
	// first, at most limit.
	DueNotices(ctx context.Context, limit int) ([]Notice, error)

	// Tell adds deliveries of a notice. A delivery by digest that is there
	// already gets the notice too; if it has been begun, the notice waits for the
	// next. What is there already with the notice in it stays as it is.
	Tell(ctx context.Context, n Notice, readers []Reader) error

	// Told records that a notice was told to all who are to hear of it.
	Told(ctx context.Context, id string) error
}

// A Reader is one who is to hear of a notice.
type Reader struct {
	Owner    string
	Mail     Cadence
	Webhooks []string // IDs of the owner's
}

// A Store keeps all that belongs to notices.
type Store interface {
	Desk
	Follows
	Webhooks
	Outbox
	Mutes
}
