// Package calendar is the room of the portal that says when releases are due: a
// month on a page, and the same for calendar programs and readers of feeds.
//
// What it expects follows from the schedules that agencies have promised, never
// from drafts or releases that wait for their time.
package calendar

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

const (
	mostEntries = 200_000 // of a month: all are counted
	pageEntries = 500     // of a month: with more, days show the first dayEntries
	dayEntries  = 8
	mostOfDay   = 2000 // on the page of a day
	monthsAway  = 60   // from now, as far as pages go
)

// The messages that name months and weekdays.
var (
	months = []string{"calendar.months.january", "calendar.months.february", "calendar.months.march", "calendar.months.april", "calendar.months.may", "calendar.months.june",
		"calendar.months.july", "calendar.months.august", "calendar.months.september", "calendar.months.october", "calendar.months.november", "calendar.months.december"}
	weekdays = []string{"calendar.weekdays.monday", "calendar.weekdays.tuesday", "calendar.weekdays.wednesday", "calendar.weekdays.thursday",
		"calendar.weekdays.friday", "calendar.weekdays.saturday", "calendar.weekdays.sunday"}
)

// Deps are what the calendar is made of. All are needed.
type Deps struct {
	Frame    *frame.Frame
	Agenda   *schedule.Agenda
	Agencies func(ctx context.Context) ([]catalog.Agency, error)
}

// A Calendar is the release calendar: a [frame.Wing].
type Calendar struct {
	*frame.Room
	agenda   *schedule.Agenda
	agencies func(ctx context.Context) ([]catalog.Agency, error)
}

// New returns the calendar. It returns an error if a template is not well-formed.
func New(d Deps) (*Calendar, error) {
	room, err := d.Frame.Room(templateFiles, "calendar")
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return &Calendar{Room: room, agenda: d.Agenda, agencies: d.Agencies}, nil
}

// Routes adds the pages to mux.
func (c *Calendar) Routes(mux *http.ServeMux) {
	c.Page(mux, "GET /calendar", c.month)
	c.Page(mux, "GET /calendar.ics", c.ics)
	c.Page(mux, "GET /feeds/calendar.atom", c.atom)
}

// filterOf reads the filter that pages, calendars and feeds share.
func filterOf(params url.Values) schedule.Filter {
	return schedule.Filter{Agency: params.Get("agency"), Theme: params.Get("theme"), Dataset: catalog.Slug(params.Get("dataset"))}
}

func (c *Calendar) month(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	params := r.URL.Query()
	first, only, err := c.days(params)
	if err != nil {
		return err
	}
	f := filterOf(params)
	f.From, f.Until = first, first.AddDate(0, 1, 0)
	most := mostEntries
	if !only.IsZero() {
		f.From, f.Until, most = only, only.AddDate(0, 0, 1), mostOfDay
	}
	entries, err := c.agenda.Entries(r.Context(), f, most)
	if err != nil {
		return err
	}
	agencies, err := c.agencies(r.Context())
	if err != nil {
		return err
	}
	month := l.T("calendar.month", "month", l.T(months[first.Month()-1]), "year", strconv.Itoa(first.Year()))
	page := monthPage{
		Head: c.Head(r, l, l.T("calendar.title", "month", month), l.T("calendar.description")), Month: month, Value: first.Format("2006-01"),
		ICS: link(l, "/calendar.ics", params, ""), Atom: link(l, "/feeds/calendar.atom", params, ""), Entries: int64(len(entries)),
	}
	page.Nav = "calendar"
	now := c.Now().In(schedule.Zone)
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, schedule.Zone)
	if before := first.AddDate(0, -1, 0); before.After(this.AddDate(0, -monthsAway-1, 0)) {
		page.Before = link(l, "/calendar", params, before.Format("2006-01"))
	}
	if after := first.AddDate(0, 1, 0); after.Before(this.AddDate(0, monthsAway+1, 0)) {
		page.After = link(l, "/calendar", params, after.Format("2006-01"))
	}
	titles := make(map[string]catalog.Text)
	for _, a := range agencies {
		titles[a.Code] = a.Title
	}
	page.choices(r.Context(), c.agenda, titles, f)
	for _, key := range weekdays {
		page.Weekdays = append(page.Weekdays, l.T(key))
	}
	page.weeks(l, first, now)
	shown := mostOfDay
	if only.IsZero() && len(entries) > pageEntries {
		shown = dayEntries
	}
	for i := range entries {
		e := &entries[i]
		switch e.State() {
		case schedule.Kept:
			page.Kept++
			page.Counted++
		case schedule.Delayed, schedule.Missed:
			page.Counted++
		}
		page.add(l, e, titles, shown)
	}
	page.links(l, params)
	if !only.IsZero() {
		page.Only, page.WholeMonth = page.day(only), link(l, "/calendar", params, page.Value)
		page.NoIndex = true
	}
	if page.Counted > 0 {
		page.ShareInPercent = l.Percent(float64(page.Kept) / float64(page.Counted))
	}
	w.Header().Set("Cache-Control", "public, max-age=30")
	return c.Render(w, r, http.StatusOK, l, "calendar", page)
}

// days reads which month is asked for, by its first day, and which day of it; the
// zero time is all.
func (c *Calendar) days(params url.Values) (first, only time.Time, err error) {
	text := params.Get("day")
	if text == "" {
		first, err = c.firstDay(params.Get("month"))
		return first, only, err
	}
	only, err = time.ParseInLocation(time.DateOnly, text, schedule.Zone)
	if err != nil {
		return first, only, catalog.Errorf(catalog.ErrNotFound, "Lịch công bố không có ngày %q.", "The release calendar has no day %q.", text)
	}
	first, err = c.firstDay(only.Format("2006-01"))
	return first, only, err
}

// firstDay reads a month such as 2026-11; the empty one is that of now.
func (c *Calendar) firstDay(text string) (time.Time, error) {
	now := c.Now().In(schedule.Zone)
	if text == "" {
		return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, schedule.Zone), nil
	}
	first, err := time.ParseInLocation("2006-01", text, schedule.Zone)
	if err != nil || first.Before(now.AddDate(0, -monthsAway-1, 0)) || first.After(now.AddDate(0, monthsAway, 0)) {
		return first, catalog.Errorf(catalog.ErrNotFound, "Lịch công bố không có tháng %q.", "The release calendar has no month %q.", text)
	}
	return first, nil
}

func stateWord(l *frame.Locale, e *schedule.Entry) string {
	switch e.State() {
	case schedule.Kept:
		return l.T("calendar.state.kept")
	case schedule.Delayed:
		return l.N("calendar.state.late", int64(e.Late))
	case schedule.Missed:
		return l.N("calendar.state.missed", int64(e.Late))
	}
	return l.T("calendar.state.expected")
}

// link returns the address of a page with the filter of this one.
func link(l *frame.Locale, path string, params url.Values, month string) string {
	v := url.Values{}
	for _, name := range []string{"agency", "theme", "dataset"} {
		if given := params.Get(name); given != "" {
			v.Set(name, given)
		}
	}
	if month != "" {
		v.Set("month", month)
	}
	path = frame.Prefixed(l.Lang, path)
	if len(v) > 0 {
		path += "?" + v.Encode()
	}
	return path
}
