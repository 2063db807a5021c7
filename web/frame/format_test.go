package frame

import (
	"math"
	"testing"
	"time"

	"nguon/catalog"
)

func TestNumbers(t *testing.T) {
	all := locales(t)
	vi, en := all["vi"], all["en"]
	for _, test := range []struct{ name, got, want string }{
		{"small integer", vi.Int(999), "999"},
		{"thousands in Vietnamese", vi.Int(1234567), "1.234.567"},
		{"thousands in English", en.Int(1234567), "1,234,567"},
		{"negative", en.Int(-1000), "-1,000"},
		{"least integer", en.Int(math.MinInt64), "-9,223,372,036,854,775,808"},
		{"decimal comma", vi.Float(1234.5, 2), "1.234,5"},
		{"decimal point", en.Float(1234.5, 2), "1,234.5"},
		{"no trailing zeros", en.Float(2, 2), "2"},
		{"rounded to none is not minus none", en.Float(math.Copysign(0, -1), 2), "0"},
		{"tiny", vi.Float(0.00000123, 6), "1,230e-06"},
		{"huge", en.Float(1e18, 2), "1.000e+18"},
		{"half", vi.Percent(0.5), "50%"},
		{"not quite none", vi.Percent(0.00001), "< 0,1%"},
		{"not quite all", en.Percent(0.99999), "> 99.9%"},
		{"none", en.Percent(0), "0%"},
		{"bytes", vi.Bytes(999), "999 B"},
		{"kilobytes", vi.Bytes(18_342), "18,3 kB"},
		{"just below a megabyte", en.Bytes(999_999), "1 MB"},
		{"hundreds of megabytes", en.Bytes(123_456_789), "123 MB"},
		{"terabytes have no end", en.Bytes(5_000_000_000_000_000), "5,000 TB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.got != test.want {
				t.Errorf("got %q, want %q", test.got, test.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	all := locales(t)
	vi, en := all["vi"], all["en"]
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	evening := time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)
	for _, test := range []struct{ name, got, want string }{
		{"an evening in UTC is the next morning in Viet Nam", vi.Date(evening), "23/11/2026"},
		{"English", en.Date(evening), "23 Nov 2026"},
		{"with the minute", vi.Time(evening), "23/11/2026 01:30"},
		{"a day of the calendar has no zone", vi.Day(day(2026, 11, 22)), "22/11/2026"},
		{"whole years", vi.Period(catalog.Period{From: day(1995, 1, 1), Until: day(2026, 1, 1)}), "1995–2025"},
		{"one year", vi.Period(catalog.Period{From: day(2025, 1, 1), Until: day(2026, 1, 1)}), "2025"},
		{"days", en.Period(catalog.Period{From: day(2025, 3, 1), Until: day(2025, 4, 1)}), "1 Mar 2025–31 Mar 2025"},
		{"open end", en.Period(catalog.Period{From: day(2025, 3, 1)}), "since 1 Mar 2025"},
		{"open begin", vi.Period(catalog.Period{Until: day(2026, 1, 1)}), "đến 2025"},
		{"nothing", vi.Period(catalog.Period{}), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.got != test.want {
				t.Errorf("got %q, want %q", test.got, test.want)
			}
		})
	}
}
