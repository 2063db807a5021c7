package web_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
)

// newCheckedShelf is newShelf with a dataset more: a table with a column of
// each type, from a workbook in which much was found. Its second release breaks
// programs that read the first.
func newCheckedShelf() *shelf {
	s := newShelf()
	s.add(catalog.Dataset{
		Slug: "bus-stops", Agency: "H29", Themes: []string{"transport"}, Licence: "CC-BY-4.0", Frequency: "quarterly",
		Title:       catalog.Text{Vi: "Điểm dừng xe buýt", En: "Bus stops"},
		Description: catalog.Text{Vi: "Vị trí, giá vé và giờ hoạt động.", En: "Places, fares and hours."},
		Resources:   []catalog.Resource{{Name: "stops", Kind: catalog.KindTable, Title: catalog.Text{Vi: "Các điểm dừng", En: "Stops"}}},
	}, 2, date(2026, 10, 1), stops)
	s.releases["bus-stops"][1].Tables[0].Checks = catalog.Checks{InputRows: 24}
	return s
}

func stops() (catalog.Table, [][]any) {
	t := catalog.Table{
		Resource: "stops", Key: []string{"code"}, File: catalog.File{Key: "s", Format: "parquet", Bytes: 9_100, SHA256: catalog.Digest{8}},
		Columns: []catalog.Column{
			{Name: "code", Source: "Mã điểm", Type: catalog.String, Role: catalog.RoleCode, Title: catalog.Text{Vi: "Mã điểm", En: "Code"}},
			{Name: "commune", Source: "Mã xã", Type: catalog.String, Role: catalog.RoleCode, Codes: "vn-communes-2025", Title: catalog.Text{Vi: "Mã xã", En: "Commune"}},
			{Name: "place", Source: "geometry", Type: catalog.Geometry, Title: catalog.Text{Vi: "Vị trí", En: "Place"}},
			{Name: "fare", Source: "Giá vé", Type: catalog.Decimal, Digits: 9, Scale: 2, Unit: "VND", Title: catalog.Text{Vi: "Giá vé", En: "Fare"}},
			{Name: "first", Source: "Chuyến đầu", Type: catalog.Time, Title: catalog.Text{Vi: "Chuyến đầu", En: "First bus"}},
			{Name: "ride", Source: "Thời gian đi", Type: catalog.Duration, Title: catalog.Text{Vi: "Thời gian đi", En: "Ride"}},
			{Name: "opened", Source: "Mở từ", Type: catalog.Date, Precision: catalog.ByMonth, Title: catalog.Text{Vi: "Mở từ", En: "Open since"}},
			{Name: "quarter", Source: "Quý", Type: catalog.Date, Precision: catalog.ByQuarter, Title: catalog.Text{Vi: "Quý báo cáo", En: "Quarter"}},
			{Name: "page", Source: "Trang", Type: catalog.String, Role: catalog.RoleURL, Title: catalog.Text{Vi: "Trang web", En: "Web page"}},
		},
		Checks: stopChecks,
	}
	var rows [][]any
	for i := range 24 {
		var place any = orb.Point{105.8 + float64(i)/250, 21.03 - float64(i)/333}
		switch i % 6 {
		case 4:
			place = orb.Polygon{{{105.8, 21}, {105.81, 21}, {105.81, 21.01}, {105.8, 21}}}
		case 5:
			place = nil
		}
		rows = append(rows, []any{
			fmt.Sprintf("HN-%03d", i+1), fmt.Sprintf("%05d", 4+i*37), place, query.Decimal{Unscaled: 700_000 + int64(i%4)*150_050, Scale: 2},
			query.Clock(18_000_000_000 + int64(i)*900_000_000), query.Span(1_800_000_000 + int64(i)*260_000_000), date(2020+i/6, 7, 1), date(2026, 7, 1),
			fmt.Sprintf("https://example.org/stops/HN-%03d", i+1),
		})
	}
	return t, rows
}

