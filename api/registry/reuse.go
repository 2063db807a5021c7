package registry

import (
	"context"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

// AnswerReuse answers an application that was offered for the showcase of a
// product at the given time, or takes down what was shown: see
// [market.Reuse.Reply]. It needs the right to manage the products of the agency
// that answers for the product. What was offered anew since is another one, which
// nobody has looked at: the error is of kind [catalog.ErrConflict] then.
func (g *Registry) AnswerReuse(ctx context.Context, by account.Caller, application string, product market.Ref, asked time.Time, to market.ReuseState, text string) error {
	agency, err := g.Owner(ctx, product)
	if err != nil {
		return err
	}
	if err := mayManage(by, agency); err != nil {
		return err
	}
	all, err := g.Reuses.Reuses(ctx, market.ReuseFilter{Application: application, Products: []market.Ref{product}})
	if err != nil {
		return err
	}
	if application == "" || len(all) == 0 {
		return catalog.Errorf(catalog.ErrNotFound, "Không có giới thiệu này.", "There is no such reuse.")
	}
	r, was := all[0], all[0]
	was.Asked = asked
	if err := r.Reply(to, by.Actor().ID, text, g.Now()); err != nil {
		return err
	}
	return g.Audit.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, market.VerbReuseAnswer, "application", application).Of(agency).
			Change(map[string]any{"product": product, "state": was.State}, map[string]any{"product": product, "state": r.State, "answer": r.Answer})
		return []account.Entry{e}, g.Reuses.SaveReuse(ctx, r, &was)
	})
}
