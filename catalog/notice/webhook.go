package notice

import (
	"context"
	"slices"
	"time"
)

// A Webhook is an address of a user's own to which notices are posted.
type Webhook struct {
	ID      string       `json:"-"` // a ULID
	Owner   string       `json:"-"`
	URL     string       `json:"url"`             // http or https
	Note    string       `json:"note,omitempty"`  // the owner's own words
	Kinds   []Kind       `json:"kinds,omitempty"` // those it gets; empty: all
	State   WebhookState `json:"-"`
	Why     Why          `json:"why,omitempty"` // it is disabled
	Created time.Time    `json:"-"`

	// Secret signs what is posted, sealed. Old, sealed too, signs beside it until
	// OldUntil, while the receiver changes over.
	Secret   []byte    `json:"secret"`
	Old      []byte    `json:"old,omitempty"`
	OldUntil time.Time `json:"old_until,omitzero"`

	// Failures are the attempts that have failed since the last that did not;
	// Failing is the time of the first of them.
	Failures int       `json:"-"`
	Failing  time.Time `json:"-"`
}

// A WebhookState says whether a webhook is used.
type WebhookState string

// The states of a webhook.
const (
	InUse    WebhookState = "active"
	OutOfUse WebhookState = "disabled"
)

// Why a webhook is disabled.
type Why string

// The reasons.
const (
	Gone    Why = "gone"    // it answered 410
	Failing Why = "failing" // see [MaxFailures]
	ByOwner Why = "owner"
)

// When a webhook is disabled: not before it has failed so often, for so long.
const (
	MaxFailures = 10
	MaxFailing  = 20 * time.Hour
)

// MaxWebhooks is how many webhooks one user can have.
const MaxWebhooks = 20

// Overlap is how long the old secret of a webhook signs beside a new one.
const Overlap = 24 * time.Hour

// Wants reports whether w gets notices of a kind.
func (w Webhook) Wants(k Kind) bool {
	if w.State != InUse {
		return false
	}
	if len(w.Kinds) == 0 || k == Ping {
		return true
	}
	return slices.Contains(w.Kinds, k)
}

// Webhooks keep webhooks. Methods are safe for concurrent use. What does not
// exist is an error of kind catalog.ErrNotFound.
//
// Package catalogtest holds the tests that every store must pass.
type Webhooks interface {
	// SaveWebhook adds a webhook, or changes URL, Note, Kinds, State, Why and
	// secrets of one of the same owner. It returns an error of kind
	// catalog.ErrConflict if the owner has [MaxWebhooks] already.
	SaveWebhook(ctx context.Context, w Webhook) error

	// DropWebhook removes a webhook of the owner and its deliveries; dropping
	// what is not there is no error.
	DropWebhook(ctx context.Context, owner, id string) error

	Webhook(ctx context.Context, id string) (Webhook, error)

	// WebhooksOf returns the webhooks of a user, oldest first.
	WebhooksOf(ctx context.Context, owner string) ([]Webhook, error)

	// CountWebhook records that an attempt succeeded, or failed at the given
	// time, and returns the webhook as it is then.
	CountWebhook(ctx context.Context, id string, succeeded bool, at time.Time) (Webhook, error)

	// DisableWebhook has an active webhook disabled for a reason, gives its
	// pending deliveries up, and raises the notices, in one transaction. If it
	// is not active nothing happens.
	DisableWebhook(ctx context.Context, id string, why Why, ns ...Notice) error
}
