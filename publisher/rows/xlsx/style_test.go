package xlsx

import (
	"fmt"
	"testing"

	"nguon/publisher/rows"
)

func TestFormatsTellDatesAndTimes(t *testing.T) {
	for code, want := range map[string]format{
		"General": general, "0.00": general, "#,##0": general, "0.00E+00": general, "@": general, "": general,
		`#,##0 [$₫-42A]`: general, `0 "days"`: general, `[Red]0;[Blue]-0`: general, `"dd/mm/yyyy" 0`: general, `\d0`: general,
		"0%": percent, `0.0%;[Red]-0.0%`: percent, `0"%"`: general,
		"dd/mm/yyyy": date, `dd\-mmm\-yy;@`: date, "[$-42A]d mmmm yyyy": date, "yyyy": date, "mmm-yy": date, "m/d": date,
		`"Ngày" dd "tháng" mm "năm" yyyy`: date, "[$-F800]dddd, mmmm dd, yyyy": date, "DD/MM/YYYY": date,
		"h:mm": clock, "h:mm AM/PM": clock, "mm:ss": clock, `[$-F400]h:mm:ss\ AM/PM`: clock, `hh"h"mm`: clock,
		"mm:ss.0": clock | fraction, "h:mm:ss.000": clock | fraction,
		"m/d/yy h:mm": date | clock, `yyyy-mm-dd\Thh:mm:ss`: date | clock, "dd/mm/yyyy hh:mm:ss.00": date | clock | fraction,
		"[h]:mm": elapsed | clock, "[mm]:ss": elapsed | clock, "[ss].00": elapsed | fraction, "[h]": elapsed,
	} {
		if got := parseFormat(code); got != want {
			t.Errorf("%q: got %b, want %b", code, got, want)
		}
	}
}

func TestSerialsAreMomentsToTheMicrosecond(t *testing.T) {
	kinds := map[rows.Kind]string{rows.Number: "number", rows.Date: "date", rows.DateTime: "datetime", rows.Time: "time", rows.Duration: "duration"}
	for _, test := range []struct {
		name   string
		serial float64
		f      format
		is1904 bool
		want   string
	}{
		{"the first day", 1, date, false, "date 1900-01-01"},
		{"the last real day before the leap day", 59, date, false, "date 1900-02-28"},
		{"the day that was not", 60, date, false, "number "},
		{"the day after it", 61, date, false, "date 1900-03-01"},
		{"the last day", 2958465, date, false, "date 9999-12-31"},
		{"the day after the last", 2958466, date, false, "number "},
		{"no day", 0, date, false, "number "},
		{"a negative", -3, date, false, "number "},
		{"the first day of 1904", 0, date, true, "date 1904-01-01"},
		{"its leap day", 59, date, true, "date 1904-02-29"},
		{"its last day", 2957003, date, true, "date 9999-12-31"},
		{"the day after it", 2957004, date, true, "number "},
		{"a time", 0.25, clock, false, "time 06:00:00"},
		{"a time in the format of a time stamp", 0.25, date | clock, false, "time 06:00:00"},
		{"a time of 1904", 0.25, clock, true, "time 06:00:00"},
		{"a date in the format of a time", 45351.25, clock, false, "datetime 2024-02-29T06:00:00"},
		{"midnight in a time stamp", 45351, date | clock, false, "datetime 2024-02-29T00:00:00"},
		{"a second in 15 digits", 45351.5242592593, date | clock, false, "datetime 2024-02-29T12:34:56"},
		{"a second in 17 digits", 45351.524259259262, date | clock, false, "datetime 2024-02-29T12:34:56"},
		{"the last second of a day", 45350.999988425923, date | clock, false, "datetime 2024-02-28T23:59:59"},
		{"what is a day but for the last bit", 45350.99999999999, date | clock, false, "datetime 2024-02-29T00:00:00"},
		{"and only a date", 45350.99999999999, date, false, "date 2024-02-29"},
		{"a tenth of a second", 45351.524260416664, date | clock | fraction, false, "datetime 2024-02-29T12:34:56.1"},
		{"half a second that the format hides", 45351.524265046297, date | clock, false, "datetime 2024-02-29T12:34:56.5"},
		{"microseconds", 0.500001446759259, clock | fraction, false, "time 12:00:00.125"},
		{"a duration", 1.5 / 24, elapsed, false, "duration PT1H30M"},
		{"of more than a day", 41.0 / 24, elapsed, false, "duration PT41H"},
		{"of nothing", 0, elapsed, false, "duration PT0S"},
		{"of less than a second", 0.5 / 86400, elapsed | fraction, false, "duration PT0.5S"},
		{"a negative one", -1.5 / 24, elapsed, false, "duration -PT1H30M"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, kind := test.f.moment(nil, test.serial, test.is1904)
			if got := fmt.Sprintf("%s %s", kinds[kind], text); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
