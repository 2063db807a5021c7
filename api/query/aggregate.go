package query

import (
	"math"
	"math/big"
	"slices"
	"strconv"

	"nguon/catalog"
)

// aggregates are the functions of agg, with the types of the columns that they
// take.
var aggregates = map[string][]catalog.Type{
	"count": {
		catalog.Boolean, catalog.Integer, catalog.Decimal, catalog.Number, catalog.Date, catalog.Time, catalog.DateTime,
		catalog.Duration, catalog.String, catalog.Geometry,
	},
	"count_distinct": sortable, "min": sortable, "max": sortable,
	"sum": lengths, "avg": lengths, "median": lengths, "quantile": lengths,
	"stddev": {catalog.Integer, catalog.Decimal, catalog.Number},
}

var (
	sortable = []catalog.Type{
		catalog.Boolean, catalog.Integer, catalog.Decimal, catalog.Number, catalog.Date, catalog.Time, catalog.DateTime,
		catalog.Duration, catalog.String,
	}
	lengths = []catalog.Type{catalog.Integer, catalog.Decimal, catalog.Number, catalog.Duration}
)

// aggregateFunctions are the names of aggregates, as messages list them.
var aggregateFunctions = []string{"count", "count_distinct", "sum", "avg", "min", "max", "median", "quantile", "stddev"}

// aggregateType returns the column of the answer that an aggregate is, without
// its name. A sum is of the type of its column if every sum of its values fits
// there, as the statistics of the column tell, and else a number.
func aggregateType(t Term, rows int64) (catalog.Column, catalog.Text) {
	if t.Func == "count" || t.Func == "count_distinct" {
		return bounded(catalog.Column{Type: catalog.Integer}, big.NewInt(rows)), catalog.Text{}
	}
	c := t.Of
	out := catalog.Column{Type: c.Type, Digits: c.Digits, Scale: c.Scale, Precision: c.Precision, Unit: c.Unit}
	switch t.Func {
	case "min", "max":
		out.Stats.Min, out.Stats.Max = c.Stats.Min, c.Stats.Max
		return out, catalog.Text{}
	case "sum":
		return sumType(c, out, rows)
	}
	if c.Type != catalog.Duration {
		out = catalog.Column{Type: catalog.Number, Unit: c.Unit}
	}
	return out, catalog.Text{}
}

func sumType(c *catalog.Column, out catalog.Column, rows int64) (catalog.Column, catalog.Text) {
	most, ok := greatestSum(c, rows)
	switch c.Type {
	case catalog.Integer:
		if ok && most.IsInt64() {
			return bounded(out, most), catalog.Text{}
		}
	case catalog.Decimal:
		if ok && len(most.String()) <= maxDigits {
			out.Digits = max(c.Digits, len(most.String()))
			return out, catalog.Text{}
		}
	case catalog.Duration:
		if ok && most.IsInt64() {
			return out, catalog.Text{}
		}
		return out, catalog.Textf("Các khoảng thời gian trong cột %s quá dài để cộng lại; hãy dùng avg.",
			"The durations in the column %s are too long to be added; use avg.", c.Name)
	}
	return catalog.Column{Type: catalog.Number, Unit: c.Unit}, catalog.Text{}
}

// bounded returns c with statistics that say how far from 0 its values can be.
func bounded(c catalog.Column, most *big.Int) catalog.Column {
	least, greatest := new(big.Int).Neg(most).String(), most.String()
	c.Stats.Min, c.Stats.Max = &least, &greatest
	return c
}

