package aggregate

import (
	"math"
	"strconv"
	"strings"

	"nguon/publisher/anon/micro"
)

// amounts reads the dictionary of a column of decimal numbers, such as 12.50,
// as integers of the same scale.
func amounts(c *micro.Column) (values []int64, scale int, err error) {
	for _, text := range c.Values {
		_, decimals, _ := strings.Cut(text, ".")
		scale = max(scale, len(decimals))
	}
	values = make([]int64, len(c.Values))
	for i, text := range c.Values {
		if strings.HasPrefix(text, "-") {
			return nil, 0, &Error{Code: Negative, Column: c.Name, Value: text}
		}
		whole, decimals, dot := strings.Cut(text, ".")
		if !digits(whole) || dot && !digits(decimals) {
			return nil, 0, &Error{Code: NotANumber, Column: c.Name, Value: text}
		}
		if scale > 18 {
			return nil, 0, &Error{Code: TooLarge, Column: c.Name, Value: text}
		}
		values[i], err = strconv.ParseInt(whole+decimals+strings.Repeat("0", scale-len(decimals)), 10, 64)
		if err != nil {
			return nil, 0, &Error{Code: TooLarge, Column: c.Name, Value: text}
		}
	}
	return values, scale, nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// largestSum keeps sums where int64 and float64 are both exact enough for the
// rules.
const largestSum = math.MaxInt64 >> 8
