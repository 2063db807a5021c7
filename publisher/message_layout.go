package publisher

import (
	"nguon/catalog"
	"nguon/publisher/rows"
	"nguon/publisher/rows/layout"
)

// layoutMessages say how the table of a sheet was found.
var layoutMessages = map[rows.Code]catalog.Text{
	layout.TitleRows: {Vi: "%[7]s nằm trên tiêu đề cột và không thuộc bảng: %[1]q.",
		En: "%[7]s stands above the header and is not part of the table: %[1]q."},
	layout.HeaderRows: {Vi: "Tiêu đề cột ở %[7]s. Nếu không đúng, hãy ghi dòng tiêu đề vào layout: header.",
		En: "The header is %[7]s. If it is not, name its rows in layout: header."},
	layout.UnitRow: {Vi: "Đơn vị tính lấy từ %[7]s: %[1]q. Nếu không đúng, hãy ghi vào layout: unit.",
		En: "The unit is taken from %[7]s: %[1]q. If it is not right, give one in layout: unit."},
	layout.ColumnNumbers: {Vi: "Dòng đánh số cột %[7]s được bỏ qua.", En: "%[7]s numbers the columns and is left out."},
	layout.NotesCut: {Vi: "%[7]s là ghi chú hoặc chữ ký và được bỏ qua: %[1]q. Nếu là dữ liệu, hãy ghi layout: notes: keep.",
		En: "%[7]s is a note or a signature and is left out: %[1]q. If it is data, write layout: notes: keep."},
	layout.TotalRows: {Vi: "%[4]d dòng tổng được giữ như dữ liệu, ví dụ %[1]q ở %[7]s. Muốn bỏ, hãy ghi layout: totals: drop.",
		En: "%[4]d rows of totals are kept as data, such as %[1]q in %[7]s. To leave them out, write layout: totals: drop."},
	layout.TotalsDropped: {Vi: "%[4]d dòng tổng được bỏ theo layout, ví dụ %[1]q ở %[7]s.",
		En: "%[4]d rows of totals are left out as the layout says, such as %[1]q in %[7]s."},
	layout.MergedFilled: {Vi: "Giá trị của %[4]d ô gộp được lặp lại trong các ô bị gộp, ví dụ %[7]s. Muốn để trống, hãy ghi layout: fill: false.",
		En: "The values of %[4]d merged cells are repeated in the cells that they cover, such as %[7]s. To leave those empty, write layout: fill: false."},
	layout.MergedKept: {Vi: "%[4]d dòng có ô gộp chỉ giữ giá trị ở ô đầu, theo layout, ví dụ ở %[7]s.",
		En: "%[4]d rows with merged cells keep the value in the first cell only, as the layout says, such as %[7]s."},
	layout.HiddenRows: {Vi: "%[4]d dòng bị ẩn trong tệp vẫn được công bố, ví dụ %[7]s. Muốn bỏ, hãy ghi layout: hidden: drop.",
		En: "%[4]d rows that are hidden in the file are published, such as %[7]s. To leave them out, write layout: hidden: drop."},
	layout.HiddenColumns: {Vi: "%[4]d cột bị ẩn trong tệp vẫn được công bố, ví dụ ở %[7]s. Muốn bỏ, hãy ghi layout: hidden: drop.",
		En: "%[4]d columns that are hidden in the file are published, such as the one of %[7]s. To leave them out, write layout: hidden: drop."},
	layout.HiddenDropped: {Vi: "Dòng hoặc cột bị ẩn được bỏ theo layout: %[7]s.", En: "Hidden rows or columns are left out as the layout says: %[7]s."},
	layout.SectionRows: {Vi: "%[4]d dòng chỉ có nhãn được giữ như dữ liệu, ví dụ %[1]q ở %[7]s. Muốn chuyển nhãn thành một cột, hãy ghi layout: sections: column; muốn bỏ: sections: drop.",
		En: "%[4]d rows hold a label only and are kept as data, such as %[1]q in %[7]s. To make the labels a column, write layout: sections: column; to leave them out, sections: drop."},
	layout.SectionColumn: {Vi: "Nhãn của %[4]d dòng thành giá trị của một cột riêng, ví dụ %[1]q ở %[7]s.",
		En: "The labels of %[4]d rows became values of a column of their own, such as %[1]q in %[7]s."},
	layout.SectionDropped: {Vi: "%[4]d dòng chỉ có nhãn được bỏ theo layout, ví dụ %[1]q ở %[7]s.",
		En: "%[4]d rows that hold a label only are left out as the layout says, such as %[1]q in %[7]s."},
	layout.RepeatedHeader: {Vi: "Tiêu đề cột lặp lại ở trang in sau được bỏ qua: %[7]s.", En: "The header comes again, as on a printed page, and is left out there: %[7]s."},
	layout.OtherTables: {Vi: "Trang tính còn bảng khác ở %[7]s (%[1]q), không được công bố. Muốn lấy bảng đó, hãy ghi layout: header và columns của nó.",
		En: "The sheet holds another table, %[7]s (%[1]q), which is not published. To take that one, give its rows and columns in layout: header and columns."},
	layout.NoHeader: {Vi: "Không tìm thấy tiêu đề cột trên %[7]s; cột được đặt tên theo chữ cái. Hãy thêm một dòng tiêu đề.",
		En: "There is no header above %[7]s; columns are named by their letters. Add a header row."},
	layout.BlankColumns: {Vi: "%[4]d cột trống trong bảng được bỏ, ví dụ ở %[7]s.", En: "%[4]d blank columns inside the table are left out, such as that of %[7]s."},
	layout.BlankRows:    {Vi: "%[4]d dòng trống trong bảng được bỏ, ví dụ %[7]s.", En: "%[4]d blank rows inside the table are left out, such as %[7]s."},
	layout.EmptyHeader:  {Vi: "%[4]d cột không có tiêu đề, được đặt tên theo chữ cái, ví dụ ở %[7]s. Hãy đặt tên cho cột.", En: "%[4]d columns have no header and are named by their letters, such as that of %[7]s. Give them names."},
	layout.SameHeader: {Vi: "Nhiều cột cùng tên %[1]q (%[7]s); các cột sau được thêm số. Hãy đặt tên khác nhau.",
		En: "Several columns are named %[1]q (%[7]s); the later ones got a number. Give them different names."},
	layout.LateColumn: {Vi: "Có giá trị ngoài các cột của bảng, đầu tiên ở %[7]s: %[1]q. Giá trị được giữ trong %[4]d cột thêm. Hãy kiểm tra, hoặc ghi layout: columns.",
		En: "There are values outside of the columns of the table, first in %[7]s: %[1]q. They are kept in %[4]d further columns. Look at them, or name the columns in layout: columns."},
	layout.BrokenCells: {Vi: "%[4]d ô là lỗi công thức như %[1]q, đầu tiên ở %[7]s, được hiểu là giá trị thiếu. Hãy sửa công thức.",
		En: "%[4]d cells hold an error such as %[1]q, the first in %[7]s, and are read as missing values. Mend the formulas."},
	layout.LeftOut:     {Vi: "%[7]s nằm ngoài phần mà layout lấy.", En: "%[7]s is outside of what the layout takes."},
	layout.SkippedRows: {Vi: "%[4]d dòng được bỏ theo layout: skip, ví dụ %[7]s.", En: "%[4]d rows are left out by layout: skip, such as %[7]s."},
	layout.EmptySheet:  {Vi: "Trang tính không có ô nào có dữ liệu. Hãy chọn trang tính khác.", En: "No cell of the sheet is filled. Choose another sheet."},
	layout.LayoutOutside: {Vi: "Trang tính không có dòng hoặc cột mà layout: %[1]s nêu. Hãy sửa layout.",
		En: "The sheet does not have the rows or columns that layout: %[1]s names. Correct the layout."},
}
