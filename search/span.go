package search

import (
	"time"

	"nguon/catalog"
)

// ParseSpan reads the first and the last day of a span of time as people write
// them: 2015, 2015-06 or 2015-06-30, of which the last year, month or day is
// wholly in the span. It returns the half-open span for a [Request]. Empty text
// leaves a side open. An error is of kind [catalog.ErrInvalid] and names "from"
// or "until".
func ParseSpan(from, until string) (time.Time, time.Time, error) {
	begin, _, ok := parseDay(from)
	if !ok {
		return time.Time{}, time.Time{}, badDay("from")
	}
	_, end, ok := parseDay(until)
	if !ok || !begin.IsZero() && !end.IsZero() && !begin.Before(end) {
		return time.Time{}, time.Time{}, badDay("until")
	}
	return begin, end, nil
}

// parseDay returns the bounds of a year, month or day.
func parseDay(text string) (begin, end time.Time, ok bool) {
	if text == "" {
		return begin, end, true
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {time.DateOnly, 0, 0, 1}} {
		if t, err := time.Parse(form.layout, text); err == nil && t.Year() > minYear { // the first is the zero time
			return t, t.AddDate(form.years, form.months, form.days), true
		}
	}
	return begin, end, false
}

func badDay(field string) error {
	return &catalog.Error{Kind: catalog.ErrInvalid,
		Public: catalog.Text{Vi: "Khoảng thời gian chưa đúng.", En: "The span of time is not valid."},
		Fields: []catalog.FieldError{{Field: field, Position: -1, Detail: catalog.Text{
			Vi: "phải là năm, tháng hoặc ngày như 2015, 2015-06, 2015-06-30; ngày cuối không trước ngày đầu",
			En: "must be a year, month or day such as 2015, 2015-06, 2015-06-30, the last not before the first"}}}}
}
