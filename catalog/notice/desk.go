package notice

import (
	"context"
	"time"
)

// A Desk is where notices become deliveries. Methods are safe for concurrent
// use, by several processes on one database.
//
// Package catalogtest holds the tests that every store must pass.
type Desk interface {
	Board

	// ClaimNotices takes up notices that are due and were not told, the oldest
	// first, at most limit. Of several who ask, one gets each, until it is told,
	// freed, or the lease is over. A lease of 0 takes nothing up, and sees what
	// others have taken up too.
	ClaimNotices(ctx context.Context, limit int, lease time.Duration) ([]Notice, error)

	// FreeNotices gives up claims: the notices are due again.
	FreeNotices(ctx context.Context, ids ...string) error

	// Tell adds deliveries of notices, all or none. A delivery by digest that is
	// there already gets the notice too; if it has been begun, the notice waits
	// for the next. What is there already with the notice in it stays as it is.
	Tell(ctx context.Context, ts ...Telling) error
}

// TellLease is how long a notice that was claimed is nobody else's. To tell it
// twice makes no second delivery, and costs time alone.
const TellLease = 30 * time.Second

// A Telling is who is to hear of a notice, or some of them.
type Telling struct {
	Notice  Notice
	Readers []Reader
	Done    bool // all who are to hear of it have, with these
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
