package query

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// calendar are the functions of keys that take a part of a time, with the types
// that have it.
var calendar = map[string][]catalog.Type{
	"year":  {catalog.Date, catalog.DateTime},
	"month": {catalog.Date, catalog.DateTime},
	"day":   {catalog.Date, catalog.DateTime},
	"hour":  {catalog.DateTime, catalog.Time},
}

// keyFunctions are all functions of keys.
var keyFunctions = []string{"year", "month", "day", "hour", "date_trunc", "round"}

// dateUnits are the spans of date_trunc that begin with a day, with the
// precision of the date that is left; the others leave a time.
var (
	dateUnits = map[string]catalog.Precision{
		"year": catalog.ByYear, "quarter": catalog.ByQuarter, "month": catalog.ByMonth, "week": catalog.ByDay, "day": catalog.ByDay,
	}
	timeUnits = []string{"hour", "minute"}
)

// coarseness orders precisions.
var coarseness = []catalog.Precision{catalog.ByDay, catalog.ByMonth, catalog.ByQuarter, catalog.ByYear}

// maxDigitsRounded bounds the digits of round in both directions.
const maxDigitsRounded = 18

// keyType returns the column of the answer that a key is, without its name. Its
// function and its arguments are set.
func keyType(t Term) (catalog.Column, catalog.Text) {
	c := *t.Of
	out := catalog.Column{Type: c.Type, Digits: c.Digits, Scale: c.Scale, Precision: c.Precision, Unit: c.Unit}
	no := catalog.Textf("%[1]s không dùng được cho cột %[2]s.", "%[1]s is not for the column %[2]s.", t.Func, c.Name)
	switch {
	case c.Type == catalog.Geometry:
		return out, catalog.Textf("Không gom nhóm được theo cột hình học %s.", "Rows cannot be grouped by the geometry column %s.", c.Name)
	case t.Func == "":
		out.Stats.Min, out.Stats.Max = c.Stats.Min, c.Stats.Max
	case t.Func == "round":
		return roundType(t, out, no)
	case t.Func == "date_trunc":
		return truncType(t, out, no)
	default:
		if !slices.Contains(calendar[t.Func], c.Type) {
			return out, no
		}
		out = catalog.Column{Type: catalog.Integer}
	}
	return out, catalog.Text{}
}

func roundType(t Term, out catalog.Column, no catalog.Text) (catalog.Column, catalog.Text) {
	switch t.Of.Type {
	case catalog.Number:
	case catalog.Integer:
		// Rounding adds up to half of the power of ten.
		const most = math.MaxInt64 - 1e18
		if n, ok := greatest(t.Of); t.Digits < 0 && (!ok || n.CmpAbs(bigInt(most)) > 0) {
			return out, catalog.Textf("Các số trong cột %s quá lớn để làm tròn.", "The numbers in the column %s are too large to be rounded.", t.Of.Name)
		}
		out.Stats.Min, out.Stats.Max = t.Of.Stats.Min, t.Of.Stats.Max
	case catalog.Decimal:
		if t.Digits < t.Of.Scale {
			out.Scale = max(0, t.Digits)
			out.Digits = min(maxDigits, t.Of.Digits-t.Of.Scale+out.Scale+1)
		}
	default:
		return out, no
	}
	return out, catalog.Text{}
}

func truncType(t Term, out catalog.Column, no catalog.Text) (catalog.Column, catalog.Text) {
	of := t.Of.Type
	if of != catalog.Date && of != catalog.DateTime {
		return out, no
	}
	precision, isDate := dateUnits[t.Unit]
	switch {
	case isDate:
		out.Type = catalog.Date
		if slices.Index(coarseness, precision) > slices.Index(coarseness, out.Precision) {
			out.Precision = precision
		}
	case of == catalog.Date || !slices.Contains(timeUnits, t.Unit):
		return out, unitText(of)
	}
	return out, catalog.Text{}
}

// unitText says which spans there are for a type.
func unitText(of catalog.Type) catalog.Text {
	units := []string{"'year'", "'quarter'", "'month'", "'week'", "'day'"}
	if of == catalog.DateTime {
		units = append(units, "'hour'", "'minute'")
	}
	list := strings.Join(units, ", ")
	return catalog.Textf("Hãy chọn một trong: %[1]s.", "It must be one of: %[1]s.", list)
}

// keySQL is the expression of a key.
func keySQL(t Term) string {
	of := ident(t.Of)
	if t.Of.Type == catalog.DateTime && t.Func != "" {
		of = "timezone('UTC', " + of + ")" // a time without a zone
	}
	switch t.Func {
	case "":
		if t.Of.Type == catalog.Number {
			return positiveZero(finite(t.Of))
		}
		return of
	case "date_trunc":
		trunc := "date_trunc('" + t.Unit + "', " + of + ")"
		if t.Column.Type == catalog.Date {
			return "CAST(" + trunc + " AS DATE)"
		}
		return trunc
	case "round":
		digits := strconv.Itoa(t.Digits)
		switch {
		case t.Of.Type == catalog.Number:
			return positiveZero("round(" + finite(t.Of) + ", " + digits + ")")
		case t.Digits >= t.Of.Scale: // 0 of an integer
			return of
		}
		return "round(" + of + ", " + digits + ")"
	}
	return "CAST(" + t.Func + "(" + of + ") AS BIGINT)"
}

// positiveZero makes one zero of the two that doubles have: a group has one
// key, whichever row comes first.
func positiveZero(sql string) string { return "(" + sql + " + 0.0)" }
