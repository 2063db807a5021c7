package market

import (
	"strconv"
	"time"

	"nguon/catalog/account"
)

// An Event is something that the owner of an application, or an agency, should
// hear of.
type Event struct {
	Kind EventKind
	At   time.Time

	Application Application // zero for a key that the portal gave out
	Agency      string      // who is to hear of it, for SubscriptionAsked and ReuseOffered

	Key          *account.Key // of events of keys
	Product      Ref
	Subscription *Subscription // of SubscriptionAsked
	Reuse        *Reuse        // of ReuseOffered
	Quota        *QuotaReached // of QuotaUsed
	Days         int           // until the end of the key, for KeyExpiring
	Found        string        // where the key was, for KeyLeaked; said by anybody
}

// An EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	KeyExpiring       EventKind = "key.expiring"
	KeyLeaked         EventKind = "key.leaked"
	QuotaUsed         EventKind = "quota.reached"
	SubscriptionAsked EventKind = "subscription.asked"
	ReuseOffered      EventKind = "reuse.offered"
)

// Same returns what makes e the event that it is: a time, and words. The same
// event that is told of twice, by two replicas say, has the same.
func (e Event) Same() (time.Time, []string) {
	words, at := []string{string(e.Kind), e.Application.ID, string(e.Product), strconv.Itoa(e.Days)}, e.At
	if e.Key != nil {
		words = append(words, e.Key.ID)
	}
	if e.Kind == ReuseOffered { // whoever offers the same anew all day is told of once
		at = at.Truncate(24 * time.Hour)
	}
	if q := e.Quota; q != nil { // replicas agree on when a window ends but for seconds
		at = q.Until.Truncate(time.Hour)
		words = append(words, q.Window.Name, strconv.Itoa(q.Percent))
	}
	return at, words
}
