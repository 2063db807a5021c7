package collection

import (
	"context"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// The verbs of collections in the audit log.
const (
	VerbCreate  account.Verb = "collection.create"
	VerbSave    account.Verb = "collection.save"
	VerbPublish account.Verb = "collection.publish"
	VerbHide    account.Verb = "collection.hide"
	VerbDrop    account.Verb = "collection.drop"
)

// Curators are the rules of who changes collections: editors of an agency prepare
// its collections, and whoever may make its data public makes them public, and
// changes those that are. What belongs to the portal is for whoever may so
// everywhere. Methods are safe for concurrent use.
type Curators struct {
	Store interface {
		Store
		account.Recorder
	}
	Now func() time.Time // nil is [time.Now]
}

func (c *Curators) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// MayEdit reports whether a caller may change c as it stands. An editor who could
// change what is public would publish without anybody's approval.
func MayEdit(who account.Principal, c *Collection) bool {
	if c.Public() {
		return MayPublish(who, c)
	}
	return who.User != nil && who.May(account.ActionDraft, c.Agency)
}

// MayPublish reports whether a caller may make c public, or take it back.
func MayPublish(who account.Principal, c *Collection) bool {
	return who.User != nil && who.May(account.ActionPublish, c.Agency)
}

// Collection returns a collection for whoever may see it on the desk of whose it
// is.
func (c *Curators) Collection(ctx context.Context, who account.Principal, s catalog.Slug) (Collection, error) {
	if !s.Valid() {
		return Collection{}, NotFound()
	}
	found, err := c.Store.Collection(ctx, s)
	if err == nil && (who.User == nil || !who.May(account.ActionReadDraft, found.Agency)) {
		return Collection{}, NotFound()
	}
	return found, err
}

// Create adds a draft.
func (c *Curators) Create(ctx context.Context, by account.Caller, d Collection) error {
	d.Since = time.Time{}
	c.tidy(&d, nil)
	if !MayEdit(by.Principal, &d) {
		return forbidden()
	}
	return c.record(ctx, by, VerbCreate, &d, nil, func(ctx context.Context) error { return c.Store.AddCollection(ctx, d) })
}

// Save changes the words and items of the collection of the name and revision of d.
func (c *Curators) Save(ctx context.Context, by account.Caller, d Collection) error {
	old, err := c.Collection(ctx, by.Principal, d.Slug)
	if err != nil {
		return err
	}
	if !MayEdit(by.Principal, &old) {
		return forbidden()
	}
	d.Agency, d.Since = old.Agency, old.Since
	c.tidy(&d, old.Items)
	return c.record(ctx, by, VerbSave, &d, &old, func(ctx context.Context) error { return c.Store.SaveCollection(ctx, d) })
}

// Show makes a collection of a revision public, or a draft again.
func (c *Curators) Show(ctx context.Context, by account.Caller, s catalog.Slug, revision int64, public bool) error {
	old, err := c.Collection(ctx, by.Principal, s)
	if err != nil {
		return err
	}
	if !MayPublish(by.Principal, &old) {
		return forbidden()
	}
	if public == old.Public() {
		return catalog.Errorf(catalog.ErrConflict, "Bộ sưu tập đã ở trạng thái đó.", "The collection is in that state already.")
	}
	d, verb := old, VerbHide
	d.Revision, d.Since = revision, time.Time{}
	if public {
		d.Since, verb = c.now(), VerbPublish
	}
	return c.record(ctx, by, verb, &d, &old, func(ctx context.Context) error { return c.Store.SaveCollection(ctx, d) })
}

// Drop removes a collection of a revision for good.
func (c *Curators) Drop(ctx context.Context, by account.Caller, s catalog.Slug, revision int64) error {
	old, err := c.Collection(ctx, by.Principal, s)
	if err != nil {
		return err
	}
	if !MayEdit(by.Principal, &old) {
		return forbidden()
	}
	return c.record(ctx, by, VerbDrop, nil, &old, func(ctx context.Context) error { return c.Store.DropCollection(ctx, s, revision) })
}

// record does one change with its entry in the audit log.
func (c *Curators) record(ctx context.Context, by account.Caller, verb account.Verb, now, was *Collection, do func(context.Context) error) error {
	about := now
	if about == nil {
		about = was
	}
	return c.Store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, verb, "collection", string(about.Slug)).Of(about.Agency).Change(entryOf(was), entryOf(now))
		return []account.Entry{e}, do(ctx)
	})
}

// entryOf is what the audit log keeps of a collection.
func entryOf(c *Collection) map[string]any {
	if c == nil {
		return nil
	}
	return map[string]any{"title": c.Title, "items": len(c.Items), "public": c.Public()}
}

// tidy takes blanks from the ends of texts, and says when each item was added.
func (c *Curators) tidy(d *Collection, before []Item) {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	text := func(t catalog.Text) catalog.Text {
		lines := strings.NewReplacer("\r\n", "\n")
		return catalog.Text{Vi: strings.TrimSpace(lines.Replace(t.Vi)), En: strings.TrimSpace(lines.Replace(t.En))}
	}
	d.Title = catalog.Text{Vi: line(d.Title.Vi), En: line(d.Title.En)}
	d.Lead = text(d.Lead)
	d.Items = slices.Clone(d.Items)
	for n := range d.Items {
		i := &d.Items[n]
		i.Note, i.Added = text(i.Note), c.now()
		if at := slices.IndexFunc(before, func(o Item) bool { return o.Path == i.Path }); at >= 0 {
			i.Added = before[at].Added
		}
	}
}

func forbidden() error {
	return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền đổi bộ sưu tập này.", "You may not change this collection.")
}
