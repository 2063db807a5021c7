package table

import "math"

// A gatherer counts the shapes of the cells of one column. Gatherers of
// different chunks are merged; the order does not matter.
type gatherer struct {
	counts [shapes]int64
	first  [shapes]Spot // Line is 0 if there is none
	tokens [len(tokens)]int64
	maxLen int

	nulls    map[string]bool // declared for this column
	declared int64           // cells that are one of them
	seen     map[string]int64

	ranges [readings]span
}

// Readings of a cell, of which the decision takes one.
const (
	readWhole   = iota // integers
	readPoint          // numbers with a decimal point
	readComma          // numbers with a decimal comma
	readDMY            // dates, days since 1970
	readMDY            // likewise
	readDMYTime        // times without zone, in microseconds since 1970 as if they were UTC
	readMDYTime        // likewise
	readings
)

// A span is the least and the greatest value seen.
type span struct{ min, max float64 }

func (s *span) add(f float64) {
	if f < s.min {
		s.min = f
	}
	if f > s.max {
		s.max = f
	}
}

func (s *span) merge(o span) {
	s.min, s.max = min(s.min, o.min), max(s.max, o.max)
}

func (g *gatherer) init(nulls []string) {
	for i := range g.ranges {
		g.ranges[i] = span{math.Inf(1), math.Inf(-1)}
	}
	if len(nulls) == 0 {
		return
	}
	g.nulls, g.seen = make(map[string]bool, len(nulls)), make(map[string]int64)
	for _, n := range nulls {
		g.nulls[n] = true
	}
}

// add takes in one cell of the record that begins at line.
func (g *gatherer) add(v []byte, line int64, s *scanned) {
	if len(v) > g.maxLen {
		g.maxLen = len(v)
	}
	if g.nulls != nil && g.nulls[string(v)] && len(v) > 0 {
		g.declared++
		g.seen[string(v)]++
		return
	}
	scan(v, s)
	if g.counts[s.shape]++; g.counts[s.shape] == 1 && s.shape != shapeEmpty {
		g.first[s.shape] = Spot{Line: line, Value: shorten(v)}
	}
	switch s.shape {
	case shapeEmpty, shapeText, shapeTrueFalse, shapeYesNo, shapeCoKhong:
	case shapeToken:
		g.tokens[s.token]++
	case shapeInt, shapeLong, shapeWide:
		f := float64(s.mantissa)
		if s.negative {
			f = -f
		}
		g.ranges[readWhole].add(f)
	default:
		g.addRare(v, s)
	}
}

func (g *gatherer) addRare(v []byte, s *scanned) {
	switch {
	case s.shape <= shapePercentComma:
		g.ranges[readPoint].add(s.value(v, '.', pointFraction(s.shape)))
		g.ranges[readComma].add(s.value(v, ',', commaFraction(s.shape)))
	case s.shape < shapeZoned:
		g.ranges[readDMY].add(float64(s.time.day(DayMonthYear)))
		g.ranges[readMDY].add(float64(s.time.day(MonthDayYear)))
	default:
		clock := float64(s.time.micros - int64(s.time.offset)*1e6)
		g.ranges[readDMYTime].add(float64(s.time.day(DayMonthYear)*86400e6) + clock)
		g.ranges[readMDYTime].add(float64(s.time.day(MonthDayYear)*86400e6) + clock)
	}
}

func (g *gatherer) merge(o *gatherer) {
	for i, n := range o.counts {
		g.counts[i] += n
		if f := o.first[i]; f.Line != 0 && (g.first[i].Line == 0 || f.Line < g.first[i].Line) {
			g.first[i] = f
		}
	}
	for i, n := range o.tokens {
		g.tokens[i] += n
	}
	for v, n := range o.seen {
		g.seen[v] += n
	}
	for i := range g.ranges {
		g.ranges[i].merge(o.ranges[i])
	}
	g.declared += o.declared
	g.maxLen = max(g.maxLen, o.maxLen)
}

// sum returns how many cells have one of the shapes.
func (g *gatherer) sum(of ...shape) int64 {
	var n int64
	for _, s := range of {
		n += g.counts[s]
	}
	return n
}

// pointFraction reports whether the last separator of a shape is a point that
// may be the decimal sign.
func pointFraction(s shape) bool {
	switch s {
	case shapeDot, shapeDotThree, shapeCommasDot, shapeSpacesDot, shapePercentDot, shapeExponent, shapePrecise:
		return true
	}
	return false
}

// commaFraction is the same of commas.
func commaFraction(s shape) bool {
	switch s {
	case shapeComma, shapeCommaThree, shapeDotsComma, shapeSpacesComma, shapePercentComma, shapePrecise:
		return true
	}
	return false
}
