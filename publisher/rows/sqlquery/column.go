package sqlquery

import (
	"database/sql"
	"reflect"
	"slices"
	"strings"

	"nguon/publisher/rows"
)

// A family is what the types of all databases have in common.
type family int

const (
	other family = iota
	boolean
	integer
	decimal
	number
	date
	clock     // the time of a day
	timestamp // as a clock and a calendar show it
	instant   // a timestamp with a zone
	bit       // of MySQL: bytes that are a number
	guid      // of SQL Server: bytes in an order of their own
	binary
)

// families holds the names that drivers give to types, without a length, and
// "UNSIGNED" taken off.
var families = map[family][]string{
	boolean:   {"BOOL", "BOOLEAN"},
	integer:   {"INT", "INT2", "INT4", "INT8", "INTEGER", "BIGINT", "SMALLINT", "MEDIUMINT", "TINYINT", "YEAR", "OID"},
	decimal:   {"NUMERIC", "DECIMAL", "MONEY", "SMALLMONEY"},
	number:    {"FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL"},
	date:      {"DATE"},
	clock:     {"TIME"},
	timestamp: {"TIMESTAMP", "DATETIME", "DATETIME2", "SMALLDATETIME"},
	instant:   {"TIMESTAMPTZ", "DATETIMEOFFSET"},
	bit:       {"BIT"},
	guid:      {"UNIQUEIDENTIFIER"},
	binary:    {"BYTEA", "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "BINARY", "VARBINARY", "IMAGE", "GEOMETRY", "GEOGRAPHY", "HIERARCHYID", "SQL_VARIANT", "VECTOR", "ROWVERSION", "UDT"},
}

// types are those of package catalog that a family declares.
var types = map[family]rows.Type{
	boolean: "boolean", integer: "integer", number: "number", date: "date", clock: "time", timestamp: "datetime", instant: "datetime", guid: "string",
}

// textTypes declare that their values are text, whatever they look like.
var textTypes = []string{"TEXT", "VARCHAR", "BPCHAR", "CHAR", "NVARCHAR", "NCHAR", "NTEXT", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT",
	"NAME", "UUID", "JSON", "JSONB", "XML", "ENUM", "SET", "CITEXT"}

// maxDigits is how many digits a decimal of package catalog has; others
// declare no type, and are kept with all their digits.
const maxDigits = 18

// A column is one of the answer.
type column struct {
	rows.Column
	index  int
	family family
	sql    string // the name of the type
}

func newColumn(t *sql.ColumnType) column {
	full := strings.ToUpper(t.DatabaseTypeName())
	name, _, _ := strings.Cut(full, "(")
	name = strings.TrimSpace(name)
	name, unsigned := strings.CutPrefix(name, "UNSIGNED ")
	c := column{Column: rows.Column{Name: t.Name()}, sql: full}
	for f, names := range families {
		if slices.Contains(names, name) {
			c.family = f
		}
	}
	if c.family == bit && t.ScanType() == reflect.TypeFor[bool]() {
		c.family = boolean // of SQL Server
	}
	c.Type = types[c.family]
	switch {
	case c.family == integer && unsigned && name == "BIGINT":
		c.Type = "" // may need more than 63 bits
	case c.family == decimal:
		if digits, scale, ok := t.DecimalSize(); ok && digits > 0 && digits <= maxDigits && scale >= 0 && scale <= digits {
			if c.Type, c.Scale = "decimal", int(scale); scale == 0 {
				c.Type = "integer"
			}
		}
	case slices.Contains(textTypes, name):
		c.Type = "string"
	}
	return c
}
