package profile

import (
	"math"
	"strconv"
	"time"

	"nguon/publisher/table"
)

// text returns the value of a key in the text form of the API.
func (c *numbers) text(key uint64) string {
	switch c.typ {
	case table.Number:
		return formatNumber(math.Float64frombits(key))
	case table.Date:
		return time.Unix(int64(key)*86400, 0).UTC().Format(time.DateOnly)
	case table.DateTime:
		return time.UnixMicro(int64(key)).UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	}
	return strconv.FormatInt(int64(key), 10)
}

// formatNumber writes a number as JSON does: in its shortest form, with an
// exponent only if it is very small or large.
func formatNumber(f float64) string {
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
