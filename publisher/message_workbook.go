package publisher

import (
	"nguon/catalog"
	"nguon/publisher/rows"
	"nguon/publisher/rows/xlsx"
	"nguon/publisher/rows/zipxml"
)

// workbookMessages are of what is found in workbooks.
var workbookMessages = map[rows.Code]catalog.Text{
	zipxml.Encrypted: {Vi: "Tệp %[1]s có mật khẩu nên không đọc được. Hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc) rồi lưu lại.",
		En: "The %[1]s file has a password and cannot be read. Take the password off (File → Info → Protect Workbook) and save it again."},
	zipxml.RowTooLong: {Vi: "Các ô của một dòng có tổng cộng %[2]d byte, nhiều hơn mức %[3]d byte (ô %[7]s). Hãy tách nội dung dài ra tệp riêng.",
		En: "The cells of one row have %[2]d bytes together, more than the limit of %[3]d (at %[7]s). Move long texts into files of their own."},
	xlsx.OldExcel: {Vi: "Tệp là sổ làm việc Excel 97–2003 (.xls), không đọc được. Hãy mở bằng Excel hoặc LibreOffice và lưu thành .xlsx.",
		En: "The file is a workbook of Excel 97–2003 (.xls), which cannot be read. Open it with Excel or LibreOffice and save it as .xlsx."},
	xlsx.BinaryExcel: {Vi: "Tệp là sổ làm việc Excel nhị phân (.xlsb), không đọc được. Hãy mở bằng Excel và lưu thành .xlsx.",
		En: "The file is a binary Excel workbook (.xlsb), which cannot be read. Open it with Excel and save it as .xlsx."},
	xlsx.OutOfOrder: {Vi: "Dòng hoặc ô %[7]s nằm sai thứ tự, hoặc bị lặp, trong tệp Excel. Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại.",
		En: "The row or cell %[7]s is out of order, or there twice, in the Excel file. Open it with Excel or LibreOffice and save it again."},
	xlsx.TooManyMerges: {Vi: "Trang tính có nhiều hơn %[3]d vùng ô gộp. Hãy bỏ gộp ô rồi lưu lại.",
		En: "The sheet has more than %[3]d ranges of merged cells. Unmerge the cells and save it again."},
}
