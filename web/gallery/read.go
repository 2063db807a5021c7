package gallery

import (
	"html/template"
	"net/http"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/collection"
	"nguon/web/frame"
	"nguon/web/prose"
)

const (
	feedLength    = 50
	excerptLength = 220 // characters
)

// kindWords are the messages that name what an item is.
var kindWords = map[collection.Kind]string{
	collection.Dataset: "gallery.kind.dataset", collection.Chart: "gallery.kind.chart", collection.Place: "gallery.kind.place", collection.API: "gallery.kind.api",
}

// listPage is all collections.
type listPage struct {
	frame.Head
	Collections []cardView
	Atom        string
}

// A cardView is a collection in a list.
type cardView struct {
	Title   string
	Link    string
	Whose   string
	Excerpt string
	Count   int64
	Updated time.Time
}

func (room *Room) list(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	views, err := room.Shelf.All(r.Context())
	if err != nil {
		return err
	}
	titles, err := room.agencies(r.Context())
	if err != nil {
		return err
	}
	page := listPage{Head: room.Head(r, l, l.T("gallery.title"), l.T("gallery.lead")), Atom: frame.Prefixed(l.Lang, "/feeds/collections.atom")}
	for i := range views {
		v := &views[i]
		page.Collections = append(page.Collections, cardView{
			v.Title.In(l.Lang), frame.Prefixed(l.Lang, v.Path()), whose(l, titles, v.Agency), excerpt(v.Lead.In(l.Lang)), int64(len(v.Items)), v.Updated,
		})
	}
	page.Structured = map[string]any{"@context": "https://schema.org", "@type": "CollectionPage", "name": page.Title, "url": page.Canonical, "inLanguage": l.Lang}
	return room.Render(w, r, http.StatusOK, l, "collections", page)
}

func excerpt(markdown string) string { return frame.Shorten(prose.Text(markdown), excerptLength) }

// collectionPage is one collection.
type collectionPage struct {
	frame.Head
	Heading string
	Whose   string
	At      string // the page of whose it is; empty: the portal's
	Lead    template.HTML
	Items   []itemView
	Updated time.Time
}

// An itemView is what is in a collection.
type itemView struct {
	Kind    string
	Title   string
	Link    string
	Whose   string // of a dataset, chart or API
	Version int    // 0: whichever is the newest
	Note    template.HTML
	Picture string // of a chart
}

func (room *Room) collection(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	v, err := room.Shelf.View(r.Context(), catalog.Slug(r.PathValue("slug")))
	if err != nil {
		return err
	}
	titles, err := room.agencies(r.Context())
	if err != nil {
		return err
	}
	title, lead := v.Title.In(l.Lang), v.Lead.In(l.Lang)
	page := collectionPage{
		Head: room.Head(r, l, title, excerpt(lead)), Heading: title, Whose: whose(l, titles, v.Agency), Lead: prose.HTML(lead), Updated: v.Updated,
	}
	if page.Description == "" {
		page.Description = l.T("gallery.lead")
	}
	if v.Agency != "" {
		page.At = frame.Prefixed(l.Lang, "/agencies/"+v.Agency)
	}
	for _, i := range v.Items {
		page.Items = append(page.Items, newItemView(l, titles, i))
	}
	page.Structured = room.structured(&page, v.Since)
	return room.Render(w, r, http.StatusOK, l, "collection", page)
}

func newItemView(l *frame.Locale, titles map[string]catalog.Text, i collection.Shown) itemView {
	v := itemView{Kind: l.T(kindWords[i.Target.Kind]), Title: i.Title.In(l.Lang), Link: frame.Prefixed(l.Lang, i.Path), Version: i.Target.Version, Note: prose.HTML(i.Note.In(l.Lang))}
	if i.Agency != "" {
		v.Whose = whose(l, titles, i.Agency)
	}
	if i.Target.Kind == collection.Chart {
		path, query, _ := strings.Cut(v.Link, "?")
		v.Picture = path + "/chart.svg?" + query
	}
	return v
}

// structured says what the page shows in the words of schema.org.
func (room *Room) structured(page *collectionPage, since time.Time) any {
	var parts []any
	for _, i := range page.Items {
		parts = append(parts, map[string]any{"@type": "CreativeWork", "name": i.Title, "url": room.BaseURL() + i.Link})
	}
	return map[string]any{
		"@context": "https://schema.org", "@type": "Collection", "name": page.Heading, "description": page.Description, "url": page.Canonical, "inLanguage": page.Lang,
		"datePublished": since.UTC().Format(time.RFC3339), "dateModified": page.Updated.UTC().Format(time.RFC3339),
		"publisher": map[string]any{"@type": "Organization", "name": page.Whose}, "hasPart": parts,
	}
}

// feed answers with the collections in which there is something new.
func (room *Room) feed(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	views, err := room.Shelf.All(r.Context())
	if err != nil {
		return err
	}
	d := frame.Feed{Title: l.T("gallery.title"), Self: frame.Prefixed(l.Lang, "/feeds/collections.atom"), Page: frame.Prefixed(l.Lang, "/collections")}
	for i := range views[:min(len(views), feedLength)] {
		v := &views[i]
		var names []string
		for _, item := range v.Items {
			names = append(names, item.Title.In(l.Lang))
		}
		link := room.BaseURL() + frame.Prefixed(l.Lang, v.Path())
		d.Entries = append(d.Entries, frame.FeedEntry{
			ID: room.BaseURL() + v.Path(), Title: v.Title.In(l.Lang), Link: link, Summary: strings.TrimSpace(excerpt(v.Lead.In(l.Lang)) + "\n\n" + strings.Join(names, "; ")),
			Published: v.Since, Updated: v.Updated,
		})
	}
	return room.SendFeed(w, r, l, d)
}
