package publisher

import (
	"errors"
	"strings"

	"nguon/catalog"
	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/risk"
)

// A fault is why a policy does not fit its data, as far as a text needs it.
type fault struct {
	text                     catalog.Text // with places for the fields below
	column, hierarchy, value string
	field                    string
	values                   []string
	level, line              int
	got, want                int64
}

// FaultText says why a policy does not fit its data, if err is an error of the
// rooms that recode, search, measure or tabulate. It may quote values of the
// data, so it is for the agency that has them.
func FaultText(err error) (catalog.Text, bool) {
	if e, ok := errors.AsType[*recode.Error](err); ok {
		return fault{recodeFaults[e.Code], e.Column, e.Hierarchy, e.Value, e.Field, e.Values, e.Level, e.Line, e.Got, e.Want}.say(string(e.Code)), true
	}
	if e, ok := errors.AsType[*lattice.Error](err); ok {
		return fault{text: latticeFaults[e.Code], column: e.Column, value: e.Value, level: e.Level}.say(e.Code), true
	}
	if e, ok := errors.AsType[*aggregate.Error](err); ok {
		return fault{text: aggregateFaults[e.Code], column: e.Column, value: e.Value, got: e.Got, want: e.Want}.say(e.Code), true
	}
	if e, ok := errors.AsType[*risk.Error](err); ok {
		return fault{text: riskFaults[e.Code], got: e.Got, want: e.Want}.say(string(e.Code)), true
	}
	return catalog.Text{}, false
}

func (f fault) say(code string) catalog.Text {
	if f.text.IsZero() {
		f.text = catalog.Text{Vi: "Chính sách không dùng được cho dữ liệu này (" + code + ").", En: "The policy cannot be used for these data (" + code + ")."}
	}
	fill := func(lang catalog.Lang) string {
		text := strings.NewReplacer("{value}", quoted(f.value), "{field}", quoted(f.field), "{values}", f.list(lang),
			"{level}", whole(lang, int64(f.level)), "{got}", whole(lang, f.got), "{want}", whole(lang, f.want)).Replace(f.text.In(lang))
		return f.where(lang) + text
	}
	return catalog.Text{Vi: fill(catalog.Vietnamese), En: fill(catalog.English)}
}

// list quotes the values, and says how many more there are.
func (f fault) list(lang catalog.Lang) string {
	var b strings.Builder
	for i, v := range f.values {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quoted(v))
	}
	if more := f.got - int64(len(f.values)); more > 0 {
		b.WriteString(strings.ReplaceAll(catalog.Text{Vi: " và {n} giá trị nữa", En: " and {n} more"}.In(lang), "{n}", whole(lang, more)))
	}
	return b.String()
}