var stopChecks = catalog.Checks{
	InputRows: 26,
	Findings: []catalog.Finding{
		{Code: "total-row", Count: 1, Line: 29, Ref: "A29:I29", Value: "Tổng số", Text: catalog.Text{
			Vi: "Một dòng tổng không được đưa vào dữ liệu.", En: "A row of totals is not in the data."}},
		{Code: "unknown-codes", Column: "commune", Count: 3, Line: 11, Ref: "B11", Value: "99999", Text: catalog.Text{
			Vi: "Một số mã không có trong danh mục xã năm 2025. Hãy kiểm tra lại, hoặc ghi danh mục khác trong dataset.yaml.",
			En: "Some codes are not in the list of communes of 2025. Check them, or name another list in dataset.yaml."}},
		{Code: "a", Column: "fare", Count: 2, Line: 7, Text: catalog.Text{Vi: "Số viết dạng chữ.", En: "Numbers stored as text."}},
		{Code: "b", Column: "ride", Count: 1, Line: 8, Text: catalog.Text{Vi: "Giá trị xa các giá trị khác.", En: "A value far from the others."}},
		{Code: "c", Count: 1, Line: 9, Text: catalog.Text{Vi: "Dòng ẩn trong trang tính.", En: "A hidden row of the sheet."}},
		{Code: "d", Count: 1, Line: 31, Text: catalog.Text{Vi: "Ghi chú dưới bảng không được đọc.", En: "Notes under the table are not read."}},
	},
	Reading: catalog.Reading{
		Format: "xlsx", Sheet: "Điểm dừng", Header: "A4:I5",
		Steps: []catalog.Step{
			{Code: "title", Ref: "A1:I2", Text: catalog.Text{Vi: "Tiêu đề ở trên bảng được bỏ qua.", En: "The title above the table was passed over."}},
			{Code: "header", Ref: "A4:I5", Text: catalog.Text{Vi: "Hai dòng tiêu đề được ghép thành một tên cột.", En: "Two rows of headings became one name for each column."}},
			{Code: "merged", Ref: "B6:B9", Text: catalog.Text{Vi: "Ô gộp được điền xuống các dòng.", En: "Merged cells were filled down."}},
			{Code: "notes", Ref: "A31:I33", Text: catalog.Text{Vi: "Ghi chú và chữ ký dưới bảng được bỏ qua.", En: "Notes and signatures under the table were passed over."}},
		},
	},
	Misfits: []catalog.Misfit{
		{Line: 12, Ref: "D12", Column: "fare", Value: "miễn phí", Type: catalog.Decimal},
		{Line: 19, Ref: "G19", Column: "opened", Value: "trước 2020", Type: catalog.Date},
	},
	Quality: &catalog.Quality{Score: 78, Points: []catalog.QualityPoint{
		{Measure: "completeness", Got: 22, Of: 25, Text: catalog.Text{Vi: "98,1% số ô có giá trị.", En: "98.1% of the cells have a value."},
			Fix: catalog.Text{Vi: "Điền vị trí của 4 điểm dừng.", En: "Fill in the place of 4 stops."}},
		{Measure: "uniqueness", Got: 20, Of: 20, Text: catalog.Text{Vi: "Khóa không trùng lặp.", En: "The key has no duplicates."}},
		{Measure: "validity", Got: 16, Of: 20, Text: catalog.Text{Vi: "2 giá trị không hợp kiểu của cột.", En: "2 values do not fit their column."},
			Fix: catalog.Text{Vi: "Sửa các giá trị để riêng trong tệp gốc.", En: "Mend the values set aside in the original file."}},
		{Measure: "timeliness", Got: 20, Of: 20, Text: catalog.Text{Vi: "Phát hành đúng hạn.", En: "Released on time."}},
		{Measure: "documentation", Got: 0, Of: 15, Text: catalog.Text{Vi: "Không cột nào có mô tả.", En: "No column has a description."},
			Fix: catalog.Text{Vi: "Thêm description cho từng cột trong dataset.yaml.", En: "Give each column a description in dataset.yaml."}},
	}},
	Changes: &catalog.Changes{
		Against: 1, Breaking: true, Rows: catalog.RowChanges{Before: 23, After: 24, ByKey: true, Added: 2, Removed: 1, Changed: 5},
		Columns: []catalog.ColumnChange{
			{Column: "route", Kind: "removed", Breaking: true, Text: catalog.Text{Vi: "Cột tuyến không còn nữa.", En: "The column of routes is gone."}},
			{Column: "fare", Kind: "retyped", Breaking: true, Text: catalog.Text{Vi: "Trước là số nguyên, nay là số thập phân.", En: "Was an integer, is a decimal now."}},
			{Column: "page", Kind: "added", Text: catalog.Text{Vi: "Cột mới ở cuối bảng.", En: "A new column at the end."}},
		},
	},
}
