package sqldoor

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"nguon/api/query"
	"nguon/api/sqldoor/wire"
	"nguon/catalog"
)

// exactDigits is up to how many digits a decimal is a number in JSON; see package
// query.
const exactDigits = 15

// settle makes a page of rows as they were sent. Where the type of a column
// depends on its values, it is decided by all of them: integers beyond 64 bits,
// decimals of more than 18 digits and lengths of time with months are texts.
func settle(columns []wire.Column, rows [][]any) (*query.Page, error) {
	page := &query.Page{Rows: rows, Columns: make([]query.OutColumn, len(columns)), Engine: "duckdb", Plan: query.PlanStatement}
	if page.Rows == nil {
		page.Rows = [][]any{}
	}
	for i, c := range columns {
		out := query.OutColumn{Name: c.Name, Column: &catalog.Column{Name: c.Name}}
		var make func(any) (any, error)
		switch c.Form {
		case wire.Bool:
			out.Column.Type, make = catalog.Boolean, same
		case wire.Int:
			out.Column.Type, make = catalog.Integer, same
			out.Text = some(rows, i, func(v any) bool { n, _ := v.(int64); return n > 1<<53 || n < -(1<<53) })
		case wire.Big:
			make = settleBig(&out, c, rows, i)
		case wire.Float:
			out.Column.Type, make = catalog.Number, same
		case wire.Date:
			out.Column.Type, make = catalog.Date, moment(24*60*60*1_000_000)
		case wire.Timestamp:
			out.Column.Type, make = catalog.DateTime, moment(1)
		case wire.Clock:
			out.Column.Type, make = catalog.Time, func(v any) (any, error) { n, _ := v.(int64); return query.Clock(n), nil }
		case wire.Interval:
			make = settleInterval(&out, rows, i)
		case wire.Blob:
			make = settleBlob(&out, rows, i)
		default:
			out.Column.Type, make = catalog.String, same
		}
		page.Columns[i] = out
		for _, row := range rows {
			if row[i] == nil {
				continue
			}
			v, err := make(row[i])
			if err != nil {
				return nil, err
			}
			row[i] = v
		}
	}
	return page, nil
}

func same(v any) (any, error) { return v, nil }

// some reports whether a value of a column is as asked.
func some(rows [][]any, i int, is func(any) bool) bool {
	for _, row := range rows {
		if row[i] != nil && is(row[i]) {
			return true
		}
	}
	return false
}

var beyondDouble = big.NewInt(1 << 53)

func settleBig(out *query.OutColumn, c wire.Column, rows [][]any, i int) func(any) (any, error) {
	most := new(big.Int) // the greatest without its sign
	for _, row := range rows {
		if n, ok := row[i].(*big.Int); ok && n.CmpAbs(most) > 0 {
			most.Abs(n)
		}
	}
	const maxDigits = 18
	digits := len(most.Text(10))
	switch {
	case c.Width == 0 && most.IsInt64():
		out.Column.Type = catalog.Integer
		out.Text = most.Cmp(beyondDouble) > 0
		return func(v any) (any, error) { n, _ := v.(*big.Int); return n.Int64(), nil }
	case c.Width > 0 && digits <= maxDigits && c.Scale <= maxDigits:
		out.Column.Type, out.Column.Scale, out.Column.Digits = catalog.Decimal, c.Scale, min(c.Width, maxDigits)
		// A sum is of 38 digits to the engine, however small it is.
		out.Text = digits > exactDigits || c.Width <= maxDigits && c.Width > exactDigits
		return func(v any) (any, error) {
			n, _ := v.(*big.Int)
			return query.Decimal{Unscaled: n.Int64(), Scale: c.Scale}, nil
		}
	}
	out.Column.Type = catalog.String
	return func(v any) (any, error) { n, _ := v.(*big.Int); return pointed(n, c.Scale), nil }
}

// pointed is n divided by the scale-th power of ten.
func pointed(n *big.Int, scale int) string {
	text, sign := new(big.Int).Abs(n).Text(10), ""
	if n.Sign() < 0 {
		sign = "-"
	}
	if scale == 0 {
		return sign + text
	}
	if missing := scale + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	return sign + text[:len(text)-scale] + "." + text[len(text)-scale:]
}

// moment makes a time of a number of units since 1970, if it is in the years that
// ISO 8601 writes with four digits.
func moment(micros int64) func(any) (any, error) {
	return func(v any) (any, error) {
		n, _ := v.(int64)
		const year = 366 * 24 * 60 * 60 * 1_000_000
		if n > 8100*year/micros || n < -2000*year/micros {
			return nil, tooFar(n)
		}
		if t := time.UnixMicro(n * micros).UTC(); t.Year() >= 0 && t.Year() <= 9999 {
			return t, nil
		}
		return nil, tooFar(n)
	}
}

func tooFar(n int64) error {
	return &Refusal{Reason: wire.Engine, Text: fmt.Sprintf("a date or time is not in the years 0 to 9999 (%d)", n), Position: -1}
}

func settleInterval(out *query.OutColumn, rows [][]any, i int) func(any) (any, error) {
	const day = 24 * 60 * 60 * 1_000_000
	long := some(rows, i, func(v any) bool {
		p, _ := v.([3]int64)
		return p[0] != 0 || p[1] > 1<<26 || p[1] < -(1<<26) || p[2] > 1<<62 || p[2] < -(1<<62)
	})
	if !long {
		out.Column.Type = catalog.Duration
		return func(v any) (any, error) { p, _ := v.([3]int64); return query.Span(p[1]*day + p[2]), nil }
	}
	out.Column.Type = catalog.String
	return func(v any) (any, error) {
		p, _ := v.([3]int64)
		return fmt.Sprintf("P%dM%dDT%sS", p[0], p[1], pointed(big.NewInt(p[2]), 6)), nil
	}
}

// settleBlob takes bytes for shapes if all of them are.
func settleBlob(out *query.OutColumn, rows [][]any, i int) func(any) (any, error) {
	other := some(rows, i, func(v any) bool {
		b, _ := v.([]byte)
		_, err := query.ParseShape(b)
		return err != nil
	})
	if !other {
		out.Column.Type = catalog.Geometry
		return func(v any) (any, error) { b, _ := v.([]byte); return query.ParseShape(b) }
	}
	out.Column.Type = catalog.String
	return func(v any) (any, error) { return fmt.Sprintf("%x", v), nil }
}
