package frame

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"
)

// A Feed is a list of what is new in a part of the portal, as Atom (RFC 4287).
type Feed struct {
	Title   string
	Self    string // the path of the feed with its parameters, in its language
	Page    string // likewise of the page that shows the same
	Entries []FeedEntry
}

// A FeedEntry is one thing in a [Feed].
type FeedEntry struct {
	ID                 string // a URI that stays
	Title              string
	Link               string    // absolute
	Summary            string    // plain text
	Published, Updated time.Time // Published may be zero
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published,omitempty"`
	Updated   string   `xml:"updated"`
	Link      atomLink `xml:"link"`
	Summary   string   `xml:"summary"`
}

// SendFeed answers with d. It may be cached for five minutes.
func (f *Frame) SendFeed(w http.ResponseWriter, r *http.Request, l *Locale, d Feed) error {
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	updated := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	var entries []atomEntry
	for _, e := range d.Entries {
		if e.Updated.After(updated) {
			updated = e.Updated
		}
		entry := atomEntry{ID: e.ID, Title: e.Title, Updated: stamp(e.Updated), Link: atomLink{"alternate", e.Link}, Summary: e.Summary}
		if !e.Published.IsZero() {
			entry.Published = stamp(e.Published)
		}
		entries = append(entries, entry)
	}
	self := f.BaseURL() + d.Self
	body, err := xml.Marshal(atomFeed{
		Lang: string(l.Lang), ID: self, Title: d.Title, Updated: stamp(updated), Author: l.T("site.name"), Entries: entries,
		Links: []atomLink{{"self", self}, {"alternate", f.BaseURL() + d.Page}},
	})
	if err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=300")
	Send(w, r, http.StatusOK, append([]byte(xml.Header), body...))
	return nil
}
