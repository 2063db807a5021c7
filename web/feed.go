package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"nguon/catalog"
)

// feedLength is how many releases the feed holds.
const feedLength = 30

// An atomFeed is a feed of RFC 4287.
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
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feed answers with the newest releases, one for each dataset.
func (s *Site) feed(w http.ResponseWriter, r *http.Request, l *locale) error {
	sum, err := s.facts.summary(r.Context())
	if err != nil {
		return err
	}
	items, err := s.newest(r.Context(), sum, feedLength)
	if err != nil {
		return err
	}
	self := s.baseURL + prefixed(l.lang, "/feeds/releases.atom")
	f := atomFeed{
		Lang: string(l.lang), ID: self, Title: l.T("feed.title"), Author: l.T("site.name"), Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []atomLink{{"self", self}, {"alternate", s.baseURL + prefixed(l.lang, "/")}},
	}
	for i, item := range items {
		at := item.At.UTC().Format(time.RFC3339)
		if i == 0 {
			f.Updated = at
		}
		f.Entries = append(f.Entries, atomEntry{
			// The same entry in every language, so that a reader of both sees it once.
			ID:    s.releaseURL(s.locales[langs[0]], item.Slug, item.Version),
			Title: fmt.Sprintf("%s, %s", item.Title.In(l.lang), l.T("release.version", "version", item.Version)), Updated: at,
			Author: item.Agency.In(l.lang), Link: atomLink{"alternate", s.releaseURL(l, item.Slug, item.Version)}, Summary: summaryOf(l, item),
		})
	}
	return s.sendXML(w, r, "application/atom+xml", f)
}

func summaryOf(l *locale, item releaseItem) string {
	rows := l.N("count.rows", item.Rows)
	if item.Note == (catalog.Text{}) {
		return rows
	}
	return rows + ". " + item.Note.In(l.lang)
}

// sendXML answers with v. It may be cached for a minute.
func (s *Site) sendXML(w http.ResponseWriter, r *http.Request, media string, v any) error {
	body, err := xml.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s: %w", media, err)
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=60")
	send(w, r, http.StatusOK, append([]byte(xml.Header), body...))
	return nil
}
