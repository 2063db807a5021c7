package market

import (
	"context"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
)

// MaxReuses is how many products an application may be shown with.
const MaxReuses = 30

// A ReuseDraft is what an owner says of a reuse.
type ReuseDraft struct {
	Name, URL, Description string
	Consent                bool // to its being public
}

// The verbs of reuses in the audit log. What owners write of them is not in it.
const (
	VerbReuseOffer    account.Verb = "reuse.offer"
	VerbReuseWithdraw account.Verb = "reuse.withdraw"
	VerbReuseAnswer   account.Verb = "reuse.answer"
)

// Reuses returns those that an application of the caller was offered for, those
// that were offered last first.
func (c *Consumers) Reuses(ctx context.Context, by account.Caller, application string) ([]Reuse, error) {
	if _, err := c.Application(ctx, by, application); err != nil {
		return nil, err
	}
	return c.store.Reuses(ctx, ReuseFilter{Application: application})
}

// OfferReuse offers an application of the caller for the showcase of a product.
// One that was offered before is offered anew, and is not shown until the agency
// has agreed to what is said now.
func (c *Consumers) OfferReuse(ctx context.Context, by account.Caller, application string, product Ref, d ReuseDraft) error {
	r := Reuse{
		Application: application, Product: product, Name: strings.TrimSpace(d.Name), URL: strings.TrimSpace(d.URL), Description: strings.TrimSpace(d.Description),
		State: ReuseAsked, Asked: c.Now(),
	}
	return c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		a, err := c.open(ctx, by, application)
		if err != nil {
			return nil, err
		}
		if err := r.Validate(); err != nil {
			return nil, err
		}
		var w catalog.Faults
		w.Check("consent", d.Consent, "cần đồng ý công khai", "must be given")
		if err := w.Err("Chưa thể giới thiệu ứng dụng này.", "This application cannot be shown yet."); err != nil {
			return nil, err
		}
		o, err := c.Offer(ctx, product)
		if err != nil {
			return nil, err
		}
		mine, err := c.store.Reuses(ctx, ReuseFilter{Application: application})
		if err != nil {
			return nil, err
		}
		others := 0
		for _, m := range mine {
			if m.Product != product {
				others++
			}
		}
		if others >= MaxReuses {
			return nil, catalog.Errorf(catalog.ErrConflict, "Một ứng dụng được giới thiệu ở tối đa %d API. Hãy rút một giới thiệu trước.",
				"An application is shown with at most %d APIs. Withdraw one first.", MaxReuses)
		}
		e := account.NewEntry(by, VerbReuseOffer, "application", application).Of(o.Agency).Change(nil, map[string]any{"product": product, "state": r.State})
		if err := c.store.SaveReuse(ctx, r, nil); err != nil {
			return nil, err
		}
		return entries(e), c.Tell(ctx, Event{Kind: ReuseOffered, At: r.Asked, Agency: o.Agency, Application: a, Product: product, Reuse: &r})
	})
}

// WithdrawReuse removes an application of the caller from the showcase of a
// product, at once and without anybody's leave.
func (c *Consumers) WithdrawReuse(ctx context.Context, by account.Caller, application string, product Ref) error {
	return c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		if _, err := c.Application(ctx, by, application); err != nil {
			return nil, err
		}
		e := account.NewEntry(by, VerbReuseWithdraw, "application", application).Change(map[string]any{"product": product}, nil)
		return entries(e), c.store.DropReuse(ctx, application, product)
	})
}
