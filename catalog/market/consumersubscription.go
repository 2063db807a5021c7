package market

import (
	"context"
	"errors"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
)

// Subscriptions returns those of an application of the caller, those that were
// asked for last first.
func (c *Consumers) Subscriptions(ctx context.Context, by account.Caller, application string) ([]Subscription, error) {
	if _, err := c.Application(ctx, by, application); err != nil {
		return nil, err
	}
	return c.store.Subscriptions(ctx, SubscriptionFilter{Application: application})
}

// Offer returns a product that applications can subscribe to, or an error of
// kind [catalog.ErrNotFound].
func (c *Consumers) Offer(ctx context.Context, product Ref) (Offer, error) {
	return c.offers.Offer(ctx, product, c.Now())
}

// PlansFor returns the plans on which a product can be subscribed to: all that
// have a key.
func (c *Consumers) PlansFor(Offer) Plans {
	var ps Plans
	for _, p := range c.Plans {
		if p.RequiresKey {
			ps = append(ps, p)
		}
	}
	return ps
}

// MustApprove reports whether the agency has to agree before an application has
// a plan for a product. Only the plan of all keys comes without, and that for
// products that are open to all keys.
func MustApprove(o Offer, plan string) bool { return o.Access == Approved || plan != Registered }

// Subscribe asks for a product on a plan. Where nobody has to approve, the
// application has it at once.
func (c *Consumers) Subscribe(ctx context.Context, by account.Caller, application string, product Ref, plan, message string) (Subscription, error) {
	var s Subscription
	err := c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		a, err := c.open(ctx, by, application)
		if err != nil {
			return nil, err
		}
		o, err := c.Offer(ctx, product)
		if err != nil {
			return nil, err
		}
		if p, ok := c.Plans.Find(plan); plan != "" && (!ok || !p.RequiresKey) {
			var w catalog.Faults
			w.Check("plan", false, "không có gói này", "is no plan for keys")
			return nil, w.Err("Chưa thể đăng ký dùng.", "This cannot be subscribed to yet.")
		}
		if s, err = Subscribe(a.ID, product, plan, strings.TrimSpace(message), MustApprove(o, plan), c.Now()); err != nil {
			return nil, err
		}
		if err := c.store.SaveSubscription(ctx, s, ""); err != nil {
			return nil, err
		}
		if s.State == Pending {
			err = c.Tell(ctx, Event{Kind: SubscriptionAsked, At: s.Asked, Agency: o.Agency, Application: a, Product: product, Subscription: &s})
		}
		return entries(account.NewEntry(by, VerbSubscribe, "subscription", a.ID).Of(o.Agency).Change(nil, subscribed(s))), err
	})
	return s, err
}

// Unsubscribe ends what an application of the caller has subscribed to, or has
// asked for.
func (c *Consumers) Unsubscribe(ctx context.Context, by account.Caller, application string, product Ref) error {
	return c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if _, err := c.open(ctx, by, application); err != nil {
			return nil, err
		}
		s, err := c.store.Subscription(ctx, application, product)
		if err != nil {
			return nil, err
		}
		before, was := subscribed(s), s.State
		if err := s.Reply(Ended, by.User.ID, "", c.Now()); err != nil {
			return nil, err
		}
		if err := c.store.SaveSubscription(ctx, s, was); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, VerbUnsubscribe, "subscription", application).Change(before, subscribed(s))
		switch o, err := c.Offer(ctx, product); {
		case err == nil:
			e = e.Of(o.Agency)
		case !errors.Is(err, catalog.ErrNotFound): // it may be gone
			return nil, err
		}
		return entries(e), nil
	})
}

// subscribed is what the audit log says of a subscription.
func subscribed(s Subscription) any {
	return struct {
		Product Ref               `json:"product"`
		Plan    string            `json:"plan"`
		State   SubscriptionState `json:"state"`
	}{s.Product, s.Plan, s.State}
}
