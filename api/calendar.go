package api

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/schedule"
)

const (
	calendarDays  = 92   // of an answer that does not say otherwise
	calendarSpan  = 1100 // days, at most
	calendarLimit = 5000 // entries
)

// calendarBody is the answer of GET /v1/calendar.
type calendarBody struct {
	From  time.Time       `json:"from"`
	Until time.Time       `json:"until"`
	Data  []calendarEntry `json:"data"` // in the order in which they are due
}

// A calendarEntry is one time at which a release is due, or was.
type calendarEntry struct {
	Dataset     catalog.Slug        `json:"dataset"`
	Title       catalog.Text        `json:"title"`
	Agency      string              `json:"agency"`
	Themes      []string            `json:"themes"`
	DueAt       time.Time           `json:"due_at"`
	ScheduledOn string              `json:"scheduled_on"` // the day of the rule, before it was moved off a day off
	State       schedule.EntryState `json:"state"`
	DaysLate    int                 `json:"days_late"`
	Version     *int                `json:"version"` // null if no release counts for it yet
	PublishedAt *time.Time          `json:"published_at"`
	Links       calendarLinks       `json:"links"`
}

type calendarLinks struct {
	Dataset string `json:"dataset"`
	HTML    string `json:"html"`
}

// getCalendar answers GET /v1/calendar: when releases are due by the schedules
// that agencies have promised, and how they were kept.
func (s *Server) getCalendar(c *gin.Context) error {
	f := schedule.Filter{Agency: c.Query("agency"), Theme: c.Query("theme"), Dataset: catalog.Slug(c.Query("dataset"))}
	var err error
	if f.From, err = dayParam(c, "from", s.Now().In(schedule.Zone)); err != nil {
		return err
	}
	if f.Until, err = dayParam(c, "until", f.From.AddDate(0, 0, calendarDays)); err != nil {
		return err
	}
	if !f.From.Before(f.Until) || f.Until.Sub(f.From) > calendarSpan*24*time.Hour {
		return problem.Parameter("until", "phải sau from, nhiều nhất %[1]d ngày.", "must be after from, by %[1]d days at most.", calendarSpan)
	}
	entries, err := s.Agenda.Entries(c.Request.Context(), f, calendarLimit)
	if err != nil {
		return err
	}
	body := calendarBody{From: f.From.UTC(), Until: f.Until.UTC(), Data: make([]calendarEntry, len(entries))}
	for i := range entries {
		body.Data[i] = s.newCalendarEntry(&entries[i])
	}
	return answer(c, cacheCatalogue, body)
}

func (s *Server) newCalendarEntry(e *schedule.Entry) calendarEntry {
	d := &e.Dataset
	path := "/datasets/" + string(d.Slug)
	b := calendarEntry{
		Dataset: d.Slug, Title: d.Title, Agency: d.Agency, Themes: d.Themes, DueAt: e.Due, ScheduledOn: e.Day.Format(time.DateOnly),
		State: e.State(), DaysLate: e.Late, Links: calendarLinks{Dataset: s.url("/v1" + path), HTML: s.url(path)},
	}
	if e.Version > 0 {
		b.Version, b.PublishedAt = &e.Version, &e.At
		b.Links.HTML = s.url(fmt.Sprintf("%s/releases/%d", path, e.Version))
	}
	return b
}

// dayParam returns the midnight in Viet Nam with which a day begins.
func dayParam(c *gin.Context, name string, otherwise time.Time) (time.Time, error) {
	y, m, d := otherwise.Date()
	if text := c.Query(name); text != "" {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil || day.Year() < 2000 || day.Year() > 2100 {
			return time.Time{}, problem.Parameter(name, "phải là ngày dạng 2026-01-31.", "must be a day such as 2026-01-31.")
		}
		y, m, d = day.Date()
	}
	return time.Date(y, m, d, 0, 0, 0, 0, schedule.Zone), nil
}
