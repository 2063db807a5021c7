package table

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// habits are what the columns of a file show of how it writes numbers and
// dates. They decide where a column alone could be read in two ways.
type habits struct {
	decimal  byte
	doubtful byte // decimal sign where only it decides between a fraction and thousands
	dates    DateOrder
}

// habitsOf looks at all columns. Without any proof, semicolons and headers in
// Vietnamese go with decimal commas, as spreadsheets have it, and days come
// before months.
func habitsOf(columns []gatherer, comma byte, vietnamese bool) habits {
	var point, decimalComma, dmy, mdy int
	for i := range columns {
		g := &columns[i]
		if g.point() > 0 && g.comma() == 0 {
			point++
		}
		if g.comma() > 0 && g.point() == 0 {
			decimalComma++
		}
		if d, m := g.sum(shapeDMY, shapeDMYTime), g.sum(shapeMDY, shapeMDYTime); d > 0 && m == 0 {
			dmy++
		} else if m > 0 && d == 0 {
			mdy++
		}
	}
	h := habits{decimal: '.', dates: DayMonthYear}
	if decimalComma > point || decimalComma == point && comma == ';' {
		h.decimal = ','
	}
	if h.doubtful = h.decimal; decimalComma == point && point == 0 && vietnamese {
		h.doubtful = ','
	}
	if mdy > dmy {
		h.dates = MonthDayYear
	}
	return h
}

// isVietnamese reports whether headers hold letters that no other language has.
func isVietnamese(columns []Column) bool {
	return slices.ContainsFunc(columns, func(c Column) bool {
		return strings.ContainsFunc(norm.NFC.String(c.Source), func(r rune) bool {
			return r >= 0x1ea0 && r <= 0x1ef9 || strings.ContainsRune("ĂăĐđƠơƯư", r)
		})
	})
}

// coordinateWords are what headers of degrees hold, folded as names in queries
// are: no degree is a thousand.
var coordinateWords = [][]string{{"kinh", "do"}, {"vi", "do"}, {"lat"}, {"lon"}, {"lng"}, {"long"}, {"latitude"}, {"longitude"}}

// point counts the cells that prove a decimal point.
func (g *gatherer) point() int64 {
	return g.sum(shapeDot, shapeCommas, shapeCommasDot, shapeSpacesDot, shapePercentDot)
}

// comma counts the cells that prove a decimal comma.
func (g *gatherer) comma() int64 {
	return g.sum(shapeComma, shapeDots, shapeDotsComma, shapeSpacesComma, shapePercentComma)
}

// format decides how the numbers and dates of a column are written, and says
// which of its cells could be read otherwise.
func (g *gatherer) format(h habits) (f Format, ambiguous shape) {
	f = Format{Decimal: h.decimal, Dates: h.dates}
	three := shapeDotThree
	if g.counts[three] == 0 {
		three = shapeCommaThree
	}
	switch p, c := g.point(), g.comma(); {
	case p > 0 && c > 0, p == 0 && c == 0 && g.counts[three] == 0:
	case p > 0:
		f.Decimal = '.'
	case c > 0:
		f.Decimal = ','
	case g.counts[shapeLong] > 0 && three == shapeDotThree:
		f.Decimal = '.' // a file that writes 1.234 for a thousand does not write 12345
	case g.counts[shapeLong] > 0:
		f.Decimal = ','
	case g.counts[shapeInt] > 0 && g.counts[three] > 1:
		// Fractions of three digits each, and none beside them: 8.200 next to 250.
		// Whoever keeps the zeros of a fraction keeps them for 250 too.
		ambiguous, f.Decimal = three, ','
		if three == shapeCommaThree {
			f.Decimal = '.'
		}
	default:
		ambiguous, f.Decimal = three, h.doubtful
	}
	if g.point() == 0 && g.comma() == 0 && g.counts[three] == 0 && g.counts[shapeExponent] > 0 {
		f.Decimal = '.'
	}
	switch {
	case g.sum(shapeSpaces, shapeSpacesDot, shapeSpacesComma) > 0:
		f.Thousands = ' '
	case f.Decimal == '.' && g.sum(shapeCommaThree, shapeCommas, shapeCommasDot) > 0:
		f.Thousands = ','
	case f.Decimal == ',' && g.sum(shapeDotThree, shapeDots, shapeDotsComma) > 0:
		f.Thousands = '.'
	}
	switch d, m := g.sum(shapeDMY, shapeDMYTime), g.sum(shapeMDY, shapeMDYTime); {
	case d > 0:
		f.Dates = DayMonthYear
	case m > 0:
		f.Dates = MonthDayYear
	case g.sum(shapeEither, shapeEitherTime) > 0:
		ambiguous = shapeEither
		if g.counts[shapeEither] == 0 {
			ambiguous = shapeEitherTime
		}
	}
	return f, ambiguous
}
