package market

import (
	"context"
	"time"

	"nguon/catalog"
)

// Products stores the APIs that agencies have registered. Methods are safe for
// concurrent use, and return an error of kind [catalog.ErrNotFound] for what
// does not exist.
type Products interface {
	// Product returns a product, whatever the state of its versions.
	Product(ctx context.Context, name catalog.Slug) (Product, error)

	// Products returns the products that f selects, in the order of their
	// names.
	Products(ctx context.Context, f ProductFilter) ([]Product, error)

	// SaveProduct makes a product whose Revision is 0, or replaces the one that
	// has that revision, and returns it as saved. documents are the texts of
	// those that it refers to and that may be new. With it, the event
	// [catalog.ProductSaved] becomes visible. The error is of kind
	// [catalog.ErrConflict] if the name is taken, or somebody else has changed
	// the product since, and of kind [catalog.ErrInvalid] if the product is not
	// valid, its agency does not exist, or a document is missing.
	SaveProduct(ctx context.Context, p Product, documents ...[]byte) (Product, error)

	// Document returns the text of a document by its hash, in hexadecimal.
	Document(ctx context.Context, sha256 string) ([]byte, error)
}

// A ProductFilter selects products. The zero value selects all.
type ProductFilter struct {
	Agency string       // only of this agency, if not empty
	After  catalog.Slug // only names after this one
	Limit  int          // at most so many; 0 is no limit
}

// Applications stores applications and what they have subscribed to. Methods
// are safe for concurrent use, and return an error of kind
// [catalog.ErrNotFound] for what does not exist.
type Applications interface {
	// SaveApplication adds or replaces an application. The owner of one that is
	// there does not change: the error is of kind [catalog.ErrConflict] then.
	SaveApplication(ctx context.Context, a Application) error

	// Application returns an application.
	Application(ctx context.Context, id string) (Application, error)

	// Applications returns those of an owner, in the order of their making,
	// closed ones included.
	Applications(ctx context.Context, owner string) ([]Application, error)

	// CloseApplication ends an application, its subscriptions and its keys, at
	// the given time.
	CloseApplication(ctx context.Context, id string, at time.Time) error

	// SaveSubscription adds a subscription, or replaces the one of the same
	// application and product if that is still in the given state; the error is
	// of kind [catalog.ErrConflict] if not. The empty state stands for none
	// that is pending or active.
	SaveSubscription(ctx context.Context, s Subscription, was SubscriptionState) error

	// Subscription returns the subscription of an application to a product.
	Subscription(ctx context.Context, application string, product Ref) (Subscription, error)

	// Subscriptions returns the subscriptions that f selects, those that were
	// asked for last first.
	Subscriptions(ctx context.Context, f SubscriptionFilter) ([]Subscription, error)
}

// A SubscriptionFilter selects subscriptions. Fields that are zero select all.
type SubscriptionFilter struct {
	Application string
	Products    []Ref
	State       SubscriptionState
	Limit       int
}

// Reuses stores what applications make of products, for showcases. Methods are
// safe for concurrent use. What an application is shown with ends with it.
type Reuses interface {
	// SaveReuse adds a reuse, or replaces the one of the same application and
	// product. With was, it is replaced only if it is still in that state and was
	// not offered anew since. The error is of kind [catalog.ErrConflict] if not, or
	// if the application is closed, and of kind [catalog.ErrNotFound] if there is
	// none.
	SaveReuse(ctx context.Context, r Reuse, was *Reuse) error

	// DropReuse removes a reuse. The error is of kind [catalog.ErrNotFound] if
	// there is none.
	DropReuse(ctx context.Context, application string, product Ref) error

	// Reuses returns the reuses that f selects, those that were offered last
	// first.
	Reuses(ctx context.Context, f ReuseFilter) ([]Reuse, error)
}

// A ReuseFilter selects reuses. Fields that are zero select all.
type ReuseFilter struct {
	Application string
	Products    []Ref
	State       ReuseState
	Limit       int
}

// Usage stores how much APIs are used. Methods are safe for concurrent use.
type Usage interface {
	// AddUse adds what a batch says. A batch whose id was added before, within
	// a day, is not added again.
	AddUse(ctx context.Context, batch string, uses []Use) error

	// Use returns what f selects, in the order of time, product, key, route and
	// status. Daily figures have no route, and statuses of hundreds: 200, 400.
	Use(ctx context.Context, f UseFilter) ([]Use, error)

	// Calls returns how often each product was called since the given time, in
	// whole days of UTC, as far as it was answered without an error: statuses
	// below 400.
	Calls(ctx context.Context, since time.Time) (map[Ref]int64, error)

	// AddQueries adds what a batch says of kinds of queries, once as AddUse does.
	// Of a product's kinds in one hour [MaxOutlines] are kept, as [Tally] has it.
	AddQueries(ctx context.Context, batch string, queries []QueryUse) error

	// TopQueries returns the most frequent kinds of queries of products since the
	// given hour, the most frequent first and at most limit, without hours, and the
	// number of all queries.
	TopQueries(ctx context.Context, products []Ref, since time.Time, limit int) (top []QueryUse, total int64, err error)

	// PruneUse removes hours before the given time, and ids of batches that are
	// older than a day.
	PruneUse(ctx context.Context, before time.Time) error
}
