package notice

import (
	"context"
	"math/rand/v2"
	"time"
)

// A Delivery is one thing for one receiver by one way, until it has arrived or
// was given up.
type Delivery struct {
	ID      string // a ULID; receivers of webhooks and mail see it, and it never changes
	Way     Way
	Owner   string // the user it is for; empty for a letter
	Webhook string // by which it goes; only by that way
	State   DeliveryState

	Created time.Time
	Next    time.Time // when it is due; zero once it has ended
	Ended   time.Time // zero before

	// Attempts counts those that began. An attempt of which nothing was heard
	// until Next has failed.
	Attempts int

	// Tries are the attempts since the delivery was made, or asked for again:
	// pauses follow from them.
	Tries int

	// Notices are what it says: one, or those of a digest by the order of their
	// raising. A letter has none.
	Notices []Notice

	// Sealed is the encrypted text of a letter. It is gone once the delivery has
	// ended.
	Sealed []byte
}

// A Way is how a delivery goes.
type Way string

// The ways.
const (
	ByLetter  Way = "letter" // a mail of an account, with its links
	ByMail    Way = "mail"
	ByDaily   Way = "daily"
	ByWeekly  Way = "weekly"
	ByWebhook Way = "webhook"
)

// A DeliveryState is how far a delivery has come.
type DeliveryState string

// The states. Only a pending delivery is due at some time.
const (
	Pending   DeliveryState = "pending"
	Delivered DeliveryState = "delivered"
	GivenUp   DeliveryState = "given-up" // no attempt succeeded, or there was no use in one
	Dropped   DeliveryState = "dropped"  // its receiver wants it no more
)

// An Attempt is what became of one try of a delivery.
type Attempt struct {
	Delivery string
	Number   int // as in [Delivery.Attempts]
	At       time.Time
	Took     time.Duration
	Status   int    // of HTTP; 0: there was no answer, or it is mail
	Error    string // for the owner to read; empty if it succeeded
}

// An Outcome is an attempt with what follows from it.
type Outcome struct {
	Attempt Attempt
	State   DeliveryState
	Next    time.Time // when a delivery that stays pending is due again
}

// Lease is how long a delivery that was claimed is nobody else's. An attempt
// must end before.
const Lease = 2 * time.Minute

// pauses are those after each failed attempt: about a day in all, as the
// Standard Webhooks recommend.
var pauses = []time.Duration{
	5 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
	6 * time.Hour, 10 * time.Hour,
}

// Pause returns how long to wait after an attempt failed that was the given
// one, from 1, and false if there is to be no other. Less up to a tenth at
// random is taken off, so that what failed together does not come back together.
func Pause(attempt int) (time.Duration, bool) {
	if attempt > len(pauses) {
		return 0, false
	}
	p := pauses[max(attempt, 1)-1]
	return p - rand.N(p/10), true
}

// LogKept is how long a delivery and its attempts are kept after its end. Of a
// letter nothing is kept but that it was sent.
const LogKept = 30 * 24 * time.Hour

// An Outbox keeps deliveries. Methods are safe for concurrent use, by several
// processes on one database.
//
// Package catalogtest holds the tests that every store must pass.
type Outbox interface {
	// AddDelivery stores a delivery as pending, unless there is one of its ID. It
	// is durable when the method returns. Its notices are not looked at: they
	// are added by [Desk.Tell].
	AddDelivery(ctx context.Context, d Delivery) error

	// ClaimDeliveries takes up deliveries that are due, those that wait longest
	// first, at most limit, and counts an attempt of each. Of several who ask,
	// one gets each. Unless [Outbox.EndAttempts] is called within [Lease], a
	// delivery is due again.
	ClaimDeliveries(ctx context.Context, limit int) ([]Delivery, error)

	// EndAttempts records attempts, all or none. One that is not the last begun
	// of its delivery is recorded, and changes nothing else.
	EndAttempts(ctx context.Context, os ...Outcome) error

	// Deliveries returns those that f selects, newest first, without what is
	// sealed.
	Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error)

	// Attempts returns those of a delivery, in order.
	Attempts(ctx context.Context, delivery string) ([]Attempt, error)

	// Redeliver makes a delivery of the owner that has ended pending and due at
	// once, with all its attempts before it. It returns an error of kind
	// catalog.ErrNotFound if there is none, and catalog.ErrConflict if it is
	// pending or a letter.
	Redeliver(ctx context.Context, owner, id string) error

	// PruneDeliveries removes what ended before the given time, and notices that
	// belong to no delivery any more, and returns how much.
	PruneDeliveries(ctx context.Context, before time.Time) (int, error)
}

// DeliveryPage is the greatest number of deliveries in one answer.
const DeliveryPage = 100

// A DeliveryFilter selects deliveries. The zero value selects all but letters.
type DeliveryFilter struct {
	Owner   string
	Webhook string
	State   DeliveryState
	Before  string // IDs before this one
	Limit   int    // at most so many; 0 is [DeliveryPage], which is also the most
}
