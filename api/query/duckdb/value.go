package duckdb

import (
	"fmt"
	"math"
	"time"

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
		if t == catalog.Integer {
			return v, nil
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
		if t == catalog.Date || t == catalog.DateTime {
			return v.UTC(), nil
		}
	}
	return nil, fmt.Errorf("%T in a column of type %s", v, t)
}
