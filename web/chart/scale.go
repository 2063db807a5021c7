package chart

import (
	"math"
	"time"
)

// ticks returns the marks of an axis from lo to hi: multiples of a step that is
// 1, 2 or 5 times a power of ten, which cover the range, about most of them. The
// step is not below least, which is 1 for what is whole. A range of one value is
// widened. Both bounds are finite.
func ticks(lo, hi float64, most int, least float64) []float64 {
	if hi < lo {
		lo, hi = hi, lo
	}
	if size := max(math.Abs(lo), math.Abs(hi)); hi-lo < size*1e-9 || hi == lo {
		widen := max(size*0.01, 1e-9)
		if size == 0 {
			widen = 1
		}
		lo, hi = lo-widen, hi+widen
	}
	step := max(least, niceStep(hi/float64(most)-lo/float64(most)))
	var all []float64
	for n := math.Floor(lo / step); ; n++ {
		v := n * step
		if step < 1 { // 3 * 0.1 is not 0.3
			v = n / math.Round(1/step)
		}
		all = append(all, v)
		if v >= hi || len(all) > 4*most {
			return all
		}
	}
}

// niceStep is the least of 1, 2 and 5 times a power of ten that is not below
// raw.
func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, n := range []float64{1, 2, 5} {
		if n*power >= raw*(1-1e-9) {
			return n * power
		}
	}
	return 10 * power
}

// decimals is how many digits after the point tell the marks of an axis apart.
func decimals(ticks []float64) int {
	if len(ticks) < 2 {
		return 0
	}
	return max(0, min(12, int(math.Ceil(-math.Log10(math.Abs(ticks[1]-ticks[0]))-1e-9))))
}

// A calendar of marks for an axis of time, the finest first: days, months, then
// years by [ticks].
var calendarSteps = []struct{ months, days int }{{0, 1}, {0, 2}, {0, 5}, {0, 10}, {1, 0}, {2, 0}, {3, 0}, {6, 0}}

// timeTicks returns the marks of an axis of time between two instants, in seconds
// since 1970: about most of them, each the first instant of a day, month or year
// in UTC.
func timeTicks(lo, hi float64, most int) []float64 {
	const day = 24 * 60 * 60
	for _, s := range calendarSteps {
		if (hi-lo)/(day*(float64(s.days)+30.44*float64(s.months))) > float64(most) {
			continue
		}
		first := time.Unix(int64(lo), 0).UTC()
		at := time.Date(first.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
		var all []float64
		for float64(at.Unix()) <= hi {
			if float64(at.Unix()) >= lo {
				all = append(all, float64(at.Unix()))
			}
			switch next := at.AddDate(0, s.months, s.days); {
			case s.days > 1 && (next.Month() != at.Month() || next.Day() > 28): // marks begin anew with each month
				at = time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
			default:
				at = next
			}
		}
		return all
	}
	var all []float64
	for _, year := range ticks(float64(time.Unix(int64(lo), 0).UTC().Year()), float64(time.Unix(int64(hi), 0).UTC().Year()), most, 1) {
		at := float64(time.Date(int(math.Round(year)), time.January, 1, 0, 0, 0, 0, time.UTC).Unix())
		if at >= lo && at <= hi {
			all = append(all, at)
		}
	}
	return all
}
