package table

import (
	"cmp"
	"math"
	"slices"
)

// settle fills in what follows from the type of a column that is not text.
func (g *gatherer) settle(c *Column, note func(Code, Severity, int64, Spot)) {
	for i, n := range g.tokens {
		if n > 0 {
			c.Tokens = append(c.Tokens, tokens[i])
		}
	}
	c.Nulls += g.counts[shapeToken]
	switch {
	case c.booleans == shapeCross:
		c.Nulls -= g.counts[shapeEmpty]
		note(Ticked, Note, g.counts[shapeCross], g.first[shapeCross])
	case g.counts[shapeCross] > 0 && c.Type != Boolean && !g.ownMarks:
		c.Tokens = append(c.Tokens, g.first[shapeCross].Value)
		c.Nulls += g.counts[shapeCross]
	}
	percent := []shape{shapePercentInt, shapePercentDot, shapePercentComma, shapePercentPlain}
	if n := g.sum(percent...); n > 0 && isNumberType(c.Type) {
		c.Percent = true
		c.Unit = cmp.Or(c.Unit, "%")
		note(PercentSigns, Note, n, g.firstOf(percent...))
	}
	if c.Type == Decimal {
		_, c.Digits, c.Scale = g.digits(c.Format)
		c.Digits = min(max(c.Digits, minDigits), maxDigits)
		c.Scale = min(c.Scale, c.Digits)
	}
	r := g.ranges[g.reading(c)]
	if isNumberType(c.Type) {
		r.merge(g.ranges[readWhole])
	}
	if c.Type == Decimal && r.min <= r.max {
		unit := math.Pow10(c.Scale)
		r = span{math.Round(r.min * unit), math.Round(r.max * unit)}
	}
	c.Min, c.Max = r.min, r.max
}

// reading returns which reading of the cells column c takes.
func (g *gatherer) reading(c *Column) int {
	mdy := c.Format.Dates == MonthDayYear
	switch {
	case c.Type == Date && mdy:
		return readMDY
	case c.Type == Date:
		return readDMY
	case c.Type == DateTime && mdy:
		return readMDYTime
	case c.Type == DateTime:
		return readDMYTime
	case c.Type == Time, c.Type == Duration:
		return readSpan
	case c.Format.Decimal == ',':
		return readComma
	}
	return readPoint
}

func (g *gatherer) tokensUsed(c *Column) int64 {
	if c.Type == String {
		return 0
	}
	n := g.counts[shapeToken]
	if c.Type != Boolean && !g.ownMarks {
		n += g.counts[shapeCross]
	}
	return n
}

// doubt tells of decisions that a reader should know.
func (g *gatherer) doubt(c *Column, ambiguous shape, note func(Code, Severity, int64, Spot)) {
	dates := c.Type == Date && c.Format.Precision == ByDay || c.Type == DateTime
	switch {
	case ambiguous == 0:
	case ambiguous < shapeYMD && isNumberType(c.Type):
		note(AmbiguousNumber, Warning, g.counts[ambiguous], g.first[ambiguous])
	case ambiguous >= shapeYMD && dates:
		note(AmbiguousDate, Note, g.counts[ambiguous], g.first[ambiguous])
	}
	if dates && g.short > 0 {
		note(ShortYears, Note, g.short, g.shortAt)
	}
	if isNumberType(c.Type) && g.plains > 0 && g.asText > 0 {
		note(NumbersAsText, Note, g.asText, g.asTextAt)
	}
	if c.Type == DateTime {
		local := []shape{shapeYMDTime, shapeDMYTime, shapeMDYTime, shapeEitherTime}
		if n := g.sum(local...); n > 0 {
			note(LocalTime, Note, n, g.firstOf(local...))
		}
	}
}

// explain says why a column is text in which many cells are of another type.
func (g *gatherer) explain(best found, f Format, filled, misfits int64, note func(Code, Severity, int64, Spot)) {
	numeric := isNumberType(best.typ)
	other := g.misfitting(best)
	if numeric {
		if wide := g.misfitting(found{typ: Number, format: f}); len(wide) > 0 && !slices.ContainsFunc(wide, notPrecise) {
			note(TooPrecise, Warning, g.sum(wide...), g.firstOf(wide...))
			return
		}
	}
	switch {
	case numeric && misfits == g.counts[shapeZeros]:
		note(LeadingZeros, Note, misfits, g.first[shapeZeros])
	case numeric && g.point() > 0 && g.comma() > 0 && !slices.ContainsFunc(other, notNumber),
		!numeric && slices.Equal(other, []shape{shapeMDY}), !numeric && slices.Equal(other, []shape{shapeMDYTime}):
		note(MixedFormats, Warning, misfits, g.firstOf(other...))
	case best.typ == Time && slices.Equal(other, []shape{shapeDayEnd}):
		note(DayEnds, Warning, misfits, g.firstOf(other...))
	case misfits > 0 && (misfits*almostShare <= filled || misfits == 1 && best.fits >= almostFew):
		note(AlmostTyped, Warning, misfits, g.firstOf(other...))
	}
}

// almostShare is the share of misfits up to which a column of text is said to
// be almost of another type.
const almostShare = 10

// almostFew are the values besides which a single misfit is told of in a short
// column: "Sơ bộ 2023" below three years.
const almostFew = 3

func notPrecise(s shape) bool {
	return s != shapeBig && s != shapePrecise && s != shapePreciseComma && s != shapeWide
}

func notNumber(s shape) bool { return !isNumber(s) }

// firstOf returns the first cell of any of the shapes.
func (g *gatherer) firstOf(of ...shape) Spot {
	var at Spot
	for _, s := range of {
		at = earlier(at, g.first[s])
	}
	return at
}
