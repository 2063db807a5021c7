package query

import (
	"strings"

	"nguon/catalog"
)

// looksLike says how a value of a column is written.
func looksLike(c *catalog.Column) catalog.Text {
	switch c.Type {
	case catalog.Boolean:
		return catalog.Text{Vi: "Hãy viết true hoặc false.", En: "Write true or false."}
	case catalog.Integer:
		return catalog.Text{Vi: "Hãy viết một số nguyên 64 bit, ví dụ 1200.", En: "Write a whole number of 64 bits, such as 1200."}
	case catalog.Decimal:
		example := "12"
		if c.Scale > 0 {
			example += "." + strings.Repeat("0", c.Scale-1) + "5"
		}
		return catalog.Textf("Hãy viết một số có dấu chấm thập phân, nhiều nhất %d chữ số, ví dụ %s.",
			"Write a number with a decimal point and %d digits at most, such as %s.", maxDigits, example)
	case catalog.Number:
		return catalog.Text{Vi: "Hãy viết một số với dấu chấm thập phân, ví dụ 12.5.", En: "Write a number with a decimal point, such as 12.5."}
	case catalog.Date:
		return looksLikeDate(c.Precision)
	case catalog.Time:
		return catalog.Text{
			Vi: "Hãy viết giờ trong ngày theo dạng giờ:phút:giây, nhiều nhất đến micrô giây, ví dụ 13:45:00.",
			En: "Write a time of day as hours:minutes:seconds, to the microsecond at most, such as 13:45:00.",
		}
	case catalog.DateTime:
		return catalog.Text{
			Vi: "Hãy viết thời điểm theo ISO 8601, nhiều nhất đến micrô giây, ví dụ 2026-11-22T08:30:00Z.",
			En: "Write a time as in ISO 8601, to the microsecond at most, such as 2026-11-22T08:30:00Z.",
		}
	case catalog.Duration:
		return catalog.Text{
			Vi: "Hãy viết khoảng thời gian theo ISO 8601 bằng tuần, ngày, giờ, phút và giây (không có năm và tháng), ví dụ PT1H30M.",
			En: "Write a duration as in ISO 8601, in weeks, days, hours, minutes and seconds (no years or months), such as PT1H30M.",
		}
	default:
		return catalog.Text{Vi: "Hãy viết bằng UTF-8.", En: "Write it in UTF-8."}
	}
}

func looksLikeDate(p catalog.Precision) catalog.Text {
	switch p {
	case catalog.ByMonth:
		return catalog.Text{
			Vi: "Hãy viết năm-tháng, ví dụ 2026-11, hoặc ngày đầu của tháng, ví dụ 2026-11-01.",
			En: "Write a month as year-month, such as 2026-11, or as its first day, such as 2026-11-01.",
		}
	case catalog.ByQuarter:
		return catalog.Text{
			Vi: "Hãy viết năm-quý, ví dụ 2026-Q4, hoặc ngày đầu của quý, ví dụ 2026-10-01.",
			En: "Write a quarter as year-quarter, such as 2026-Q4, or as its first day, such as 2026-10-01.",
		}
	case catalog.ByYear:
		return catalog.Text{
			Vi: "Hãy viết năm, ví dụ 2026, hoặc ngày đầu của năm, ví dụ 2026-01-01.",
			En: "Write a year, such as 2026, or its first day, such as 2026-01-01.",
		}
	}
	return catalog.Text{Vi: "Hãy viết ngày theo dạng năm-tháng-ngày, ví dụ 2026-11-22.", En: "Write a date as year-month-day, such as 2026-11-22."}
}
