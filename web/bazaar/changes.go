package bazaar

import (
	"context"
	"errors"
	"log/slog"

	"nguon/catalog/market"
	"nguon/web/frame"
)

// maxChanges is how many differences a page lists between two versions.
const maxChanges = 100

// A changesView is what differs between a version and the one before it.
type changesView struct {
	From, To string
	Link     string // to all of it, as JSON
	Breaking int64
	Changes  []changeView
	More     int64 // differences beyond those that are listed
	Slow     bool  // it is not known yet
}

type changeView struct {
	Breaking  bool
	Operation string
	Text      string
}

// changelog compares each version that the public sees with the one before it,
// newest first. Only versions with documents are compared.
func (b *Bazaar) changelog(ctx context.Context, l *frame.Locale, p *market.Product) []changesView {
	var all []changesView
	var before *market.Version
	for i := range p.Versions {
		v := &p.Versions[i]
		if !v.State.Public() || v.Document == nil {
			continue
		}
		if before != nil {
			if c, ok := b.changesOf(ctx, l, p, before, v); ok {
				all = append([]changesView{c}, all...)
			}
		}
		before = v
	}
	return all
}

// changesOf compares two versions; false says that they cannot be compared.
func (b *Bazaar) changesOf(ctx context.Context, l *frame.Locale, p *market.Product, from, to *market.Version) (changesView, bool) {
	view := changesView{From: from.Name, To: to.Name, Link: "/v1/apis/" + string(p.Name) + "/" + to.Name + "/changes?from=" + from.Name}
	changes, err := b.documents.between(ctx, from.Document.SHA256, to.Document.SHA256)
	if errors.Is(err, errSlow) {
		view.Slow = true
		return view, true
	}
	if err != nil {
		b.Log().LogAttrs(ctx, slog.LevelError, "versions of an API are not compared", slog.String("product", string(p.Name)), slog.Any("error", err))
		return view, false
	}
	for i, c := range changes {
		if c.Breaking {
			view.Breaking++
		}
		if i < maxChanges {
			view.Changes = append(view.Changes, changeView{c.Breaking, c.Operation, c.Text.In(l.Lang)})
		}
	}
	view.More = int64(max(0, len(changes)-maxChanges))
	return view, true
}
