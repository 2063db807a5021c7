package xlsx

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/nfp"

	"nguon/publisher/rows/zipxml"
)

// A format is what the format of a number makes of it.
type format uint8

// The formats, and what they may show besides.
const (
	general  format = 0
	percent  format = 1 << iota
	date            // years, months or days
	clock           // hours, minutes or seconds
	elapsed         // hours and more than 24 of them, or minutes or seconds
	fraction        // of seconds
)

const (
	maxStyles     = 1 << 17 // Excel allows 65,490
	maxFormatCode = 4096    // bytes; Excel allows 255 characters
)

// builtin are the formats that files need not define (ECMA-376 part 1,
// 18.8.30). Those of 27 to 58 are dates and times of East Asia, some of which
// differ by language: the value decides there.
var builtin = map[int]format{
	9: percent, 10: percent, 14: date, 15: date, 16: date, 17: date, 18: clock, 19: clock, 20: clock, 21: clock,
	22: date | clock, 27: date, 28: date, 29: date, 30: date, 31: date, 32: clock, 33: clock, 34: clock, 35: clock, 36: date,
	45: clock, 46: elapsed, 47: clock | fraction, 50: date, 51: date, 52: date, 53: date, 54: date, 55: date | clock,
	56: date | clock, 57: date, 58: date,
}

// readStyles reads the formats that cells refer to by index.
func (b *book) readStyles(part string) error {
	defined := make(map[int]format)
	inCells := 0
	return b.walk(part, func(s *zipxml.Scanner, element string) error {
		switch {
		case element == "numFmt":
			a := s.AttrMap()
			if id, err := strconv.Atoi(a["numFmtId"]); err == nil && len(defined) < maxStyles {
				defined[id] = parseFormat(a["formatCode"])
			}
		case element == "cellXfs":
			inCells = s.Depth()
		case element == "xf" && inCells > 0 && s.Depth() == inCells+1:
			if len(b.styles) == maxStyles {
				return errors.New("too many styles")
			}
			id, _ := strconv.Atoi(s.AttrMap()["numFmtId"])
			f, ok := defined[id]
			if !ok {
				f = builtin[id]
			}
			b.styles = append(b.styles, f)
		case element == "cellStyles" || element == "dxfs":
			inCells = 0
			return s.Skip()
		}
		return nil
	})
}

// parseFormat tells what a format code shows. Of the sections of a code the
// first counts, which is that of positive numbers.
func parseFormat(code string) format {
	if len(code) > maxFormatCode || !strings.ContainsAny(code, "yYmMdDhHsSbBeEgG%") {
		return general
	}
	p := nfp.NumberFormatParser()
	sections := p.Parse(code)
	if len(sections) == 0 {
		return general
	}
	var f format
	items := slices.DeleteFunc(sections[0].Items, func(t nfp.Token) bool {
		switch t.TType {
		case nfp.TokenTypePercent:
			f |= percent
		case nfp.TokenTypeElapsedDateTimes:
			f |= elapsed
		}
		return t.TType != nfp.TokenTypeDateTimes && t.TType != nfp.TokenTypeElapsedDateTimes &&
			t.TType != nfp.TokenTypeZeroPlaceHolder
	})
	for i, t := range items {
		switch v := strings.ToLower(t.TValue); {
		case t.TType == nfp.TokenTypeZeroPlaceHolder:
			if i > 0 && strings.HasPrefix(strings.ToLower(items[i-1].TValue), "s") {
				f |= fraction
			}
		case t.TType == nfp.TokenTypeElapsedDateTimes:
		case strings.HasPrefix(v, "h"), strings.HasPrefix(v, "s"), strings.Contains(v, "/"):
			f |= clock
		case strings.HasPrefix(v, "m") && len(v) <= 2 && isMinute(items, i):
			f |= clock
		default:
			f |= date
		}
	}
	if f&(date|clock|elapsed) != 0 {
		f &^= percent
	}
	return f
}

// isMinute reports whether the m at i are minutes: they come after hours or
// before seconds.
func isMinute(items []nfp.Token, i int) bool {
	after := i > 0 && strings.HasPrefix(strings.ToLower(items[i-1].TValue), "h")
	before := i+1 < len(items) && strings.HasPrefix(strings.ToLower(items[i+1].TValue), "s")
	return after || before
}
