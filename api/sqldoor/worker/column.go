package worker

import (
	"fmt"
	"math"
	"math/big"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/sqldoor/wire"
)

// A column is a column of the answer.
type column struct {
	wire.Column
	cast string // what makes the value to be sent of %s
}

// As they are, and what has no form of its own.
const (
	asIs   = "%s"
	asText = "CAST(%s AS VARCHAR)"
	asJSON = "CAST(to_json(%s) AS VARCHAR)"
)

// newColumn finds out how column i of a statement is sent.
func newColumn(stmt *duckdb.Stmt, i int) (column, error) {
	name, err := stmt.ColumnName(i)
	if err != nil {
		return column{}, err
	}
	t, err := stmt.ColumnType(i)
	if err != nil {
		return column{}, err
	}
	c := column{wire.Column{Name: name}, asIs}
	switch t {
	case duckdb.TYPE_BOOLEAN:
		c.Form = wire.Bool
	case duckdb.TYPE_TINYINT, duckdb.TYPE_SMALLINT, duckdb.TYPE_INTEGER, duckdb.TYPE_BIGINT,
		duckdb.TYPE_UTINYINT, duckdb.TYPE_USMALLINT, duckdb.TYPE_UINTEGER:
		c.Form, c.cast = wire.Int, "CAST(%s AS BIGINT)"
	case duckdb.TYPE_UBIGINT, duckdb.TYPE_HUGEINT:
		c.Form, c.cast = wire.Big, "CAST(%s AS HUGEINT)"
	case duckdb.TYPE_FLOAT, duckdb.TYPE_DOUBLE:
		c.Form = wire.Float
	case duckdb.TYPE_DECIMAL:
		info, err := stmt.ColumnTypeInfo(i)
		if err != nil {
			return column{}, err
		}
		details, ok := info.Details().(*duckdb.DecimalDetails)
		if !ok {
			return column{}, fmt.Errorf("a decimal of %T", info.Details())
		}
		c.Form, c.Width, c.Scale = wire.Big, int(details.Width), int(details.Scale)
	case duckdb.TYPE_DATE:
		c.Form = wire.Date
	case duckdb.TYPE_TIME:
		c.Form = wire.Clock
	case duckdb.TYPE_TIMESTAMP, duckdb.TYPE_TIMESTAMP_S, duckdb.TYPE_TIMESTAMP_MS, duckdb.TYPE_TIMESTAMP_NS, duckdb.TYPE_TIMESTAMP_TZ:
		c.Form = wire.Timestamp
	case duckdb.TYPE_INTERVAL:
		c.Form = wire.Interval
	case duckdb.TYPE_BLOB, duckdb.TYPE_GEOMETRY:
		c.Form = wire.Blob
	case duckdb.TYPE_VARCHAR:
		c.Form = wire.Text
	case duckdb.TYPE_LIST, duckdb.TYPE_STRUCT, duckdb.TYPE_MAP, duckdb.TYPE_ARRAY, duckdb.TYPE_UNION:
		c.Form, c.cast = wire.Text, asJSON
	default:
		c.Form, c.cast = wire.Text, asText
	}
	return c, nil
}

// value makes of a value of the engine one that is sent.
func (c *column) value(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int64, string, *big.Int, []byte:
		return v, nil
	case float32:
		return c.value(float64(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, nil
		}
		return v, nil
	case duckdb.Decimal:
		return v.Value, nil
	case duckdb.Interval:
		return [3]int64{int64(v.Months), int64(v.Days), v.Micros}, nil
	case time.Time:
		switch c.Form {
		case wire.Date:
			const day = 24 * 60 * 60
			return floorDiv(v.Unix(), day), nil
		case wire.Clock:
			return v.Sub(v.Truncate(24 * time.Hour)).Microseconds(), nil
		default:
			return v.UnixMicro(), nil
		}
	}
	return nil, fmt.Errorf("no form for %T", v)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
