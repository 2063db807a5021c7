package source

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/catalog/schedule"
)

// dated is a period in the name of a file: a year with, perhaps, its quarter,
// half, week, month or day.
var dated = regexp.MustCompile(`(?i)([12][0-9]{3})(?:[-_.]?(Q[1-4]|H[12]|W[0-5][0-9])|[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12][0-9]|3[01]))?)?`)

// further is what makes of a year before it something else than all of it.
var further = regexp.MustCompile(`(?i)^[-_.]?[QHW]?[0-9]`)

// periodOfName returns the one period that is in the name of a file, such as
// rain-2026-10.csv, rain_202610.csv or 2026Q4.xlsx.
func periodOfName(name string) (string, error) {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	digit := func(i int) bool { return i >= 0 && i < len(stem) && stem[i] >= '0' && stem[i] <= '9' }
	var found []string
	for _, at := range dated.FindAllStringSubmatchIndex(stem, -1) {
		group := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return strings.ToUpper(stem[at[2*n]:at[2*n+1]])
		}
		joined := at[0] > 0 && strings.ContainsRune("-_.", rune(stem[at[0]-1])) && digit(at[0]-2)
		switch period := group(1); {
		case digit(at[0]-1) || digit(at[1]):
			// it is a part of another number
		case at[4] < 0 && at[6] < 0 && (joined || further.MatchString(stem[at[1]:])):
			return "", noPeriod(name) // 10-2026 is not all of 2026, nor is 2026-13
		default:
			for _, n := range []int{2, 3, 4} {
				if s := group(n); s != "" {
					period += "-" + s
				}
			}
			found = append(found, period)
		}
	}
	if len(found) != 1 || catalog.CheckPeriod(found[0]) != nil {
		return "", noPeriod(name)
	}
	return found[0], nil
}

func noPeriod(name string) error {
	return catalog.Errorf(catalog.ErrInvalid, "Tên tệp %q không nói rõ một kỳ, như mua-2026-10.csv.",
		"The file name %q does not say one period, as rain-2026-10.csv does.", path.Base(name))
}

// beginning returns the first day of the period of a kind that a day is in.
func beginning(day time.Time, kind string) time.Time {
	y, m, d := day.Date()
	months := map[string]int{"month": 1, "quarter": 3, "half-year": 6, "year": 12}[kind]
	switch {
	case months > 0:
		return time.Date(y, m-time.Month((int(m)-1)%months), 1, 0, 0, 0, 0, schedule.Zone)
	case kind == "week":
		return time.Date(y, m, d-(int(day.Weekday())+6)%7, 0, 0, 0, 0, schedule.Zone)
	}
	return time.Date(y, m, d, 0, 0, 0, 0, schedule.Zone)
}

// periodOf returns the period of a kind that a day is in.
func periodOf(day time.Time, kind string) string {
	switch kind {
	case "week":
		y, w := day.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case "month":
		return day.Format("2006-01")
	case "quarter":
		return fmt.Sprintf("%04d-Q%d", day.Year(), (int(day.Month())+2)/3)
	case "half-year":
		return fmt.Sprintf("%04d-H%d", day.Year(), (int(day.Month())+5)/6)
	case "year":
		return day.Format("2006")
	}
	return day.Format(time.DateOnly)
}

// lastWhole returns the last whole period of a kind before a time.
func lastWhole(at time.Time, kind string) string {
	return periodOf(beginning(at.In(schedule.Zone), kind).AddDate(0, 0, -1), kind)
}

// periodOfValues returns the period of a kind that the least and the greatest
// value of a column are in: days, months or years, or times, which are of Viet
// Nam.
func periodOfValues(least, greatest, kind string) (string, bool) {
	from, fine := dayOf(least, kind)
	until, alsoFine := dayOf(greatest, kind)
	if !fine || !alsoFine || periodOf(from, kind) != periodOf(until, kind) {
		return "", false
	}
	return periodOf(from, kind), true
}

// dayOf reads a value of a column that is fine enough to be in one period of a
// kind.
func dayOf(s, kind string) (time.Time, bool) {
	for _, form := range []struct{ layout, kinds string }{
		{time.RFC3339Nano, "day week month quarter half-year year"}, {"2006-01-02T15:04:05.999999999", "day week month quarter half-year year"},
		{time.DateOnly, "day week month quarter half-year year"}, {"2006-01", "month quarter half-year year"}, {"2006", "year"},
	} {
		if t, err := time.ParseInLocation(form.layout, s, schedule.Zone); err == nil {
			return t.In(schedule.Zone), strings.Contains(form.kinds, kind)
		}
	}
	return time.Time{}, false
}
