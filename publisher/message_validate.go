package publisher

import (
	"nguon/catalog"
	"nguon/publisher/rows"
	"nguon/publisher/validate"
)

// validateMessages are of what is found when rows are compared with what
// dataset.yaml asks of them.
var validateMessages = map[rows.Code]catalog.Text{
	validate.BadConstraint: {Vi: "Ràng buộc %[8]s không dùng được cho cột kiểu %[5]s, hoặc giá trị của nó không hợp lệ. Hãy sửa trong dataset.yaml.",
		En: "Columns of type %[5]s cannot have the constraint %[8]s, or not with its value. Correct dataset.yaml."},
	validate.MissingValue: {Vi: "%[4]d dòng thiếu giá trị bắt buộc, đầu tiên là dòng dữ liệu thứ %[2]d. Hãy điền giá trị, hoặc bỏ required trong dataset.yaml.",
		En: "%[4]d rows lack a required value, the first of them data row %[2]d. Fill it in, or take required out of dataset.yaml."},
	validate.NotUnique: {Vi: "%[4]d dòng trùng giá trị với dòng trước trong cột không được trùng, đầu tiên là dòng dữ liệu thứ %[2]d, trùng với dòng thứ %[3]d. Hãy sửa các giá trị trùng.",
		En: "%[4]d rows repeat a value that must be unique, the first of them data row %[2]d, which has that of row %[3]d. Correct the repeated values."},
	validate.BelowMinimum: {Vi: "%[4]d giá trị nhỏ hơn mức tối thiểu %[8]s, ví dụ %[1]q ở dòng dữ liệu thứ %[2]d. Hãy sửa giá trị, hoặc sửa minimum.",
		En: "%[4]d values are below the minimum %[8]s, such as %[1]q in data row %[2]d. Correct the values, or minimum."},
	validate.AboveMaximum: {Vi: "%[4]d giá trị lớn hơn mức tối đa %[8]s, ví dụ %[1]q ở dòng dữ liệu thứ %[2]d. Hãy sửa giá trị, hoặc sửa maximum.",
		En: "%[4]d values are above the maximum %[8]s, such as %[1]q in data row %[2]d. Correct the values, or maximum."},
	validate.TooShort: {Vi: "%[4]d giá trị ngắn hơn %[8]s ký tự, ví dụ %[1]q ở dòng dữ liệu thứ %[2]d. Hãy sửa giá trị, hoặc sửa minLength.",
		En: "%[4]d values have fewer than %[8]s characters, such as %[1]q in data row %[2]d. Correct the values, or minLength."},
	validate.TooLong: {Vi: "%[4]d giá trị dài hơn %[8]s ký tự, ví dụ %[1]q ở dòng dữ liệu thứ %[2]d. Hãy sửa giá trị, hoặc sửa maxLength.",
		En: "%[4]d values have more than %[8]s characters, such as %[1]q in data row %[2]d. Correct the values, or maxLength."},
	validate.PatternBroken: {Vi: "%[4]d giá trị không theo mẫu %[8]s, ví dụ %[1]q ở dòng dữ liệu thứ %[2]d. Hãy sửa giá trị, hoặc sửa pattern.",
		En: "%[4]d values do not match the pattern %[8]s, such as %[1]q in data row %[2]d. Correct the values, or pattern."},
	validate.NotInEnum: {Vi: "%[4]d giá trị không thuộc các giá trị cho phép (%[8]s), ví dụ %[1]q ở dòng dữ liệu thứ %[2]d. Hãy sửa giá trị, hoặc bổ sung enum.",
		En: "%[4]d values are not among those allowed (%[8]s), such as %[1]q in data row %[2]d. Correct the values, or add to enum."},
	validate.BadReference: {Vi: "Khóa ngoại đến %[8]s không dùng được: %[1]q không phải cột của bảng, hoặc khác kiểu với cột tham chiếu. Hãy sửa foreignKeys.",
		En: "The foreign key to %[8]s cannot be used: %[1]q is not a column of the table, or is of another type than the column it belongs to. Correct foreignKeys."},
	validate.MissingReference: {Vi: "%[4]d dòng có giá trị không tìm thấy trong %[8]s, ví dụ %[1]q ở dòng dữ liệu thứ %[2]d. Hãy sửa giá trị, hoặc bổ sung vào bảng được tham chiếu.",
		En: "%[4]d rows have a value that is not in %[8]s, such as %[1]q in data row %[2]d. Correct the value, or add it to the table referred to."},

	validate.CodeList: {Vi: "%[4]d giá trị thuộc danh mục %[8]s.", En: "%[4]d values are of the code list %[8]s."},
	validate.UnknownCode: {Vi: "%[4]d giá trị không có trong danh mục: %[8]s. Hãy kiểm tra chính tả, hoặc khai danh mục đúng ở mục codes.",
		En: "%[4]d values are not in the code list: %[8]s. Check their spelling, or declare the right list under codes."},
	validate.FormerCode: {Vi: "%[4]d giá trị là của danh mục đã hết hiệu lực, trước khi sắp xếp các tỉnh ngày 1/7/2025. Đơn vị hiện nay: %[8]s. Hãy đổi giá trị, hoặc thêm một cột ghi đơn vị hiện nay.",
		En: "%[4]d values are of a list that is out of force, from before the provinces were merged on 1 July 2025. The units of today: %[8]s. Change the values, or add a column with the unit of today."},
	validate.UnclearCode: {Vi: "%[4]d giá trị có thể chỉ nhiều đơn vị: %[8]s. Hãy thêm cột mã, hoặc ghi rõ mã thuộc danh mục của thời điểm nào.",
		En: "%[4]d values may stand for several units: %[8]s. Add a column of codes, or say of which date the codes are."},
	validate.LostZeros: {Vi: "%[4]d mã bị mất số 0 ở đầu, thường do bảng tính đổi mã thành số. Hãy định dạng cột là văn bản, hoặc khai type: string.",
		En: "%[4]d codes have lost the zeros before them, mostly because a spreadsheet took them for numbers. Format the column as text, or declare type: string."},

	validate.LongitudeLatitude: {Vi: "Cột này và cột %[1]q được hiểu là kinh độ và vĩ độ (WGS 84), dùng được trên bản đồ.",
		En: "This column and %[1]q are taken for longitude and latitude (WGS 84), and can be shown on a map."},
	validate.CoordinatesInMetres: {Vi: "Cột này và cột %[1]q giống tọa độ phẳng tính bằng mét. Khai points kèm crs, chẳng hạn \"VN-2000 105°45' múi 3°\", để có điểm trên bản đồ.",
		En: "This column and %[1]q look like plane coordinates in metres. Declare points with their crs, such as \"VN-2000 105°45' múi 3°\", to have points on a map."},
	validate.CoordinatesSwapped: {Vi: "Kinh độ và vĩ độ có vẻ bị đổi chỗ với cột %[1]q: chỉ khi đổi lại các điểm mới nằm ở Việt Nam. Hãy kiểm tra tiêu đề hai cột.",
		En: "Longitude and latitude seem to have changed places with %[1]q: only the other way round do the points lie in Viet Nam. Check the headers of both columns."},
	validate.CoordinatesElsewhere: {Vi: "Các điểm của cột này và cột %[1]q đều nằm ngoài Việt Nam.",
		En: "The points of this column and %[1]q all lie outside Viet Nam."},
	validate.CoordinatesZero: {Vi: "Có điểm mang tọa độ 0, 0 ở cột này và cột %[1]q, nằm ngoài biển châu Phi: có lẽ là giá trị thiếu. Hãy để trống các ô đó.",
		En: "Some points of this column and %[1]q are at 0, 0, in the sea off Africa: most likely missing values. Leave those cells empty."},
	validate.CoordinatesOldDatum: {Vi: "Cột này và cột %[1]q giống tọa độ hệ HN-72 (có số múi ở đầu). Hãy chuyển sang VN-2000 hoặc WGS 84.",
		En: "This column and %[1]q look like coordinates of HN-72 (with the number of the zone in front). Convert them to VN-2000 or WGS 84."},
	UnusedAllowance: {Vi: "scan.allow cho phép %[1]q ở cột này, nhưng không tìm thấy gì như vậy. Hãy bỏ mục đó.",
		En: "scan.allow permits %[1]q in this column, but nothing of the kind was found. Take the entry out."},
	ReferenceNotChecked: {Vi: "Tham chiếu tới bộ dữ liệu %[1]q chưa được kiểm tra, vì máy này không có cổng dữ liệu; khi công bố sẽ được kiểm tra.",
		En: "The reference to the dataset %[1]q was not checked, as this machine has no portal; it will be when it is published."},
}
