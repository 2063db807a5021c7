// Package calendar is the room of the portal that says when releases are due: a
// month on a page, and the same for calendar programs and readers of feeds.
//
// What it expects follows from the schedules that agencies have promised, never
// from drafts or releases that wait for their time.
package calendar

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

const (
	pageEntries = 2000 // of a month
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

// monthPage is one month of the calendar.
type monthPage struct {
	frame.Head
	Month          string
	Weekdays       []string
	Weeks          [][7]dayView
	Before, After  string // links to the months around; empty at the ends
	Agencies       []choice
	Themes         []choice
	Value          string // of the month, for the form
	ICS, Atom      string
	Kept, Counted  int64 // of what was due in the month
	Entries        int64
	ShareInPercent string
}

// A choice is one option of a filter.
type choice struct {
	Code     string
	Title    catalog.Text
	Selected bool
}

// A dayView is one day of the month.
type dayView struct {
	Day     time.Time
	Number  int
	Outside bool // of another month
	Today   bool
	Off     string // why it is a day off, if the law says so
	Entries []entryView
}

// An entryView is one due time.
type entryView struct {
	Title  catalog.Text
	Agency catalog.Text
	Link   string
	At     time.Time
	State  schedule.EntryState
	Word   string // of the state
	Moved  time.Time
}

// filterOf reads the filter that pages, calendars and feeds share.
func filterOf(params url.Values) schedule.Filter {
	return schedule.Filter{Agency: params.Get("agency"), Theme: params.Get("theme"), Dataset: catalog.Slug(params.Get("dataset"))}
}

func (c *Calendar) month(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	params := r.URL.Query()
	first, err := c.firstDay(params.Get("month"))
	if err != nil {
		return err
	}
	f := filterOf(params)
	f.From, f.Until = first, first.AddDate(0, 1, 0)
	entries, err := c.agenda.Entries(r.Context(), f, pageEntries)
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
	for i := range entries {
		e := &entries[i]
		switch e.State() {
		case schedule.Kept:
			page.Kept++
			page.Counted++
		case schedule.Delayed, schedule.Missed:
			page.Counted++
		}
		page.add(l, e, titles)
	}
	if page.Counted > 0 {
		page.ShareInPercent = l.Percent(float64(page.Kept) / float64(page.Counted))
	}
	w.Header().Set("Cache-Control", "public, max-age=30")
	return c.Render(w, r, http.StatusOK, l, "calendar", page)
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

// choices fills the filters with what scheduled datasets have.
func (p *monthPage) choices(ctx context.Context, a *schedule.Agenda, titles map[string]catalog.Text, f schedule.Filter) {
	all, err := a.All(ctx)
	if err != nil {
		return // the entries were read from it a moment ago
	}
	agencies, themes := make(map[string]bool), make(map[string]bool)
	for i := range all {
		agencies[all[i].Dataset.Agency] = true
		for _, t := range all[i].Dataset.Themes {
			themes[t] = true
		}
	}
	for code := range agencies {
		p.Agencies = append(p.Agencies, choice{code, titles[code], code == f.Agency})
	}
	slices.SortFunc(p.Agencies, func(a, b choice) int { return cmp.Compare(a.Code, b.Code) })
	for _, t := range catalog.Themes {
		if themes[t.Code] {
			p.Themes = append(p.Themes, choice{t.Code, t.Title, t.Code == f.Theme})
		}
	}
}

// weeks lays out the month in weeks from Monday to Sunday.
func (p *monthPage) weeks(l *frame.Locale, first, now time.Time) {
	off := make(map[string]string)
	for year := first.Year() - 1; year <= first.Year()+1; year++ {
		for _, h := range schedule.Holidays(year) {
			off[h.Day.Format(time.DateOnly)] = h.Title.In(l.Lang)
		}
	}
	day := first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	for day.Before(first.AddDate(0, 1, 0)) {
		var week [7]dayView
		for n := range week {
			name := day.Format(time.DateOnly)
			week[n] = dayView{Day: day, Number: day.Day(), Outside: day.Month() != first.Month(), Today: name == now.Format(time.DateOnly), Off: off[name]}
			day = day.AddDate(0, 0, 1)
		}
		p.Weeks = append(p.Weeks, week)
	}
}

// add puts an entry on its day.
func (p *monthPage) add(l *frame.Locale, e *schedule.Entry, titles map[string]catalog.Text) {
	v := entryView{
		Title: e.Dataset.Title, Agency: titles[e.Dataset.Agency], At: e.Due, State: e.State(),
		Link: frame.Prefixed(l.Lang, "/datasets/"+string(e.Dataset.Slug)), Word: stateWord(l, e),
	}
	if e.Version > 0 {
		v.Link += fmt.Sprintf("/releases/%d", e.Version)
	}
	if e.Moved() {
		v.Moved = e.Day
	}
	name := e.DueDay().Format(time.DateOnly)
	for w := range p.Weeks {
		for d := range p.Weeks[w] {
			if day := &p.Weeks[w][d]; !day.Outside && day.Day.Format(time.DateOnly) == name {
				day.Entries = append(day.Entries, v)
			}
		}
	}
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
