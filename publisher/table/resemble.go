package table

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// Codes of columns that look like another type than the one they are of.
const (
	DressedNumbers  Code = "dressed-numbers"  // Warning: text, because Count numbers have something about them: a sign of money, brackets, an apostrophe, a minus that is none, <
	ImpossibleDates Code = "impossible-dates" // Warning: text, because Count cells look like dates that the calendar does not have
	UnitsInCells    Code = "units-in-cells"   // Warning: text, because Count cells such as Value are numbers with the same unit
	DayEnds         Code = "day-ends"         // Warning: text, because Count cells among times of the day are 24:00, the end of a day
	ExcelSerials    Code = "excel-serials"    // Warning: Count whole numbers such as Value under a header of dates, which may be days since 1899-12-30
	LostDigits      Code = "lost-digits"      // Warning: Count codes such as Value are written with an exponent, as spreadsheets spoil them
	PlusSigns       Code = "plus-signs"       // Note: text, because Count codes begin with a plus sign, as telephone numbers do
	Sentinel        Code = "sentinel"         // Warning: Count cells hold Value, which may stand for a missing value: no other number is below zero
)

// odds counts cells that look like something that they are not.
type odds struct {
	dressed, noDay, plus, negative, sentinel int64
	dressedAt, noDayAt, plusAt, sentinelAt   Spot
	units                                    units
}

func (o *odds) merge(other *odds) {
	o.dressed += other.dressed
	o.noDay += other.noDay
	o.plus += other.plus
	o.negative += other.negative
	o.sentinel += other.sentinel
	o.units.merge(&other.units)
	o.dressedAt = earlier(o.dressedAt, other.dressedAt)
	o.noDayAt = earlier(o.noDayAt, other.noDayAt)
	o.plusAt = earlier(o.plusAt, other.plusAt)
	o.sentinelAt = earlier(o.sentinelAt, other.sentinelAt)
}

// longestDressed is the length of the longest text that may be a number with
// something about it, or a date, in bytes.
const longestDressed = 40

// mayResemble marks the bytes that begin such a text, so that most texts cost
// one look.
var mayResemble = func() (of [256]bool) {
	for _, c := range []byte("0123456789'(-+.,$<>~UVEiI \xc2\xe2") {
		of[c] = true
	}
	return of
}()

// text takes in a cell that is text.
func (o *odds) text(v []byte, line int64) {
	if len(v) > longestDressed || !mayResemble[v[0]] {
		return
	}
	switch {
	case isDressed(v):
		if o.dressed++; o.dressed == 1 {
			o.dressedAt = Spot{Line: line, Value: shorten(v)}
		}
	case isNoDay(v):
		if o.noDay++; o.noDay == 1 {
			o.noDayAt = Spot{Line: line, Value: shorten(v)}
		}
	default:
		o.units.add(v, line)
	}
}

// number takes in a cell that is a number.
func (o *odds) number(v []byte, line int64, s *scanned) {
	if v[0] == '+' {
		if o.plus++; o.plus == 1 {
			o.plusAt = Spot{Line: line, Value: shorten(v)}
		}
	}
	if !s.negative || s.mantissa == 0 {
		return
	}
	o.negative++
	if isSentinel(s) && (o.sentinel == 0 || o.sentinelAt.Value == string(v)) {
		if o.sentinel++; o.sentinel == 1 {
			o.sentinelAt = Spot{Line: line, Value: shorten(v)}
		}
	}
}

// isSentinel reports whether a negative number is written with nines alone, but
// for zeros after the decimal sign: -99, -999.9, -9999.00.
func isSentinel(s *scanned) bool {
	m, nines := s.mantissa, 0
	for fraction := s.fraction; fraction > 0 && m%10 == 0; fraction-- {
		m /= 10
	}
	for ; m%10 == 9; m /= 10 {
		nines++
	}
	return m == 0 && nines >= 2
}

var (
	moneyBefore = [][]byte{[]byte("US$"), []byte("$"), []byte("€"), []byte("£"), []byte("¥"), []byte("₫"), []byte("USD"), []byte("VND"), []byte("EUR")}
	moneyAfter  = [][]byte{[]byte("vnđ"), []byte("VNĐ"), []byte("VND"), []byte("vnd"), []byte("đồng"), []byte("đ"), []byte("Đ"), []byte("₫"), []byte("USD"), []byte("usd"), []byte("EUR"), []byte("$"), []byte("€")}
	signsBefore = [][]byte{[]byte("−"), []byte("–"), []byte("<="), []byte(">="), []byte("<"), []byte(">"), []byte("≤"), []byte("≥"), []byte("±"), []byte("~")}
	infinities  = []string{"inf", "infinity", "∞"}
)

