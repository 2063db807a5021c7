package schedule

import (
	"slices"
	"time"

	"nguon/catalog"
)

// A Holiday is a day on which public offices are closed, beside weekends.
type Holiday struct {
	Day   time.Time
	Title catalog.Text
}

var (
	newYear      = catalog.Text{Vi: "Tết Dương lịch", En: "New Year's Day"}
	lunarNewYear = catalog.Text{Vi: "Tết Nguyên đán", En: "Lunar New Year"}
	hungKings    = catalog.Text{Vi: "Giỗ Tổ Hùng Vương", En: "Hùng Kings' Commemoration Day"}
	victory      = catalog.Text{Vi: "Ngày Chiến thắng", En: "Victory Day"}
	labour       = catalog.Text{Vi: "Quốc tế Lao động", En: "International Labour Day"}
	national     = catalog.Text{Vi: "Quốc khánh", En: "National Day"}
)

// Holidays returns the holidays of a year in their order, by the Labour Code of
// 2019 (45/2019/QH14), which holds since 2021: article 112 names them, and by
// article 111 a weekend day that is one is made up for on the next working day.
//
// Of what the code leaves to a decision of each year, the usual is computed: of
// the five days of Tết, two are before the first day of the lunar year; the
// second day of the National Day is the one that makes the longer rest.
func Holidays(year int) []Holiday {
	at := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, time.UTC) }
	days := []Holiday{{at(time.January, 1), newYear}}
	first := fromLunar(year, 1, 1)
	for n := -2; n <= 2; n++ {
		days = append(days, Holiday{first.AddDate(0, 0, n), lunarNewYear})
	}
	days = append(days, Holiday{fromLunar(year, 3, 10), hungKings}, Holiday{at(time.April, 30), victory}, Holiday{at(time.May, 1), labour})
	second := at(time.September, 1)
	if day := at(time.September, 2).Weekday(); day == time.Monday || day == time.Thursday || day == time.Sunday {
		second = at(time.September, 3)
	}
	days = append(days, Holiday{at(time.September, 2), national}, Holiday{second, national})
	byDay := func(a, b Holiday) int { return a.Day.Compare(b.Day) }
	slices.SortFunc(days, byDay)
	off := make(map[time.Time]bool)
	for _, h := range days {
		off[h.Day] = true
	}
	for _, h := range slices.Clone(days) {
		if !weekend(h.Day) {
			continue
		}
		made := h.Day
		for weekend(made) || off[made] {
			made = made.AddDate(0, 0, 1)
		}
		off[made] = true
		days = append(days, Holiday{made, catalog.Textf("Nghỉ bù: %[1]s", "Day in lieu: %[2]s", h.Title.Vi, h.Title.En)})
	}
	slices.SortFunc(days, byDay)
	return days
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}
