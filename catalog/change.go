package catalog

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// ChangesOf returns what differs in the form of a table from an earlier one:
// its columns in their order, those that are gone, and its key and order. Columns
// are matched by their names in queries. What breaks a program that reads the
// table is told by [ColumnChange.Rule].
func ChangesOf(before, now *Table) []ColumnChange {
	var all []ColumnChange
	renamed := renames(before, now)
	for i := range now.Columns {
		c := &now.Columns[i]
		old, ok := before.Column(c.Name)
		switch {
		case ok:
			all = append(all, column(before, now, old, c)...)
		case renamed[c.Name] != "":
			all = append(all, ColumnChange{Column: c.Name, Kind: "renamed", Breaking: true, Text: Textf(
				"Cột %[1]s có thể là cột %[2]s đổi tên: kiểu và thống kê giống nhau.",
				"The column %[1]s may be %[2]s under a new name: type and statistics are the same.", c.Name, renamed[c.Name])})
		default:
			all = append(all, ColumnChange{Column: c.Name, Kind: "added", Text: Textf(
				"Thêm cột %[1]s, kiểu %[2]s.", "The column %[1]s was added, of type %[2]s.", c.Name, typeName(c))})
		}
	}
	for i := range before.Columns {
		c := &before.Columns[i]
		if _, ok := now.Column(c.Name); ok || isRenamed(renamed, c.Name) {
			continue
		}
		all = append(all, ColumnChange{Column: c.Name, Kind: "removed", Breaking: true, Text: Textf(
			"Cột %[1]s không còn.", "The column %[1]s is gone.", c.Name)})
	}
	all = append(all, keyChange(before, now)...)
	return append(all, orderChange(before, now)...)
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
func column(before, now *Table, old, c *Column) []ColumnChange {
	var all []ColumnChange
	add := func(kind string, breaking bool, text Text) {
		all = append(all, ColumnChange{Column: c.Name, Kind: kind, Breaking: breaking, Text: text})
	}
	if was, is := typeName(old), typeName(c); was != is {
		add("retyped", !widened(old, c), Textf("Kiểu của cột %[1]s đổi từ %[2]s thành %[3]s.",
			"The type of %[1]s was %[2]s and is %[3]s.", c.Name, was, is))
	}
	if old.Stats.Nulls == 0 && c.Stats.Nulls > 0 && before.Rows > 0 {
		add("nullable", now.IsKey(c.Name) || before.IsKey(c.Name), Textf(
			"Cột %[1]s nay có %[2]d giá trị thiếu; trước đây không có.",
			"The column %[1]s now lacks %[2]d values; before it lacked none.", c.Name, c.Stats.Nulls))
	}
	if old.Unit != c.Unit {
		add("unit", old.Unit != "" && c.Unit != "", Textf("Đơn vị của cột %[1]s đổi từ %[2]q thành %[3]q.",
			"The unit of %[1]s was %[2]q and is %[3]q.", c.Name, old.Unit, c.Unit))
	}
	if old.Codes != c.Codes {
		add("codes", old.Codes != "" && c.Codes != "", Textf("Danh mục mã của cột %[1]s đổi từ %[2]q thành %[3]q.",
			"The code list of %[1]s was %[2]q and is %[3]q.", c.Name, old.Codes, c.Codes))
	}
	if old.Title != c.Title || old.Description != c.Description {
		add("described", false, Textf("Tên hiển thị hoặc mô tả của cột %[1]s đã đổi.",
			"The title or description of %[1]s has changed.", c.Name))
	}
	return all
}

// SameType reports whether values of both columns have the same form.
func SameType(a, b *Column) bool {
	return a.Type == b.Type && a.Scale == b.Scale && a.Precision == b.Precision
}

// typeName is a type with what belongs to it. How many digits a decimal has
// before the point is left out: it follows from the largest value.
func typeName(c *Column) string {
	switch {
	case c.Type == Decimal:
		return fmt.Sprintf("%s(%d)", c.Type, c.Scale)
	case c.Precision != ByDay:
		return fmt.Sprintf("%s(%s)", c.Type, c.Precision)
	}
	return string(c.Type)
}

// widened reports whether all that could be read from the old column can be
// read from the new one in the same way.
func widened(old, c *Column) bool {
	return old.Type == Decimal && c.Type == Decimal && c.Scale > old.Scale
}

// renames returns the old names of columns that are new by name alone: those
// with the same header, or with the same type and statistics, if there is only
// one old and one new column like that.
func renames(before, now *Table) map[string]string {
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

func alike(old, c *Column) bool {
	if !SameType(old, c) {
		return false
	}
	if old.Source == c.Source {
		return true
	}
	return c.Stats.Distinct >= telling && reflect.DeepEqual(old.Stats, c.Stats)
}

// IsKey reports whether the column belongs to the key of t.
func (t *Table) IsKey(column string) bool { return slices.Contains(t.Key, column) }

// SameKey reports whether rows of both tables are identified by the same
// columns, in whatever order.
func SameKey(before, now *Table) bool {
	return slices.Equal(slices.Sorted(slices.Values(before.Key)), slices.Sorted(slices.Values(now.Key)))
}

func keyChange(before, now *Table) []ColumnChange {
	if SameKey(before, now) {
		return nil
	}
	was, is := strings.Join(before.Key, ", "), strings.Join(now.Key, ", ")
	change := ColumnChange{Column: is, Kind: "key", Breaking: was != ""}
	switch {
	case was == "":
		change.Text = Textf("Bảng nay có khóa: %[1]s.", "The table now has a key: %[1]s.", is)
	case is == "":
		change.Column = was
		change.Text = Textf("Bảng không còn khóa (%[1]s).", "The table no longer has a key (%[1]s).", was)
	default:
		change.Text = Textf("Khóa của dòng đổi từ %[1]s thành %[2]s.", "The key of a row was %[1]s and is %[2]s.", was, is)
	}
	return []ColumnChange{change}
}

func orderChange(before, now *Table) []ColumnChange {
	is := strings.Join(now.Key, ", ")
	switch {
	case now.Sorted && !before.Sorted:
		return []ColumnChange{{Column: is, Kind: "order", Text: Textf("Các dòng nay theo thứ tự của %[1]s.", "Rows are in the order of %[1]s now.", is)}}
	case before.Sorted && !now.Sorted:
		was := strings.Join(before.Key, ", ")
		return []ColumnChange{{Column: was, Kind: "order", Text: Textf("Các dòng không còn theo thứ tự của %[1]s.",
			"Rows are no longer in the order of %[1]s.", was)}}
	}
	return nil
}
