package table

import (
	"fmt"

	"github.com/parquet-go/parquet-go"
)

// valuesAtOnce is how many values are handed to a column at a time. Pages end
// between two such runs.
const valuesAtOnce = 512

// encodeColumn writes rows from to until of a vector. Room is scratch space.
func encodeColumn(w *parquet.ColumnWriter, optional bool, v *Vector, from, until int, room []parquet.Value) error {
	for from < until {
		n := min(until-from, len(room))
		values := room[:n]
		v.values(values, from)
		if optional {
			for i := range values {
				values[i] = values[i].Level(0, 1, 0)
			}
		}
		if v.NullCount > 0 {
			for i, null := range v.Nulls[from : from+n] {
				if null {
					values[i] = parquet.NullValue()
				}
			}
		}
		if _, err := w.WriteRowValues(values); err != nil {
			return fmt.Errorf("table: write column: %w", err)
		}
		from += n
	}
	return nil
}

// values sets all of values to those of v from the given row on.
func (v *Vector) values(values []parquet.Value, from int) {
	switch v.Type {
	case Integer, Decimal, Time, DateTime, Duration:
		for i, x := range v.Ints[from : from+len(values)] {
			values[i] = parquet.Int64Value(x)
		}
	case Date:
		for i, x := range v.Ints[from : from+len(values)] {
			values[i] = parquet.Int32Value(int32(x))
		}
	case Number:
		for i, x := range v.Floats[from : from+len(values)] {
			values[i] = parquet.DoubleValue(x)
		}
	case Boolean:
		for i, x := range v.Bools[from : from+len(values)] {
			values[i] = parquet.BooleanValue(x)
		}
	default:
		for i := range values {
			values[i] = parquet.ByteArrayValue(v.Bytes(from + i))
		}
	}
}
