package duckdb

import (
	"fmt"
	"math"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/query"
	"nguon/catalog"
)

// value returns a value of DuckDB as package query has it for a column of
// type t.
func value(v any, t catalog.Type) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case bool:
		if t == catalog.Boolean {
			return v, nil
		}
	case int64:
		switch t {
		case catalog.Integer:
			return v, nil
		case catalog.Duration:
			return query.Span(v), nil
		}
	case int32:
		if t == catalog.Integer {
			return int64(v), nil
		}
	case float64:
		if t == catalog.Number {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, nil
			}
			return v, nil
		}
	case float32:
		return value(float64(v), t)
	case string:
		if t == catalog.String {
			return v, nil
		}
	case time.Time:
		switch t {
		case catalog.Date, catalog.DateTime:
			return v.UTC(), nil
		case catalog.Time:
			return query.Clock(v.Sub(v.Truncate(24 * time.Hour)).Microseconds()), nil
		}
	case duckdb.Decimal:
		if t == catalog.Decimal && v.Value.IsInt64() {
			return query.Decimal{Unscaled: v.Value.Int64(), Scale: int(v.Scale)}, nil
		}
	case []byte:
		if t == catalog.Geometry {
			return query.ParseShape(v)
		}
	}
	return nil, fmt.Errorf("%T in a column of type %s", v, t)
}
