package schedule

import "time"

// DueIn returns the end of the nth working day after the day in Viet Nam that t is:
// the first instant of the day behind it, in UTC. The day of t does not count,
// whether work is done on it or not. A file that leaves too few working days in
// ten times as many days gives the end of these.
func (c *Calendar) DueIn(t time.Time, n int) time.Time {
	y, m, d := t.In(Zone).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for past, left := 0, n; left > 0 && past < 10*n+30; past++ {
		day = day.AddDate(0, 0, 1)
		if !c.Off(day) {
			left--
		}
	}
	y, m, d = day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Zone).UTC()
}