// where names the column, the hierarchy and the line that a fault is about.
func (f fault) where(lang catalog.Lang) string {
	var parts []string
	if f.column != "" {
		parts = append(parts, catalog.Text{Vi: "Cột ", En: "Column "}.In(lang)+quoted(f.column))
	}
	if f.hierarchy != "" {
		parts = append(parts, catalog.Text{Vi: "cây phân cấp ", En: "hierarchy "}.In(lang)+quoted(f.hierarchy))
	}
	if f.line > 0 {
		parts = append(parts, catalog.Text{Vi: "dòng ", En: "line "}.In(lang)+whole(lang, int64(f.line)))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}

// recodeFaults are about a hierarchy, a parameter or a column.
var recodeFaults = map[recode.Code]catalog.Text{
	recode.Uncovered: {Vi: "cây phân cấp chưa có chỗ cho {got} giá trị: {values}. Hãy thêm một dòng cho mỗi giá trị vào cây phân cấp.",
		En: "the hierarchy has no place for {got} values: {values}. Add a line for each of them to the hierarchy."},
	recode.TwoParents: {Vi: "giá trị {value} ở mức {level} thuộc hai nhóm khác nhau: {values}. Mỗi giá trị chỉ được thuộc một nhóm; hãy bỏ bớt.",
		En: "the value {value} of level {level} lies in two groups: {values}. A value may lie in one only; take one out."},
	recode.Cycle: {Vi: "giá trị {value} nằm trên chính nó: {values}. Hãy sửa vòng lặp ấy trong cây phân cấp.",
		En: "the value {value} is above itself: {values}. Break this circle in the hierarchy."},
	recode.Unclear: {Vi: "{got} tên chỉ nhiều nơi ở các tỉnh khác nhau: {values}. Hãy dùng mã đơn vị hành chính, hoặc thêm tên tỉnh.",
		En: "{got} names stand for several places in different provinces: {values}. Use codes of the units, or add the province."},
	recode.Ragged: {Vi: "dòng có {got} ô, trong khi dòng đầu có {want}. Mọi dòng của cây phân cấp phải có cùng số mức.",
		En: "the line has {got} fields and the first one {want}. All lines of a hierarchy must have the same levels."},
	recode.Malformed: {Vi: "không đọc được như CSV bằng UTF-8. Hãy lưu lại tệp.", En: "it cannot be read as CSV in UTF-8. Save the file again."},
	recode.TooManyLevels: {Vi: "cây phân cấp có {got} mức, nhiều hơn mức cho phép {want}. Hãy bỏ bớt mức.",
		En: "the hierarchy has {got} levels, more than the limit of {want}. Take levels out."},
	recode.TooLarge: {Vi: "cây phân cấp lớn hơn mức cho phép {want} dòng hoặc byte. Hãy chỉ giữ các giá trị có trong cột.",
		En: "the hierarchy has more than {want} lines or bytes. Keep the values of the column only."},
	recode.Empty: {Vi: "cây phân cấp trống, hoặc không có mức nào trên các giá trị.", En: "the hierarchy is empty, or has no level above the values."},
	recode.NoLevel: {Vi: "cây phân cấp không có mức {value}. Hãy dùng số mức, hoặc tên mức như province.",
		En: "the hierarchy has no level {value}. Use the number of a level, or its name such as province."},
	recode.NoList: {Vi: "không có danh mục hoặc loại cây phân cấp tên {value}. Hãy sửa hierarchy, hoặc đặt tệp CSV bên cạnh chính sách.",
		En: "there is no list or kind of hierarchy named {value}. Correct hierarchy, or put the CSV file beside the policy."},
	recode.NotNumber: {Vi: "{got} giá trị không phải số: {values}. Hãy sửa, hoặc dùng thao tác khác cho cột.",
		En: "{got} values are not numbers: {values}. Correct them, or use another operation."},
	recode.NotDate: {Vi: "{got} giá trị không phải ngày như 2025-07-01: {values}. Hãy sửa, hoặc khai type và format của cột trong dataset.yaml.",
		En: "{got} values are not dates such as 2025-07-01: {values}. Correct them, or declare type and format of the column in dataset.yaml."},
	recode.NotDegrees: {Vi: "{got} giá trị không phải tọa độ theo độ: {values}. Tọa độ VN-2000 tính bằng mét cần được đổi trước.",
		En: "{got} values are not coordinates in degrees: {values}. Coordinates of VN-2000 in metres must be converted first."},
	recode.BadParameter: {Vi: "tham số {field} không thể là {value}.", En: "the parameter {field} cannot be {value}."},
	recode.TooFew: {Vi: "chỉ có {got} giá trị, cần {want}. Hãy giảm k của thao tác, hoặc bỏ cột.",
		En: "there are {got} values where {want} are needed. Lower k of the operation, or drop the column."},
	recode.HasMissing: {Vi: "{got} dòng thiếu giá trị, trong khi các cột của nhóm được xử lý cùng nhau. Hãy điền, hoặc xử lý từng cột riêng.",
		En: "{got} rows lack a value where columns are treated together. Fill them in, or treat the columns one by one."},
	recode.Leaks: {Vi: "{got} giá trị sau khi che vẫn để lộ phần cần giấu: {values}. Hãy giữ ít ký tự hơn, hoặc bỏ cột.",
		En: "{got} values still show what was to be hidden: {values}. Keep fewer characters, or drop the column."},
	recode.Collision: {Vi: "hai giá trị nhận cùng một bí danh. Hãy tăng length.", En: "two values got the same pseudonym. Raise length."},
	recode.NoKey: {Vi: "thiếu khóa bí mật, hoặc khóa ngắn hơn {want} byte. Hãy đưa khóa qua tệp hoặc biến môi trường NGUON_ANON_KEY.",
		En: "the secret key is missing or shorter than {want} bytes. Give it in a file or in NGUON_ANON_KEY."},
}

// latticeFaults are about the search for the best levels.
var latticeFaults = map[string]catalog.Text{
	lattice.NoDimension: {Vi: "Chính sách không có thuộc tính gián tiếp nào để chọn mức khái quát hóa.", En: "The policy has no quasi-identifier whose level could be chosen."},
	lattice.TooManyRows: {Vi: "Bảng có {value} dòng, nhiều hơn số dòng tìm kiếm được. Hãy chia bảng, chẳng hạn theo năm.",
		En: "The table has {value} rows, more than can be searched. Split it, by year for example."},
	lattice.TooManyLevels: {Vi: "cây phân cấp có {level} mức, nhiều hơn mức cho phép 64. Hãy bỏ bớt mức.", En: "the hierarchy has {level} levels, more than the limit of 64. Take levels out."},
	lattice.UnevenRows:    {Vi: "số dòng khác với các cột khác: {value}.", En: "the number of rows differs from that of the other columns: {value}."},
	lattice.NoLevel:       {Vi: "cây phân cấp không có các mức {value}. Hãy sửa min và max.", En: "the hierarchy has no levels {value}. Correct min and max."},
	lattice.Hole:          {Vi: "giá trị {value} không có nhóm ở mức {level}. Hãy thêm giá trị vào cây phân cấp.", En: "the value {value} has no group at level {level}. Add it to the hierarchy."},
	lattice.TwoParents:    {Vi: "giá trị {value} ở mức {level} thuộc hai nhóm khác nhau. Hãy sửa cây phân cấp.", En: "the value {value} of level {level} lies in two groups. Correct the hierarchy."},
	lattice.BadLimit:      {Vi: "Phần dòng được bỏ (search.suppress_rows) phải từ 0 đến 1.", En: "The share of rows that may be suppressed (search.suppress_rows) must be from 0 to 1."},
	lattice.BadCriterion:  {Vi: "Có yêu cầu về một cột nhạy cảm không có trong bảng.", En: "A rule asks for a sensitive column that is not in the table."},
	lattice.UnknownMetric: {Vi: "Không có thước đo tên {value}. Hãy sửa search.metric.", En: "There is no metric named {value}. Correct search.metric."},
	"bad-view": {Vi: "Người dò tìm thứ {value} không biết cột nào, biết một cột hai lần, hoặc biết cột không có. Hãy sửa adversaries.",
		En: "Intruder number {value} knows no column, one twice, or one that is not there. Correct adversaries."},
	"too-many-views": {Vi: "Chính sách có quá nhiều người dò tìm. Hãy bỏ người chỉ biết một phần của người khác.",
		En: "The policy has too many intruders. Take out those who know part of what another knows."},
	"bad-risk": {Vi: "Các ngưỡng rủi ro (privacy.risk) phải từ 0 đến 1.", En: "Bounds of risk (privacy.risk) must be from 0 to 1."},
}

// aggregateFaults are about tables of aggregates.
var aggregateFaults = map[string]catalog.Text{
	aggregate.NoDimension:  {Vi: "Bảng tổng hợp cần ít nhất một cột trong by.", En: "A table of aggregates needs at least one column in by."},
	aggregate.UnevenRows:   {Vi: "số dòng là {got}, trong khi các cột khác có {want}.", En: "there are {got} rows where other columns have {want}."},
	aggregate.Hole:         {Vi: "giá trị {value} không thuộc nhóm nào. Hãy thêm giá trị vào cây phân cấp.", En: "the value {value} lies in no group. Add it to the hierarchy."},
	aggregate.TwoParents:   {Vi: "nhóm có giá trị {value} thuộc hai nhóm lớn hơn. Hãy sửa cây phân cấp.", En: "the group with the value {value} lies in two larger ones. Correct the hierarchy."},
	aggregate.TooManyCells: {Vi: "bảng có {got} ô, nhiều hơn mức {want}. Hãy bỏ một cột khỏi by, hoặc gộp giá trị.", En: "the table has {got} cells, more than the limit of {want}. Take a column out of by, or merge values."},
	aggregate.NotANumber:   {Vi: "giá trị {value} không phải số.", En: "the value {value} is not a number."},
	aggregate.Negative:     {Vi: "giá trị {value} là số âm, trong khi quy tắc chỉ dùng cho số không âm. Hãy bỏ dominance và p_percent, hoặc tách phần âm.", En: "the value {value} is negative, and the rules are for amounts that are not. Leave out dominance and p_percent, or publish negative amounts apart."},
	aggregate.TooLarge:     {Vi: "giá trị {value}, hoặc tổng của cột, có quá nhiều chữ số. Hãy đổi đơn vị, chẳng hạn sang triệu đồng.", En: "the value {value}, or the sum of the column, has too many digits. Use a larger unit, such as millions."},
	aggregate.BadRule:      {Vi: "Tham số {value} của bảng tổng hợp nằm ngoài khoảng cho phép.", En: "The parameter {value} of a table of aggregates is out of its range."},
	aggregate.BadBase:      {Vi: "Cơ số làm tròn phải là 3, 5 hoặc 10, không thể là {got}.", En: "The base of rounding must be 3, 5 or 10, not {got}."},
	aggregate.NoKey:        {Vi: "Làm tròn ngẫu nhiên cần khóa bí mật từ 16 byte trở lên. Hãy đưa khóa qua tệp hoặc biến môi trường NGUON_ANON_KEY.", En: "Random rounding needs a secret key of 16 bytes or more. Give it in a file or in NGUON_ANON_KEY."},
	aggregate.BadPattern:   {Vi: "Danh sách ô cần ẩn không khớp với bảng.", En: "The list of cells to suppress does not fit the table."},
}

// riskFaults are about what cannot be measured.
var riskFaults = map[risk.Code]catalog.Text{
	risk.NoColumn:       {Vi: "Có yêu cầu về một cột không có trong bảng.", En: "A rule asks for a column that is not in the table."},
	risk.TooManyRows:    {Vi: "Bảng có {got} dòng, nhiều hơn mức đo được {want}. Hãy chia bảng.", En: "The table has {got} rows; at most {want} can be measured. Split it."},
	risk.TooManyColumns: {Vi: "Một người dò tìm biết {got} cột, nhiều hơn mức đo được {want}. Hãy bỏ bớt cột.", En: "An intruder knows {got} columns; at most {want} can be measured together. Drop some."},
	risk.NotAligned:     {Vi: "Hai bảng cần so sánh có số dòng khác nhau: {got} và {want}.", En: "Two tables that are compared have different numbers of rows: {got} and {want}."},
}
