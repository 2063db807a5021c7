package gallery

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/collection"
	"nguon/web/frame"
)

// editPage is a collection as its editors change it, with a form for each change.
type editPage struct {
	frame.Head
	Collection *collection.Collection
	Heading    string
	Above      []anchor
	Done       string
	Failed     *frame.Form // what is wrong with which form; nil: nothing
	Public     string      // the page that readers see; empty: they see none
	Words      *frame.Form // nil: the visitor changes nothing
	Items      []editItem
	Add        *frame.Form
	State      []*frame.Form
}

// An editItem is what is in a collection, with the forms that change it.
type editItem struct {
	Title, Kind, Link string
	Seen              bool // by readers
	Note              catalog.Text
	Moves             []*frame.Form
	Words             *frame.Form
}

func (room *Room) edit(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	at, c, err := room.find(r, l, v)
	if err != nil {
		return err
	}
	page, err := room.editPage(r, l, v, at, &c)
	if err != nil {
		return err
	}
	return room.Render(w, r, http.StatusOK, l, "edit", page)
}

// find returns the collection of a request, and the desk that it is on.
func (room *Room) find(r *http.Request, l *frame.Locale, v account.Visit) (place, collection.Collection, error) {
	at, err := room.placeOf(r, l, v)
	if err != nil {
		return at, collection.Collection{}, err
	}
	c, err := room.Curators.Collection(r.Context(), v.Principal(), catalog.Slug(r.PathValue("slug")))
	if err == nil && c.Agency != at.agency {
		err = collection.NotFound()
	}
	return at, c, err
}

func (room *Room) editPage(r *http.Request, l *frame.Locale, v account.Visit, at place, c *collection.Collection) (*editPage, error) {
	seen, err := room.Shelf.Seen(r.Context(), c)
	if err != nil {
		return nil, err
	}
	page := &editPage{Collection: c, Heading: c.Title.In(l.Lang), Done: frame.Done(r, l, doneWords)}
	page.Above = append(at.above, anchor{l.T("gallery.title"), frame.Prefixed(l.Lang, at.path)})
	if c.Public() && len(seen) > 0 {
		page.Public = frame.Prefixed(l.Lang, c.Path())
	}
	f := forms{l, frame.Prefixed(l.Lang, at.path+"/"+string(c.Slug)), c, collection.MayEdit(v.Principal(), c)}
	for n, i := range c.Items {
		page.Items = append(page.Items, f.item(n, i, seen))
	}
	if f.may {
		page.Words, page.Add = f.words(), f.add()
	}
	if collection.MayPublish(v.Principal(), c) {
		if c.Public() {
			hide := f.button("hide", "gallery.do.hide", "")
			page.State = append(page.State, hide)
		} else {
			show := f.button("show", "gallery.do.show", "")
			show.Quiet = false
			page.State = append(page.State, show)
		}
	}
	if f.may {
		drop := f.button("drop", "gallery.do.drop", "")
		drop.Danger = true
		page.State = append(page.State, drop)
	}
	page.Head = room.Unlisted(r, l, page.Heading)
	return page, nil
}

// forms makes the forms of a collection as the visitor sees it.
type forms struct {
	l    *frame.Locale
	path string
	c    *collection.Collection
	may  bool
}

// button is a form without fields; path is that of the item that it is about.
func (f forms) button(do, key, path string) *frame.Form {
	form := &frame.Form{Action: f.path + "/" + do, Submit: f.l.T(key), Quiet: true, Hidden: []frame.Hidden{{Name: "revision", Value: strconv.FormatInt(f.c.Revision, 10)}}}
	if path != "" {
		form.Hidden = append(form.Hidden, frame.Hidden{Name: "item", Value: path})
	}
	return form
}

func (f forms) words() *frame.Form {
	form := f.button("words", "gallery.do.save", "")
	form.Quiet = false
	form.Fields = append(titleFields(f.l, f.c.Title),
		frame.Field{ID: "lead-vi", Name: "lead.vi", Label: f.l.T("gallery.field.lead_vi"), Hint: f.l.T("gallery.field.prose"), Type: "area", Rows: 5, Value: f.c.Lead.Vi, Max: collection.MaxLead, Optional: true},
		frame.Field{ID: "lead-en", Name: "lead.en", Label: f.l.T("gallery.field.lead_en"), Hint: f.l.T("gallery.field.prose"), Type: "area", Rows: 5, Value: f.c.Lead.En, Max: collection.MaxLead, Optional: true})
	return form
}

func (f forms) add() *frame.Form {
	form := f.button("add", "gallery.do.add", "")
	form.Quiet = false
	form.Fields = append([]frame.Field{{ID: "add-path", Name: "path", Label: f.l.T("gallery.field.path"), Hint: f.l.T("gallery.field.path_hint"), Type: "text"}}, f.notes("add", catalog.Text{})...)
	return form
}

func (f forms) notes(id string, t catalog.Text) []frame.Field {
	return []frame.Field{
		{ID: id + "-note-vi", Name: "note.vi", Label: f.l.T("gallery.field.note_vi"), Type: "area", Rows: 2, Value: t.Vi, Max: collection.MaxNote, Optional: true},
		{ID: id + "-note-en", Name: "note.en", Label: f.l.T("gallery.field.note_en"), Type: "area", Rows: 2, Value: t.En, Max: collection.MaxNote, Optional: true},
	}
}

func (f forms) item(n int, i collection.Item, seen map[string]collection.Shown) editItem {
	shown, ok := seen[i.Path]
	v := editItem{Title: i.Path, Kind: f.l.T(kindWords[i.Target().Kind]), Link: frame.Prefixed(f.l.Lang, i.Path), Seen: ok, Note: i.Note}
	if ok {
		v.Title = shown.Title.In(f.l.Lang)
	}
	if !f.may {
		return v
	}
	if n > 0 {
		v.Moves = append(v.Moves, f.button("up", "gallery.do.up", i.Path))
	}
	if n < len(f.c.Items)-1 {
		v.Moves = append(v.Moves, f.button("down", "gallery.do.down", i.Path))
	}
	v.Moves = append(v.Moves, f.button("remove", "gallery.do.remove", i.Path))
	v.Words = f.button("note", "gallery.do.save", i.Path)
	v.Words.Fields = f.notes("item-"+strconv.Itoa(n), i.Note)
	return v
}

// all are the forms of the page.
func (p *editPage) all() []*frame.Form {
	all := append([]*frame.Form{p.Words, p.Add}, p.State...)
	for _, i := range p.Items {
		all = append(append(all, i.Words), i.Moves...)
	}
	return slices.DeleteFunc(all, func(f *frame.Form) bool { return f == nil })
}

// sent reports whether f is the form that a request sent.
func sent(f *frame.Form, r *http.Request, action string) bool {
	if f.Action != action {
		return false
	}
	return !slices.ContainsFunc(f.Hidden, func(h frame.Hidden) bool { return h.Name == "item" && h.Value != r.PostFormValue("item") })
}

// pathOf returns the path of the page that somebody pasted the address of, or
// named as a dataset.
func (room *Room) pathOf(address string) string {
	address = strings.TrimPrefix(address, room.BaseURL())
	if catalog.Slug(address).Valid() {
		address = "/datasets/" + address
	}
	path, query, _ := strings.Cut(address, "?")
	path, _, _ = strings.Cut(path, "#")
	if bare := frame.BarePath(path); query != "" {
		path = bare + "?" + query
	} else {
		path = bare
	}
	if clean, ok := collection.Clean(path); ok {
		return clean
	}
	return address // which its validation refuses
}