// greatestSum bounds the sums of values of a column from both sides, in its
// smallest unit. It reports false if the statistics do not tell.
func greatestSum(c *catalog.Column, rows int64) (*big.Int, bool) {
	most, ok := greatest(c)
	if !ok {
		return nil, false
	}
	most.Mul(most, big.NewInt(max(0, rows-c.Stats.Nulls)))
	if c.Stats.Mean == nil || c.Stats.Min == nil || (*c.Stats.Min)[0] == '-' {
		return most, true
	}
	// No value is below 0: no sum is greater than that of all rows. The mean
	// is rounded.
	const slack = 1 + 1e-9
	all := *c.Stats.Mean * math.Pow10(c.Scale) * float64(rows-c.Stats.Nulls) * slack
	if all >= 0 && !math.IsInf(all, 0) {
		n, _ := big.NewFloat(math.Ceil(all) + 1).Int(nil)
		if n.Cmp(most) < 0 {
			return n, true
		}
	}
	return most, true
}

// greatest returns the greatest distance from 0 of the values of a column, in
// its smallest unit.
func greatest(c *catalog.Column) (*big.Int, bool) {
	most := new(big.Int)
	for _, s := range []*string{c.Stats.Min, c.Stats.Max} {
		if s == nil {
			return nil, false
		}
		v, _ := parseValue(c, *s)
		var n int64
		switch v := v.(type) {
		case int64:
			n = v
		case Decimal:
			n = v.Unscaled
		case Span:
			n = int64(v)
		default:
			return nil, false
		}
		if b := big.NewInt(n); b.CmpAbs(most) > 0 {
			most.Abs(b)
		}
	}
	return most, true
}

func bigInt(n int64) *big.Int { return big.NewInt(n) }

// aggregateSQL is the expression of an aggregate, of groups or of all rows.
func aggregateSQL(t Term, grouped bool) string {
	if t.Of == nil {
		return "count(*)"
	}
	of := finite(t.Of)
	if t.serial() && !grouped {
		// The engine multiplies a value by the rows where it finds a run of
		// it, which comes out otherwise than adding, and what it finds runs
		// of is not the same for all readers. No run of these values has an
		// end that it knows.
		of = "(" + of + " + CAST(" + RowNumber + " >> 63 AS DOUBLE))"
	}
	double := "CAST(" + of + " AS DOUBLE)"
	switch t.Func {
	case "count":
		return "count(" + of + ")"
	case "count_distinct":
		if t.Of.Type == catalog.Number {
			of = positiveZero(of)
		}
		return "count(DISTINCT " + of + ")"
	case "min", "max":
		if t.Of.Type == catalog.Number {
			of = positiveZero(of)
		}
		return t.Func + "(" + of + ")"
	case "sum":
		return castTo(t.Column, "sum("+of+")")
	case "avg":
		if t.Of.Type == catalog.Number {
			return "avg(" + of + ")"
		}
		return whole(t.Column, "CAST(sum("+of+") AS DOUBLE) / count("+of+")")
	case "stddev":
		return "stddev_samp(" + double + ")"
	case "median":
		return whole(t.Column, "quantile_cont("+double+", 0.5)")
	default:
		p := strconv.FormatFloat(t.Quantile, 'f', -1, 64)
		return whole(t.Column, "quantile_cont("+double+", "+p+")")
	}
}

// castTo gives a sum the type of its column.
func castTo(c *catalog.Column, sql string) string {
	switch c.Type {
	case catalog.Integer, catalog.Duration:
		return "CAST(" + sql + " AS BIGINT)"
	case catalog.Decimal:
		return "CAST(" + sql + " AS DECIMAL(" + strconv.Itoa(maxDigits) + ", " + strconv.Itoa(c.Scale) + "))"
	}
	return "CAST(" + sql + " AS DOUBLE)"
}

// whole rounds a duration to the microsecond.
func whole(c *catalog.Column, sql string) string {
	if c.Type == catalog.Duration {
		return "CAST(round(" + sql + ") AS BIGINT)"
	}
	return sql
}

// serial reports whether the aggregate must be computed by one thread: sums of
// doubles depend on the order of their terms, and a walk over groups that are
// sorted by one must find it the same on every page.
func (t Term) serial() bool {
	return t.Func == "stddev" || t.Of != nil && t.Of.Type == catalog.Number && slices.Contains([]string{"sum", "avg"}, t.Func)
}
