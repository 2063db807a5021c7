package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"

	"nguon/catalog"
	"nguon/web/frame"
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
	self := s.BaseURL() + frame.Prefixed(l.Lang, "/feeds/releases.atom")
	return s.sendXML(w, r, "application/atom+xml", s.newFeed(l, l.T("feed.title"), self, s.BaseURL()+frame.Prefixed(l.Lang, "/"), items))
}

func summaryOf(l *locale, item releaseItem) string {
	rows := l.N("count.rows", item.Rows)
	if item.Note == (catalog.Text{}) {
		return rows
	}
	return rows + ". " + item.Note.In(l.Lang)
}

// sendXML answers with v. It may be cached for a minute.
func (s *Site) sendXML(w http.ResponseWriter, r *http.Request, media string, v any) error {
	body, err := xml.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s: %w", media, err)
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=60")
	sum := sha256.Sum256(body)
	w.Header().Set("ETag", `W/"`+hex.EncodeToString(sum[:12])+`"`)
	frame.Send(w, r, http.StatusOK, append([]byte(xml.Header), body...))
	return nil
}
