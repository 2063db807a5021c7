package developer

import (
	"net/http"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// appPage is one application.
type appPage struct {
	frame.Head
	App           market.Application
	Open          bool
	Done          string // what was just changed
	Path          string // of the application, in the language of the page
	Keys          []keyItem
	Ended         []keyItem
	Edit, NewKey  frame.Form
	Overlaps      []frame.Choice
	Subscriptions []subscriptionItem
	Reuses        []reuseItem
	Offer         frame.Form // for a showcase; without fields if there is nothing to offer it for
}

// A keyItem is a key in a list.
type keyItem struct {
	account.Key
	Networks []string
	State    string // in words, of one that ends or has ended
	Soon     bool   // it ends within a week
}

// A subscriptionItem is what an application may use, or wants to.
type subscriptionItem struct {
	market.Subscription
	Title, Link string // of the product; the link may be empty
	State       string
	PlanTitle   string
	Open        bool // it can be ended
	Late        bool // nobody has answered in time
}

// doneTexts are the messages for what the parameter done names.
var doneTexts = map[string]string{
	"saved":      "developer.done.saved",
	"revoked":    "developer.done.revoked",
	"subscribed": "developer.done.subscribed",
	"asked":      "developer.done.asked",
	"ended":      "developer.done.ended",
	"closed":     "developer.done.closed",
	"offered":    "developer.done.offered",
	"withdrawn":  "developer.done.withdrawn",
}

func (d *Developer) app(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	page, err := d.appPage(r, l, v)
	if err != nil {
		return err
	}
	return d.showApp(w, r, l, http.StatusOK, page)
}

func (d *Developer) showApp(w http.ResponseWriter, r *http.Request, l *frame.Locale, status int, page appPage) error {
	page.Head = d.Unlisted(r, l, titleOf(l, page.App.Name, page.Edit, page.NewKey, page.Offer))
	return d.Render(w, r, status, l, "app", page)
}

func (d *Developer) appPage(r *http.Request, l *frame.Locale, v account.Visit) (appPage, error) {
	ctx, by := r.Context(), v.Caller()
	a, err := d.consumers.Application(ctx, by, r.PathValue("app"))
	if err != nil {
		return appPage{}, err
	}
	page := appPage{App: a, Open: a.Closed.IsZero(), Path: frame.Prefixed(l.Lang, appPath(a.ID)), Edit: appForm(l, a), NewKey: keyForm(l, a.ID), Overlaps: overlaps(l)}
	page.Done = frame.Done(r, l, doneTexts)
	keys, err := d.consumers.Keys(ctx, by, a.ID)
	if err != nil {
		return appPage{}, err
	}
	for _, k := range keys {
		item := d.keyItem(l, k)
		if market.Works(k, d.Now()) {
			page.Keys = append(page.Keys, item)
		} else {
			page.Ended = append(page.Ended, item)
		}
	}
	subs, err := d.consumers.Subscriptions(ctx, by, a.ID)
	if err != nil {
		return appPage{}, err
	}
	for _, s := range subs {
		item, err := d.subscriptionItem(ctx, l, s)
		if err != nil {
			return appPage{}, err
		}
		page.Subscriptions = append(page.Subscriptions, item)
	}
	return page, d.showcase(ctx, l, by, keys, &page)
}

func (d *Developer) keyItem(l *frame.Locale, k account.Key) keyItem {
	item := keyItem{Key: k}
	for _, n := range k.Networks {
		item.Networks = append(item.Networks, n.String())
	}
	now := d.Now()
	switch {
	case k.RevokedAt(now):
		item.State = l.T("developer.key.revoked", "time", l.Time(k.Revoked))
	case k.ExpiredAt(now):
		item.State = l.T("developer.key.expired", "time", l.Time(k.Expires))
	case !k.Expires.IsZero():
		item.State = l.T("developer.key.expires", "time", l.Time(k.Expires))
		item.Soon = k.Expires.Sub(now) < 7*24*time.Hour
	}
	return item
}

func (d *Developer) editApp(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id := r.PathValue("app")
	err := d.consumers.EditApplication(r.Context(), v.Caller(), id, draftOf(r))
	if err == nil {
		return frame.SeeOther(w, r, l, appPath(id)+"?done=saved")
	}
	return d.blameApp(w, r, l, v, err, func(p *appPage) *frame.Form { return &p.Edit })
}

// blameApp shows an application again with what is wrong with one of its forms.
func (d *Developer) blameApp(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, err error, which func(*appPage) *frame.Form) error {
	page, missing := d.appPage(r, l, v)
	if missing != nil {
		return missing
	}
	f := which(&page)
	f.Fill(r)
	status, ok := f.Blame(l, err)
	if !ok {
		return err
	}
	return d.showApp(w, r, l, status, page)
}

func (d *Developer) closeApp(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	id := r.PathValue("app")
	if err := d.consumers.CloseApplication(r.Context(), v.Caller(), id); err != nil {
		return err
	}
	return frame.SeeOther(w, r, l, appPath(id)+"?done=closed")
}
