package publisher

import (
	"strings"

	"nguon/catalog"
	"nguon/publisher/rows"
	"nguon/publisher/table"
)

// doubtMessages are of columns that look like another type than theirs.
var doubtMessages = map[rows.Code]catalog.Text{
	table.DressedNumbers: {Vi: "Cột được giữ là chữ vì %[4]d số có thêm ký hiệu (đơn vị tiền, dấu ngoặc, dấu nháy, dấu <), ví dụ %[1]q. Hãy chỉ ghi số; số âm ghi bằng dấu trừ của bàn phím.",
		En: "The column is kept as text because %[4]d numbers have something about them (a sign of money, brackets, an apostrophe, <), such as %[1]q. Write the bare number, with the minus of the keyboard if it is negative."},
	table.ImpossibleDates: {Vi: "Cột được giữ là chữ vì %[4]d giá trị trông như ngày nhưng không có trong lịch, ví dụ %[1]q. Hãy sửa các ngày đó.",
		En: "The column is kept as text because %[4]d values look like dates that the calendar does not have, such as %[1]q. Correct them."},
	table.UnitsInCells: {Vi: "Cột được giữ là chữ vì %[4]d ô là số kèm đơn vị, ví dụ %[1]q. Hãy chỉ ghi số, và khai đơn vị trong dataset.yaml (unit).",
		En: "The column is kept as text because %[4]d cells are numbers with a unit, such as %[1]q. Write the number alone, and declare the unit in dataset.yaml."},
	table.DayEnds: {Vi: "Cột được giữ là chữ vì %[4]d giá trị là %[1]q, không phải một giờ trong ngày. Hãy viết 00:00 của ngày hôm sau (hoặc 23:59), hoặc khai cột là khoảng thời gian (duration) trong dataset.yaml.",
		En: "The column is kept as text because %[4]d values are %[1]q, which is no time of the day. Write 00:00 of the next day (or 23:59), or declare the column as duration in dataset.yaml."},
	table.ExcelSerials: {Vi: "Cột có tên như cột ngày nhưng chứa %[4]d số nguyên như %[1]q, có thể là ngày của Excel. Hãy định dạng cột là ngày rồi lưu lại tệp.",
		En: "The header says dates, but the column holds %[4]d whole numbers such as %[1]q, which may be days as Excel counts them. Format the column as dates and save the file again."},
	table.LostDigits: {Vi: "%[4]d mã hoặc số điện thoại được ghi dưới dạng lũy thừa như %[1]q, nên có thể đã mất chữ số. Hãy xuất lại từ nguồn với cột ở dạng chữ.",
		En: "%[4]d codes or telephone numbers are written with an exponent, such as %[1]q, and may have lost digits. Export them again from their source, as text."},
	table.PlusSigns: {Vi: "Cột được giữ là chữ vì %[4]d giá trị bắt đầu bằng dấu cộng, như số điện thoại, ví dụ %[1]q.",
		En: "The column is kept as text because %[4]d values begin with a plus sign, as telephone numbers do, such as %[1]q."},
	table.Sentinel: {Vi: "%[4]d ô ghi %[1]s trong khi không có số âm nào khác: có thể là dấu của giá trị thiếu. Nếu đúng, hãy ghi missing: [%[1]q] cho cột này trong dataset.yaml.",
		En: "%[4]d cells hold %[1]s, and no other number is below zero: it may stand for a missing value. If it does, write missing: [%[1]q] for this column in dataset.yaml."},
	table.Mojibake: {Vi: "Chữ trong tệp bị lưu sai bảng mã: %[1]q phải là %[8]q. Hãy mở lại tệp gốc dưới dạng UTF-8 rồi lưu lại.",
		En: "The text of the file was saved in a wrong encoding: %[1]q should be %[8]q. Open the original file as UTF-8 and save it again."},
}

// taken says how something that may be read in two ways was read.
func taken(p table.Problem) catalog.Text {
	switch p.Code {
	case table.AmbiguousNumber:
		sign := byte('.')
		if strings.Contains(p.Value, ",") {
			sign = ','
		}
		if sign == p.Format.Decimal || p.Format.Decimal == 0 && sign == '.' {
			return catalog.Text{Vi: "dấu thập phân", En: "the decimal sign"}
		}
		return catalog.Text{Vi: "dấu ngăn cách hàng nghìn", En: "a separator of thousands"}
	case table.AmbiguousDate:
		if p.Format.Dates == table.MonthDayYear {
			return catalog.Text{Vi: "tháng trước, ngày sau", En: "the month before the day"}
		}
		return catalog.Text{Vi: "ngày trước, tháng sau", En: "the day before the month"}
	}
	return catalog.Text{}
}
