package query

import (
	"fmt"
	"math"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"nguon/catalog"
)

// A decode makes a value of a page of a value of a file.
type decode = func(parquet.Value) (any, error)

// decoder returns what decodes the values of c from a column of a file. The
// texts that it returns do not share memory with the file.
func decoder(c *catalog.Column, physical parquet.Type) (decode, error) {
	kind := physical.Kind()
	switch {
	case c.Type == catalog.Boolean && kind == parquet.Boolean:
		return present(func(v parquet.Value) any { return v.Boolean() }), nil
	case c.Type == catalog.Duration && kind == parquet.Int64:
		return present(func(v parquet.Value) any { return Span(v.Int64()) }), nil
	case c.Type == catalog.Integer && kind == parquet.Int64:
		return present(func(v parquet.Value) any { return v.Int64() }), nil
	case c.Type == catalog.Integer && kind == parquet.Int32:
		return present(func(v parquet.Value) any { return int64(v.Int32()) }), nil
	case c.Type == catalog.Decimal && kind == parquet.Int64:
		if l, ok := logical[*format.DecimalType](physical); ok && int(l.Scale) == c.Scale {
			return present(func(v parquet.Value) any { return Decimal{v.Int64(), c.Scale} }), nil
		}
	case c.Type == catalog.Number && kind == parquet.Double:
		return present(func(v parquet.Value) any { return finiteOrNil(v.Double()) }), nil
	case c.Type == catalog.Number && kind == parquet.Float:
		return present(func(v parquet.Value) any { return finiteOrNil(float64(v.Float())) }), nil
	case c.Type == catalog.Date && kind == parquet.Int32:
		return present(func(v parquet.Value) any { return time.Unix(int64(v.Int32())*24*60*60, 0).UTC() }), nil
	case c.Type == catalog.Time && kind == parquet.Int64:
		if l, ok := logical[*format.TimeType](physical); ok && isMicros(l.Unit) {
			return present(func(v parquet.Value) any { return Clock(v.Int64()) }), nil
		}
	case c.Type == catalog.DateTime && kind == parquet.Int64:
		if from := timeUnit(physical); from != nil {
			return present(func(v parquet.Value) any { return from(v.Int64()).UTC() }), nil
		}
	case c.Type == catalog.String && kind == parquet.ByteArray:
		return present(func(v parquet.Value) any { return string(v.ByteArray()) }), nil
	case c.Type == catalog.Geometry && kind == parquet.ByteArray:
		return func(v parquet.Value) (any, error) {
			if v.IsNull() {
				return nil, nil
			}
			return ParseShape(v.ByteArray())
		}, nil
	}
	return nil, fmt.Errorf("a file has no %s as %s", c.Type, physical)
}

// logical returns the logical type of a column if it is an L.
func logical[L any](physical parquet.Type) (l L, ok bool) {
	if t := physical.LogicalType(); t != nil {
		l, ok = t.Value.(L)
	}
	return l, ok
}

func timeUnit(physical parquet.Type) func(int64) time.Time {
	stamp, ok := logical[*format.TimestampType](physical)
	if !ok {
		return nil
	}
	if isMicros(stamp.Unit) {
		return time.UnixMicro
	}
	if isMillis(physical) {
		return time.UnixMilli
	}
	return nil
}

// isMillis reports whether a column holds instants in milliseconds.
func isMillis(physical parquet.Type) bool {
	stamp, ok := logical[*format.TimestampType](physical)
	if !ok {
		return false
	}
	_, ok = stamp.Unit.Value.(*format.MilliSeconds)
	return ok
}

func isMicros(u format.TimeUnit) bool {
	_, ok := u.Value.(*format.MicroSeconds)
	return ok
}

func present(value func(parquet.Value) any) decode {
	return func(v parquet.Value) (any, error) {
		if v.IsNull() {
			return nil, nil
		}
		return value(v), nil
	}
}

func finiteOrNil(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return f
}
