package registry

import (
	"context"

	"nguon/catalog/account"
	"nguon/catalog/market"
)

// Answer answers an application that asks for a product, or ends what was
// answered: see [market.Subscription.Reply]. It needs the right to manage the
// products of the agency that answers for it.
func (g *Registry) Answer(ctx context.Context, by account.Caller, application string, product market.Ref, to market.SubscriptionState, text string) (market.Subscription, error) {
	agency, err := g.Owner(ctx, product)
	if err != nil {
		return market.Subscription{}, err
	}
	if err := mayManage(by, agency); err != nil {
		return market.Subscription{}, err
	}
	s, err := g.Applications.Subscription(ctx, application, product)
	if err != nil {
		return market.Subscription{}, err
	}
	was := s.State
	if err := s.Reply(to, by.Actor().ID, text, g.Now()); err != nil {
		return market.Subscription{}, err
	}
	err = g.Audit.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, account.VerbAnswer, "application", application).Of(agency)
		e = e.Change(
			map[string]any{"product": product, "plan": s.Plan, "state": was},
			map[string]any{"product": product, "plan": s.Plan, "state": s.State, "answer": s.Answer},
		)
		return []account.Entry{e}, g.Applications.SaveSubscription(ctx, s, was)
	})
	return s, err
}
