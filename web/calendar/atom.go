package calendar

import (
	"fmt"
	"net/http"
	"time"

	"nguon/catalog/schedule"
	"nguon/web/frame"
)

// atom answers with what is due within a month, and was within the last.
func (c *Calendar) atom(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	f := filterOf(r.URL.Query())
	now := c.Now()
	f.From, f.Until = now.AddDate(0, 0, -feedDays), now.AddDate(0, 0, feedDays)
	entries, err := c.agenda.Entries(r.Context(), f, largest)
	if err != nil {
		return err
	}
	feed := frame.Feed{Title: l.T("calendar.heading"), Self: link(l, "/feeds/calendar.atom", r.URL.Query(), ""), Page: link(l, "/calendar", r.URL.Query(), "")}
	for i := range entries {
		e := &entries[i]
		feed.Entries = append(feed.Entries, frame.FeedEntry{
			ID:      fmt.Sprintf("%s/calendar#%s-%s", c.BaseURL(), e.Dataset.Slug, e.Day.Format("20060102")),
			Title:   l.Time(e.Due) + ": " + e.Dataset.Title.In(l.Lang),
			Updated: changed(e),
			Link:    c.BaseURL() + frame.Prefixed(l.Lang, "/datasets/"+string(e.Dataset.Slug)),
			Summary: stateWord(l, e),
		})
	}
	return c.SendFeed(w, r, l, feed)
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
