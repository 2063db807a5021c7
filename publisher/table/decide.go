package table

import (
	"cmp"
	"slices"
)

// found is the type that most cells of a column are of.
type found struct {
	typ      Type
	fits     int64
	booleans shape
}

// find returns the type that most cells have under format f.
func (g *gatherer) find(f Format) found {
	best := found{typ: String}
	try := func(t Type, words shape, of ...shape) {
		if n := g.sum(of...); n > best.fits {
			best = found{t, n, words}
		}
	}
	try(Boolean, shapeTrueFalse, shapeTrueFalse)
	try(Boolean, shapeYesNo, shapeYesNo)
	try(Boolean, shapeCoKhong, shapeCoKhong)
	for _, t := range []Type{Integer, Number, Date, DateTime} {
		var of []shape
		for s := range shapes {
			if accepts(t, f, s) {
				of = append(of, s)
			}
		}
		try(t, 0, of...)
	}
	return best
}

// decide settles column c, of which d may declare something, from its cells.
func (g *gatherer) decide(c *Column, d *Declaration, h habits) (problems []Problem) {
	format, ambiguous := g.format(h)
	if d != nil && d.Format != nil {
		format, ambiguous = *d.Format, 0
	}
	filled := -g.counts[shapeEmpty]
	for _, n := range g.counts {
		filled += n
	}
	best := g.find(format)
	c.MaxLen, c.Nulls = g.maxLen, g.counts[shapeEmpty]+g.declared
	c.Type = best.typ
	note := func(code Code, s Severity, count int64, at Spot) {
		problems = append(problems, Problem{Code: code, Severity: s, Column: c.Source, Count: count, Spot: at, Type: best.typ, Format: format})
	}
	misfits := filled - best.fits - g.counts[shapeToken]
	switch {
	case d != nil && d.Type != "":
		c.Type, c.Declared = d.Type, true
		best = found{typ: d.Type}
	case best.fits == 0:
		c.Type = String
	case misfits > 0:
		c.Type = String
		g.explain(best, format, filled, misfits, note)
	default:
		c.booleans = best.booleans
	}
	c.Min, c.Max = 1, 0
	if c.Type != String {
		c.Format = format
		g.settle(c, note)
		g.doubt(c, ambiguous, note)
	}
	for v := range g.seen {
		c.Tokens = append(c.Tokens, v)
	}
	slices.Sort(c.Tokens)
	if g.declared > 0 || len(c.Tokens) > 0 {
		note(NullTokens, Note, g.declared+g.tokensUsed(c), Spot{Value: c.Tokens[0]})
	}
	return problems
}

// settle fills in what follows from the type of a column that is not text.
func (g *gatherer) settle(c *Column, note func(Code, Severity, int64, Spot)) {
	for i, n := range g.tokens {
		if n > 0 {
			c.Tokens = append(c.Tokens, tokens[i])
		}
	}
	c.Nulls += g.counts[shapeToken]
	if n := g.sum(shapePercentInt, shapePercentDot, shapePercentComma); n > 0 && c.Type == Number {
		c.Percent = true
		note(PercentSigns, Note, n, g.firstOf(shapePercentInt, shapePercentDot, shapePercentComma))
	}
	r := g.ranges[readWhole]
	switch {
	case c.Type == Boolean:
	case c.Type == Date && c.Format.Dates == MonthDayYear:
		r = g.ranges[readMDY]
	case c.Type == Date:
		r = g.ranges[readDMY]
	case c.Type == DateTime && c.Format.Dates == MonthDayYear:
		r = g.ranges[readMDYTime]
	case c.Type == DateTime:
		r = g.ranges[readDMYTime]
	case c.Format.Decimal == ',':
		r.merge(g.ranges[readComma])
	default:
		r.merge(g.ranges[readPoint])
	}
	c.Min, c.Max = r.min, r.max
}

func (g *gatherer) tokensUsed(c *Column) int64 {
	if c.Type == String {
		return 0
	}
	return g.counts[shapeToken]
}

// doubt tells of decisions that a reader should know.
func (g *gatherer) doubt(c *Column, ambiguous shape, note func(Code, Severity, int64, Spot)) {
	switch {
	case ambiguous == 0:
	case ambiguous < shapeYMD && (c.Type == Integer || c.Type == Number):
		note(AmbiguousNumber, Warning, g.counts[ambiguous], g.first[ambiguous])
	case ambiguous >= shapeYMD && (c.Type == Date || c.Type == DateTime):
		note(AmbiguousDate, Note, g.counts[ambiguous], g.first[ambiguous])
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
	numeric := best.typ == Integer || best.typ == Number
	other := g.misfitting(best.typ, f)
	if numeric {
		if wide := g.misfitting(Number, f); len(wide) > 0 && !slices.ContainsFunc(wide, notPrecise) {
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
	case misfits*100 <= filled:
		note(AlmostTyped, Warning, misfits, g.firstOf(other...))
	}
}

// misfitting returns the shapes of the cells that are not of type t.
func (g *gatherer) misfitting(t Type, f Format) (of []shape) {
	for s := shapeText; s < shapes; s++ {
		if g.counts[s] > 0 && !accepts(t, f, s) {
			of = append(of, s)
		}
	}
	return of
}

func notPrecise(s shape) bool { return s != shapeBig && s != shapePrecise && s != shapeWide }

func notNumber(s shape) bool { return s < shapeInt || s > shapePercentComma }

// firstOf returns the first cell of any of the shapes.
func (g *gatherer) firstOf(of ...shape) Spot {
	var at []Spot
	for _, s := range of {
		if g.first[s].Line > 0 {
			at = append(at, g.first[s])
		}
	}
	if len(at) == 0 {
		return Spot{}
	}
	return slices.MinFunc(at, func(a, b Spot) int { return cmp.Compare(a.Line, b.Line) })
}
