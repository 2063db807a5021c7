package parquetfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"nguon/publisher/rows"
)

// maxNesting is how many groups a column may lie in.
const maxNesting = 64

// A column is a column of the table: one leaf, or all leaves of a list, map or
// repeated group, which become JSON.
type column struct {
	rows.Column
	index  int
	node   *parquet.Column
	def    int // definition level of the groups around it
	leaves []*leaf
	nested bool
	cut    [][]parquet.Value // of nested: what is left of each leaf's values
}

// A leaf is a column of the file.
type leaf struct {
	index   int // in the file
	convert converter
	column  *column
	cursor
	values []parquet.Value // of a nested column: those of one record
}

// planColumns lays the columns of a file side by side.
func (t *table) planColumns(root *parquet.Column) error {
	for _, c := range root.Columns() {
		if err := t.plan(c, "", 0, 0); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) plan(c *parquet.Column, path string, def, depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("groups lie more than %d deep", maxNesting)
	}
	name := c.Name()
	if path != "" {
		name = path + "." + name
	}
	if c.Leaf() || c.Repeated() || holdsMany(c) {
		return t.addColumn(c, name, def)
	}
	if c.Optional() {
		def++
	}
	for _, kid := range c.Columns() {
		if err := t.plan(kid, name, def, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// holdsMany tells lists and maps.
func holdsMany(c *parquet.Column) bool { return isList(c) || isMap(c) }

func isList(c *parquet.Column) bool {
	_, ok := logical(c).(*format.ListType)
	return ok
}

func isMap(c *parquet.Column) bool {
	_, ok := logical(c).(*format.MapType)
	return ok
}

// logical returns the logical type of a column, or nil.
func logical(c *parquet.Column) any {
	if t := c.Type().LogicalType(); t != nil {
		return t.Value
	}
	return nil
}

func (t *table) addColumn(c *parquet.Column, name string, def int) error {
	if !strings.ContainsRune(name, '\uFFFD') {
		name = strings.ToValidUTF8(name, "\uFFFD")
	}
	if len(t.columns) == t.limits.Columns {
		return rows.Fatal(rows.TooManyColumns, rows.Spot{Got: int64(len(t.columns) + 1), Want: int64(t.limits.Columns)}, "")
	}
	col := &column{Column: rows.Column{Name: name}, index: len(t.columns), node: c, def: def, nested: !c.Leaf() || c.Repeated()}
	t.columns = append(t.columns, col)
	err := t.addLeaves(c, col, 0)
	if err == nil && !col.nested {
		l := col.leaves[0]
		l.convert, col.Type, col.Scale, err = t.converterOf(c, name, col.index)
	}
	col.cut = make([][]parquet.Value, len(col.leaves))
	return err
}

func (t *table) addLeaves(c *parquet.Column, col *column, depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("groups lie more than %d deep", maxNesting)
	}
	if c.Leaf() {
		l := &leaf{index: c.Index(), column: col}
		if col.nested {
			var err error
			if l.convert, _, _, err = t.converterOf(c, col.Name, col.index); err != nil {
				return err
			}
		}
		col.leaves = append(col.leaves, l)
		t.leaves = append(t.leaves, l)
		return nil
	}
	for _, kid := range c.Columns() {
		if err := t.addLeaves(kid, col, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// converterOf chooses how the values of a leaf become cells, and the type that
// it declares.
func (t *table) converterOf(c *parquet.Column, name string, index int) (converter, rows.Type, int, error) {
	kind := c.Type().Kind()
	if crs, ok := t.geometry[strings.Join(c.Path(), ".")]; ok && kind == parquet.ByteArray {
		return geometry, typeGeometry, 0, t.checkCRS(name, crs)
	}
	switch l := logical(c).(type) {
	case *format.GeometryType:
		return geometry, typeGeometry, 0, t.checkCRS(name, l.CRS)
	case *format.GeographyType:
		return geometry, typeGeometry, 0, t.checkCRS(name, l.CRS)
	case *format.DecimalType:
		if convert := decimal(kind, int(l.Scale)); convert != nil {
			typ := typeDecimal
			switch {
			case l.Precision > maxDigits || l.Scale < 0 || l.Scale > l.Precision:
				typ = ""
			case l.Scale == 0:
				typ = typeInteger
			}
			return convert, typ, max(0, int(l.Scale)), nil
		}
	case *format.DateType:
		return date, typeDate, 0, nil
	case *format.TimeType:
		if l.IsAdjustedToUTC && index >= 0 {
			t.pending = append(t.pending, pending{ClockInUTC, index})
		}
		return clock(l.Unit), typeTime, 0, nil
	case *format.TimestampType:
		return timestamp(l.Unit, l.IsAdjustedToUTC), typeDateTime, 0, nil
	case *format.IntType:
		return integer(kind, l.IsSigned), integerType(kind, l.IsSigned), 0, nil
	case *format.NullType:
		return null, "", 0, nil
	case *format.UUIDType:
		return uuid, typeString, 0, nil
	case *format.StringType, *format.EnumType, *format.JsonType:
		return text, typeString, 0, nil
	case *format.BsonType:
		return nil, "", 0, binaryColumn(name, "BSON", 0)
	}
	switch kind {
	case parquet.Boolean:
		return boolean, typeBoolean, 0, nil
	case parquet.Int32, parquet.Int64:
		return integer(kind, true), typeInteger, 0, nil
	case parquet.Int96:
		return int96, typeDateTime, 0, nil
	case parquet.Float:
		return float, typeNumber, 0, nil
	case parquet.Double:
		return double, typeNumber, 0, nil
	case parquet.FixedLenByteArray:
		switch t.fixedType(c) {
		case "FLOAT16":
			return float16, typeNumber, 0, nil
		case "INTERVAL":
			return interval, "", 0, nil
		}
	}
	return untyped, typeString, 0, nil
}

// fixedType returns what the library does not hand on about a column of bytes
// of fixed length.
func (t *table) fixedType(c *parquet.Column) string {
	leaves := 0
	i := slices.IndexFunc(t.file.Metadata().Schema, func(e format.SchemaElement) bool {
		if !e.Type.Valid {
			return false
		}
		leaves++
		return leaves-1 == c.Index()
	})
	if i < 0 {
		return ""
	}
	e := t.file.Metadata().Schema[i]
	if _, ok := e.LogicalType.Value.(*format.Float16Type); ok && e.TypeLength.V == 2 {
		return "FLOAT16"
	}
	if e.ConvertedType.Valid && e.ConvertedType.V == intervalType && e.TypeLength.V == 12 {
		return "INTERVAL"
	}
	return ""
}
