package schedule

import (
	"testing"
	"time"
)

// The first days of the lunar years in Viet Nam, as the calendars of those years
// have them: 2007 and 2030 are not the days of China.
var lunarYears = map[int]string{
	2000: "02-05", 2001: "01-24", 2002: "02-12", 2003: "02-01", 2004: "01-22", 2005: "02-09", 2006: "01-29", 2007: "02-17", 2008: "02-07",
	2009: "01-26", 2010: "02-14", 2011: "02-03", 2012: "01-23", 2013: "02-10", 2014: "01-31", 2015: "02-19", 2016: "02-08", 2017: "01-28",
	2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12", 2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17",
	2027: "02-06", 2028: "01-26", 2029: "02-13", 2030: "02-02", 2031: "01-23", 2032: "02-11", 2033: "01-31", 2034: "02-19", 2035: "02-08",
}

func TestLunarYearsBeginAsPublished(t *testing.T) {
	for year, want := range lunarYears {
		if got := fromLunar(year, 1, 1).Format("01-02"); got != want {
			t.Errorf("Tết of %d on %s, want %s", year, got, want)
		}
	}
}

func TestHungKingsDayIsThatOfTheCalendar(t *testing.T) {
	for year, want := range map[int]string{
		2014: "04-09", 2015: "04-28", 2016: "04-16", 2017: "04-06", 2018: "04-25", 2019: "04-14", 2020: "04-02", 2021: "04-21",
		2022: "04-10", 2023: "04-29", 2024: "04-18", 2025: "04-07", 2026: "04-26",
	} {
		if got := fromLunar(year, 3, 10).Format("01-02"); got != want {
			t.Errorf("10th of the 3rd lunar month of %d on %s, want %s", year, got, want)
		}
	}
}

// The rests of civil servants as the government announced them year by year,
// without days that were swapped.
func TestDaysOffAreThoseThatWereAnnounced(t *testing.T) {
	for _, test := range []struct {
		name, from, last string
		before, after    string // working days
	}{
		{"Tết 2021, two days of it on a weekend", "2021-02-10", "2021-02-16", "2021-02-09", "2021-02-17"},
		{"Tết 2022", "2022-01-29", "2022-02-06", "2022-01-28", "2022-02-07"},
		{"Tết 2023", "2023-01-20", "2023-01-26", "2023-01-19", "2023-01-27"},
		{"Tết 2024", "2024-02-08", "2024-02-14", "2024-02-07", "2024-02-15"},
		{"Tết 2025", "2025-01-25", "2025-02-02", "2025-01-24", "2025-02-03"},
		{"Tết 2026", "2026-02-14", "2026-02-22", "2026-02-13", "2026-02-23"},
		{"Hùng Kings and both days of spring 2023", "2023-04-29", "2023-05-03", "2023-04-28", "2023-05-04"},
		{"Hùng Kings 2026 on a Sunday", "2026-04-25", "2026-04-27", "2026-04-24", "2026-04-28"},
		{"National Day 2021", "2021-09-02", "2021-09-05", "2021-09-01", "2021-09-06"},
		{"National Day 2022", "2022-09-01", "2022-09-04", "2022-08-31", "2022-09-05"},
		{"National Day 2023", "2023-09-01", "2023-09-04", "2023-08-31", "2023-09-05"},
		{"National Day 2024", "2024-08-31", "2024-09-03", "2024-08-30", "2024-09-04"},
		{"National Day 2025", "2025-08-30", "2025-09-02", "2025-08-29", "2025-09-03"},
		{"New Year 2023 on a Sunday", "2022-12-31", "2023-01-02", "2022-12-30", "2023-01-03"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var c *Calendar
			for d := date(t, test.from); !d.After(date(t, test.last)); d = d.AddDate(0, 0, 1) {
				if !c.Off(d) {
					t.Errorf("%s is a working day", d.Format(time.DateOnly))
				}
			}
			for _, s := range []string{test.before, test.after} {
				if c.Off(date(t, s)) {
					t.Errorf("%s is off", s)
				}
			}
		})
	}
}

func date(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
