package publisher

import (
	"fmt"

	"nguon/catalog"
	"nguon/publisher/rows"
	"nguon/publisher/rows/layout"
	"nguon/publisher/table"
	"nguon/publisher/validate"
)

// messages says what each problem is and what to do about it: one map for each
// room that finds problems. The arguments are, in this order: 1 value, 2 got,
// 3 want, 4 count, 5 type, 6 zone, 7 range or cell of a sheet or the line,
// 8 rule, 10 how it was taken.
var messages = []map[rows.Code]catalog.Text{textMessages, doubtMessages, validateMessages, jsonMessages, parquetMessages, queryMessages, workbookMessages, intakeMessages, layoutMessages, geoMessages, personalMessages}

// textMessages are of what is found in separated text, and of types.
var textMessages = map[rows.Code]catalog.Text{
	table.EmptyFile: {Vi: "Tệp trống.", En: "The file is empty."},
	table.HeaderOnly: {Vi: "Chỉ có tiêu đề hoặc tên bảng, không có dòng dữ liệu nào.",
		En: "There is a header or a title, and no rows."},
	rows.TooLarge: {Vi: "Tệp có %[2]d byte, nhiều hơn mức %[3]d byte. Hãy chia tệp.",
		En: "The file has %[2]d bytes, more than the limit of %[3]d. Split the file."},
	rows.TooManyRows: {Vi: "Bảng có nhiều hơn %[3]d dòng. Hãy chia tệp.",
		En: "The table has more than %[3]d rows. Split the file."},
	rows.TooManyColumns: {Vi: "Bảng có %[2]d cột, nhiều hơn mức %[3]d. Hãy chuyển bảng sang dạng dài: mỗi lần đo một dòng.",
		En: "The table has %[2]d columns, more than the limit of %[3]d. Turn it into long form: one measurement a row."},
	table.LineTooLong: {Vi: "Bản ghi bắt đầu ở đây dài hơn %[3]d byte. Có thể thiếu dấu xuống dòng, hoặc một dấu ngoặc kép không được đóng.",
		En: "The record that begins here is longer than %[3]d bytes. A line break may be missing, or a quote is never closed."},
	rows.CellTooLong: {Vi: "Một ô có %[2]d byte, nhiều hơn mức %[3]d byte.",
		En: "A cell has %[2]d bytes, more than the limit of %[3]d."},
	rows.TooManySheets: {Vi: "Tệp có %[2]d trang tính, nhiều hơn mức %[3]d. Hãy tách tệp.",
		En: "The file has %[2]d sheets, more than the limit of %[3]d. Split the file."},
	rows.UnpacksTooFar: {Vi: "Tệp nén bung ra lớn hơn mức cho phép (%[3]d byte). Hãy gửi tệp không nén.",
		En: "The file unpacks to more than is allowed (%[3]d bytes). Send it unpacked."},
	rows.Damaged: {Vi: "Tệp không phải %[1]s, hoặc bị hỏng. Hãy mở bằng chương trình đã tạo ra nó rồi lưu lại.",
		En: "The file is not %[1]s, or is damaged. Open it with the program that made it, and save it again."},
	table.NULByte: {Vi: "Có byte NUL: tệp bị hỏng, hoặc không phải văn bản.",
		En: "There is a NUL byte: the file is damaged, or is not text."},
	table.BadEncoding: {Vi: "Có byte không hợp với bảng mã %[1]s. Hãy lưu lại tệp dưới dạng UTF-8.",
		En: "There are bytes that %[1]s does not have. Save the file again as UTF-8."},
	table.QuoteNotClosed: {Vi: "Dấu ngoặc kép mở ở đây không được đóng.", En: "The quote that opens here is never closed."},
	table.FileChanged:    {Vi: "Tệp bị thay đổi trong khi đang được đọc. Hãy thử lại.", En: "The file was changed while it was read. Try again."},

	table.RaggedRow: {Vi: "Dòng có %[2]d ô, trong khi tiêu đề có %[3]d cột. Nếu ô có dấu ngăn cách bên trong, hãy đặt ô trong dấu ngoặc kép; nếu thiếu ô, hãy thêm cho đủ.",
		En: "The row has %[2]d cells, and the header %[3]d columns. Quote cells that hold a separator; add the cells that are missing."},
	table.ShortRow: {Vi: "%[4]d dòng thiếu các ô cuối (dòng đầu tiên có %[2]d ô, tiêu đề có %[3]d cột); các ô thiếu được coi là trống. Hãy kiểm tra các dòng đó, và thêm dấu ngăn cách cho đủ.",
		En: "%[4]d rows lack their last cells (the first has %[2]d, the header %[3]d columns); the missing cells are taken as empty. Look at these rows, and add the separators that are missing."},
	table.BadQuote: {Vi: "Có chữ sau dấu ngoặc kép đóng: %[1]q. Dấu ngoặc kép trong ô phải viết hai lần.",
		En: "There is text after a closing quote: %[1]q. A quote inside a cell must be written twice."},
	table.DuplicateHeader: {Vi: "Cột thứ %[2]d và cột thứ %[3]d có cùng tiêu đề. Hãy đặt tên khác nhau.",
		En: "Columns %[2]d and %[3]d have the same header. Give them different names."},
	table.Misfit: {Vi: "%[4]d giá trị không phải kiểu %[5]s đã khai, ví dụ %[1]q.",
		En: "%[4]d values are not of the declared type %[5]s, such as %[1]q."},
	table.UnknownColumn: {Vi: "Tệp không có cột này, nhưng dataset.yaml có khai.",
		En: "The file has no such column, but dataset.yaml declares it."},
	validate.UndeclaredColumn: {Vi: "Cột này không được khai trong dataset.yaml. Hãy khai, hoặc bỏ cột khỏi tệp.",
		En: "This column is not declared in dataset.yaml. Declare it, or take it out of the file."},
	validate.UnknownKey: {Vi: "Khóa %[1]q không phải tên một cột.", En: "The key %[1]q is not the name of a column."},
	validate.MissingKey: {Vi: "%[4]d dòng thiếu giá trị của khóa, đầu tiên là dòng dữ liệu thứ %[2]d.",
		En: "%[4]d rows have no value of the key, the first of them data row %[2]d."},
	validate.DuplicateKey: {Vi: "%[4]d dòng trùng khóa với dòng trước, đầu tiên là dòng dữ liệu thứ %[2]d, trùng với dòng thứ %[3]d.",
		En: "%[4]d rows have the key of an earlier row, the first of them data row %[2]d, which has that of row %[3]d."},

	table.AlmostTyped: {Vi: "Cột được giữ là chữ vì %[4]d giá trị không phải kiểu %[5]s như các giá trị khác, ví dụ %[1]q.",
		En: "The column is kept as text because %[4]d values are not of type %[5]s as the others are, such as %[1]q."},
	table.MixedFormats: {Vi: "Cột được giữ là chữ vì cách viết số hoặc ngày không thống nhất, ví dụ %[1]q.",
		En: "The column is kept as text because its numbers or dates are written in different ways, such as %[1]q."},
	table.TooPrecise: {Vi: "Cột được giữ là chữ vì %[4]d số có nhiều chữ số hơn mức lưu được chính xác, ví dụ %[1]q.",
		En: "The column is kept as text because %[4]d numbers have more digits than can be kept exactly, such as %[1]q."},
	table.AmbiguousNumber: {Vi: "Dấu trong các số như %[1]q được hiểu là %[10]s, tuy có thể hiểu khác. Hãy kiểm tra; nếu sai, hãy khai type và format của cột trong dataset.yaml.",
		En: "The sign in numbers such as %[1]q was taken for %[10]s, though it may be otherwise. Look at the values; if they are wrong, declare type and format of the column in dataset.yaml."},
	table.AmbiguousDate: {Vi: "Ngày được hiểu là %[10]s, ví dụ %[1]q. Nếu sai, hãy khai type và format của cột trong dataset.yaml.",
		En: "Dates are read with %[10]s, as in %[1]q. If that is wrong, declare type and format of the column in dataset.yaml."},
	table.LocalTime: {Vi: "%[4]d thời điểm không ghi múi giờ được hiểu theo %[6]s.",
		En: "%[4]d times without a zone are read as of %[6]s."},
	table.LeadingZeros: {Vi: "Cột được giữ là chữ vì %[4]d giá trị bắt đầu bằng số 0, như các mã, ví dụ %[1]q.",
		En: "The column is kept as text because %[4]d values begin with zero, as codes do, such as %[1]q."},
	table.NullTokens: {Vi: "%[4]d ô như %[1]q được hiểu là giá trị thiếu.", En: "%[4]d cells such as %[1]q are read as missing values."},
	table.PercentSigns: {Vi: "Dấu phần trăm được bỏ khỏi %[4]d giá trị, ví dụ %[1]q.",
		En: "Percent signs were taken off %[4]d values, such as %[1]q."},
	table.StrayQuote: {Vi: "%[4]d ô không đóng ngoặc có dấu ngoặc kép bên trong, được giữ nguyên, ví dụ %[1]q.",
		En: "%[4]d unquoted cells hold a quote, which is kept, such as %[1]q."},
	table.BlankLine: {Vi: "%[4]d dòng trống giữa các dòng dữ liệu không được tính là dòng.", En: "%[4]d empty lines between the rows are not rows."},
	table.SetAside: {Vi: "%[4]d giá trị không phải kiểu %[5]s như các giá trị khác của cột nên được để riêng, không có trong dữ liệu, ví dụ %[1]q. Hãy sửa chúng, hoặc khai kiểu của cột là string.",
		En: "%[4]d values are not of type %[5]s as the others of the column are; they are set aside and not in the data, such as %[1]q. Correct them, or declare the column as string."},
	table.Ticked: {Vi: "%[4]d ô đánh dấu %[1]q được hiểu là đúng, ô trống là sai.",
		En: "%[4]d cells with %[1]q are read as true, empty cells as false."},
	table.ShortYears: {Vi: "%[4]d ngày viết năm bằng hai chữ số, ví dụ %[1]q, được hiểu là từ 1969 đến 2068.",
		En: "%[4]d dates have years of two digits, such as %[1]q, and are read as from 1969 to 2068."},
	table.NumbersAsText: {Vi: "%[4]d số được lưu dưới dạng chữ trong bảng tính, ví dụ %[1]q, và được đọc là số.",
		En: "%[4]d numbers are stored as text in the spreadsheet, such as %[1]q, and are read as numbers."},
	table.NoSuchSheet: {Vi: "Tệp không có trang tính %[1]q. Hãy sửa mục sheet trong dataset.yaml.",
		En: "The file has no sheet %[1]q. Correct sheet in dataset.yaml."},
	table.NoSheet: {Vi: "Không trang tính nào có dữ liệu.", En: "No sheet holds any data."},
	table.OtherSheets: {Vi: "Tệp còn %[4]d trang tính khác có dữ liệu: %[1]q. Để công bố chúng, hãy khai mỗi trang là một resource với mục sheet.",
		En: "The file has %[4]d more sheets with data: %[1]q. To publish them, declare each as a resource with its sheet."},
	table.HiddenSheets: {Vi: "Tệp có %[4]d trang tính ẩn có dữ liệu, không được đọc: %[1]q.",
		En: "The file has %[4]d hidden sheets with data, which are not read: %[1]q."},
	table.PointOutside: {Vi: "%[4]d điểm bị bỏ trống vì tọa độ nằm ngoài vùng của hệ tọa độ, đầu tiên là dòng dữ liệu thứ %[2]d.",
		En: "%[4]d points are missing because their coordinates lie outside the area of the system, the first in data row %[2]d."},
	table.NoCoordinates: {Vi: "Cột này được khai là tọa độ nhưng có kiểu %[5]s. Hãy sửa các ô không phải số.",
		En: "This column is declared to hold coordinates but is of type %[5]s. Correct the cells that are not numbers."},
	table.Transcoded: {Vi: "Tệp được đọc theo bảng mã %[1]s.", En: "The file was read as %[1]s."},
}

