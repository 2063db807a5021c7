package query

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"nguon/catalog"
)

const microsOfDay = 24 * 60 * 60 * 1e6

// cellStyles are how the cells of a column show their numbers.
type cellStyles struct {
	value int
	finer int // of times with a part of a second
}

// of returns the style of a time in microseconds.
func (s *cellStyles) of(micros int64) int {
	if micros%1e6 != 0 {
		return s.finer
	}
	return s.value
}

func newCellStyles(file *excelize.File, columns []OutColumn) ([]cellStyles, error) {
	known := make(map[string]int)
	style := func(format string) (id int, err error) {
		if id, ok := known[format]; ok || format == "" {
			return id, nil
		}
		id, err = file.NewStyle(&excelize.Style{CustomNumFmt: &format})
		known[format] = id
		return id, err
	}
	styles := make([]cellStyles, len(columns))
	for i, c := range columns {
		value, finer := numberFormats(c.Column)
		var err error
		if styles[i].value, err = style(value); err != nil {
			return nil, err
		}
		if styles[i].finer, err = style(finer); err != nil {
			return nil, err
		}
	}
	return styles, nil
}

// numberFormats are the codes of formats (ECMA-376, part 1, section 18.8.31).
func numberFormats(c *catalog.Column) (value, finer string) {
	switch c.Type {
	case catalog.Integer:
		return "0", ""
	case catalog.Decimal:
		if c.Scale > 0 {
			return "0." + strings.Repeat("0", c.Scale), ""
		}
		return "0", ""
	case catalog.Date:
		switch c.Precision {
		case catalog.ByYear:
			return "yyyy", ""
		case catalog.ByMonth:
			return "yyyy-mm", ""
		}
		return "yyyy-mm-dd", ""
	case catalog.DateTime:
		return "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm:ss.000"
	case catalog.Time:
		return "hh:mm:ss", "hh:mm:ss.000"
	case catalog.Duration:
		return "[h]:mm:ss", "[h]:mm:ss.000"
	}
	return "", ""
}

// columnWidth is in characters.
func columnWidth(c OutColumn) float64 {
	width := 12.0
	switch c.Column.Type {
	case catalog.String, catalog.Geometry, catalog.DateTime:
		width = 22
	}
	return min(60, max(width, float64(len([]rune(c.Name))+2)))
}

// The days that a workbook counts as the calendar does: it has a 29th of
// February 1900, before which it is one day off.
var (
	serialZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	serialFrom = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
	serialEnd  = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
)

// serialTime returns an instant as the days since 1899-12-30, if there is a
// double that is this instant to the microsecond.
func serialTime(t time.Time) (float64, bool) {
	if t.Before(serialFrom) || !t.Before(serialEnd) {
		return 0, false
	}
	return serialMicros(t.UnixMicro() - serialZero.UnixMicro())
}

// serialSpan returns a length of time in days. Spreadsheet programs show no
// negative ones.
func serialSpan(s Span) (float64, bool) {
	if s < 0 {
		return 0, false
	}
	return serialMicros(int64(s))
}

func serialMicros(micros int64) (float64, bool) {
	serial := float64(micros) / microsOfDay
	return serial, int64(math.Round(serial*microsOfDay)) == micros
}

// normalNumber reports whether spreadsheet programs keep f: those nearest to 0
// become 0.
func normalNumber(f float64) bool { return f == 0 || math.Abs(f) >= 0x1p-1022 }

// float is the number nearest to d, which up to exactDigits digits has the same.
func (d Decimal) float() float64 {
	f, _ := strconv.ParseFloat(string(d.append(nil)), 64) // it is a number, and finite
	return f
}

// notInXML reports whether no XML 1.0 document has this character.
func notInXML(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}
