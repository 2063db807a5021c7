package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"nguon/catalog"
)

// Words say the schedule in a sentence without a full stop, such as "on the 29th
// of every month at 09:00; if that is a day off, on the working day before".
func (p *Plan) Words() catalog.Text {
	t := p.daysInWords()
	add := func(vi, en string) { t.Vi, t.En = t.Vi+vi, t.En+en }
	add(", lúc "+p.schedule.At, " at "+p.schedule.At)
	switch p.schedule.Holidays {
	case "before":
		add("; trùng ngày nghỉ thì vào ngày làm việc liền trước", "; if that is a day off, on the working day before")
	case "after":
		add("; trùng ngày nghỉ thì vào ngày làm việc liền sau", "; if that is a day off, on the working day after")
	case "skip":
		add("; ngày nghỉ không công bố", "; not on days off")
	}
	return t
}

// daysInWords says which days the rule chooses.
func (p *Plan) daysInWords() catalog.Text {
	o := &p.option
	n := max(o.Interval, 1)
	each := func(vi, en string) catalog.Text {
		if n == 1 {
			return catalog.Textf("hằng %[1]s", "every %[2]s", vi, en)
		}
		return catalog.Textf("%[1]d %[2]s một lần", "every %[1]d %[3]ss", n, vi, en)
	}
	switch {
	case len(o.Bysetpos) > 0 && !lastOfMonth(o), !p.chooses(), len(o.Byweekday) > 0 && len(o.Bymonthday) > 0:
		return catalog.Textf("theo luật lặp %[1]s", "by the recurrence rule %[1]s", p.schedule.Rule)
	case p.skip:
		return catalog.Text{Vi: "mỗi ngày làm việc", En: "every working day"}
	case o.Freq == rrule.DAILY && len(o.Byweekday) == 0:
		return each("ngày", "day")
	case o.Freq == rrule.DAILY || o.Freq == rrule.WEEKLY:
		t, days := each("tuần", "week"), weekdaysInWords(o.Byweekday)
		if n == 1 {
			return catalog.Textf("%[1]s hằng tuần", "every %[2]s", days.Vi, days.En)
		}
		return catalog.Textf("%[1]s, vào %[3]s", "%[2]s on %[4]s", t.Vi, t.En, days.Vi, days.En)
	}
	days := weekdaysInWords(o.Byweekday)
	if len(o.Bymonthday) > 0 {
		days = monthDaysInWords(o)
	} else {
		days.En = "the " + days.En
	}
	switch {
	case len(o.Bymonth) > 0:
		vi, en := monthsInWords(o.Bymonth)
		t := catalog.Textf("%[1]s %[3]s hằng năm", "on %[2]s of %[4]s", days.Vi, days.En, vi, en)
		if n > 1 {
			return catalog.Textf("theo luật lặp %[1]s", "by the recurrence rule %[1]s", p.schedule.Rule)
		}
		return t
	case o.Freq == rrule.MONTHLY && n == 1:
		return catalog.Textf("%[1]s hằng tháng", "on %[2]s of every month", days.Vi, days.En)
	case o.Freq == rrule.MONTHLY:
		return catalog.Textf("%[1]s, %[3]d tháng một lần", "on %[2]s of the month, every %[3]d months", days.Vi, days.En, n)
	}
	return catalog.Textf("theo luật lặp %[1]s", "by the recurrence rule %[1]s", p.schedule.Rule)
}

// lastOfMonth reports whether the rule is that of a day from 29 on, or the last
// that the month has.
func lastOfMonth(o *rrule.ROption) bool {
	for i, d := range o.Bymonthday {
		if d != 28+i {
			return false
		}
	}
	return o.Freq == rrule.MONTHLY && len(o.Bymonthday) > 1 && len(o.Byweekday) == 0 && slices.Equal(o.Bysetpos, []int{-1})
}

func monthDaysInWords(o *rrule.ROption) catalog.Text {
	if lastOfMonth(o) {
		n := o.Bymonthday[len(o.Bymonthday)-1]
		if n == 31 {
			return catalog.Text{Vi: "ngày cuối tháng", En: "the last day"}
		}
		return catalog.Textf("ngày %[1]d (hoặc ngày cuối tháng)", "the %[2]s (or last day)", n, ordinal(n))
	}
	var vi, en []string
	for _, d := range o.Bymonthday {
		switch {
		case d == -1:
			vi, en = append(vi, "cuối tháng"), append(en, "last day")
		case d < 0:
			vi, en = append(vi, fmt.Sprintf("thứ %d từ cuối tháng", -d)), append(en, ordinal(-d)+" last day")
		default:
			vi, en = append(vi, strconv.Itoa(d)), append(en, ordinal(d))
		}
	}
	return catalog.Text{Vi: "ngày " + list(vi, "và"), En: "the " + list(en, "and")}
}

func weekdaysInWords(days []rrule.Weekday) catalog.Text {
	names := []string{"thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"}
	var vi, en []string
	for _, d := range days {
		v, e := names[d.Day()], time.Weekday((d.Day()+1)%7).String()
		switch n := d.N(); {
		case n == -1:
			v, e = v+" cuối cùng", "last "+e
		case n < 0:
			v, e = fmt.Sprintf("%s thứ %d từ cuối", v, -n), ordinal(-n)+" last "+e
		case n > 0:
			v, e = v+" lần thứ "+strconv.Itoa(n), ordinal(n)+" "+e
		}
		vi, en = append(vi, v), append(en, e)
	}
	return catalog.Text{Vi: list(vi, "và"), En: list(en, "and")}
}

func monthsInWords(months []int) (vi, en string) {
	var a, b []string
	for _, m := range months {
		a, b = append(a, strconv.Itoa(m)), append(b, time.Month(m).String())
	}
	return "tháng " + list(a, "và"), list(b, "and")
}

// list joins words with commas, and the last with a word before it.
func list(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// ordinal writes a number from 1 as an English ordinal.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		suffix = map[int]string{1: "st", 2: "nd", 3: "rd"}[n%10]
		if suffix == "" {
			suffix = "th"
		}
	}
	return strconv.Itoa(n) + suffix
}