// describe says in both languages what a problem is.
func describe(p table.Problem) catalog.Text {
	var m catalog.Text
	for _, of := range messages {
		if text, ok := of[p.Code]; ok {
			m = text
		}
	}
	if m.IsZero() {
		return catalog.Text{Vi: string(p.Code), En: string(p.Code) + ": " + p.Detail}
	}
	say := func(format, typeName, zone, place, taken string) string {
		// The verb of nothing lets a text use none of the others.
		return fmt.Sprintf(format+"%[9]s", p.Value, p.Got, p.Want, p.Count, typeName, zone, place, p.Rule, "", taken)
	}
	kind, zone, where, how := typeNames[p.Type], zoneOf(p), placeOf(p), taken(p)
	return catalog.Text{Vi: say(m.Vi, kind.Vi, zone.Vi, where.Vi, how.Vi), En: say(m.En, kind.En, zone.En, where.En, how.En)}
}

// placeOf names the cells of a problem, or its line in a file without cells.
func placeOf(p table.Problem) catalog.Text {
	switch {
	case p.Ref != "":
	case p.Line > 0:
		return catalog.Textf("dòng %[1]d", "line %[1]d", p.Line)
	case p.Code == layout.TotalRows:
		return catalog.Text{Vi: "cuối tệp", En: "the end of the file"}
	}
	return catalog.Text{Vi: p.Ref, En: p.Ref}
}

