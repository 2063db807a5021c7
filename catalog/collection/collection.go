package collection

import (
	"slices"
	"strconv"
	"time"

	"nguon/catalog"
)

// The bounds of a collection; lengths are in characters.
const (
	MaxTitle  = 120
	MaxLead   = 2000
	MaxNote   = 500
	MaxItems  = 60
	MaxAgency = 200 // collections of one agency, or of the portal
)

// A Collection is what was gathered under one title.
type Collection struct {
	Slug     catalog.Slug
	Agency   string       // the code of whose it is; empty: the portal's
	Title    catalog.Text // in each language 1 to [MaxTitle] characters on one line
	Lead     catalog.Text // what it is for, as Markdown: at most [MaxLead] characters, in both languages or none
	Items    []Item       // in their order; at most [MaxItems], each once
	Since    time.Time    // since when it is public; zero: it is a draft
	Modified time.Time    // when it was changed last; kept by the store
	Revision int64        // counts changes from 1; kept by the store
}

// An Item is one thing in a collection.
type Item struct {
	Path  string       `json:"path"`           // of a page of the portal, as [Clean] returns it
	Note  catalog.Text `json:"note,omitzero"`  // why it is here, as Markdown: at most [MaxNote] characters, in both languages or none
	Added time.Time    `json:"added,omitzero"` // when it came into the collection
}

// Public reports whether readers may see c, as far as it holds anything public.
func (c *Collection) Public() bool { return !c.Since.IsZero() }

// Path is the path of the page of c, without language.
func (c *Collection) Path() string { return "/collections/" + string(c.Slug) }

// Item returns the index of the item with a path, or -1.
func (c *Collection) Item(path string) int {
	return slices.IndexFunc(c.Items, func(i Item) bool { return i.Path == path })
}

// Validate returns an error of kind [catalog.ErrInvalid] that names every field of
// c that is wrong. Whether what it holds is there is for nobody to say who adds it.
func (c *Collection) Validate() error {
	var w catalog.Faults
	w.Check("slug", c.Slug.Valid() && c.Slug != "new", "phải gồm chữ thường a-z, chữ số và gạch nối, tối đa 80 ký tự", "must be lower-case letters a-z, digits and hyphens, at most 80 characters")
	w.Check("agency", c.Agency == "" || catalog.ValidAgencyCode(c.Agency), "không phải mã cơ quan", "must be the code of an agency")
	for _, t := range []struct{ field, text string }{{"title.vi", c.Title.Vi}, {"title.en", c.Title.En}} {
		w.Check(t.field, catalog.Showable(t.text, MaxTitle, ""), "cần 1 đến 120 ký tự trên một dòng", "must have 1 to 120 characters, on one line")
	}
	both(&w, "lead", c.Lead, MaxLead)
	w.Check("items", len(c.Items) <= MaxItems, "tối đa 60 mục", "must be 60 at most")
	for n, i := range c.Items {
		field := "items." + strconv.Itoa(n)
		clean, ok := Clean(i.Path)
		w.Check(field+".path", ok && clean == i.Path, "không phải trang của bộ dữ liệu, biểu đồ, địa phương hay API", "is no page of a dataset, a chart, a place or an API")
		w.Check(field+".path", c.Item(i.Path) == n, "đã có trong bộ sưu tập", "is in the collection already")
		both(&w, field+".note", i.Note, MaxNote)
	}
	return w.Err("Chưa thể lưu bộ sưu tập.", "The collection cannot be saved yet.")
}

// both wants a text in both languages or in none.
func both(w *catalog.Faults, field string, t catalog.Text, most int) {
	n := strconv.Itoa(most)
	for lang, s := range map[string]string{"vi": t.Vi, "en": t.En} {
		w.Check(field+"."+lang, t.IsZero() || catalog.Showable(s, most, "\n"), "cần cả hai ngôn ngữ, mỗi bản tối đa "+n+" ký tự", "must be in both languages, of "+n+" characters at most each")
	}
}
