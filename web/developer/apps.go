package developer

import (
	"net/http"
	"net/url"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// appsPage lists the applications of a person.
type appsPage struct {
	frame.Head
	Heading string
	Lead    string
	Apps    []appItem
	Closed  int64
	Form    frame.Form
	Ask     string // the product that an application is chosen for; may be empty
}

// An appItem is an application in a list.
type appItem struct {
	Name, Path string
	Created    time.Time
	Keys       int64 // that work
}

func (d *Developer) apps(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return d.showApps(w, r, l, v, http.StatusOK, appForm(l, market.Application{}), "")
}

// chooseApp asks for which application a product is wanted.
func (d *Developer) chooseApp(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	o, err := d.consumers.Offer(r.Context(), market.Ref(r.URL.Query().Get("product")))
	if err != nil {
		return err
	}
	f := appForm(l, market.Application{})
	f.Action += "?" + url.Values{"product": {string(o.Product)}}.Encode()
	return d.showApps(w, r, l, v, http.StatusOK, f, string(o.Product))
}

func (d *Developer) showApps(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, status int, f frame.Form, product string) error {
	ctx, by := r.Context(), v.Caller()
	all, err := d.consumers.Applications(ctx, by)
	if err != nil {
		return err
	}
	page := appsPage{Heading: l.T("developer.apps.title"), Lead: l.T("developer.apps.lead"), Form: f, Ask: product}
	if product != "" {
		page.Heading, page.Lead = l.T("developer.choose.title"), l.T("developer.choose.lead")
	}
	for _, a := range all {
		if !a.Closed.IsZero() {
			page.Closed++
			continue
		}
		keys, err := d.consumers.Keys(ctx, by, a.ID)
		if err != nil {
			return err
		}
		item := appItem{Name: a.Name, Path: appPath(a.ID), Created: a.Created}
		for _, k := range keys {
			if market.Works(k, d.Now()) {
				item.Keys++
			}
		}
		if product != "" {
			item.Path += "/subscriptions/new?" + url.Values{"product": {product}}.Encode()
		}
		page.Apps = append(page.Apps, item)
	}
	page.Head = d.Unlisted(r, l, titleOf(l, page.Heading, f))
	return d.Render(w, r, status, l, "apps", page)
}

// appForm asks what an application is.
func appForm(l *frame.Locale, a market.Application) frame.Form {
	f := frame.Form{Action: frame.Prefixed(l.Lang, "/apps"), Submit: l.T("developer.apps.create"), Fields: []frame.Field{
		{ID: "app-name", Name: "name", Label: l.T("developer.app.name"), Type: "text", Value: a.Name, Max: 100, Autocomplete: "off"},
		{ID: "app-description", Name: "description", Label: l.T("developer.app.description"), Type: "area", Rows: 3, Value: a.Description, Max: 2000, Optional: true},
		{ID: "app-url", Name: "url", Label: l.T("developer.app.url"), Hint: l.T("developer.app.url_hint"), Type: "url", Value: a.URL, Autocomplete: "url", Optional: true},
	}}
	if a.ID != "" {
		f.Action, f.Submit = frame.Prefixed(l.Lang, appPath(a.ID)), l.T("developer.app.save")
	}
	return f
}

// draftOf is what a form says of an application, and nothing else of it.
func draftOf(r *http.Request) market.ApplicationDraft {
	return market.ApplicationDraft{Name: r.PostFormValue("name"), Description: r.PostFormValue("description"), URL: r.PostFormValue("url")}
}

// createApp makes an application with a first key, so that the next thing to do
// is a call.
func (d *Developer) createApp(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	a, err := d.consumers.CreateApplication(r.Context(), v.Caller(), draftOf(r))
	product := r.URL.Query().Get("product")
	if err != nil {
		f := appForm(l, market.Application{})
		f.Fill(r)
		status, ok := f.Blame(l, err)
		if !ok {
			return err
		}
		return d.showApps(w, r, l, v, status, f, "")
	}
	if product != "" {
		return frame.SeeOther(w, r, l, appPath(a.ID)+"/subscriptions/new?"+url.Values{"product": {product}}.Encode())
	}
	plain, k, err := d.consumers.NewKey(r.Context(), v.Caller(), a.ID, market.KeyDraft{Name: l.T("developer.key.first")})
	if err != nil {
		return err
	}
	return d.showKey(w, r, l, a, k, plain)
}
