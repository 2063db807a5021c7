// Package developer is the part of the portal for those who call APIs: their
// applications, keys, subscriptions, use and quotas. Every page is for whoever
// is signed in, and shows what is theirs alone: that is decided by
// [market.Consumers], and what belongs to somebody else does not exist.
package developer

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"

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
		"POST /apps/{app}/reuses":            d.offerReuse,
		"POST /apps/{app}/reuses/withdraw":   d.withdrawReuse,
	} {
		d.Page(mux, pattern, d.Signed(bounded(page)))
	}
}

// bounded reads a form that is not too large.
func bounded(page frame.SignedHandler) frame.SignedHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
		if r.Method == http.MethodPost {
			if err := frame.ReadForm(w, r, maxForm); err != nil {
				return err
			}
		}
		return page(w, r, l, v)
	}
}

// appPath is the path of an application, without language.
func appPath(id string) string { return "/apps/" + url.PathEscape(id) }
