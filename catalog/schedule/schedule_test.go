package schedule

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
)

func compile(t *testing.T, s catalog.Schedule) *Plan {
	t.Helper()
	p, err := Compile(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestDueTimesAreThoseOfTheRuleOffHolidays(t *testing.T) {
	for _, test := range []struct {
		name        string
		schedule    catalog.Schedule
		from, until string
		want        string // days and times in Viet Nam
	}{
		{"the 29th, or the last of February", catalog.Schedule{Every: "month", Day: "29", At: "09:00"}, "2026-01-01", "2026-04-01",
			"01-29 02-28 03-29"},
		{"the 29th or the working day before", catalog.Schedule{Every: "month", Day: "29", At: "09:00", Holidays: "before"}, "2026-01-01", "2026-06-01",
			"01-29 02-27 03-27 04-29 05-29"},
		{"the 29th or the working day after", catalog.Schedule{Every: "month", Day: "29", At: "09:00", Holidays: "after"}, "2026-01-01", "2026-06-01",
			"01-29 03-02 03-30 04-29 05-29"},
		{"moved out of Tết", catalog.Schedule{Every: "week", Day: "tuesday", At: "09:00", Holidays: "before"}, "2026-02-09", "2026-02-25", "02-10 02-13 02-24"},
		{"nothing on days off", catalog.Schedule{Every: "working-day", At: "09:00"}, "2026-02-12", "2026-02-25", "02-12 02-13 02-23 02-24"},
		{"the last month of each quarter", catalog.Schedule{Every: "quarter", Day: "29", At: "09:00"}, "2026-01-01", "2027-01-01", "03-29 06-29 09-29 12-29"},
		{"the first month of each half-year", catalog.Schedule{Every: "half-year", Day: "10", Month: 1, At: "09:00"}, "2026-01-01", "2027-01-01", "01-10 07-10"},
		{"a day of the year", catalog.Schedule{Every: "year", Day: "last", Month: 2, At: "09:00"}, "2026-01-01", "2029-01-01", "02-28 02-28 02-29"},
		{"a rule of RFC 5545", catalog.Schedule{Rule: "FREQ=MONTHLY;BYDAY=1MO", At: "09:00"}, "2026-01-01", "2026-04-01", "01-05 02-02 03-02"},
		{"every second week counts from the first day", catalog.Schedule{Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", At: "09:00", From: "2026-01-05"}, "2026-03-01", "2026-04-01",
			"03-02 03-16 03-30"},
		{"nothing before the first day", catalog.Schedule{Every: "month", Day: "1", At: "09:00", From: "2026-02-15"}, "2026-01-01", "2026-04-02", "03-01 04-01"},
		{"days but for one, and one more", catalog.Schedule{Every: "month", Day: "1", At: "09:00", Except: []string{"2026-02-01"}, Extra: []string{"2026-02-08"}},
			"2026-01-01", "2026-03-02", "01-01 02-08 03-01"},
		{"a time of day before that of UTC", catalog.Schedule{Every: "month", Day: "1", At: "06:30"}, "2026-01-01", "2026-02-02", "01-01 02-01"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, o := range compile(t, test.schedule).Between(instant(t, test.from+" 00:00"), instant(t, test.until+" 00:00")) {
				got = append(got, o.DueDay().Format("01-02"))
				if at := o.Due.In(Zone).Format("15:04"); at != test.schedule.At {
					t.Errorf("due at %s, want %s", at, test.schedule.At)
				}
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("got %s, want %s", s, test.want)
			}
		})
	}
}

func TestNextIsAfterTheInstant(t *testing.T) {
	p := compile(t, catalog.Schedule{Every: "year", Day: "29", Month: 2, At: "09:00"})
	for _, test := range []struct{ name, after, want string }{
		{"a second before", "2026-02-28 08:59", "2026-02-28 09:00"},
		{"at the time itself", "2026-02-28 09:00", "2027-02-28 09:00"},
		{"a year off", "2027-03-01 00:00", "2028-02-29 09:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := p.Next(instant(t, test.after))
			if want := instant(t, test.want); !ok || !got.Due.Equal(want) {
				t.Errorf("got %v, %v, want %v", got.Due.In(Zone), ok, want)
			}
		})
	}
}

func TestDecisionsGoBeforeTheLaw(t *testing.T) {
	d, err := ReadDecisions(strings.NewReader("off: [2026-08-31]\nworking: [2026-08-22]\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := NewCalendar(d)
	if !c.Off(date(t, "2026-08-31")) || c.Off(date(t, "2026-08-22")) {
		t.Error("a Monday that is off, or a Saturday of work, is not taken from the file")
	}
	p, err := Compile(catalog.Schedule{Every: "month", Day: "last", At: "09:00", Holidays: "before"}, c)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := p.Next(instant(t, "2026-08-01 00:00")); got.DueDay() != date(t, "2026-08-28") || !got.Moved() {
		t.Errorf("due on %v, want the Friday before", got.DueDay())
	}
	for _, text := range []string{"off: [31/08/2026]", "of: [2026-08-31]", "off: 3", "[", strings.Repeat("#", maxDecisions+1)} {
		if _, err := ReadDecisions(strings.NewReader(text)); err == nil {
			t.Errorf("%.20q: no error", text)
		}
	}
}

func TestCompileNamesWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name, field string
		schedule    catalog.Schedule
	}{
		{"nothing", "every", catalog.Schedule{At: "09:00"}},
		{"no time of day", "at", catalog.Schedule{Every: "day"}},
		{"a time that is none", "at", catalog.Schedule{Every: "day", At: "25:00"}},
		{"unknown cycle", "every", catalog.Schedule{Every: "fortnight", At: "09:00"}},
		{"a week without a day", "day", catalog.Schedule{Every: "week", At: "09:00"}},
		{"a day that no month has", "day", catalog.Schedule{Every: "month", Day: "32", At: "09:00"}},
		{"a month that no quarter has", "month", catalog.Schedule{Every: "quarter", Day: "1", Month: 4, At: "09:00"}},
		{"a month of a month", "month", catalog.Schedule{Every: "month", Day: "1", Month: 1, At: "09:00"}},
		{"a day of every day", "day", catalog.Schedule{Every: "day", Day: "1", At: "09:00"}},
		{"unknown way with days off", "holidays", catalog.Schedule{Every: "day", At: "09:00", Holidays: "nearest"}},
		{"a first day that is none", "from", catalog.Schedule{Every: "day", At: "09:00", From: "1/2/2026"}},
		{"an exception that is no day", "except.1", catalog.Schedule{Every: "day", At: "09:00", Except: []string{"2026-01-01", "x"}}},
		{"both a rule and a cycle", "rule", catalog.Schedule{Every: "day", Rule: "FREQ=DAILY", At: "09:00"}},
		{"hours", "rule", catalog.Schedule{Rule: "FREQ=HOURLY", At: "09:00"}},
		{"a part that is not taken", "rule", catalog.Schedule{Rule: "FREQ=DAILY;BYHOUR=3", At: "09:00"}},
		{"a part twice", "rule", catalog.Schedule{Rule: "FREQ=DAILY;FREQ=WEEKLY", At: "09:00"}},
		{"a second line", "rule", catalog.Schedule{Rule: "FREQ=DAILY\nRRULE:FREQ=DAILY", At: "09:00"}},
		{"an interval from nowhere", "from", catalog.Schedule{Rule: "FREQ=DAILY;INTERVAL=2", At: "09:00"}},
		{"a month without a day from nowhere", "from", catalog.Schedule{Rule: "FREQ=YEARLY;BYMONTH=3", At: "09:00"}},
		{"a day that never comes", "rule", catalog.Schedule{Rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", At: "09:00"}},
		{"a weekend that is always off", "rule", catalog.Schedule{Every: "week", Day: "sunday", At: "09:00", Holidays: "skip"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compile(test.schedule, nil)
			e, ok := errors.AsType[*catalog.Error](err)
			if !ok || !errors.Is(err, catalog.ErrInvalid) {
				t.Fatalf("err = %v, want one of kind %v", err, catalog.ErrInvalid)
			}
			if !slices.ContainsFunc(e.Fields, func(f catalog.FieldError) bool {
				return f.Field == test.field && f.Detail.Vi != "" && f.Detail.En != ""
			}) {
				t.Errorf("no error of field %s: %v", test.field, err)
			}
		})
	}
}

func TestWordsSayWhatIsPromised(t *testing.T) {
	for _, test := range []struct {
		schedule catalog.Schedule
		want     catalog.Text
	}{
		{catalog.Schedule{Every: "day", At: "09:00"}, catalog.Text{Vi: "hằng ngày, lúc 09:00", En: "every day at 09:00"}},
		{catalog.Schedule{Every: "working-day", At: "09:00"}, catalog.Text{Vi: "mỗi ngày làm việc, lúc 09:00", En: "every working day at 09:00"}},
		{catalog.Schedule{Every: "week", Day: "friday", At: "16:30", Holidays: "skip"},
			catalog.Text{Vi: "thứ Sáu hằng tuần, lúc 16:30; ngày nghỉ không công bố", En: "every Friday at 16:30; not on days off"}},
		{catalog.Schedule{Every: "month", Day: "29", At: "09:00", Holidays: "before"}, catalog.Text{
			Vi: "ngày 29 (hoặc ngày cuối tháng) hằng tháng, lúc 09:00; trùng ngày nghỉ thì vào ngày làm việc liền trước",
			En: "on the 29th (or last day) of every month at 09:00; if that is a day off, on the working day before"}},
		{catalog.Schedule{Every: "quarter", Day: "6", At: "09:00"}, catalog.Text{
			Vi: "ngày 6 tháng 3, 6, 9 và 12 hằng năm, lúc 09:00", En: "on the 6th of March, June, September and December at 09:00"}},
		{catalog.Schedule{Every: "year", Day: "31", At: "09:00"}, catalog.Text{Vi: "ngày cuối tháng tháng 12 hằng năm, lúc 09:00", En: "on the last day of December at 09:00"}},
		{catalog.Schedule{Rule: "FREQ=MONTHLY;BYDAY=1MO,-1FR", At: "09:00"}, catalog.Text{
			Vi: "thứ Hai lần thứ 1 và thứ Sáu cuối cùng hằng tháng, lúc 09:00", En: "on the 1st Monday and last Friday of every month at 09:00"}},
		{catalog.Schedule{Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", At: "09:00", From: "2026-01-05"}, catalog.Text{
			Vi: "2 tuần một lần, vào thứ Hai, lúc 09:00", En: "every 2 weeks on Monday at 09:00"}},
		{catalog.Schedule{Rule: "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=3", At: "09:00"}, catalog.Text{
			Vi: "theo luật lặp FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=3, lúc 09:00", En: "by the recurrence rule FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=3 at 09:00"}},
	} {
		t.Run(test.want.En, func(t *testing.T) {
			if got := compile(t, test.schedule).Words(); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// Whatever is accepted computes in no time, in order, and within bounds.
func FuzzRule(f *testing.F) {
	for _, rule := range []string{"FREQ=MONTHLY;BYDAY=1MO", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=7", "FREQ=YEARLY;BYDAY=53MO", "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"} {
		f.Add(rule, "before", "2026-01-05")
	}
	f.Fuzz(func(t *testing.T, rule, holidays, from string) {
		p, err := Compile(catalog.Schedule{Rule: rule, At: "09:00", Holidays: holidays, From: from}, nil)
		if err != nil {
			return
		}
		if w := p.Words(); w.Vi == "" || w.En == "" {
			t.Errorf("no words: %+v", w)
		}
		start := instant(t, "2026-01-01 00:00")
		due := p.Between(start, start.AddDate(2, 0, 0))
		if !slices.IsSortedFunc(due, func(a, b Occurrence) int { return a.Due.Compare(b.Due) }) {
			t.Error("not in order")
		}
		if next, ok := p.Next(start.Add(-time.Nanosecond)); len(due) > 0 && (!ok || !next.Due.Equal(due[0].Due)) {
			t.Errorf("Next = %v, %v, Between begins with %v", next.Due, ok, due[0].Due)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	p, err := Compile(catalog.Schedule{Every: "month", Day: "29", At: "09:00", Holidays: "before"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		p.Next(now)
	}
}
