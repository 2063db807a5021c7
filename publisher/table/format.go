package table

// habits are what the columns of a file show of how it writes numbers and
// dates. They decide where a column alone could be read in two ways.
type habits struct {
	decimal byte
	dates   DateOrder
}

// habitsOf looks at all columns. Without any proof, semicolons go with decimal
// commas, as spreadsheets have it, and days come before months.
func habitsOf(columns []gatherer, comma byte) habits {
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
	if mdy > dmy {
		h.dates = MonthDayYear
	}
	return h
}

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
	default:
		ambiguous = three
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
