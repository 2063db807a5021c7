package compare

import (
	"fmt"
	"reflect"

	"nguon/catalog"
)

// columns returns what became of the columns, in the order of the new table;
// those that are gone come last.
func columns(before, now *catalog.Table) []catalog.ColumnChange {
	var all []catalog.ColumnChange
	renamed := renames(before, now)
	for i := range now.Columns {
		c := &now.Columns[i]
		old, ok := before.Column(c.Name)
		switch {
		case ok:
			all = append(all, column(before, now, old, c)...)
		case renamed[c.Name] != "":
			all = append(all, catalog.ColumnChange{Column: c.Name, Kind: "renamed", Breaking: true, Text: catalog.Textf(
				"Cột %[1]s có thể là cột %[2]s đổi tên: kiểu và thống kê giống nhau.",
				"The column %[1]s may be %[2]s under a new name: type and statistics are the same.", c.Name, renamed[c.Name])})
		default:
			all = append(all, catalog.ColumnChange{Column: c.Name, Kind: "added", Text: catalog.Textf(
				"Thêm cột %[1]s, kiểu %[2]s.", "The column %[1]s was added, of type %[2]s.", c.Name, typeName(c))})
		}
	}
	for i := range before.Columns {
		c := &before.Columns[i]
		if _, ok := now.Column(c.Name); ok || isRenamed(renamed, c.Name) {
			continue
		}
		all = append(all, catalog.ColumnChange{Column: c.Name, Kind: "removed", Breaking: true, Text: catalog.Textf(
			"Cột %[1]s không còn.", "The column %[1]s is gone.", c.Name)})
	}
	return all
}

func isRenamed(renamed map[string]string, old string) bool {
	for _, from := range renamed {
		if from == old {
			return true
		}
	}
	return false
}

// column returns how the description of a column differs.
func column(before, now *catalog.Table, old, c *catalog.Column) []catalog.ColumnChange {
	var all []catalog.ColumnChange
	add := func(kind string, breaking bool, text catalog.Text) {
		all = append(all, catalog.ColumnChange{Column: c.Name, Kind: kind, Breaking: breaking, Text: text})
	}
	if was, is := typeName(old), typeName(c); was != is {
		add("retyped", !widened(old, c), catalog.Textf("Kiểu của cột %[1]s đổi từ %[2]s thành %[3]s.",
			"The type of %[1]s was %[2]s and is %[3]s.", c.Name, was, is))
	}
	if old.Stats.Nulls == 0 && c.Stats.Nulls > 0 && before.Rows > 0 {
		add("nullable", isKey(now, c.Name) || isKey(before, c.Name), catalog.Textf(
			"Cột %[1]s nay có %[2]d giá trị thiếu; trước đây không có.",
			"The column %[1]s now lacks %[2]d values; before it lacked none.", c.Name, c.Stats.Nulls))
	}
	if old.Unit != c.Unit {
		add("unit", false, catalog.Textf("Đơn vị của cột %[1]s đổi từ %[2]q thành %[3]q.",
			"The unit of %[1]s was %[2]q and is %[3]q.", c.Name, old.Unit, c.Unit))
	}
	if old.Codes != c.Codes {
		add("codes", false, catalog.Textf("Danh mục mã của cột %[1]s đổi từ %[2]q thành %[3]q.",
			"The code list of %[1]s was %[2]q and is %[3]q.", c.Name, old.Codes, c.Codes))
	}
	if old.Title != c.Title || old.Description != c.Description {
		add("described", false, catalog.Textf("Tên hiển thị hoặc mô tả của cột %[1]s đã đổi.",
			"The title or description of %[1]s has changed.", c.Name))
	}
	return all
}

func sameType(a, b *catalog.Column) bool {
	return a.Type == b.Type && a.Scale == b.Scale && a.Precision == b.Precision
}

// typeName is a type with what belongs to it. How many digits a decimal has
// before the point is left out: it follows from the largest value.
func typeName(c *catalog.Column) string {
	switch {
	case c.Type == catalog.Decimal:
		return fmt.Sprintf("%s(%d)", c.Type, c.Scale)
	case c.Precision != catalog.ByDay:
		return fmt.Sprintf("%s(%s)", c.Type, c.Precision)
	}
	return string(c.Type)
}

// widened reports whether all that could be read from the old column can be
// read from the new one in the same way.
func widened(old, c *catalog.Column) bool {
	return old.Type == catalog.Decimal && c.Type == catalog.Decimal && c.Scale > old.Scale
}

// renames returns the old names of columns that are new by name alone: those
// with the same header, or with the same type and statistics, if there is only
// one old and one new column like that.
func renames(before, now *catalog.Table) map[string]string {
	from := make(map[string]string)
	for i := range now.Columns {
		c := &now.Columns[i]
		if _, ok := before.Column(c.Name); ok {
			continue
		}
		var like []string
		for j := range before.Columns {
			old := &before.Columns[j]
			if _, ok := now.Column(old.Name); !ok && alike(old, c) {
				like = append(like, old.Name)
			}
		}
		if len(like) == 1 && !isRenamed(from, like[0]) {
			from[c.Name] = like[0]
		}
	}
	return from
}

// telling is how many distinct values make equal statistics no accident.
const telling = 3

func alike(old, c *catalog.Column) bool {
	if !sameType(old, c) {
		return false
	}
	if old.Source == c.Source {
		return true
	}
	return c.Stats.Distinct >= telling && reflect.DeepEqual(old.Stats, c.Stats)
}
