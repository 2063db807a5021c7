package table

import (
	"bytes"
	"math"
)

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

	// Of numbers with a fraction, read with a decimal point and with a comma:
	// the most digits before and after the decimal sign.
	whole, scale [2]int
	inexact      int64 // numbers with an exponent, or of too many digits to count

	blanks    int64 // cells of nothing but blanks, which are a value of text
	short     int64 // dates with two digits for the year
	shortAt   Spot
	urls      int64 // texts that begin as addresses of the web do
	plains    int64 // numbers of the file's own
	asText    int64 // numbers that the file holds as text, though it has numbers
	asTextAt  Spot
	hasNative bool // the file tells numbers from texts
	odd       odds
	ownMarks  bool // only declared texts stand for missing values
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
	readSpan           // times of a day and lengths of time, in microseconds
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
	g.ownMarks = nulls != nil
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
	v, isPlain := unmark(v)
	if len(v) > g.maxLen {
		g.maxLen = len(v)
	}
	if g.nulls != nil && g.nulls[string(v)] && len(v) > 0 {
		g.declared++
		g.seen[string(v)]++
		return
	}
	if isPlain {
		scanPlain(v, s)
		g.plains++
	} else {
		scan(v, s)
	}
	if g.ownMarks && s.shape == shapeToken {
		s.shape = shapeText
	}
	if s.shape == shapeEmpty && len(v) > 0 {
		g.blanks++
	}
	if g.counts[s.shape]++; g.counts[s.shape] == 1 && s.shape != shapeEmpty {
		g.first[s.shape] = Spot{Line: line, Value: shorten(v)}
	}
	switch s.shape {
	case shapeEmpty, shapeTrueFalse, shapeYesNo, shapeCoKhong, shapeCross:
	case shapeText:
		if v[0] == 'h' && (bytes.HasPrefix(v, []byte("http://")) || bytes.HasPrefix(v, []byte("https://"))) {
			g.urls++
		}
		g.odd.text(v, line)
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
	if (s.negative || len(v) > 0 && v[0] == '+') && isNumber(s.shape) {
		g.odd.number(v, line, s)
	}
	if g.hasNative && !isPlain && isNumber(s.shape) {
		if g.asText++; g.asText == 1 {
			g.asTextAt = Spot{Line: line, Value: shorten(v)}
		}
	}
	if s.time.short {
		if g.short++; g.short == 1 {
			g.shortAt = Spot{Line: line, Value: shorten(v)}
		}
	}
}

func (g *gatherer) addRare(v []byte, s *scanned) {
	switch {
	case s.shape <= shapePercentPlain:
		g.ranges[readPoint].add(s.value(v, '.', pointFraction(s.shape)))
		g.ranges[readComma].add(s.value(v, ',', commaFraction(s.shape)))
		g.addDigits(s)
	case s.shape >= shapeClock && s.shape <= shapeSpan:
		g.ranges[readSpan].add(float64(s.time.micros))
	case s.shape < shapeZoned:
		g.ranges[readDMY].add(float64(s.time.day(DayMonthYear)))
		g.ranges[readMDY].add(float64(s.time.day(MonthDayYear)))
	default:
		clock := float64(s.time.micros - int64(s.time.offset)*1e6)
		g.ranges[readDMYTime].add(float64(s.time.day(DayMonthYear)*86400e6) + clock)
		g.ranges[readMDYTime].add(float64(s.time.day(MonthDayYear)*86400e6) + clock)
	}
}

// addDigits takes in how long a number is.
func (g *gatherer) addDigits(s *scanned) {
	if !s.exact || s.shape == shapeExponent {
		g.inexact++
		return
	}
	for reading, isFraction := range [2]bool{pointFraction(s.shape), commaFraction(s.shape)} {
		scale := 0
		if isFraction {
			scale = s.fraction
		}
		g.whole[reading] = max(g.whole[reading], s.digits-scale)
		g.scale[reading] = max(g.scale[reading], scale)
	}
}

// isNumber reports whether a shape is that of a number.
func isNumber(s shape) bool { return s >= shapeInt && s <= shapePercentPlain }

func (g *gatherer) merge(o *gatherer) {
	for i, n := range o.counts {
		g.counts[i] += n
		g.first[i] = earlier(g.first[i], o.first[i])
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
	g.odd.merge(&o.odd)
	for i := range g.whole {
		g.whole[i], g.scale[i] = max(g.whole[i], o.whole[i]), max(g.scale[i], o.scale[i])
	}
	g.shortAt = earlier(g.shortAt, o.shortAt)
	g.asTextAt = earlier(g.asTextAt, o.asTextAt)
	g.blanks += o.blanks
	g.inexact += o.inexact
	g.short += o.short
	g.urls += o.urls
	g.plains += o.plains
	g.asText += o.asText
	g.declared += o.declared
	g.maxLen = max(g.maxLen, o.maxLen)
}

// earlier returns the spot that comes first in the file; one without a line is
// none.
func earlier(a, b Spot) Spot {
	if b.Line != 0 && (a.Line == 0 || b.Line < a.Line) {
		return b
	}
	return a
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
	case shapeDot, shapeDotThree, shapeCommasDot, shapeSpacesDot, shapePercentDot, shapeExponent, shapePrecise, shapePlain, shapePercentPlain:
		return true
	}
	return false
}

// commaFraction is the same of commas.
func commaFraction(s shape) bool {
	switch s {
	case shapeComma, shapeCommaThree, shapeDotsComma, shapeSpacesComma, shapePercentComma, shapePreciseComma, shapePlain, shapePercentPlain:
		return true
	}
	return false
}
