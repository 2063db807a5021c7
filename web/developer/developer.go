// Package developer is the part of the portal for those who call APIs: their
// applications, keys, subscriptions, use and quotas. Every page is for whoever
// is signed in, and shows what is theirs alone: that is decided by
// [market.Consumers], and what belongs to somebody else does not exist.
package developer

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// maxForm bounds a form, in bytes.
const maxForm = 64 << 10

// Deps are what the room is made of. All are needed.
type Deps struct {
	Frame     *frame.Frame
	Consumers *market.Consumers
	Usage     market.Usage
	// Left returns the plan that a key has for a product, and what is left of its
	// windows now.
	Left func(ctx context.Context, k account.Key, product market.Ref) (market.Plan, []market.Left, error)
}

// Developer are the pages of those who call APIs: a [frame.Wing].
type Developer struct {
	*frame.Room

	consumers *market.Consumers
	usage     market.Usage
	left      func(ctx context.Context, k account.Key, product market.Ref) (market.Plan, []market.Left, error)
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Developer, error) {
	room, err := d.Frame.Room(templateFiles, "apps", "app", "key", "subscribe", "usage")
	if err != nil {
		return nil, fmt.Errorf("developer: %w", err)
	}
	return &Developer{Room: room, consumers: d.Consumers, usage: d.Usage, left: d.Left}, nil
}

// Routes adds the pages to mux.
func (d *Developer) Routes(mux *http.ServeMux) {
	for pattern, page := range map[string]frame.SignedHandler{
		"GET /apps":                          d.apps,
		"POST /apps":                         d.createApp,
		"GET /apps/subscribe":                d.chooseApp,
		"GET /apps/{app}":                    d.app,
		"POST /apps/{app}":                   d.editApp,
		"POST /apps/{app}/close":             d.closeApp,
		"GET /apps/{app}/usage":              d.appUsage,
		"POST /apps/{app}/keys":              d.newKey,
		"POST /apps/{app}/keys/{key}/rotate": d.rotateKey,
		"POST /apps/{app}/keys/{key}/revoke": d.revokeKey,
		"GET /apps/{app}/subscriptions/new":  d.askSubscription,
		"POST /apps/{app}/subscriptions/new": d.subscribe,
		"POST /apps/{app}/subscriptions/end": d.unsubscribe,
	} {
		d.Page(mux, pattern, d.Signed(bounded(page)))
	}
}

// bounded reads a form that is not too large.
func bounded(page frame.SignedHandler) frame.SignedHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			if err := r.ParseForm(); err != nil {
				if _, large := errors.AsType[*http.MaxBytesError](err); large {
					return catalog.Errorf(catalog.ErrTooLarge, "Biểu mẫu quá lớn.", "The form is too large.")
				}
				return catalog.Errorf(catalog.ErrInvalid, "Không đọc được biểu mẫu.", "The form cannot be read.")
			}
		}
		return page(w, r, l, v)
	}
}

// seeOther leads to a page of the portal after a form.
func seeOther(w http.ResponseWriter, r *http.Request, l *frame.Locale, path string) error {
	http.Redirect(w, r, frame.Prefixed(l.Lang, path), http.StatusSeeOther)
	return nil
}

// appPath is the path of an application, without language.
func appPath(id string) string { return "/apps/" + url.PathEscape(id) }

// head is the head of a page that no search engine should have.
func (d *Developer) head(r *http.Request, l *frame.Locale, title string) frame.Head {
	h := d.Head(r, l, title, "")
	h.NoIndex = true
	return h
}
