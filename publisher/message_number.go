package publisher

import (
	"math"
	"strconv"
	"strings"

	"nguon/catalog"
)

// A unit says how the figures of a rule are written.
type unit int

const (
	plain  unit = iota // a number
	shares             // of 1, in per cent
	percts             // in per cent already
)

// legible is how many significant digits are enough to read a figure.
const legible = 3

// pair writes a bound and what was measured, with as many digits as show that
// they differ, if they do.
func (u unit) pair(lang catalog.Lang, want, got *float64) (w, g string) {
	if want == nil || got == nil || *want == *got {
		return u.write(lang, want, legible), u.write(lang, got, legible)
	}
	for digits := legible; digits <= 17; digits++ {
		if w, g = u.write(lang, want, digits), u.write(lang, got, digits); w != g {
			break
		}
	}
	return w, g
}

func (u unit) write(lang catalog.Lang, x *float64, digits int) string {
	switch {
	case x == nil || math.IsNaN(*x):
		return catalog.Text{Vi: "không xác định", En: "not known"}.In(lang)
	case u == shares:
		return figure(lang, 100**x, digits) + "%"
	case u == percts:
		return figure(lang, *x, digits) + "%"
	}
	return figure(lang, *x, digits)
}

func share(lang catalog.Lang, x float64) string { return shares.write(lang, &x, legible) }

func whole(lang catalog.Lang, n int64) string {
	return separated(lang, strconv.FormatInt(n, 10))
}

// figure writes x rounded to significant digits; the digits before the point
// are never rounded.
func figure(lang catalog.Lang, x float64, digits int) string {
	size := math.Abs(x)
	if size >= 1e15 || size > 0 && size < 1e-6 {
		return separated(lang, strconv.FormatFloat(x, 'e', digits-1, 64))
	}
	if size >= 1 {
		digits = max(digits, int(math.Log10(size))+1)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	if err != nil {
		rounded = x
	}
	return separated(lang, strconv.FormatFloat(rounded, 'f', -1, 64))
}

// separated writes the digits of a number with the signs of a language.
func separated(lang catalog.Lang, number string) string {
	thousands, point := ".", ","
	if lang == catalog.English {
		thousands, point = ",", "."
	}
	digits, fraction, found := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && !strings.ContainsAny(digits, "eIN") {
			b.WriteString(thousands)
		}
		b.WriteRune(d)
	}
	if found {
		b.WriteString(point + fraction)
	}
	return sign + b.String()
}
