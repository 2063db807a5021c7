package forum

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/web/frame"
)

// mostShown is how many reuses the showcase has.
const mostShown = 200

// A showcasePage is what others have made of the data: what applications are
// offered with, and agencies agreed to.
type showcasePage struct {
	frame.Head
	Tabs    []anchor
	Stories []storyView
	Reuses  []reuse
	Atom    string
}

// A reuse is an application, with all that it uses.
type reuse struct {
	Name, URL, Host, Description string
	Shown                        time.Time
	Uses                         []anchor
	id                           string
}

func (room *Room) showcase(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	reuses, err := room.shown(r.Context(), l)
	if err != nil {
		return err
	}
	page := showcasePage{Head: room.Head(r, l, l.T("forum.showcase.title"), l.T("forum.showcase.lead")), Tabs: tabs(l, "/showcase"), Reuses: reuses, Atom: frame.Prefixed(l.Lang, "/feeds/showcase.atom")}
	told, err := room.Tales.All(r.Context())
	if err != nil {
		return err
	}
	for i := range told {
		page.Stories = append(page.Stories, room.storyView(l, &told[i]))
	}
	page.Structured = map[string]any{"@context": "https://schema.org", "@type": "CollectionPage", "name": page.Title, "url": page.Canonical, "inLanguage": l.Lang}
	return room.Render(w, r, http.StatusOK, l, "showcase", page)
}

// shown returns the reuses that agencies have agreed to. One that is offered with
// several products in the same words is shown once.
func (room *Room) shown(ctx context.Context, l *frame.Locale) ([]reuse, error) {
	all, err := room.Reuses.Reuses(ctx, market.ReuseFilter{State: market.ReuseShown, Limit: mostShown})
	if err != nil {
		return nil, err
	}
	var shown []reuse
	at := make(map[[4]string]int)
	for i := range all {
		u := &all[i]
		address, err := url.Parse(u.URL)
		if err != nil || u.Validate() != nil { // of a time when more was allowed
			continue
		}
		key := [4]string{u.Application, u.Name, u.URL, u.Description}
		n, known := at[key]
		if !known {
			n = len(shown)
			at[key] = n
			shown = append(shown, reuse{Name: u.Name, URL: u.URL, Host: address.Hostname(), Description: u.Description, Shown: u.Answered, id: u.Application})
		}
		use, err := room.used(ctx, l, u.Product)
		if err != nil {
			return nil, err
		}
		shown[n].Uses = append(shown[n].Uses, use)
		if u.Answered.After(shown[n].Shown) {
			shown[n].Shown = u.Answered
		}
	}
	return shown, nil
}

// used leads to what an application uses.
func (room *Room) used(ctx context.Context, l *frame.Locale, ref market.Ref) (anchor, error) {
	var title catalog.Text
	var path string
	var err error
	if slug, ok := ref.Dataset(); ok {
		var d catalog.Dataset
		d, err = room.Voices.Catalogue.Dataset(ctx, slug)
		title, path = d.Title, "/datasets/"+string(slug)
	} else if name, ok := ref.API(); ok {
		var p market.Product
		p, err = room.Products.Product(ctx, name)
		title, path = p.Title, "/apis/"+string(name)
	}
	if errors.Is(err, catalog.ErrNotFound) {
		title, err = catalog.Text{Vi: string(ref)}, nil
	}
	return anchor{Title: title.In(l.Lang), Link: frame.Prefixed(l.Lang, path)}, err
}

// showcaseFeed answers with what was shown last.
func (room *Room) showcaseFeed(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	reuses, err := room.shown(r.Context(), l)
	if err != nil {
		return err
	}
	told, err := room.Tales.All(r.Context())
	if err != nil {
		return err
	}
	d := frame.Feed{Title: l.T("forum.showcase.title"), Self: frame.Prefixed(l.Lang, "/feeds/showcase.atom"), Page: frame.Prefixed(l.Lang, "/showcase")}
	for i := range told[:min(len(told), feedLength)] {
		v := room.storyView(l, &told[i])
		d.Entries = append(d.Entries, frame.FeedEntry{
			ID: "urn:ulid:" + v.ID, Title: v.Title, Published: v.Answered, Updated: v.Answered, Link: room.BaseURL() + v.Link, Summary: l.T("story.by", "name", v.By) + "\n\n" + v.Excerpt,
		})
	}
	for _, u := range reuses[:min(len(reuses), feedLength)] {
		var uses []string
		for _, use := range u.Uses {
			uses = append(uses, use.Title)
		}
		d.Entries = append(d.Entries, frame.FeedEntry{
			ID: "urn:ulid:" + u.id + ":" + url.QueryEscape(u.Name), Title: u.Name, Published: u.Shown, Updated: u.Shown, Link: u.URL, Summary: u.Description + "\n\n" + strings.Join(uses, ", "),
		})
	}
	return room.SendFeed(w, r, l, d)
}
