package gallery

import (
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/collection"
	"nguon/web/frame"
)

// maxForm bounds a form, in bytes.
const maxForm = 1 << 16

// shelfPage is the collections of an agency, or of the portal, for their editors.
type shelfPage struct {
	frame.Head
	Heading     string
	Above       []anchor
	Done        string
	Collections []shelfItem
	New         *frame.Form // nil: the visitor makes none
}

// A shelfItem is a collection on the desk of its editors.
type shelfItem struct {
	*collection.Collection
	Link  string
	Count int64
}

// A place is the desk at which collections are made.
type place struct {
	agency string // empty: the portal's
	path   string // of its collections
	above  []anchor
}

// doneWords are what a page says that a form has led to.
var doneWords = map[string]string{
	"created": "gallery.done.created", "saved": "gallery.done.saved", "shown": "gallery.done.shown", "hidden": "gallery.done.hidden", "dropped": "gallery.done.dropped",
}

// placeOf returns the desk of a request, for whoever may see what is on it.
func (room *Room) placeOf(r *http.Request, l *frame.Locale, v account.Visit) (place, error) {
	p := place{agency: r.PathValue("agency")}
	forbidden := catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền mở trang này.", "You may not open this page.")
	if p.agency == "" {
		p.path = "/admin/collections"
		p.above = []anchor{{l.T("desk.admin.title"), frame.Prefixed(l.Lang, "/admin")}}
		if !v.Principal().May(account.ActionAdminister, "") {
			return p, forbidden
		}
		return p, nil
	}
	titles, err := room.agencies(r.Context())
	if err != nil {
		return p, err
	}
	title, ok := titles[p.agency]
	if !ok {
		return p, frame.ErrNoPage
	}
	if !v.Principal().May(account.ActionReadDraft, p.agency) {
		return p, forbidden
	}
	p.path = "/desk/" + p.agency + "/collections"
	p.above = []anchor{{l.T("desk.title"), frame.Prefixed(l.Lang, "/desk")}, {title.In(l.Lang), frame.Prefixed(l.Lang, "/desk/"+p.agency)}}
	return p, nil
}

func (room *Room) shelf(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	at, err := room.placeOf(r, l, v)
	if err != nil {
		return err
	}
	page, err := room.shelfPage(r, l, v, at)
	if err != nil {
		return err
	}
	return room.Render(w, r, http.StatusOK, l, "shelf", page)
}

func (room *Room) shelfPage(r *http.Request, l *frame.Locale, v account.Visit, at place) (*shelfPage, error) {
	all, err := room.Curators.Store.Collections(r.Context(), collection.Filter{Agency: at.agency, Portal: at.agency == ""})
	if err != nil {
		return nil, err
	}
	page := &shelfPage{Heading: l.T("gallery.title"), Above: at.above, Done: frame.Done(r, l, doneWords)}
	for i := range all {
		page.Collections = append(page.Collections, shelfItem{&all[i], frame.Prefixed(l.Lang, at.path+"/"+string(all[i].Slug)), int64(len(all[i].Items))})
	}
	if collection.MayEdit(v.Principal(), &collection.Collection{Agency: at.agency}) {
		page.New = newForm(l, at)
	}
	page.Head = room.Unlisted(r, l, page.Heading)
	return page, nil
}

// newForm begins a collection.
func newForm(l *frame.Locale, at place) *frame.Form {
	return &frame.Form{Action: frame.Prefixed(l.Lang, at.path), Submit: l.T("gallery.new.submit"), Fields: append(titleFields(l, catalog.Text{}),
		frame.Field{ID: "slug", Name: "slug", Label: l.T("gallery.new.slug"), Hint: l.T("gallery.new.slug_hint"), Type: "text", Max: 80})}
}

func titleFields(l *frame.Locale, t catalog.Text) []frame.Field {
	return []frame.Field{
		{ID: "title-vi", Name: "title.vi", Label: l.T("gallery.field.title_vi"), Type: "text", Value: t.Vi, Max: collection.MaxTitle},
		{ID: "title-en", Name: "title.en", Label: l.T("gallery.field.title_en"), Type: "text", Value: t.En, Max: collection.MaxTitle},
	}
}

func (room *Room) create(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := frame.ReadForm(w, r, maxForm); err != nil {
		return err
	}
	at, err := room.placeOf(r, l, v)
	if err != nil {
		return err
	}
	d := collection.Collection{Slug: catalog.Slug(frame.Given(r, "slug")), Agency: at.agency, Title: given(r, "title")}
	if err = room.Curators.Create(r.Context(), v.Caller(), d); err == nil {
		return frame.SeeOther(w, r, l, at.path+"/"+string(d.Slug)+"?done=created")
	}
	page, wrong := room.shelfPage(r, l, v, at)
	if wrong != nil {
		return wrong
	}
	if page.New == nil {
		return err
	}
	page.New.Fill(r)
	status, ok := page.New.Blame(l, err)
	if !ok {
		return err
	}
	page.Title = frame.Titled(l, page.Heading, *page.New)
	return room.Render(w, r, status, l, "shelf", page)
}

// given returns a text in both languages from a form.
func given(r *http.Request, name string) catalog.Text {
	return catalog.Text{Vi: frame.Given(r, name+".vi"), En: frame.Given(r, name+".en")}
}
