package catalog

// A VersionChange is what differs in the form of a table from the release
// before.
type VersionChange struct {
	Release  *Release
	Against  int // the version before that had the table; 0 if there was none
	Columns  []ColumnChange
	Breaking bool // whether a program that reads the table may fail
}

// Changelog returns what became of the form of a table from release to
// release, in the order of rs: newest first. Releases without the table are
// left out.
func (rs Releases) Changelog(resource string) []VersionChange {
	var all []VersionChange
	var later *Table // of the last of all
	for i := range rs {
		t, ok := rs[i].Table(resource)
		if !ok {
			continue
		}
		if later != nil {
			c := &all[len(all)-1]
			c.Against, c.Columns = rs[i].Version, ChangesOf(t, later)
			for _, change := range c.Columns {
				c.Breaking = c.Breaking || change.Breaking
			}
		}
		all = append(all, VersionChange{Release: &rs[i]})
		later = t
	}
	return all
}

// Rule returns why the change breaks programs that read the table, or why it
// does not.
func (c *ColumnChange) Rule() Text {
	rule, ok := breakingRules[c.Kind]
	if !c.Breaking {
		rule, ok = safeRules[c.Kind]
	}
	if !ok {
		return Text{Vi: "Thay đổi về giá trị, không phải về dạng của bảng.", En: "A change of values, not of the form of the table."}
	}
	return rule
}

var (
	breakingRules = map[string]Text{
		"removed":  {Vi: "Chương trình gọi tên cột này sẽ nhận lỗi.", En: "Programs that name the column are answered with an error."},
		"renamed":  {Vi: "Chương trình gọi tên cũ sẽ nhận lỗi.", En: "Programs that use the old name are answered with an error."},
		"retyped":  {Vi: "Giá trị có dạng khác, chương trình đọc dạng cũ có thể hỏng.", En: "Values have another form; programs that read the old one may fail."},
		"nullable": {Vi: "Cột khóa trước đây luôn có giá trị.", En: "A column of the key had always a value."},
		"unit":     {Vi: "Cùng một con số nay có nghĩa khác.", En: "The same number means something else now."},
		"codes":    {Vi: "Mã thuộc danh mục khác, không so được với mã của các bản trước.", En: "Codes are of another list and cannot be set against earlier ones."},
		"key":      {Vi: "Khóa cũ không còn xác định một dòng.", En: "The old key no longer identifies a row."},
	}
	safeRules = map[string]Text{
		"added":     {Vi: "Chương trình đọc cột theo tên không bị ảnh hưởng bởi cột mới.", En: "Programs that read columns by name are not affected by a new one."},
		"retyped":   {Vi: "Kiểu mới chứa được mọi giá trị của kiểu cũ, dưới cùng dạng.", En: "The new type holds all values of the old one in the same form."},
		"nullable":  {Vi: "Mọi cột ngoài khóa đều có thể thiếu giá trị.", En: "Any column outside the key may lack values."},
		"unit":      {Vi: "Đơn vị chỉ được ghi thêm hoặc bỏ khỏi mô tả.", En: "The unit was only added to the description, or left out of it."},
		"codes":     {Vi: "Danh mục chỉ được ghi thêm hoặc bỏ khỏi mô tả.", En: "The code list was only added to the description, or left out of it."},
		"described": {Vi: "Chỉ tên hiển thị hoặc mô tả thay đổi.", En: "Only title or description have changed."},
		"key":       {Vi: "Trước đây bảng không có khóa.", En: "There was no key before."},
		"order":     {Vi: "API chỉ bảo đảm thứ tự khi có tham số sort.", En: "The API promises an order only with the parameter sort."},
	}
)
