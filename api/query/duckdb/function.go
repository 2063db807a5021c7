package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"

	"nguon/api/query"
)

// A shapeFunc is a function of a shape, as WKB, and of numbers. DuckDB calls it
// only with values that are there.
type shapeFunc struct {
	numbers int
	call    func(wkb []byte, n []float64) (bool, error)
}

var _ duckdb.ScalarFunc = shapeFunc{}

// addFunctions gives the instance the functions that statements may call.
func (in *instance) addFunctions() error {
	conn, err := in.db.Conn(context.Background())
	if err != nil {
		return err
	}
	for name, f := range map[string]shapeFunc{
		query.IntersectsFunc: {4, func(wkb []byte, n []float64) (bool, error) {
			return query.ShapeInBox(wkb, query.Box{West: n[0], South: n[1], East: n[2], North: n[3]})
		}},
		query.NearFunc: {3, func(wkb []byte, n []float64) (bool, error) {
			return query.ShapeInCircle(wkb, query.Circle{Lon: n[0], Lat: n[1], Metres: n[2]})
		}},
	} {
		if err := duckdb.RegisterScalarUDF(conn, name, f); err != nil {
			return errors.Join(fmt.Errorf("add the function %s: %w", name, err), conn.Close())
		}
	}
	return conn.Close()
}

// Config implements [duckdb.ScalarFunc].
func (f shapeFunc) Config() duckdb.ScalarFuncConfig {
	info := func(t duckdb.Type) duckdb.TypeInfo {
		i, _ := duckdb.NewTypeInfo(t) // fails for types with parameters only
		return i
	}
	inputs := []duckdb.TypeInfo{info(duckdb.TYPE_BLOB)}
	for range f.numbers {
		inputs = append(inputs, info(duckdb.TYPE_DOUBLE))
	}
	return duckdb.ScalarFuncConfig{InputTypeInfos: inputs, ResultTypeInfo: info(duckdb.TYPE_BOOLEAN)}
}

// Executor implements [duckdb.ScalarFunc].
func (f shapeFunc) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{RowExecutor: func(values []driver.Value) (any, error) {
		wkb, ok := values[0].([]byte)
		if !ok {
			return nil, fmt.Errorf("a shape is %T", values[0])
		}
		numbers := make([]float64, f.numbers)
		for i := range numbers {
			if numbers[i], ok = values[i+1].(float64); !ok {
				return nil, fmt.Errorf("a number is %T", values[i+1])
			}
		}
		return f.call(wkb, numbers)
	}}
}
