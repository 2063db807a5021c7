package workflow

import (
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// Days say when people hear of a release that is due. A nil list is that of the
// agency, and of an agency the default; an empty one is none.
type Days struct {
	Remind []int `json:"remind,omitzero"` // days before it is due, the most first
	Alarm  []int `json:"alarm,omitzero"`  // days after it was missed, the least first
}

// What holds where an agency never said.
var (
	DefaultRemind = []int{7, 1}
	DefaultAlarm  = []int{1, 7}
)

// The bounds of [Days].
const (
	MaxReminders  = 5 // in either list
	MaxRemindDays = 60
	MaxAlarmDays  = 30
)

// within returns d with the lists of more where it has none.
func (d Days) within(more Days) Days {
	if d.Remind == nil {
		d.Remind = more.Remind
	}
	if d.Alarm == nil {
		d.Alarm = more.Alarm
	}
	return d
}

func (d Days) validate() error {
	remind := slices.Clone(d.Remind)
	slices.Reverse(remind)
	e := &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: "Các mốc nhắc không hợp lệ.", En: "The days are not valid."}}
	if !ascending(remind, MaxRemindDays) {
		e.Fields = append(e.Fields, catalog.FieldError{Field: "remind", Detail: catalog.Textf("Hãy chọn tối đa %[1]d mốc nhắc, mỗi mốc từ 1 đến %[2]d ngày trước hạn, không trùng nhau.",
			"Choose at most %[1]d reminders, each from 1 to %[2]d days ahead, and no two alike.", MaxReminders, MaxRemindDays)})
	}
	if !ascending(d.Alarm, MaxAlarmDays) {
		e.Fields = append(e.Fields, catalog.FieldError{Field: "alarm", Detail: catalog.Textf("Hãy chọn tối đa %[1]d mốc báo trễ, mỗi mốc từ 1 đến %[2]d ngày sau hạn, không trùng nhau.",
			"Choose at most %[1]d alarms, each from 1 to %[2]d days after, and no two alike.", MaxReminders, MaxAlarmDays)})
	}
	if e.Fields == nil {
		return nil
	}
	return e
}

// ascending reports whether days are few, different, within bounds, and in their
// order.
func ascending(days []int, most int) bool {
	for i, n := range days {
		if n < 1 || n > most || i > 0 && n <= days[i-1] {
			return false
		}
	}
	return len(days) <= MaxReminders
}

// ParseDays reads lists such as "7,1", in any order, each of which is none if it
// is empty or "none". An error is of kind [catalog.ErrInvalid], with the fields
// remind and alarm.
func ParseDays(remind, alarm string) (Days, error) {
	var d Days
	var wrong []catalog.FieldError
	for _, list := range []struct {
		name, text string
		into       *[]int
	}{{"remind", remind, &d.Remind}, {"alarm", alarm, &d.Alarm}} {
		days, ok := parseDays(list.text)
		if !ok {
			wrong = append(wrong, catalog.FieldError{Field: list.name, Detail: catalog.Textf("Hãy ghi các số ngày, chẳng hạn 7, 1; không phải %q.",
				"Say the days, such as 7, 1; not %q.", list.text)})
		}
		*list.into = days
	}
	if wrong != nil {
		return d, &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: "Các mốc nhắc không hợp lệ.", En: "The days are not valid."}, Fields: wrong}
	}
	slices.Reverse(d.Remind)
	return d, d.validate()
}

// parseDays returns the numbers of a list, the least first.
func parseDays(s string) ([]int, bool) {
	list := []int{}
	if s = strings.TrimSpace(s); s == "" || s == "none" {
		return list, true
	}
	for part := range strings.SplitSeq(s, ",") {
		days, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil, false
		}
		list = append(list, days)
	}
	slices.Sort(list)
	return list, true
}
