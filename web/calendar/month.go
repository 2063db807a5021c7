package calendar

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/web/frame"
)

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
	Only           *dayView // all of one day, instead of the month; nil: the month
	WholeMonth     string   // link from a day
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
	More    int64 // entries that are not among them
	Link    string
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

// day returns the view of a day of the month.
func (p *monthPage) day(at time.Time) *dayView {
	n := at.Day() - 1
	for d := range p.Weeks[0] {
		if !p.Weeks[0][d].Outside {
			n += d
			break
		}
	}
	return &p.Weeks[n/7][n%7]
}

// add puts an entry on its day, if that shows fewer than most.
func (p *monthPage) add(l *frame.Locale, e *schedule.Entry, titles map[string]catalog.Text, most int) {
	day := p.day(e.DueDay())
	if len(day.Entries) >= most {
		day.More++
		return
	}
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
	day.Entries = append(day.Entries, v)
}

// links leads from days that do not show all of their entries to pages that do.
func (p *monthPage) links(l *frame.Locale, params url.Values) {
	for w := range p.Weeks {
		for d := range p.Weeks[w] {
			if day := &p.Weeks[w][d]; day.More > 0 {
				v := url.Values{"day": {day.Day.Format(time.DateOnly)}}
				for _, name := range []string{"agency", "theme"} {
					if given := params.Get(name); given != "" {
						v.Set(name, given)
					}
				}
				day.Link = frame.Prefixed(l.Lang, "/calendar?"+v.Encode())
			}
		}
	}
}
