package developer

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// reuseDays is how far back a product was called that an application can be
// offered for without a subscription.
const reuseDays = 90

// A reuseItem is what an application is offered for the showcase of a product
// with.
type reuseItem struct {
	market.Reuse
	Title, Link string // of the product; the link may be empty
	StateIs     string
	Badge       string
}

var reuseStates = map[market.ReuseState]struct{ text, badge string }{
	market.ReuseAsked:   {"developer.reuse.state.pending", ""},
	market.ReuseShown:   {"developer.reuse.state.shown", " published"},
	market.ReuseRefused: {"developer.reuse.state.refused", " withdrawn"},
}

// showcase adds to the page of an application what it is shown with, and the form
// that offers it.
func (d *Developer) showcase(ctx context.Context, l *frame.Locale, by account.Caller, keys []account.Key, page *appPage) error {
	all, err := d.consumers.Reuses(ctx, by, page.App.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		item := reuseItem{Reuse: r, Title: string(r.Product), StateIs: l.T(reuseStates[r.State].text), Badge: reuseStates[r.State].badge}
		if item.Title, item.Link, err = d.titleOfProduct(ctx, l, r.Product); err != nil {
			return err
		}
		page.Reuses = append(page.Reuses, item)
	}
	if !page.Open {
		return nil
	}
	choices, err := d.called(ctx, l, keys, page.Subscriptions)
	if err != nil || len(choices) == 0 {
		return err
	}
	page.Offer = frame.Form{Action: page.Path + "/reuses", Submit: l.T("developer.reuse.submit"), Fields: []frame.Field{
		{ID: "reuse-product", Name: "product", Label: l.T("developer.reuse.product"), Type: "choice", Choices: choices},
		{ID: "reuse-name", Name: "name", Label: l.T("developer.reuse.name"), Type: "text", Value: page.App.Name, Max: market.MaxReuseName, Autocomplete: "off"},
		{ID: "reuse-url", Name: "url", Label: l.T("developer.reuse.url"), Hint: l.T("developer.reuse.url_hint"), Type: "url", Value: page.App.URL, Autocomplete: "url"},
		{ID: "reuse-description", Name: "description", Label: l.T("developer.reuse.description"), Type: "area", Rows: 3, Max: market.MaxReuseDescription},
		{ID: "reuse-consent", Name: "consent", Label: l.T("developer.reuse.consent"), Type: "box"},
	}}
	return nil
}

// called are the products that an application has subscribed to or called lately,
// as far as they are on offer.
func (d *Developer) called(ctx context.Context, l *frame.Locale, keys []account.Key, subs []subscriptionItem) ([]frame.Choice, error) {
	uses, err := d.used(ctx, market.UseFilter{From: d.Now().AddDate(0, 0, -reuseDays), Daily: true}, keys)
	if err != nil {
		return nil, err
	}
	var refs []market.Ref
	for _, s := range subs {
		if s.Subscription.State == market.Active {
			refs = append(refs, s.Product)
		}
	}
	for _, u := range uses {
		if u.Status < http.StatusBadRequest {
			refs = append(refs, u.Product)
		}
	}
	slices.Sort(refs)
	var choices []frame.Choice
	for _, ref := range slices.Compact(refs) {
		title, link, err := d.titleOfProduct(ctx, l, ref)
		if err != nil {
			return nil, err
		}
		if link != "" {
			choices = append(choices, frame.Choice{Value: string(ref), Title: title})
		}
	}
	return choices, nil
}

// titleOfProduct returns the title of a product and where its page is; of one
// that is not on offer its name, and no page.
func (d *Developer) titleOfProduct(ctx context.Context, l *frame.Locale, ref market.Ref) (title, link string, err error) {
	o, err := d.consumers.Offer(ctx, ref)
	switch {
	case errors.Is(err, catalog.ErrNotFound):
		return string(ref), "", nil
	case err != nil:
		return "", "", err
	}
	return o.Title.In(l.Lang), frame.Prefixed(l.Lang, o.Link), nil
}

func (d *Developer) offerReuse(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id := r.PathValue("app")
	draft := market.ReuseDraft{
		Name: r.PostFormValue("name"), URL: r.PostFormValue("url"), Description: r.PostFormValue("description"), Consent: r.PostFormValue("consent") != "",
	}
	err := d.consumers.OfferReuse(r.Context(), v.Caller(), id, market.Ref(r.PostFormValue("product")), draft)
	if err == nil {
		return frame.SeeOther(w, r, l, appPath(id)+"?done=offered")
	}
	return d.blameApp(w, r, l, v, err, func(p *appPage) *frame.Form { return &p.Offer })
}

func (d *Developer) withdrawReuse(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id := r.PathValue("app")
	if err := d.consumers.WithdrawReuse(r.Context(), v.Caller(), id, market.Ref(r.PostFormValue("product"))); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, appPath(id)+"?done=withdrawn")
}
