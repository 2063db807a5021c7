package web

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

// shortCell is up to how many characters a cell stays on one line.
const shortCell = 36

// longCell is from how many characters a cell is shortened.
const longCell = 120

// A number in a cell has at most so many digits, and so many decimals; the
// rest is a tooltip away.
const (
	cellDigits   = 8
	cellDecimals = 6
)

// A cell is one value as it is read.
type cell struct {
	Text    string
	Full    string // the value in whole, if Text is not
	Link    string // the address that the value is, if its column holds addresses
	Pick    string // the rows that have the value, if several have
	Missing bool
	Numeric bool
}

// Class returns how the cell is laid out.
func (c cell) Class() string {
	switch {
	case c.Numeric:
		return "number"
	case utf8.RuneCountInString(c.Text) <= shortCell:
		return "short"
	}
	return "long"
}

// cell writes one value of a column.
func (l *locale) cell(v any, c *catalog.Column) cell {
	out := cell{Numeric: isNumeric(c.Type)}
	switch v := v.(type) {
	case nil:
		out.Missing = true
	case bool:
		out.Text = l.T("value.false")
		if v {
			out.Text = l.T("value.true")
		}
	case int64:
		out.Text = l.columnInt(v, c)
	case float64:
		_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
		decimals := columnDecimals(v, c)
		out.Text = l.Float(v, decimals)
		if math.Abs(v) < 1e15 && len(fraction) > decimals {
			out.Full = l.Float(v, len(fraction))
		}
	case query.Decimal:
		out.Text = l.Decimal(v, c)
	case time.Time:
		out.Text = l.Time(v)
		if c.Type == catalog.Date {
			out.Text = l.date(v, c.Precision)
		}
	case query.Clock:
		out.Text = l.Clock(v)
	case query.Span:
		out.Text = l.Span(v)
	case orb.Geometry:
		out.Text, out.Full = l.shape(v)
	default:
		text := fmt.Sprint(v)
		if out.Text = text; utf8.RuneCountInString(text) > longCell {
			out.Text, out.Full = frame.Shorten(text, longCell), text
		}
		if u, err := url.Parse(text); c.Role == catalog.RoleURL && err == nil && (u.Scheme == "http" || u.Scheme == "https") {
			out.Link = text
		}
	}
	return out
}

// columnDecimals is how many decimals the values of a column are shown with:
// the same for all, so that they stand below one another.
func columnDecimals(v float64, c *catalog.Column) int {
	size := math.Abs(v)
	for _, bound := range []*string{c.Stats.Min, c.Stats.Max} {
		if bound == nil {
			continue
		}
		if f, err := strconv.ParseFloat(*bound, 64); err == nil {
			size = max(size, math.Abs(f))
		}
	}
	digits := 1
	if size >= 10 {
		digits = int(math.Log10(size)) + 1
	}
	return max(0, min(cellDecimals, cellDigits-digits))
}

// columnInt writes an integer of a column. Years and codes are not grouped:
// a column groups its digits only if one of its values needs it.
func (l *locale) columnInt(n int64, c *catalog.Column) string {
	if c.Role == catalog.RoleCode || isCode(c.Name) || within(c.Stats.Min) && within(c.Stats.Max) {
		return strconv.FormatInt(n, 10)
	}
	return l.Int(n)
}

// isCode reports whether a column of this name holds numbers that are names:
// identifiers, codes, years.
func isCode(column string) bool {
	return slices.ContainsFunc([]string{"id", "code", "year", "nam", "ma"}, func(end string) bool {
		return column == end || strings.HasSuffix(column, "_"+end)
	})
}

func within(s *string) bool {
	if s == nil {
		return false
	}
	n, err := strconv.ParseInt(*s, 10, 64)
	return err == nil && n > -10_000 && n < 10_000
}

// stat writes a value that is in the text form of the API.
func (l *locale) stat(s string, c *catalog.Column) string {
	if c.Type != catalog.String {
		if v, ok := query.ParseText(c, s); ok {
			return l.cell(v, c).Text
		}
	}
	return frame.Shorten(s, 60)
}

// bound writes a bound of a bin of a histogram.
func (l *locale) bound(f float64, c *catalog.Column) string {
	switch c.Type {
	case catalog.Date:
		return l.date(time.Unix(int64(f), 0).UTC(), c.Precision)
	case catalog.Time:
		return l.Clock(query.Clock(math.Round(f)) * 1e6)
	case catalog.DateTime:
		return l.Date(time.Unix(int64(f), 0))
	case catalog.Duration:
		return l.Span(query.Span(math.Round(f)) * 1e6)
	case catalog.Integer:
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return l.columnInt(int64(f), c)
		}
	}
	return l.Float(f, 3)
}
