package gallery

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"nguon/catalog/account"
	"nguon/catalog/collection"
	"nguon/web/frame"
)

// A changer does what a form of an editor asks for, with the collection as it was
// when the form was shown, and says what the page says afterwards.
type changer func(ctx context.Context, room *Room, r *http.Request, by account.Caller, c collection.Collection) (done string, err error)

// changes are the forms of the page of an editor, by the ends of their addresses.
var changes = map[string]changer{
	"words": saving(func(_ *Room, r *http.Request, c *collection.Collection) {
		c.Title, c.Lead = given(r, "title"), given(r, "lead")
	}),
	"add": saving(func(room *Room, r *http.Request, c *collection.Collection) {
		c.Items = append(c.Items, collection.Item{Path: room.pathOf(frame.Given(r, "path")), Note: given(r, "note")})
	}),
	"note": saving(func(_ *Room, r *http.Request, c *collection.Collection) {
		if n := c.Item(r.PostFormValue("item")); n >= 0 {
			c.Items[n].Note = given(r, "note")
		}
	}),
	"up": saving(func(_ *Room, r *http.Request, c *collection.Collection) {
		if n := c.Item(r.PostFormValue("item")); n > 0 {
			c.Items[n-1], c.Items[n] = c.Items[n], c.Items[n-1]
		}
	}),
	"down": saving(func(_ *Room, r *http.Request, c *collection.Collection) {
		if n := c.Item(r.PostFormValue("item")); n >= 0 && n < len(c.Items)-1 {
			c.Items[n], c.Items[n+1] = c.Items[n+1], c.Items[n]
		}
	}),
	"remove": saving(func(_ *Room, r *http.Request, c *collection.Collection) {
		c.Items = slices.DeleteFunc(c.Items, func(i collection.Item) bool { return i.Path == r.PostFormValue("item") })
	}),
	"show": func(ctx context.Context, room *Room, _ *http.Request, by account.Caller, c collection.Collection) (string, error) {
		return "shown", room.Curators.Show(ctx, by, c.Slug, c.Revision, true)
	},
	"hide": func(ctx context.Context, room *Room, _ *http.Request, by account.Caller, c collection.Collection) (string, error) {
		return "hidden", room.Curators.Show(ctx, by, c.Slug, c.Revision, false)
	},
	"drop": func(ctx context.Context, room *Room, _ *http.Request, by account.Caller, c collection.Collection) (string, error) {
		return "dropped", room.Curators.Drop(ctx, by, c.Slug, c.Revision)
	},
}

// saving is a change of what is in a collection.
func saving(do func(room *Room, r *http.Request, c *collection.Collection)) changer {
	return func(ctx context.Context, room *Room, r *http.Request, by account.Caller, c collection.Collection) (string, error) {
		c.Items = slices.Clone(c.Items)
		do(room, r, &c)
		return "saved", room.Curators.Save(ctx, by, c)
	}
}

func (room *Room) change(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, name string, do changer) error {
	if err := frame.ReadForm(w, r, maxForm); err != nil {
		return err
	}
	at, c, err := room.find(r, l, v)
	if err != nil {
		return err
	}
	wanted := c
	wanted.Revision, _ = strconv.ParseInt(frame.Given(r, "revision"), 10, 64) //nolint:errcheck // what is no number is of no revision
	done, err := do(r.Context(), room, r, v.Caller(), wanted)
	path := at.path + "/" + string(c.Slug)
	if err == nil {
		to := path
		if done == "dropped" {
			to = at.path
		}
		return frame.SeeOther(w, r, l, to+"?done="+done)
	}
	page, wrong := room.editPage(r, l, v, at, &c)
	if wrong != nil {
		return wrong
	}
	for _, f := range page.all() {
		if !sent(f, r, frame.Prefixed(l.Lang, path+"/"+name)) {
			continue
		}
		f.Fill(r)
		status, ok := f.Blame(l, err)
		if !ok {
			return err
		}
		page.Failed, page.Title = f, frame.Titled(l, page.Heading, *f)
		return room.Render(w, r, status, l, "edit", page)
	}
	return err // there is no such form for the visitor, or no more
}
