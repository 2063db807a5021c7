package forum

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"nguon/web/frame"
	"nguon/web/prose"
)

// feedLength is the number of entries of a feed.
const feedLength = 50

// A feed is one of RFC 4287.
type feed struct {
	XMLName xml.Name  `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string    `xml:"xml:lang,attr"`
	ID      string    `xml:"id"`
	Title   string    `xml:"title"`
	Updated string    `xml:"updated"`
	Links   []address `xml:"link"`
	Author  string    `xml:"author>name"`
	Entries []entry   `xml:"entry"`
}

type address struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type entry struct {
	ID        string  `xml:"id"`
	Title     string  `xml:"title"`
	Published string  `xml:"published"`
	Updated   string  `xml:"updated"`
	Link      address `xml:"link"`
	Summary   string  `xml:"summary"`
}

// feedLink is the address of the feed of what a list shows.
func feedLink(l *frame.Locale, s section, params url.Values) string {
	link := frame.Prefixed(l.Lang, "/feeds"+s.path+".atom")
	kept := make(url.Values)
	for _, name := range []string{"dataset", "agency", "status"} {
		if v := params.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	if len(kept) > 0 {
		link += "?" + kept.Encode()
	}
	return link
}

// feed answers with the posts of a section in which something happened last.
func (room *Room) feed(w http.ResponseWriter, r *http.Request, l *frame.Locale, s section) error {
	f := s.filterOf(r.URL.Query())
	f.Wanted, f.Limit = false, feedLength
	posts, err := room.Voices.Store.Posts(r.Context(), f)
	if err != nil {
		return err
	}
	views, err := room.viewMaker(r.Context(), l, viewer(r))
	if err != nil {
		return err
	}
	heading, _, _, _ := s.words(l)
	var entries []entry
	for i := range posts {
		v, err := views.view(r.Context(), &posts[i])
		if err != nil {
			return err
		}
		title := v.StatusWord + ": " + v.Title
		if about := v.About.In(l.Lang); about != "" {
			title += " (" + about + ")"
		}
		summary := v.Excerpt
		if n := len(v.Answers); n > 0 {
			summary += "\n\n" + l.T("forum.answered_by", "agency", v.whose(l)) + " " + frame.Shorten(prose.Text(v.Answers[n-1].Text), 600)
		}
		entries = append(entries, entry{
			ID: "urn:ulid:" + v.ID, Title: title, Published: stamp(v.Since), Updated: stamp(v.Touched),
			Link: address{"alternate", room.BaseURL() + v.Link}, Summary: summary,
		})
	}
	return room.send(w, r, l, heading, feedLink(l, s, r.URL.Query()), frame.Prefixed(l.Lang, s.path), entries)
}

// whose names the agency of a post.
func (v *postView) whose(l *frame.Locale) string {
	if t := v.Whose.In(l.Lang); t != "" {
		return t
	}
	return l.T("forum.portal")
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// send answers with a feed; self and page are without the address of the portal.
func (room *Room) send(w http.ResponseWriter, r *http.Request, l *frame.Locale, title, self, page string, entries []entry) error {
	updated := stamp(time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC))
	for _, e := range entries {
		updated = max(updated, e.Updated)
	}
	self = room.BaseURL() + self
	body, err := xml.Marshal(feed{
		Lang: string(l.Lang), ID: self, Title: title, Updated: updated, Author: l.T("site.name"), Entries: entries,
		Links: []address{{"self", self}, {"alternate", room.BaseURL() + page}},
	})
	if err != nil {
		return fmt.Errorf("forum: feed: %w", err)
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=300")
	frame.Send(w, r, http.StatusOK, append([]byte(xml.Header), body...))
	return nil
}