// isDressed reports whether a text is a number but for a sign of money, round
// brackets, which bookkeepers put about negative numbers, an apostrophe, which
// keeps spreadsheets from reading a number as such, a dash that stands for a
// minus, or a limit such as "<"; or is infinity.
func isDressed(v []byte) bool {
	v = trim(v)
	bare := trim(bytes.TrimPrefix(v, []byte("'")))
	if n := len(bare); n > 2 && bare[0] == '(' && bare[n-1] == ')' {
		bare = trim(bare[1 : n-1])
	}
	sign := 0
	if len(bare) > 1 && (bare[0] == '-' || bare[0] == '+') {
		sign, bare = 1, bare[1:]
	}
	for _, before := range signsBefore {
		if rest, ok := bytes.CutPrefix(bare, before); ok {
			bare = trim(rest)
			break
		}
	}
	for _, m := range moneyBefore {
		if rest, ok := bytes.CutPrefix(bare, m); ok {
			bare = trim(rest)
			break
		}
	}
	for _, m := range moneyAfter {
		if rest, ok := bytes.CutSuffix(bare, m); ok {
			bare = trim(rest)
			break
		}
	}
	if len(bare) == 0 {
		return false
	}
	if c := bare[0]; c-'0' > 9 && c != '-' && c != '.' && c != ',' {
		return slices.Contains(infinities, strings.ToLower(string(bare)))
	}
	if len(bare)+sign == len(v) {
		return false
	}
	var s scanned
	return scanNumber(bare, &s) != shapeText
}

// isNoDay reports whether a text that is no date has the form of one, such as
// 31/02/2024.
func isNoDay(v []byte) bool {
	v = trim(v)
	if len(v) < len("1/1/24") || len(v) > len("31/12/2024") {
		return false
	}
	var digits [3]int
	part, separator := 0, byte(0)
	for _, c := range v {
		switch {
		case c-'0' <= 9:
			digits[part]++
		case c != '/' && c != '-' && c != '.', separator != 0 && c != separator, part == 2:
			return false
		default:
			separator = c
			part++
		}
	}
	if part != 2 || separator == '.' && digits[2] != 4 {
		return false
	}
	short := func(n int) bool { return n == 1 || n == 2 }
	return short(digits[0]) && short(digits[1]) && (digits[2] == 4 || digits[2] == 2 && separator != '.') ||
		digits[0] == 4 && digits[1] == 2 && digits[2] == 2
}

// resembles tells of a column of text, of which filled cells hold something,
// that all of it looks like numbers or dates. It reports whether it does.
func (g *gatherer) resembles(filled int64, note func(Code, Severity, int64, Spot)) bool {
	filled -= g.counts[shapeToken] + g.counts[shapeCross]
	numbers, dates := g.odd.dressed, g.odd.noDay
	for s := range shapes {
		switch {
		case isNumber(s):
			numbers += g.counts[s]
		case accepts(Date, Format{}, s) || accepts(Date, Format{Dates: MonthDayYear}, s):
			dates += g.counts[s]
		}
	}
	switch {
	case g.odd.dressed > 0 && numbers*10 >= filled*9:
		note(DressedNumbers, Warning, g.odd.dressed, g.odd.dressedAt)
	case g.odd.noDay > 0 && dates*10 >= filled*9:
		note(ImpossibleDates, Warning, g.odd.noDay, g.odd.noDayAt)
	case !g.odd.units.differ && g.odd.units.count > 0 && g.odd.units.count*10 >= filled*9:
		note(UnitsInCells, Warning, g.odd.units.count, g.odd.units.at)
	default:
		return false
	}
	return true
}

// Days that spreadsheets count from 1899-12-30, of years from 1954 to 2064.
const firstSerial, lastSerial = 20_000, 60_000

// suspect tells of numbers that are likely something else.
func (g *gatherer) suspect(c *Column, note func(Code, Severity, int64, Spot)) {
	code := isCode(c.Source)
	switch {
	case g.counts[shapeExponent] > 0 && code:
		note(LostDigits, Warning, g.counts[shapeExponent], g.first[shapeExponent])
	case !isNumberType(c.Type):
	case g.odd.sentinel > 0 && g.odd.sentinel == g.odd.negative && g.odd.sentinel < g.numbers():
		note(Sentinel, Warning, g.odd.sentinel, g.odd.sentinelAt)
	case c.Type == Integer && !code && c.Min >= firstSerial && c.Max <= lastSerial && c.Min == math.Trunc(c.Min) && ofDates(c.Source):
		note(ExcelSerials, Warning, g.numbers(), g.firstOf(shapeInt, shapeLong))
	}
}

// numbers returns how many cells are numbers.
func (g *gatherer) numbers() (n int64) {
	for s := range shapes {
		if isNumber(s) {
			n += g.counts[s]
		}
	}
	return n
}

// ofDates reports whether a header says that its column holds dates.
func ofDates(header string) bool {
	words := strings.Split(queryName(header, 0), "_")
	return slices.Contains(words, "ngay") && !slices.Contains(words, "so") || slices.Contains(words, "date") || slices.Contains(words, "datum")
}
