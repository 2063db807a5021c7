package schedule

import (
	"math"
	"time"
)

// The lunar calendar of Viet Nam by the algorithm of Hồ Ngọc Đức ("Computing
// the Vietnamese lunar calendar", after Meeus, Astronomical Algorithms, 1998):
// a month begins on the day of the new moon in UTC+7, the month with the winter
// solstice is the 11th, and in a year of thirteen months the first one without a
// principal term of the sun is the leap month. The formulas hold to minutes for
// the years 1800 to 2199.

const (
	lunation  = 29.530588853      // mean days between new moons
	firstMoon = 2415021.076998695 // Julian date of the new moon of 1900-01-01, which has number 0
	radians   = math.Pi / 180
	zoneDays  = 7.0 / 24 // Viet Nam is ahead of UTC
	winter    = 9        // twelfths of the sun's way from the spring equinox to the winter solstice
)

// fromLunar returns the day of the solar calendar on which a day of the lunar
// year falls. The month is not a leap month.
func fromLunar(year, month, day int) time.Time {
	from, to := eleventh(year-1), eleventh(year)
	if month >= 11 {
		from, to = to, eleventh(year+1)
	}
	k := int(math.Floor(0.5 + (float64(from)-firstMoon)/lunation))
	n := (month + 1) % 12 // months after the 11th
	if to-from > 365 && n >= leapMonth(from) {
		n++
	}
	return fromJulian(moonDay(k+n) + day - 1)
}

// eleventh returns the first day of the 11th lunar month of a year, as a Julian
// day number.
func eleventh(year int) int {
	k := int(float64(toJulian(year, time.December, 31)-2415021) / lunation)
	if first := moonDay(k); sunTwelfth(first) < winter {
		return first
	}
	return moonDay(k - 1)
}

// leapMonth returns how many months after the 11th, which begins on the day
// from, the leap month is.
func leapMonth(from int) int {
	k := int(0.5 + (float64(from)-firstMoon)/lunation)
	last := sunTwelfth(moonDay(k + 1))
	for i := 2; i < 14; i++ {
		next := sunTwelfth(moonDay(k + i))
		if next == last {
			return i - 1
		}
		last = next
	}
	return 13
}

// moonDay returns the day in Viet Nam of the k-th new moon after 1900-01-01.
func moonDay(k int) int { return int(math.Floor(newMoon(float64(k)) + 0.5 + zoneDays)) }

// newMoon returns the Julian date of the k-th new moon.
func newMoon(k float64) float64 {
	t := k / 1236.85 // Julian centuries from 1900-01-00.5
	t2, t3 := t*t, t*t*t
	sin := func(degrees float64) float64 { return math.Sin(degrees * radians) }
	mean := 2415020.75933 + 29.53058868*k + 0.0001178*t2 - 0.000000155*t3 + 0.00033*sin(166.56+132.87*t-0.009173*t2)
	sun := 359.2242 + 29.10535608*k - 0.0000333*t2 - 0.00000347*t3    // mean anomaly of the sun
	moon := 306.0253 + 385.81691806*k + 0.0107306*t2 + 0.00001236*t3  // mean anomaly of the moon
	height := 21.2964 + 390.67050646*k - 0.0016528*t2 - 0.00000239*t3 // argument of its latitude
	moved := (0.1734-0.000393*t)*sin(sun) + 0.0021*sin(2*sun) - 0.4068*sin(moon) + 0.0161*sin(2*moon) - 0.0004*sin(3*moon) +
		0.0104*sin(2*height) - 0.0051*sin(sun+moon) - 0.0074*sin(sun-moon) + 0.0004*sin(2*height+sun) -
		0.0004*sin(2*height-sun) - 0.0006*sin(2*height+moon) + 0.0010*sin(2*height-moon) + 0.0005*sin(2*moon+sun)
	slowing := -0.000278 + 0.000265*t + 0.000262*t2 // of the rotation of the earth
	return mean + moved - slowing
}

// sunTwelfth returns in which twelfth of its way, from 0 at the spring equinox,
// the sun is at midnight in Viet Nam when a day begins.
func sunTwelfth(day int) int {
	t := (float64(day) - 0.5 - zoneDays - 2451545) / 36525
	anomaly := (357.52910 + 35999.05030*t - 0.0001559*t*t - 0.00000048*t*t*t) * radians
	longitude := 280.46645 + 36000.76983*t + 0.0003032*t*t +
		(1.914600-0.004817*t-0.000014*t*t)*math.Sin(anomaly) + (0.019993-0.000101*t)*math.Sin(2*anomaly) + 0.000290*math.Sin(3*anomaly)
	turns := longitude / 360
	return int((turns - math.Floor(turns)) * 12)
}

// epoch is the Julian day number of 1970-01-01.
const epoch = 2440588

func toJulian(year int, month time.Month, day int) int {
	return epoch + int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400)
}

func fromJulian(n int) time.Time { return time.Unix(int64(n-epoch)*86400, 0).UTC() }
