package assess

import (
	"cmp"
	"math"
	"reflect"
	"strings"
)

// tolerance is how far two measurements of the same file may be apart: sums of
// floating-point numbers in another order.
const tolerance = 1e-9

// A difference is where two figures of one kind are not equal.
type difference struct {
	path      string   // names as in JSON, parted by dots
	want, got *float64 // if they are numbers
}

// compare returns the first difference between two values of the same type. A
// slice that is nil is equal to one that is empty.
func compare[T any](want, got T) *difference {
	return compareValues("", reflect.ValueOf(want), reflect.ValueOf(got))
}

func compareValues(path string, want, got reflect.Value) *difference {
	switch want.Kind() {
	case reflect.Pointer:
		if want.IsNil() != got.IsNil() {
			return &difference{path, numeric(want), numeric(got)}
		}
		if !want.IsNil() {
			return compareValues(path, want.Elem(), got.Elem())
		}
	case reflect.Struct:
		for i := range want.NumField() {
			name, _, _ := strings.Cut(want.Type().Field(i).Tag.Get("json"), ",")
			if path != "" {
				name = path + "." + name
			}
			if d := compareValues(name, want.Field(i), got.Field(i)); d != nil {
				return d
			}
		}
	case reflect.Slice:
		if want.Len() != got.Len() {
			return &difference{path: path}
		}
		for i := range want.Len() {
			if d := compareValues(path, want.Index(i), got.Index(i)); d != nil {
				return d
			}
		}
	case reflect.Float64:
		if !near(want.Float(), got.Float()) {
			return &difference{path, numeric(want), numeric(got)}
		}
	default:
		if !want.Equal(got) {
			return &difference{path, numeric(want), numeric(got)}
		}
	}
	return nil
}

// near tells whether two numbers are equal but for rounding.
func near(a, b float64) bool {
	return cmp.Compare(a, b) == 0 || math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// numeric returns a number, or what a pointer to one points at; nil for
// everything else.
func numeric(v reflect.Value) *float64 {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	var f float64
	switch {
	case v.CanInt():
		f = float64(v.Int())
	case v.CanFloat():
		f = v.Float()
	default:
		return nil
	}
	return &f
}