// zoneOf names the zone of times.
func zoneOf(p table.Problem) catalog.Text {
	if p.Zone == "Asia/Ho_Chi_Minh" {
		return catalog.Text{Vi: "giờ Việt Nam (UTC+7)", En: "Viet Nam time (UTC+7)"}
	}
	return catalog.Text{Vi: p.Zone, En: p.Zone}
}

var typeNames = map[table.Type]catalog.Text{
	table.Boolean:  {Vi: "đúng/sai", En: "boolean"},
	table.Integer:  {Vi: "số nguyên", En: "integer"},
	table.Number:   {Vi: "số", En: "number"},
	table.Decimal:  {Vi: "số thập phân", En: "decimal"},
	table.Date:     {Vi: "ngày", En: "date"},
	table.Time:     {Vi: "giờ trong ngày", En: "time of day"},
	table.Duration: {Vi: "khoảng thời gian", En: "length of time"},
	table.Geometry: {Vi: "hình", En: "geometry"},
	table.DateTime: {Vi: "thời điểm", En: "datetime"},
	table.String:   {Vi: "chữ", En: "text"},
}

// spotFields are the places of a problem, one by one, for the person who
// corrects the file; a problem without places is one field.
func spotFields(p table.Problem) []catalog.FieldError {
	if len(p.Spots) == 0 {
		return []catalog.FieldError{{Field: p.Column, Line: p.Line, Position: -1, Detail: describe(p)}}
	}
	var fields []catalog.FieldError
	for i, s := range p.Spots {
		one := p
		one.Spot = s
		if i > 0 || int64(len(p.Spots)) == p.Count {
			one.Count = 1
		}
		fields = append(fields, catalog.FieldError{Field: p.Column, Line: s.Line, Position: -1, Detail: describe(one)})
	}
	if rest := p.Count - int64(len(p.Spots)); rest > 0 {
		fields = append(fields, catalog.FieldError{Field: p.Column, Position: -1, Detail: catalog.Textf(
			"và %[1]d chỗ nữa như vậy", "and %[1]d more like this", rest)})
	}
	return fields
}
