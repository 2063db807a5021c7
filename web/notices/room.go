package notices

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/notice"
	"nguon/publisher/courier"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// maxForm bounds a form, in bytes.
const maxForm = 64 << 10

// Deps are what the room is made of. All are needed.
type Deps struct {
	Frame  *frame.Frame
	Store  notice.Store
	Sealer courier.Sealer
	Passes courier.Passes
	// Title returns what a topic is called; the zero text if it is not there.
	Title func(ctx context.Context, t notice.Topic) catalog.Text
}

// Notices are the pages: a [frame.Wing].
type Notices struct {
	*frame.Room
	Deps
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*Notices, error) {
	room, err := d.Frame.Room(templateFiles, "follows", "follow", "end", "webhooks", "webhook", "deliveries")
	if err != nil {
		return nil, fmt.Errorf("notices: %w", err)
	}
	return &Notices{Room: room, Deps: d}, nil
}

// Routes adds the pages to mux.
func (n *Notices) Routes(mux *http.ServeMux) {
	for pattern, page := range map[string]frame.SignedHandler{
		"GET /account/follows":                 n.follows,
		"POST /account/follows":                n.saveFollow,
		"GET /account/follows/new":             n.newFollow,
		"POST /account/follows/drop":           n.dropFollow,
		"POST /account/follows/duties":         n.saveDuties,
		"GET /account/webhooks":                n.webhooks,
		"POST /account/webhooks":               n.addWebhook,
		"GET /account/webhooks/{id}":           n.webhook,
		"POST /account/webhooks/{id}":          n.editWebhook,
		"POST /account/webhooks/{id}/state":    n.switchWebhook,
		"POST /account/webhooks/{id}/rotate":   n.rotateSecret,
		"POST /account/webhooks/{id}/ping":     n.ping,
		"POST /account/webhooks/{id}/remove":   n.removeWebhook,
		"GET /account/deliveries":              n.deliveries,
		"POST /account/deliveries/{id}/resend": n.resend,
	} {
		n.Page(mux, pattern, n.Signed(func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
			if err := frame.ReadForm(w, r, maxForm); err != nil {
				return err
			}
			return page(w, r, l, v)
		}))
	}
	n.Page(mux, "GET "+courier.EndPath, n.askEnd)
	n.Page(mux, "POST "+courier.EndPath, n.end)
}

// now is the time of pages.
func (n *Notices) now() time.Time { return n.Now() }
