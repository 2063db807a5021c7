package calendar

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"nguon/catalog/schedule"
	"nguon/web/frame"
)

// feed is a feed of RFC 4287.
type feed struct {
	XMLName xml.Name  `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string    `xml:"xml:lang,attr"`
	ID      string    `xml:"id"`
	Title   string    `xml:"title"`
	Updated string    `xml:"updated"`
	Links   []address `xml:"link"`
	Author  string    `xml:"author>name"`
	Entries []item    `xml:"entry"`
}

type address struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type item struct {
	ID      string  `xml:"id"`
	Title   string  `xml:"title"`
	Updated string  `xml:"updated"`
	Link    address `xml:"link"`
	Summary string  `xml:"summary"`
}

// atom answers with what is due within a month, and was within the last.
func (c *Calendar) atom(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	f := filterOf(r.URL.Query())
	now := c.Now()
	f.From, f.Until = now.AddDate(0, 0, -feedDays), now.AddDate(0, 0, feedDays)
	entries, err := c.agenda.Entries(r.Context(), f, largest)
	if err != nil {
		return err
	}
	self := c.BaseURL() + link(l, "/feeds/calendar.atom", r.URL.Query(), "")
	v := feed{Lang: string(l.Lang), ID: self, Title: l.T("calendar.heading"), Author: l.T("site.name"),
		Links: []address{{"self", self}, {"alternate", c.BaseURL() + link(l, "/calendar", r.URL.Query(), "")}}}
	latest := time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	for i := range entries {
		e := &entries[i]
		updated := changed(e)
		if updated.After(latest) {
			latest = updated
		}
		v.Entries = append(v.Entries, item{
			ID:      fmt.Sprintf("%s/calendar#%s-%s", c.BaseURL(), e.Dataset.Slug, e.Day.Format("20060102")),
			Title:   l.Time(e.Due) + ": " + e.Dataset.Title.In(l.Lang),
			Updated: updated.UTC().Format(time.RFC3339),
			Link:    address{"alternate", c.BaseURL() + frame.Prefixed(l.Lang, "/datasets/"+string(e.Dataset.Slug))},
			Summary: stateWord(l, e),
		})
	}
	v.Updated = latest.UTC().Format(time.RFC3339)
	body, err := xml.Marshal(v)
	if err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=300")
	frame.Send(w, r, http.StatusOK, append([]byte(xml.Header), body...))
	return nil
}

// changed is when what is said of an entry became so.
func changed(e *schedule.Entry) time.Time {
	switch e.State() {
	case schedule.Kept, schedule.Delayed:
		return e.At
	case schedule.Missed:
		return e.DueDay().AddDate(0, 0, 1)
	}
	return e.Dataset.Modified
}
