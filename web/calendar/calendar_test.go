package calendar_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	ics "github.com/arran4/golang-ical"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/web/calendar"
	"nguon/web/frame"
)

// shelf is a catalogue with a dataset that keeps a schedule and one whose first
// release waits for its time.
type shelf struct{}

func (shelf) Datasets(context.Context, catalog.DatasetFilter) ([]catalog.Dataset, error) {
	monthly := &catalog.Schedule{Every: "month", Day: "29", At: "09:00", Holidays: "before"}
	title := catalog.Text{Vi: `Lượng mưa; <b>"ngày", \đêm`, En: `Rain; <b>"day", \night`}
	return []catalog.Dataset{
		{Slug: "rain", Agency: "H29", Title: title, Themes: []string{"environment"}, Schedule: monthly, Modified: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)},
		{Slug: "secret", Agency: "H1", Title: catalog.Text{Vi: "Bí mật", En: "Secret"}, Themes: []string{"economy"}, Schedule: monthly},
	}, nil
}

func (shelf) Releases(_ context.Context, s catalog.Slug) (catalog.Releases, error) {
	at := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 2, 0, 0, 0, time.UTC) }
	if s == "secret" {
		return catalog.Releases{{Version: 1, State: catalog.StatePublished, PublishAt: at(12, 29)}}, nil
	}
	return catalog.Releases{{Version: 2, State: catalog.StatePublished, PublishAt: at(11, 3)}, {Version: 1, State: catalog.StatePublished, PublishAt: at(9, 29)}}, nil
}

func (shelf) Events(_ context.Context, after int64, _ int) ([]catalog.Event, error) {
	var events []catalog.Event
	datasets, err := shelf{}.Datasets(context.Background(), catalog.DatasetFilter{})
	for i, d := range datasets {
		events = append(events, catalog.Event{Seq: int64(i + 1), Kind: catalog.DatasetSaved, Dataset: d.Slug})
	}
	return events[min(int(after), len(events)):], err
}

func open(t *testing.T) http.Handler {
	t.Helper()
	return openOn(t, shelf{})
}

func openOn(t *testing.T, source schedule.Source) http.Handler {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC) }
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://data.example.vn", Static: fstest.MapFS{}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.New(calendar.Deps{Frame: f, Agenda: schedule.NewAgenda(source, nil, now),
		Agencies: func(context.Context) ([]catalog.Agency, error) {
			return []catalog.Agency{{Code: "H1", Title: catalog.Text{Vi: "Bộ", En: "Ministry"}}, {Code: "H29", Title: catalog.Text{Vi: "Sở", En: "Department"}}}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return f.Handler(nil, c)
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

func TestPagesSayWhatIsDueAndWhatWasKept(t *testing.T) {
	h := open(t)
	for _, test := range []struct {
		name, path string
		status     int
		has, not   string
	}{
		{"this month", "/calendar", 200, "27/11/2026 09:00", "<b>"},
		{"moved off a day off", "/calendar", 200, "dời từ 29/11/2026 vì ngày nghỉ", ""},
		{"in English", "/en/calendar", 200, "November 2026", ""},
		{"a month that was kept late", "/en/calendar?month=2026-10", 200, "5 days late", ""},
		{"a month that was kept", "/calendar?month=2026-09", 200, "Đúng hẹn 1 trên 1 (100%)", ""},
		{"holidays", "/en/calendar?month=2027-02", 200, "Lunar New Year", ""},
		{"of another agency", "/calendar?agency=H1", 200, "Không có lần công bố nào", "mưa"},
		{"a filter is kept", "/calendar?theme=environment", 200, "/calendar?month=2026-12&amp;theme=environment", ""},
		{"nothing of what waits for its time", "/calendar?month=2026-12", 200, "29/12/2026", "Bí mật"},
		{"nor its agency", "/calendar", 200, "", "Bộ</option>"},
		{"a day", "/calendar?day=2026-11-27", 200, "Cả Tháng 11 năm 2026", "<td"},
		{"another day", "/en/calendar?day=2026-11-26", 200, "No release was promised", "Rain"},
		{"a day that is none", "/calendar?day=2026-11-31", 404, "", ""},
		{"a day of the far future", "/calendar?day=9999-01-01", 404, "", ""},
		{"a month that is none", "/calendar?month=2026-13", 404, "", ""},
		{"a month of the far future", "/calendar?month=9999-01", 404, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, body := get(t, h, test.path)
			if status != test.status {
				t.Fatalf("status %d, want %d", status, test.status)
			}
			if !strings.Contains(body, test.has) {
				t.Errorf("no %q", test.has)
			}
			if test.not != "" && strings.Contains(body, test.not) {
				t.Errorf("has %q", test.not)
			}
		})
	}
}

