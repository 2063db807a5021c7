package notice

import (
	"context"
	"time"

	"nguon/catalog"
)

// A Follow is the wish of a user to hear of a topic.
type Follow struct {
	ID      string // a ULID
	Owner   string // the user's ID
	Topic   Topic
	Mail    Cadence
	Webhook bool // the user's webhooks get it too
	Created time.Time
}

// A Cadence says how often mail is written.
type Cadence string

// The cadences. A notice that reaches a reader in several of them is written of
// once, by the first.
const (
	AtOnce Cadence = "now"
	Daily  Cadence = "daily"
	Weekly Cadence = "weekly"
	NoMail Cadence = "none"
)

// digests is the time of the day in Viet Nam at which digests are written.
const digests = 7 * time.Hour

// Cadences are all of them.
var Cadences = []Cadence{AtOnce, Daily, Weekly, NoMail}

// rank orders cadences by how soon they are.
func (c Cadence) rank() int {
	switch c {
	case AtOnce:
		return 3
	case Daily:
		return 2
	case Weekly:
		return 1
	}
	return 0
}

// Sooner returns that of c and d with which a reader hears first.
func (c Cadence) Sooner(d Cadence) Cadence {
	if d.rank() > c.rank() {
		return d
	}
	return c
}

// zone is where readers of digests live.
var zone = time.FixedZone("UTC+7", 7*60*60)

// Next returns when a mail of cadence c is written about something that is told
// at the given time: daily ones at 7 in the morning in Viet Nam, weekly ones
// then on Mondays. It is after that time, but for AtOnce.
func (c Cadence) Next(at time.Time) time.Time {
	if c != Daily && c != Weekly {
		return at
	}
	local := at.In(zone)
	due := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone).Add(digests)
	for !due.After(at) || c == Weekly && due.Weekday() != time.Monday {
		due = due.AddDate(0, 0, 1)
	}
	return due.UTC()
}

// MaxFollows is how many topics one user can follow.
const MaxFollows = 500

// Validate returns an error of kind catalog.ErrInvalid if f says nothing that
// could be done.
func (f Follow) Validate() error {
	if err := f.Topic.Validate(); err != nil {
		return err
	}
	switch f.Mail {
	case AtOnce, Daily, Weekly:
	case NoMail:
		if f.Webhook {
			return nil
		}
		fallthrough
	default:
		return catalog.Errorf(catalog.ErrInvalid, "Hãy chọn cách nhận thông báo.", "Choose how to hear of it.")
	}
	return nil
}

// Follows keep what users follow. Methods are safe for concurrent use.
//
// Package catalogtest holds the tests that every store must pass.
type Follows interface {
	// SaveFollow adds a follow, or changes that of the same owner and topic,
	// whose ID and time stay. It returns an error of kind catalog.ErrConflict if
	// the owner follows [MaxFollows] topics already.
	SaveFollow(ctx context.Context, f Follow) (Follow, error)

	// DropFollow ends a follow of the owner; dropping what is not there is no
	// error. DropFollows ends all that are written of in the given cadence.
	DropFollow(ctx context.Context, owner, id string) error
	DropFollows(ctx context.Context, owner string, c Cadence) error

	// FollowsOf returns the follows of a user, newest first.
	FollowsOf(ctx context.Context, owner string) ([]Follow, error)

	// Followers returns the follows of any of the topics by users after the
	// given one, in the order of users, all those of at most limit users.
	Followers(ctx context.Context, topics []Topic, after string, limit int) ([]Follow, error)

	// Searches returns the saved searches that somebody follows, each once, in
	// order, after the given one, at most limit.
	Searches(ctx context.Context, after Topic, limit int) ([]Topic, error)
}
