package publisher

import (
	"nguon/catalog"
	"nguon/publisher/rows"
	"nguon/publisher/rows/jsonfile"
)

// jsonMessages are of what is found in JSON.
var jsonMessages = map[rows.Code]catalog.Text{
	jsonfile.Malformed: {Vi: "JSON sai cú pháp ở byte thứ %[2]d: %[1]q. Hãy xuất lại tệp bằng chương trình đã tạo ra nó.",
		En: "The JSON is malformed at byte %[2]d: %[1]q. Export the file again with the program that made it."},
	jsonfile.TrailingComma: {Vi: "Ở byte thứ %[2]d có dấu phẩy mà sau đó không có giá trị nào: %[1]q. Hãy bỏ dấu phẩy.",
		En: "At byte %[2]d there is no value after a comma: %[1]q. Take the comma out."},
	jsonfile.Unfinished: {Vi: "Tệp hoặc dòng kết thúc giữa chừng một giá trị, ở byte thứ %[2]d. Có thể tệp chưa được tải về hết; hãy tải lại.",
		En: "The file or line ends inside a value, at byte %[2]d. The download may be incomplete; fetch the file again."},
	jsonfile.ControlInText: {Vi: "Trong chữ có dấu xuống dòng hoặc ký tự điều khiển chưa viết thành \\n, \\t…: %[1]q. Hãy xuất lại tệp.",
		En: "A text holds a line break or control character that is not written as \\n, \\t…: %[1]q. Export the file again."},
	jsonfile.NotUTF8: {Vi: "Chữ không phải UTF-8: %[1]q. Hãy lưu lại tệp dưới dạng UTF-8.",
		En: "The text is not UTF-8: %[1]q. Save the file again as UTF-8."},
	jsonfile.UnknownUnicode: {Vi: "Tệp viết bằng %[1]s, JSON không dùng bảng mã này. Hãy lưu lại tệp dưới dạng UTF-8.",
		En: "The file is written in %[1]s, which JSON does not use. Save it again as UTF-8."},
	jsonfile.TooDeep: {Vi: "Giá trị lồng nhau hơn %[3]d tầng, ở byte thứ %[2]d. Hãy xuất dữ liệu ít tầng hơn.",
		En: "Values lie more than %[3]d levels deep, at byte %[2]d. Export the data with fewer levels."},
	jsonfile.DuplicateKey: {Vi: "Tên này có hai giá trị trong cùng một bản ghi, ở byte thứ %[2]d. Hãy giữ một giá trị.",
		En: "This name has two values in one record, at byte %[2]d. Keep one of them."},
	jsonfile.NotARecord: {Vi: "Ở byte thứ %[2]d cần một bản ghi như các bản ghi khác, nhưng có %[1]q. Mỗi phần tử phải là một đối tượng {…}, hoặc tất cả là mảng […].",
		En: "At byte %[2]d a record like the others should stand, but there is %[1]q. Each element must be an object {…}, or all of them arrays […]."},
	jsonfile.MoreValues: {Vi: "Sau khi giá trị kết thúc còn %[1]q, ở byte thứ %[2]d. Nếu mỗi dòng là một bản ghi, hãy đặt tên tệp là .ndjson.",
		En: "After the end of the value there is %[1]q, at byte %[2]d. If each line is a record, name the file .ndjson."},
	jsonfile.NoHeader: {Vi: "Các dòng là mảng, nhưng mảng đầu tiên không phải tên cột: %[1]q. Hãy thêm một mảng tên cột ở đầu.",
		En: "The rows are arrays, but the first one does not hold column names: %[1]q. Put an array of names first."},
	jsonfile.WrongLength: {Vi: "Dòng có %[2]d ô, trong khi tiêu đề có %[3]d cột. Hãy sửa dòng này.",
		En: "The row has %[2]d cells, and the header %[3]d columns. Correct the row."},
	jsonfile.RecordTooLong: {Vi: "Bản ghi dài hơn %[3]d byte. Hãy bỏ các trường lớn khỏi bản ghi.",
		En: "The record is longer than %[3]d bytes. Take large fields out of it."},
	jsonfile.ArrayTaken: {Vi: "Bảng là mảng %[1]q có %[2]d phần tử, một trong %[3]d mảng có thể là bảng; phần còn lại của tệp không được công bố. Nếu không đúng, hãy gửi riêng mảng cần công bố.",
		En: "The table is the array %[1]q of %[2]d elements, one of %[3]d arrays that could be it; the rest of the file is not published. If that is wrong, send the array alone."},
	jsonfile.PartOfMore: {Vi: "Tệp có %[2]d bản ghi nhưng ghi rằng có tất cả %[3]d. Có thể đây chỉ là một trang của kết quả; hãy tải đủ các trang.",
		En: "The file holds %[2]d records, but says that there are %[3]d. It may be one page of an answer; fetch all pages."},
	jsonfile.SingleObject: {Vi: "Tệp là một đối tượng duy nhất, được đọc thành một dòng %[2]d cột. Nếu cần nhiều dòng, hãy xuất một mảng các đối tượng.",
		En: "The file is a single object, read as one row of %[2]d columns. For more rows, export an array of objects."},
	jsonfile.ArrayKept: {Vi: "%[4]d mảng được giữ nguyên là JSON trong một ô, ví dụ %[1]q. Nếu cần tra cứu từng phần tử, hãy tách chúng thành bảng riêng.",
		En: "%[4]d arrays are kept as JSON in one cell, such as %[1]q. To query their elements, put them in a table of their own."},
	jsonfile.ObjectsAndValues: {Vi: "Tên này có khi là một giá trị, có khi là một đối tượng; các trường của đối tượng nằm ở các cột riêng, có tên bắt đầu bằng tên này và dấu chấm.",
		En: "This name holds a value in some records and an object in others; members of the objects are in columns whose names begin with this name and a dot."},
	jsonfile.NotANumber: {Vi: "%[4]d giá trị như %[1]q không phải số và được hiểu là giá trị thiếu.",
		En: "%[4]d values such as %[1]q are no numbers, and are read as missing."},
	jsonfile.LoneSurrogate: {Vi: "%[4]d chữ có ký tự bị cắt mất một nửa, được thay bằng dấu �, ví dụ %[1]q. Hãy sửa ở nguồn.",
		En: "%[4]d texts hold half a character, which was replaced by �, such as %[1]q. Correct them at the source."},
	jsonfile.Decoded: {Vi: "Tệp được đọc theo bảng mã %[1]s.", En: "The file was read as %[1]s."},
}
