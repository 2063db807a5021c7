package table

import (
	"bytes"
	"strconv"
	"testing"
	"time"
)

// FuzzNumber checks numbers against strconv: what is read as a number with a
// decimal point is the nearest double, and keeps all its digits.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1", "-0", "1.5", ".5", "00.5", "1e5", "9007199254740993", "1234567890123456.7", "1,234.5", "1 234", "0.1234567890123456789", "-9223372036854775808", "18446744073709551616"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell := []byte(text)
		var s scanned
		scan(cell, &s)
		for _, typ := range []Type{Integer, Number} {
			if len(cell) == 0 || !accepts(typ, Format{Decimal: '.'}, s.shape) {
				continue
			}
			p := parser{column: &Column{Type: typ, Format: Format{Decimal: '.'}}}
			v := Vector{Type: typ}
			if !p.parse(cell, &v) {
				t.Fatalf("%q has shape %d of type %s and is not parsed", text, s.shape, typ)
			}
			trimmed := string(trim(cell))
			if typ == Integer {
				want, err := strconv.ParseInt(trimmed, 10, 64)
				if err != nil || v.Ints[0] != want {
					t.Fatalf("integer %q = %d, want %d (%v)", text, v.Ints[0], want, err)
				}
				continue
			}
			want, err := strconv.ParseFloat(trimmed, 64)
			if err != nil || v.Floats[0] != want {
				t.Fatalf("number %q = %v, want %v (%v)", text, v.Floats[0], want, err)
			}
			if n, err := strconv.ParseInt(trimmed, 10, 64); err == nil && strconv.FormatFloat(want, 'f', 0, 64) == strconv.FormatInt(n, 10) {
				continue // exact, though its shortest form has fewer digits
			}
			back := significant(strconv.AppendFloat(nil, v.Floats[0], 'e', -1, 64))
			if !bytes.Equal(back, significant([]byte(trimmed))) {
				t.Fatalf("number %q keeps the digits %s only", text, back)
			}
		}
	})
}

// The short cuts give what the long way gives.
func FuzzShortCuts(f *testing.F) {
	for _, seed := range []string{"12", "-3", "0.5", "1234567890.12345", "2025-07-01 10:00:00", "2025-02-29 10:00:00", "-", "-.5", "5."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell := []byte(text)
		if len(cell) == 0 {
			return
		}
		for _, typ := range []Type{Integer, Number, DateTime} {
			c := &Column{Type: typ, Format: Format{Decimal: '.'}}
			fast := parser{column: c, zone: zoneCache{location: time.UTC}}
			slow := parser{column: c, zone: zoneCache{location: time.UTC}}
			a, b := Vector{Type: typ}, Vector{Type: typ}
			okA, okB := fast.parse(cell, &a), slow.slow(cell, false, &b)
			if okA != okB || okA && a.text(0) != b.text(0) {
				t.Errorf("%s %q: %v by the short cut, %v without", typ, text, okA, okB)
			}
		}
	})
}

// FuzzTime checks that scanTime takes no date that package time does not know.
func FuzzTime(f *testing.F) {
	for _, seed := range []string{"2025-07-01", "1/7/2025", "31.12.2025", "2025-07-01T10:00:00.123456+07:00", "2025-07-01 12:30 AM", "2025-02-30", "0001-01-01", "9999-12-31 23:59:59"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s stamp
		kind := scanTime([]byte(text), &s)
		if kind == shapeText {
			return
		}
		for _, order := range []DateOrder{DayMonthYear, MonthDayYear} {
			month, day := s.a, s.b
			if !s.ymd && order == DayMonthYear {
				month, day = day, month
			}
			if !accepts(Date, Format{Dates: order}, kind) && !accepts(DateTime, Format{Dates: order}, kind) {
				continue
			}
			want := time.Date(s.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
			if want.Day() != day || int(want.Month()) != month {
				t.Fatalf("%q: there is no day %d-%d-%d", text, s.year, month, day)
			}
			if got := s.day(order); got*86400 != want.Unix() {
				t.Fatalf("%q: day %d, want %d", text, got, want.Unix()/86400)
			}
			z := zoneCache{location: vietnam()}
			at := want.Add(time.Duration(s.micros) * time.Microsecond)
			if s.zoned {
				at = at.Add(-time.Duration(s.offset) * time.Second)
			} else {
				at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), vietnam())
			}
			if got := z.instant(&s, order); got != at.UnixMicro() {
				t.Fatalf("%q: instant %d, want %d", text, got, at.UnixMicro())
			}
		}
	})
}

func TestLocalTimesAroundChangesOfTheZone(t *testing.T) {
	z := zoneCache{location: vietnam()}
	for at := time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 1980; at = at.Add(7 * time.Hour) {
		s := stamp{ymd: true, year: at.Year(), a: int(at.Month()), b: at.Day(), micros: int64(at.Hour()) * 3600e6}
		want := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), 0, 0, 0, vietnam()).UnixMicro()
		if got := z.instant(&s, DayMonthYear); got != want {
			t.Fatalf("instant of %v = %d, want %d", at, got, want)
		}
	}
}
