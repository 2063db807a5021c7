package developer

import (
	"context"
	"net/http"

	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// subscribePage asks for a product on a plan.
type subscribePage struct {
	frame.Head
	App     market.Application
	Path    string
	Product string // its title
	Link    string
	Agency  string
	Plans   []planItem
	Form    frame.Form
	Approve bool // the agency has to agree, whatever the plan
}

// A planItem is a plan in words.
type planItem struct {
	Title   string
	Windows []planWindow
	Rows    int64
	Approve bool
}

// A planWindow is a limit of a plan.
type planWindow struct {
	Quota   int64
	Seconds int
}

// stateNames are the messages for the states of subscriptions.
var stateNames = map[market.SubscriptionState]string{
	market.Pending: "developer.state.pending",
	market.Active:  "developer.state.active",
	market.Refused: "developer.state.refused",
	market.Ended:   "developer.state.ended",
}

func (d *Developer) subscriptionItem(ctx context.Context, l *frame.Locale, s market.Subscription) (subscriptionItem, error) {
	item := subscriptionItem{Subscription: s, State: l.T(stateNames[s.State]), PlanTitle: d.planTitle(l, s.Plan)}
	item.Open = s.State == market.Pending || s.State == market.Active
	item.Late = s.State == market.Pending && d.Now().After(s.Due)
	var err error
	item.Title, item.Link, err = d.titleOfProduct(ctx, l, s.Product)
	return item, err
}

func (d *Developer) planTitle(l *frame.Locale, name string) string {
	if p, ok := d.consumers.Plans.Find(name); ok {
		return p.Title.In(l.Lang)
	}
	return name
}

// subscription returns the page that asks for the product that a request names.
func (d *Developer) subscription(r *http.Request, l *frame.Locale, v account.Visit) (subscribePage, market.Offer, error) {
	ctx := r.Context()
	a, err := d.consumers.Application(ctx, v.Caller(), r.PathValue("app"))
	if err != nil {
		return subscribePage{}, market.Offer{}, err
	}
	o, err := d.consumers.Offer(ctx, market.Ref(r.FormValue("product")))
	if err != nil {
		return subscribePage{}, market.Offer{}, err
	}
	page := subscribePage{
		App: a, Path: frame.Prefixed(l.Lang, appPath(a.ID)), Product: o.Title.In(l.Lang), Link: frame.Prefixed(l.Lang, o.Link), Agency: o.Agency,
		Approve: o.Access == market.Approved,
	}
	var plans []frame.Choice
	for _, p := range d.consumers.PlansFor(o) {
		approve := market.MustApprove(o, p.Name)
		item := planItem{Title: p.Title.In(l.Lang), Rows: int64(p.Rows), Approve: approve}
		for _, w := range p.Windows {
			item.Windows = append(item.Windows, planWindow{w.Quota, int(w.Period.Seconds())})
		}
		page.Plans = append(page.Plans, item)
		title := p.Title.In(l.Lang)
		if approve {
			title = l.T("developer.subscribe.with_approval", "plan", title)
		}
		plans = append(plans, frame.Choice{Value: p.Name, Title: title})
	}
	page.Form = frame.Form{Action: page.Path + "/subscriptions/new", Submit: l.T("developer.subscribe.submit"), Fields: []frame.Field{
		{ID: "plan", Name: "plan", Label: l.T("developer.subscribe.plan"), Type: "choice", Choices: plans},
		{ID: "message", Name: "message", Label: l.T("developer.subscribe.message"), Hint: l.T("developer.subscribe.message_hint"), Type: "area", Rows: 3, Max: 2000, Optional: true},
	}, Hidden: []frame.Hidden{{Name: "product", Value: string(o.Product)}}}
	return page, o, nil
}

func (d *Developer) askSubscription(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	page, _, err := d.subscription(r, l, v)
	if err != nil {
		return err
	}
	return d.showSubscribe(w, r, l, http.StatusOK, page)
}

func (d *Developer) showSubscribe(w http.ResponseWriter, r *http.Request, l *frame.Locale, status int, page subscribePage) error {
	page.Head = d.Unlisted(r, l, titleOf(l, l.T("developer.subscribe.title", "product", page.Product), page.Form))
	return d.Render(w, r, status, l, "subscribe", page)
}

func (d *Developer) subscribe(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	page, o, err := d.subscription(r, l, v)
	if err != nil {
		return err
	}
	s, err := d.consumers.Subscribe(r.Context(), v.Caller(), page.App.ID, o.Product, r.PostFormValue("plan"), r.PostFormValue("message"))
	if err != nil {
		page.Form.Fill(r)
		status, ok := page.Form.Blame(l, err)
		if !ok {
			return err
		}
		return d.showSubscribe(w, r, l, status, page)
	}
	done := "subscribed"
	if s.State == market.Pending {
		done = "asked"
	}
	return frame.SeeOther(w, r, l, appPath(page.App.ID)+"?done="+done)
}

func (d *Developer) unsubscribe(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id := r.PathValue("app")
	if err := d.consumers.Unsubscribe(r.Context(), v.Caller(), id, market.Ref(r.PostFormValue("product"))); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, appPath(id)+"?done=ended")
}
