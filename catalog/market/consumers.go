package market

import (
	"context"
	"crypto/rand"
	"io"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account"
)

// MaxApplications is how many applications in use somebody may have.
const MaxApplications = 50

// A ConsumerStore keeps what [Consumers] change.
type ConsumerStore interface {
	Applications
	Reuses
	account.Keys
	account.Recorder
}

// Consumers are the rules for those who call APIs: their applications, keys and
// subscriptions, whose they are, and the entry of the audit log that belongs to
// each change. What is somebody else's does not exist for a caller: the error
// is of kind [catalog.ErrNotFound] then. Methods are safe for concurrent use.
type Consumers struct {
	store  ConsumerStore
	offers Shelf
	pepper account.Pepper
	ConsumerOptions

	rand io.Reader
}

// ConsumerOptions are what Consumers can do without. The zero value of a field
// means its default.
type ConsumerOptions struct {
	Plans Plans            // default [DefaultPlans]
	Now   func() time.Time // default time.Now
	// Tell passes on what owners should hear of. It is called within the change
	// that it belongs to, and undoes it by an error; the default tells nobody.
	Tell func(ctx context.Context, e Event) error
}

// NewConsumers returns the rules over a store. Offers say what can be subscribed
// to; pepper hashes keys and must be that of the gateway.
func NewConsumers(store ConsumerStore, offers Shelf, pepper account.Pepper, o ConsumerOptions) (*Consumers, error) {
	if err := pepper.Validate(); err != nil {
		return nil, err
	}
	if o.Plans == nil {
		o.Plans = DefaultPlans()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Tell == nil {
		o.Tell = func(context.Context, Event) error { return nil }
	}
	return &Consumers{store: store, offers: offers, pepper: pepper, ConsumerOptions: o, rand: rand.Reader}, nil
}

func (c *Consumers) newID() string { return ulid.MustNew(ulid.Timestamp(c.Now()), c.rand).String() }

// An ApplicationDraft is what an owner says of an application.
type ApplicationDraft struct {
	Name        string
	Description string
	URL         string
}

// Applications returns those of the caller, in the order of their making, closed
// ones included.
func (c *Consumers) Applications(ctx context.Context, by account.Caller) ([]Application, error) {
	if by.User == nil {
		return nil, noUser()
	}
	return c.store.Applications(ctx, by.User.ID)
}

// Application returns one of the caller's applications.
func (c *Consumers) Application(ctx context.Context, by account.Caller, id string) (Application, error) {
	if by.User == nil {
		return Application{}, noUser()
	}
	a, err := c.store.Application(ctx, id)
	if err == nil && a.Owner != by.User.ID {
		return Application{}, noApplication()
	}
	return a, err
}

// open returns an application of the caller that is in use.
func (c *Consumers) open(ctx context.Context, by account.Caller, id string) (Application, error) {
	a, err := c.Application(ctx, by, id)
	if err == nil && !a.Closed.IsZero() {
		return Application{}, catalog.Errorf(catalog.ErrConflict, "Ứng dụng này đã đóng.", "This application is closed.")
	}
	return a, err
}

// CreateApplication makes an application of the caller.
func (c *Consumers) CreateApplication(ctx context.Context, by account.Caller, d ApplicationDraft) (Application, error) {
	if by.User == nil {
		return Application{}, noUser()
	}
	a := Application{ID: c.newID(), Owner: by.User.ID, Name: d.Name, Description: d.Description, URL: d.URL, Created: c.Now()}
	if err := a.Validate(); err != nil {
		return Application{}, err
	}
	err := c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		mine, err := c.store.Applications(ctx, a.Owner)
		if err != nil {
			return nil, err
		}
		open := 0
		for _, m := range mine {
			if m.Closed.IsZero() {
				open++
			}
		}
		if open >= MaxApplications {
			return nil, catalog.Errorf(catalog.ErrConflict, "Mỗi người có tối đa %d ứng dụng đang dùng. Hãy đóng một ứng dụng trước.",
				"One person has at most %d applications in use. Close one first.", MaxApplications)
		}
		return entries(account.NewEntry(by, VerbApplicationCreate, "application", a.ID)), c.store.SaveApplication(ctx, a)
	})
	if err != nil {
		return Application{}, err
	}
	return a, nil
}

// EditApplication changes what is said of an application.
func (c *Consumers) EditApplication(ctx context.Context, by account.Caller, id string, d ApplicationDraft) error {
	return c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		a, err := c.open(ctx, by, id)
		if err != nil {
			return nil, err
		}
		a.Name, a.Description, a.URL = d.Name, d.Description, d.URL
		return entries(account.NewEntry(by, VerbApplicationEdit, "application", a.ID)), c.store.SaveApplication(ctx, a)
	})
}

// CloseApplication ends an application with its keys and subscriptions, for
// good.
func (c *Consumers) CloseApplication(ctx context.Context, by account.Caller, id string) error {
	return c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		a, err := c.open(ctx, by, id)
		if err != nil {
			return nil, err
		}
		return entries(account.NewEntry(by, VerbApplicationClose, "application", a.ID)), c.store.CloseApplication(ctx, a.ID, c.Now())
	})
}

// The verbs of applications and subscriptions in the audit log. Names and
// descriptions that people chose are not in it.
const (
	VerbApplicationCreate account.Verb = "application.create"
	VerbApplicationEdit   account.Verb = "application.edit"
	VerbApplicationClose  account.Verb = "application.close"
	VerbSubscribe         account.Verb = "subscription.ask"
	VerbUnsubscribe       account.Verb = "subscription.end"
)

func entries(e ...account.Entry) []account.Entry { return e }

func noUser() error {
	return catalog.Errorf(catalog.ErrUnknownCaller, "Bạn chưa đăng nhập.", "You are not signed in.")
}

func noApplication() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có ứng dụng này.", "There is no such application.")
}
