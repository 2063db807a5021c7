package calendar

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/emersion/go-ical"

	"nguon/catalog/schedule"
	"nguon/web/frame"
)

// What calendars and feeds hold, around now.
const (
	pastDays    = 92
	comingDays  = 400
	feedDays    = 31
	largest     = 5000 // entries at most
	refreshed   = "PT6H"
	zoneOfTimes = "Asia/Ho_Chi_Minh"
)

// ics answers with the calendar as RFC 5545 has it, for one agency, theme or
// dataset if the parameters say so.
func (c *Calendar) ics(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	f := filterOf(r.URL.Query())
	now := c.Now()
	f.From, f.Until = now.AddDate(0, 0, -pastDays), now.AddDate(0, 0, comingDays)
	entries, err := c.agenda.Entries(r.Context(), f, largest)
	if err != nil {
		return err
	}
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropProductID, "-//Nguon//Release calendar//"+string(l.Lang))
	cal.Props.SetText("X-WR-CALNAME", l.T("calendar.heading"))
	cal.Props.SetText("X-PUBLISHED-TTL", refreshed)
	cal.Children = append(cal.Children, vietnam())
	host := "localhost"
	if u, err := url.Parse(c.BaseURL()); err == nil && u.Host != "" {
		host = u.Hostname()
	}
	for i := range entries {
		cal.Children = append(cal.Children, c.event(l, &entries[i], host).Component)
	}
	var b bytes.Buffer
	if err := ical.NewEncoder(&b).Encode(cal); err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="nguon.ics"`)
	w.Header().Set("Cache-Control", "public, max-age=300")
	frame.Send(w, r, http.StatusOK, b.Bytes())
	return nil
}

// event returns an entry as an event. Its UID is that of the day of the rule, so
// that a release that is moved off a day off stays the same event.
func (c *Calendar) event(l *frame.Locale, e *schedule.Entry, host string) *ical.Event {
	v := ical.NewEvent()
	v.Props.SetText(ical.PropUID, fmt.Sprintf("%s-%s@%s", e.Dataset.Slug, e.Day.Format("20060102"), host))
	stamp := e.Dataset.Modified
	if e.At.After(stamp) {
		stamp = e.At
	}
	v.Props.SetDateTime(ical.PropDateTimeStamp, stamp.UTC())
	v.Props.SetDateTime(ical.PropDateTimeStart, e.Due.In(schedule.Zone))
	v.Props.SetText(ical.PropSummary, e.Dataset.Title.In(l.Lang))
	v.Props.SetText(ical.PropDescription, stateWord(l, e)+". "+e.Plan.Words().In(l.Lang)+".")
	address := ical.NewProp(ical.PropURL)
	address.Value = c.BaseURL() + frame.Prefixed(l.Lang, "/datasets/"+string(e.Dataset.Slug))
	v.Props.Set(address)
	v.Props.SetText(ical.PropTransparency, "TRANSPARENT") // nobody is busy then
	return v
}

// vietnam is the zone of the times, which has had no summer time since 1975. A
// calendar without any component would not be one.
func vietnam() *ical.Component {
	zone := ical.NewComponent(ical.CompTimezone)
	zone.Props.SetText(ical.PropTimezoneID, zoneOfTimes)
	standard := ical.NewComponent(ical.CompTimezoneStandard)
	begin := ical.NewProp(ical.PropDateTimeStart)
	begin.Value = time.Date(1975, time.June, 13, 0, 0, 0, 0, time.UTC).Format("20060102T150405")
	standard.Props.Set(begin)
	for _, name := range []string{ical.PropTimezoneOffsetFrom, ical.PropTimezoneOffsetTo} {
		offset := ical.NewProp(name)
		offset.Value = "+0700"
		standard.Props.Set(offset)
	}
	zone.Children = append(zone.Children, standard)
	return zone
}
