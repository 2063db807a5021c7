package publisher

import (
	"nguon/catalog"
	"nguon/publisher/intake"
	"nguon/publisher/rows"
)

// intakeMessages are of what a file is, before anything in it is read.
var intakeMessages = map[rows.Code]catalog.Text{
	intake.Unsupported: {Vi: "Tệp có định dạng %[1]s, chưa đọc được. Hãy lưu bảng dưới dạng XLSX, ODS hoặc CSV.",
		En: "The file is %[1]s, which cannot be read. Save the table as XLSX, ODS or CSV."},
	intake.OldExcel: {Vi: "%[1]q là tệp Excel kiểu cũ (.xls, Excel 97–2003). Hãy mở bằng Excel rồi chọn “Save As” → “Excel Workbook (*.xlsx)”.",
		En: "%[1]q is a workbook of the old kind (.xls, Excel 97–2003). Open it in Excel and choose “Save As” → “Excel Workbook (*.xlsx)”."},
	intake.HTMLTable: {Vi: "%[1]q là trang web (HTML), dù tên tệp có thể ghi khác. Phần mềm xuất bảng dưới dạng này để Excel mở được; hãy mở bằng Excel rồi lưu lại dưới dạng XLSX.",
		En: "%[1]q is a web page (HTML), whatever its name says. Programs export tables so for Excel to open; open it in Excel and save it again as XLSX."},
	intake.XMLSpreadsheet: {Vi: "%[1]q là bảng tính XML của Excel 2003. Hãy mở bằng Excel rồi lưu lại dưới dạng XLSX.",
		En: "%[1]q is an XML spreadsheet of Excel 2003. Open it in Excel and save it again as XLSX."},
	intake.Encrypted: {Vi: "%[1]q được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
		En: "%[1]q is protected by a password. Take the password off and send it again."},
	intake.LoneShape: {Vi: "%[1]q chỉ là một phần của bộ shapefile. Hãy nén các tệp .shp, .shx, .dbf và .prj cùng tên vào một tệp zip. Nếu là bảng dBASE đứng riêng, hãy mở bằng LibreOffice rồi lưu dưới dạng XLSX.",
		En: "%[1]q is only a part of a shapefile. Put the .shp, .shx, .dbf and .prj of one name into one zip. If it is a table of dBASE by itself, open it in LibreOffice and save it as XLSX."},
	intake.SeveralFiles: {Vi: "Tệp zip có %[2]d tệp: %[1]s. Hãy để mỗi bảng trong một tệp zip riêng.",
		En: "The zip holds %[2]d files: %[1]s. Put each table into a zip of its own."},
	intake.NoFileInside: {Vi: "Tệp zip %[1]q không có tệp nào bên trong. Hãy nén lại.", En: "The zip %[1]q has no file inside. Pack it again."},
	intake.TooManyMembers: {Vi: "Tệp zip %[1]q có quá nhiều tệp: riêng danh sách đã dài hơn %[3]d byte. Hãy chỉ gửi bảng dữ liệu.",
		En: "The zip %[1]q has too many files: their list alone is longer than %[3]d bytes. Send the table only."},
	intake.PackedTooOften: {Vi: "Dữ liệu được nén lồng nhau hơn %[3]d lần: bên trong vẫn là %[1]q. Hãy gửi tệp chỉ nén một lần.",
		En: "The data are packed more than %[3]d times over: %[1]q is still an archive. Send a file that is packed once."},
	intake.Unpacked: {Vi: "Tệp được giải nén: %[1]s, từ %[2]d thành %[3]d byte.", En: "The file was unpacked: %[1]s, from %[2]d to %[3]d bytes."},
	intake.Misnamed: {Vi: "Tên tệp không đúng với nội dung; tệp được đọc theo nội dung: %[1]s. Hãy sửa đuôi tên tệp.",
		En: "The name of the file does not say what it is; it was read as what it holds: %[1]s. Correct the end of its name."},
	intake.MembersIgnored: {Vi: "%[2]d tệp đi kèm trong tệp nén không được đọc: %[1]s.", En: "%[2]d files beside the data in the archive were not read: %[1]s."},
}
