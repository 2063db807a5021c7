package publisher

import (
	"nguon/catalog"
	"nguon/publisher/table"
)

// unlike says why a file cannot be added to a table, and what to do.
func unlike(in *Input, u *table.Unlike) error {
	e := &catalog.Error{Kind: catalog.ErrRefused, Err: u, Public: catalog.Textf(
		"Không thêm được tệp %[1]s vào bảng đã công bố. Hãy sửa tệp, hoặc công bố toàn bộ bảng.",
		"The file %[1]s cannot be added to the published table. Correct the file, or publish all of the table.", in.File)}
	var why catalog.Text
	switch u.Why {
	case table.OtherColumns:
		why = catalog.Textf("các cột phải là %[1]s, theo thứ tự đó; tệp có %[2]s", "the columns must be %[1]s, in that order; the file has %[2]s", u.Want, u.Got)
	case table.OtherType:
		why = catalog.Textf("kiểu đã công bố là %[1]s, không phải %[2]s", "is published as %[1]s, and not as %[2]s", u.Want, u.Got)
	case table.OtherPrecision:
		why = catalog.Textf("độ chính xác của ngày khác với bảng đã công bố", "has dates of another precision than those published")
	case table.MoreDecimals:
		why = catalog.Textf("bảng đã công bố có %[1]s chữ số thập phân, tệp có %[2]s", "is published with %[1]s decimals; the file has %[2]s", u.Want, u.Got)
	case table.NewlyMissing:
		why = catalog.Textf("thiếu %[1]s giá trị, trong khi bảng đã công bố không thiếu giá trị nào ở cột này",
			"lacks %[1]s values, while the published table lacks none in this column", u.Got)
	default:
		why = catalog.Textf("bảng có hình học phải được công bố toàn bộ", "a table with shapes is published as a whole")
	}
	e.Fields = []catalog.FieldError{{Field: u.Column, Position: -1, Detail: why}}
	return e
}