// A crowd is a catalogue with many datasets that are due on the same day.
type crowd struct{ shelf }

const crowded = 600

func (crowd) Datasets(_ context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	all, err := shelf{}.Datasets(context.Background(), f)
	var some []catalog.Dataset
	for _, slug := range f.Slugs {
		d := all[0]
		d.Slug = slug
		some = append(some, d)
	}
	return some, err
}

func (crowd) Events(_ context.Context, after int64, limit int) ([]catalog.Event, error) {
	var events []catalog.Event
	for i := after + 1; i <= crowded && len(events) < limit; i++ {
		events = append(events, catalog.Event{Seq: i, Kind: catalog.DatasetSaved, Dataset: catalog.Slug(fmt.Sprintf("d-%03d", i))})
	}
	return events, nil
}

func TestADayWithManyReleasesShowsSomeAndLeadsToAll(t *testing.T) {
	h := openOn(t, crowd{})
	_, month := get(t, h, "/en/calendar?theme=environment")
	if got := strings.Count(month, `class="due `); got != 8 {
		t.Errorf("the month shows %d releases", got)
	}
	for _, has := range []string{"600 releases.", "and 592 more", "/en/calendar?day=2026-11-27&amp;theme=environment"} {
		if !strings.Contains(month, has) {
			t.Errorf("the month does not say %q", has)
		}
	}
	status, day := get(t, h, "/en/calendar?day=2026-11-27&theme=environment")
	if got := strings.Count(day, `class="due `); status != 200 || got != crowded {
		t.Errorf("the day shows %d releases, want all %d", got, crowded)
	}
}

func TestCalendarIsReadByAnotherLibrary(t *testing.T) {
	h := open(t)
	_, body := get(t, h, "/calendar.ics")
	cal, err := ics.ParseCalendar(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	found := false
	ids := make(map[string]bool)
	for _, e := range cal.Events() {
		start, err := e.GetStartAt()
		if err != nil {
			t.Fatal(err)
		}
		if ids[e.Id()] {
			t.Errorf("%s twice", e.Id())
		}
		ids[e.Id()] = true
		if e.Id() == "rain-20261129@data.example.vn" {
			found = true
			if want := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC); !start.Equal(want) {
				t.Errorf("starts at %v, want %v", start, want)
			}
			if got := e.GetProperty(ics.ComponentPropertySummary).Value; got != `Lượng mưa; <b>"ngày", \đêm` {
				t.Errorf("summary %q", got)
			}
		}
	}
	if !found || strings.Contains(body, "secret") {
		t.Errorf("not what is due:\n%s", body)
	}
	for line := range strings.SplitSeq(body, "\r\n") {
		if strings.Contains(line, "\n") {
			t.Errorf("a line does not end with CR LF: %q", line)
		}
	}
	if _, body := get(t, h, "/calendar.ics?agency=nobody"); !strings.Contains(body, "BEGIN:VTIMEZONE") {
		t.Errorf("a calendar without entries is none: %s", body)
	}
}

func TestFeedIsWellFormed(t *testing.T) {
	status, body := get(t, open(t), "/en/feeds/calendar.atom")
	var feed struct {
		Updated string   `xml:"updated"`
		Titles  []string `xml:"entry>title"`
	}
	if err := xml.Unmarshal([]byte(body), &feed); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	if len(feed.Titles) != 2 || feed.Titles[1] != `27 Nov 2026 09:00: Rain; <b>"day", \night` {
		t.Errorf("titles %q", feed.Titles)
	}
	if feed.Updated != "2026-11-03T02:00:00Z" {
		t.Errorf("updated %s, want the last release", feed.Updated)
	}
}
